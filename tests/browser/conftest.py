"""Fixtures of tests in a real browser: a running hall over the shipped guides, Chromium, a page."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hall.app import create_app
from hall.bootstrap import Application, open_application
from hall.settings import Settings
from knowledge_base.services import KnowledgeBase
from scripts.screens.stage import served
from scripts.screens.stage import settings_in as of_a_hall_in
from tests.conftest import TRAINED

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 10_000
"""Two cores are shared by the hall, the browser and the tests."""

expect.set_options(timeout=PATIENCE_MS)

NewContext = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Site:
    """A hall that listens, and what stands behind it."""

    url: str
    application: Application


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Yield the address of an app that listens on this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with served(app) as url:
        yield url


@pytest.fixture(scope="session")
def site(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A hall over the shipped guides, without Rasa."""
    folder = tmp_path_factory.mktemp("site")
    application = open_application(settings_in(folder), kb=knowledge)
    with listening(create_app(application)) as url:
        yield Site(url, application)
    application.close()


def settings_in(folder: Path) -> Settings:
    """Return the settings of a hall in a folder of its own, with the models that are trained already."""
    return replace(of_a_hall_in(folder), index_dir=TRAINED)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, gone with the last test of this folder: Playwright keeps an event loop running meanwhile."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser, site: Site) -> Iterator[NewContext]:
    """Open browsers of different visitors: `new_context(viewport={…})`."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=site.url, locale="zh-CN", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """One page of a visitor at a desk."""
    return new_context(viewport={"width": 1280, "height": 800}).new_page()
