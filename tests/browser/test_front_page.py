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


ID_CARD = "/items/232009001000-01"


def test_the_case_is_chosen_in_place_and_what_changed_is_marked(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(ID_CARD)
    choice = page.locator("#q-reason-lost")
    choice.scroll_into_view_if_needed()
    at = choice.bounding_box()

    choice.check()

    expect(page.locator("#case-state")).to_contain_text("处有变化")
    expect(page.locator(".guide-head .direct")).to_contain_text("40元")
    expect(choice).to_be_focused()
    expect(page.locator("#materials .changed").first).to_be_visible()
    assert "reason=lost" in page.url
    now = choice.bounding_box()
    assert at
    assert now
    assert abs(now["y"] - at["y"]) < PHONE["height"] / 4
    axe.install()
    assert axe.violations(page, "html") == []


def test_without_a_script_the_case_is_chosen_where_one_looks(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(ID_CARD)

    page.locator("label", has_text="丢了补办").click()
    page.get_by_role("button", name="按我的情况显示").click()

    expect(page.locator("#told")).to_be_in_viewport()
    expect(page.locator(".guide-head .direct")).to_contain_text("40元")


def test_what_is_ticked_on_a_list_is_kept(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    address = f"{ID_CARD}/checklist?reason=lost&age=adult"
    page.goto(address)
    boxes = page.get_by_role("checkbox")

    boxes.first.check()

    expect(page.locator("#ticks-state")).to_contain_text("还缺")
    page.goto(address)
    expect(boxes.first).to_be_checked()
    assert "have=1" in page.url
    axe.install()
    assert axe.violations(page, "html") == []


def test_a_guide_is_short_and_opens_where_an_address_leads(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{ID_CARD}#place")

    expect(page.locator("#place")).to_have_attribute("open", "")
    expect(page.locator("#place dd").first).to_be_visible()
    expect(page.locator("#steps li").first).to_be_hidden()
    page.locator("#q-reason-lost").check()

    expect(page.locator("#conditions > summary")).to_be_visible()
    expect(page.locator("#conditions.fresh")).to_have_count(1)
    expect(page.locator("#place")).to_have_attribute("open", "")


def test_the_whole_guide_is_printed(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(ID_CARD)

    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(page.locator("#steps li").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#steps li").first).to_be_hidden()


def test_a_guide_is_handed_on_with_the_case_in_its_address(new_context: NewContext) -> None:
    context = new_context(viewport=PHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(ID_CARD)
    page.locator("#q-reason-lost").check()
    expect(page.locator("#page-address")).to_contain_text("reason=lost")

    page.get_by_role("button", name="复制网址").click()

    expect(page.locator("#share-state")).to_contain_text("已复制")
    assert "reason=lost" in page.evaluate("navigator.clipboard.readText()")


def test_a_case_that_could_not_be_shown_is_not_chosen(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(ID_CARD)
    page.route("**/items/**", lambda route: route.abort())

    page.locator("#q-reason-lost").click()

    expect(page.locator("#case-state")).to_contain_text("没有换成")
    expect(page.locator("#q-reason-lost")).not_to_be_checked()
    page.unroute("**/items/**")
    page.locator("#q-reason-lost").check()
    expect(page.locator("#case-state")).to_contain_text("处有变化")


def test_a_list_that_is_ticked_further_says_one_thing(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{ID_CARD}/checklist?reason=lost&have=1")
    expect(page.locator(".lacking")).to_be_visible()

    page.locator("input.box").nth(1).check()

    expect(page.locator(".lacking")).to_have_count(0)
    expect(page.locator(".papers .state")).to_have_count(0)
    expect(page.locator("#ticks-state")).not_to_be_empty()
