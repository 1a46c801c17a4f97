"""A citizen talks to the widget: questions, options, lists, ratings, reloads."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, Site
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

ID_CARD = "居民身份证申领、换领、补领"


@pytest.fixture
def widget(page: Page) -> Widget:
    """The open panel on the demo page."""
    return Widget(page).visit().open()


def test_the_greeting_offers_what_is_most_asked(widget: Widget) -> None:
    offered = widget.log.get_by_role("list", name="大家常问").get_by_role("button")
    expect(offered).to_have_count(6)
    assert len(set(offered.all_inner_texts())) == 6


def test_a_question_in_plain_words_is_answered_with_its_source(widget: Widget) -> None:
    answer = widget.ask("身份证丢了咋整").first
    expect(answer.locator(".source")).to_contain_text(f"《{ID_CARD}》第1版")
    expect(answer.locator(".source")).to_contain_text("起执行")
    expect(answer.locator(".source")).to_contain_text("样例数据")


def test_materials_are_a_list_with_counts(widget: Widget) -> None:
    answer = widget.ask_for_materials()
    row = answer.get_by_role("listitem").filter(has_text="居民户口簿").first
    expect(row.locator(".count")).to_have_text("原件1份")


def test_a_tapped_option_is_said_in_the_citizens_place_and_settles_the_situation(
    widget: Widget,
) -> None:
    widget.ask_for_materials()
    widget.tap("满16周岁")
    assert widget.texts()[-1] == "满16周岁"
    expect(widget.said_by("bot").last).to_contain_text("丢了补办，满16周岁")


def test_options_of_earlier_answers_are_gone(widget: Widget) -> None:
    widget.ask_for_materials()
    widget.tap("满16周岁")
    expect(widget.said_by("bot")).to_have_count(4)
    for earlier in widget.said_by("bot").all()[:-1]:
        assert earlier.get_by_role("button").count() == 0


def test_the_conversation_survives_a_reload(widget: Widget) -> None:
    widget.ask_for_materials()
    widget.tap("满16周岁")
    before = widget.said_by("bot").last.inner_text()
    widget.page.reload()
    expect(widget.panel).to_be_visible()
    expect(widget.log.locator(".citizen")).to_have_count(3)
    assert widget.said_by("bot").last.inner_text() == before


def test_on_a_phone_the_panel_does_not_cover_the_next_page(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    widget = Widget(page).visit().open()
    widget.ask("身份证丢了咋整")
    page.reload()
    expect(widget.launcher).to_be_visible()
    widget.open()
    assert widget.texts() == ["身份证丢了咋整"]


def test_where_storage_is_forbidden_it_works_until_the_page_is_left(
    new_context: NewContext,
) -> None:
    context = new_context(viewport={"width": 1280, "height": 800})
    forbid = "{get() { throw new DOMException('denied', 'SecurityError'); }}"
    for name in ("localStorage", "sessionStorage"):
        context.add_init_script(f"Object.defineProperty(window, '{name}', {forbid})")
    widget = Widget(context.new_page()).visit().open()
    answer = widget.ask("身份证丢了咋整").first
    expect(answer.locator(".source")).to_contain_text(ID_CARD)


def test_a_useful_answer_is_thanked_for(widget: Widget) -> None:
    answer = widget.ask("身份证丢了咋整").first
    answer.get_by_role("button", name="有用", exact=True).click()
    expect(answer.get_by_text("谢谢您的反馈")).to_be_visible()
    expect(answer.get_by_role("button", name="没解决")).to_have_count(0)


def test_an_answer_that_did_not_help_leads_to_a_person(widget: Widget) -> None:
    answer = widget.ask("身份证丢了咋整").first
    answer.get_by_role("button", name="没解决").click()
    answer.get_by_role("button", name="转人工").click()
    widget.rest()
    expect(widget.said_by("bot").last).to_contain_text("工单")


def test_the_checklist_of_the_told_situation_opens_in_a_window_of_its_own(
    widget: Widget, page: Page
) -> None:
    widget.ask("身份证丢了咋整")
    widget.ask("身份证一次性告知")
    with page.expect_popup() as opened:
        widget.log.get_by_role("link", name="打开告知单").last.click()
    expect(opened.value.locator("body")).to_contain_text("居民户口簿")


def test_materials_lead_to_the_guide_in_the_told_situation(widget: Widget, page: Page) -> None:
    answer = widget.ask_for_materials()
    expect(answer.get_by_role("link", name="打开告知单")).to_be_visible()
    with page.expect_popup() as opened:
        answer.get_by_role("link", name="看办事指南").click()
    assert opened.value.url.endswith("?reason=lost")
    expect(opened.value.get_by_role("heading", name=ID_CARD)).to_be_visible()
    expect(opened.value.locator("main")).to_contain_text("丢了补办")


def test_an_emergency_number_can_be_tapped(widget: Widget) -> None:
    answer = widget.ask("家里着火了").first
    expect(answer.get_by_role("link", name="119")).to_have_attribute("href", "tel:119")


def test_while_a_question_is_answered_no_other_is_sent(widget: Widget, page: Page) -> None:
    held = []
    page.route("**/messages", lambda route: held.append(route))
    widget.field.fill("身份证丢了咋整")
    with page.expect_request("**/messages"):
        widget.field.press("Enter")
    expect(widget.send).to_have_attribute("aria-disabled", "true")
    expect(page.locator("onedoor-chat .thinking")).to_contain_text("正在查办事指南")
    widget.field.fill("户口簿呢")
    widget.field.press("Enter")
    widget.send.click(force=True)
    assert widget.field.input_value() == "户口簿呢"
    held[0].continue_()
    widget.rest()
    assert len(held) == 1
    expect(widget.send).not_to_have_attribute("aria-disabled", "true")
    assert widget.texts() == ["身份证丢了咋整"]


def test_text_that_looks_like_markup_stays_text(widget: Widget, page: Page) -> None:
    attack = "<img src=x onerror=\"document.title='被改了'\"><b>身份证</b>"
    widget.ask(attack)
    assert widget.texts() == [attack]
    page.reload()
    expect(widget.own("<b>身份证</b>")).to_be_visible()
    assert page.title() == "智能客服演示页"


def test_a_text_over_the_limit_is_given_back_with_the_reason(widget: Widget) -> None:
    widget.field.fill("问" * 1001)
    widget.send.click()
    expect(widget.panel.get_by_role("alert")).to_contain_text("1000 个字以内")
    expect(widget.field).to_have_value("问" * 1001)
    assert widget.texts() == []


def test_of_a_visitor_who_never_opens_it_nothing_is_asked_or_stored(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Widget(page).visit()
    assert [url for url in asked if "/api/" in url] == []
    stored = "() => Object.keys(localStorage).concat(Object.keys(sessionStorage))"
    assert page.evaluate(stored) == []


def test_what_was_begun_is_there_after_a_reload_and_gone_once_sent(widget: Widget) -> None:
    widget.field.fill("我想问一下身份证\n丢了")
    widget.page.reload()
    expect(widget.field).to_have_value("我想问一下身份证\n丢了")
    widget.field.press("Enter")
    widget.answered("我想问一下身份证")
    widget.page.reload()
    expect(widget.own("我想问一下身份证")).to_be_visible()
    expect(widget.field).to_have_value("")


def test_a_refused_text_comes_back_before_what_is_written_meanwhile(
    widget: Widget, page: Page
) -> None:
    held = []
    page.route("**/messages", lambda route: held.append(route))
    widget.field.fill("问" * 1001)
    with page.expect_request("**/messages"):
        widget.field.press("Enter")
    widget.field.fill("护照呢")
    held[0].continue_()
    expect(widget.panel.get_by_role("alert")).to_contain_text("1000 个字以内")
    expect(widget.field).to_have_value("问" * 1001 + "\n护照呢")


def test_clearing_asks_first_and_begins_anew(widget: Widget) -> None:
    widget.ask("身份证丢了咋整")
    asked = widget.ask_to_clear()
    asked.get_by_role("button", name="不清空").click()
    assert widget.texts() == ["身份证丢了咋整"]
    widget.ask_to_clear()
    asked.get_by_role("button", name="清空", exact=True).click()
    expect(widget.log.locator(".citizen")).to_have_count(0)
    expect(widget.log.get_by_role("list", name="大家常问")).to_be_visible()
    widget.page.reload()
    expect(widget.log.locator(".message")).to_have_count(1)


def test_nothing_goes_to_third_parties(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Widget(page).visit().open().ask("身份证丢了咋整")
    assert [url for url in asked if not url.startswith(site.url)] == []
    assert page.context.cookies() == []
