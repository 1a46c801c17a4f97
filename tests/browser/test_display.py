"""Large letters and dark colours, with a script in place and without one through a link; remembered at every door."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
ID_CARD = "/items/232009001000-01"
LETTERS = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
GROUND = "getComputedStyle(document.body).backgroundColor"
DARK = "rgb(17, 23, 29)"


def choose(page: Page, label: str) -> None:
    page.locator(".display").get_by_role("link", name=label, exact=True).click()


def test_large_letters_keep_the_line_that_is_read_and_what_is_typed(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto("/")
    page.get_by_label("您想办什么事？").fill("身份证丢了")

    choose(page, "大字")

    assert page.evaluate(LETTERS) == 20
    expect(page.get_by_label("您想办什么事？")).to_have_value("身份证丢了")
    expect(page.locator(".display").get_by_role("link", name="标准字")).to_be_focused()
    page.goto(ID_CARD)
    assert page.evaluate(LETTERS) == 20
    choose(page, "标准字")
    page.reload()
    assert page.evaluate(LETTERS) == 16


def test_without_a_script_the_choice_leads_back_to_the_page(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{ID_CARD}?reason=lost")

    choose(page, "大字")

    assert page.url.endswith(f"{ID_CARD}?reason=lost")
    expect(page.locator("html.large")).to_have_count(1)
    page.goto("/counter")
    expect(page.locator("html.large")).to_have_count(1)


def test_dark_follows_the_system_until_the_reader_says_otherwise(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, color_scheme="dark").new_page()
    page.goto("/items")
    assert page.evaluate(GROUND) == DARK

    choose(page, "浅色")

    assert page.evaluate(GROUND) != DARK
    page.goto("/console/login")
    assert page.evaluate(GROUND) != DARK
    choose(page, "深色")
    page.emulate_media(color_scheme="light")
    page.reload()
    assert page.evaluate(GROUND) == DARK


def test_paper_stays_white(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, color_scheme="dark").new_page()
    page.goto(f"{ID_CARD}/checklist")

    page.emulate_media(media="print")

    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
