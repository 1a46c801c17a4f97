"""The page of figures in Chromium: nothing a policy forbids, every width, large type, paper and forced colours."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hall.bootstrap import Application
from knowledge_base.model.answer import AnswerStatus
from service_desk.staff import Role
from tests.browser.axe import install, violations
from tests.browser.conftest import listening
from tests.console_kit import PASSWORD, hired
from tests.statistics_kit import CARD_LOST, LICENCE, PIGEONS, asked, handed

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "?span=90",
    "?span=today",
    "?since=x",
    "?since=2020-01-01&until=2020-01-02",
    "/questions",
)
BARS = "document.querySelectorAll('.chart .answered rect').length"


@pytest.fixture
def address(console_app: Flask, console_hall: Application) -> Iterator[str]:
    """Where a hall is served in which something happened."""
    desk = console_hall.desk
    hired(desk, "qianjin", "钱进", "", Role.MANAGER)
    asked(desk, CARD_LOST)
    asked(desk, "开小卖部办啥证", item=LICENCE, talk="wx-talk-00001", door="wechat")
    asked(desk, PIGEONS, AnswerStatus.UNANSWERED_UNKNOWN, None)
    handed(desk, "talk-ticket-1")
    with listening(console_app) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on which the manager is logged in; it must end without a complaint."""
    install()
    context = browser.new_context(base_url=address, locale="zh-CN")
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    page.goto("/console/login")
    page.fill("#login", "qianjin")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="统计", exact=True)).to_be_visible()
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("size", ["100%", "125%"])
def test_nothing_keeps_anybody_from_reading_it(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        page.goto(f"/console/statistics{address}")
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

        assert violations(page, "html") == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_chart_is_coloured_by_the_page_s_own_sheet(page: Page) -> None:
    bar = page.locator(".chart .answered rect").first

    expect(bar).to_have_css("fill", "rgb(23, 98, 58)")
    page.evaluate("document.documentElement.style.setProperty('--green', '#00ff00')")
    expect(bar).to_have_css("fill", "rgb(0, 255, 0)")


def test_forced_colours_tell_the_kinds_apart(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    fills = page.evaluate(
        """() => ['answered', 'unknown'].map(
          (name) => getComputedStyle(document.querySelector(`.swatch.${name}`)).backgroundColor)"""
    )

    assert len(set(fills)) == 2


def test_a_figure_is_reached_by_keyboard(page: Page) -> None:
    page.get_by_role("link", name="没答上 1 次，看明细").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=PIGEONS)).to_be_visible()


def test_the_table_of_a_chart_opens_without_a_mouse(page: Page) -> None:
    page.locator(".charts summary").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("region", name="每天问了多少的数字")).to_be_visible()


def test_paper_holds_the_figures_and_no_form(page: Page) -> None:
    page.emulate_media(media="print")

    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("form.filters")).to_be_hidden()
    assert page.evaluate(BARS) > 0
