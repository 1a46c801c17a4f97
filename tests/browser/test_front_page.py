"""The front page, its answers and the lists in Chromium: on a phone, without a script, and for everybody."""

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import NewContext

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
WIDTH = "document.documentElement.scrollWidth"


def test_a_citizen_on_a_phone_asks_and_reads_the_answer_without_a_script(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")

    page.get_by_label("您想办什么事？").fill("身份证丢了咋整")
    page.keyboard.press("Enter")
    expect(page.locator(".reply .direct")).to_contain_text("40元")
    page.get_by_role("link", name="未满16周岁", exact=True).click()

    expect(page.locator(".reply")).to_contain_text("未满16周岁")
    page.get_by_role("link", name="一次性告知单").click()
    expect(page.locator(".sheet .situation")).to_contain_text("未满16周岁")


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=补护照多少钱", "/search?q=养骆驼要办证吗", "/items", "/one-visit?q=sfz"],
)
def test_axe_finds_nothing_and_nothing_sticks_out(new_context: NewContext, address: str) -> None:
    axe.install()
    page = new_context(viewport=PHONE).new_page()
    page.goto(address)

    assert axe.violations(page, "html") == []
    assert page.evaluate(WIDTH) == PHONE["width"]
