"""Every page and state of `scripts/screens`: axe finds nothing and nothing sticks out, however it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from hall.app import create_app
from hall.bootstrap import open_application
from knowledge_base.services import KnowledgeBase
from scripts.screens.places import PLACES, Place
from scripts.screens.stage import Stage, people, served
from tests.browser import axe
from tests.browser.conftest import PATIENCE_MS, settings_in

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"
LARGE = """() => {
  document.documentElement.classList.add("large");
  const buttons = document.querySelector("onedoor-chat")?.shadowRoot.querySelectorAll("[aria-pressed=false]") ?? [];
  [...buttons].find((one) => one.textContent.includes("大字"))?.click();
}"""
ZOOMED = ViewportSize(width=640, height=400)
"""A screen of 1280 by 800 at 200 %."""


@dataclass(frozen=True)
class Showing:
    """One hall with people in it, and a browser for each of them."""

    stage: Stage
    browser: Browser
    url: str
    contexts: dict[str, BrowserContext]

    def page_of(self, place: Place) -> Page:
        """Return the page of whoever is at the place, there already; a citizen was never here before."""
        if place.login not in self.contexts or not place.login:
            context = self.browser.new_context(base_url=self.url, locale="zh-CN")
            context.set_default_timeout(PATIENCE_MS)
            self.contexts[place.login] = context
        page = self.contexts[place.login].new_page()
        page.set_viewport_size({"width": 360, "height": 740})
        place.go(page, self.stage)
        return page


@pytest.fixture(scope="module")
def showing(
    browser: Browser, knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Showing]:
    axe.install()
    settings = replace(settings_in(tmp_path_factory.mktemp("screens")), totp_roles=())
    application = open_application(settings, kb=knowledge)
    stage = people(application)
    contexts: dict[str, BrowserContext] = {}
    with served(create_app(application)) as url:
        yield Showing(stage, browser, url, contexts)
        for context in contexts.values():
            context.close()
    application.close()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_everybody_can_use_it_however_it_is_shown(showing: Showing, place: Place) -> None:
    page = showing.page_of(place)
    faults = {"light": _faults(page, place)}

    page.emulate_media(color_scheme="dark")
    faults["dark"] = _faults(page, place)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(LARGE)
    faults["dark, large, 320"] = _faults(page, place)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(ZOOMED)
    faults["light, large, zoomed"] = _faults(page, place)

    assert {mode: found for mode, found in faults.items() if found} == {}
    page.close()


def _faults(page: Page, place: Place) -> list[str]:
    """Return what axe finds, and how far the page is wider than the screen."""
    found = axe.violations(page, place.part)
    width, screen = page.evaluate(WIDTH), page.evaluate("innerWidth")
    return found + ([f"{width} px wide on a screen of {screen}"] if width > screen else [])
