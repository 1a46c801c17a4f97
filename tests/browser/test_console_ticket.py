"""The ticket's page without a reload, by keyboard: steps in place, canned replies, notes, links, presence."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from knowledge_base.model.answer import Answer, AnswerStatus, Citation
from service_desk.model import Speaker, TicketState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.browser import axe, test_console_drafts
from tests.browser import test_console as console
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import NEWBORN, TALK, Clock, hear, say

pytestmark = pytest.mark.browser

address, desk, number = console.address, console.desk, console.number
context = test_console_drafts.context

WRITTEN = "请带户口簿，\n周一到周五都能办。"
SOON = 4000


@pytest.fixture
def page(context: BrowserContext, number: str) -> Iterator[Page]:
    """A ticket's page; whatever is done on it, it is never loaded again, and nothing goes wrong in the script."""
    page = context.pages[0]
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"/console/tickets/{number}")
    page.evaluate("window.stillHere = true")
    yield page
    assert complaints == []


@pytest.fixture
def colleague(desk: ServiceDesk) -> Clerk:
    """Another clerk of the department."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


def is_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.stillHere === true"))


def press(page: Page, button: str) -> None:
    """Press a button by keyboard."""
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def test_a_clerk_takes_over_answers_hands_back_and_closes_without_a_reload(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    box = page.get_by_label("答复市民")
    press(page, "接入对话")
    expect(page.get_by_role("status").filter(has_text="已接入")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type("请带户口簿")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="答复已发出")).to_be_visible()
    expect(page.get_by_role("log")).to_contain_text("请带户口簿")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("还有出生医学证明")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text("还有出生医学证明")
    assert len(desk.replies(number)) == 2
    press(page, "交还智能客服")
    expect(page.get_by_role("status").filter(has_text="已交还")).to_be_visible()
    assert desk.speaker(TALK) is Speaker.BOT
    press(page, "办结工单")
    said = page.get_by_text("工单已办结。")
    expect(said).to_be_focused()
    expect(page.locator(".badge.closed")).to_be_visible()
    expect(box).to_be_hidden()
    assert is_same_page(page)


def test_what_is_refused_is_said_at_the_form_and_stays_written(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.get_by_label("答复市民").fill(WRITTEN)
    page.get_by_text("改派给其他部门").click()
    page.get_by_label("改派原因").fill("归市场局")
    press(page, "改派")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("请选择另一个部门")
    expect(said).to_be_focused()
    expect(page.get_by_label("改派原因")).to_have_value("归市场局")
    expect(page.get_by_label("答复市民")).to_have_value(WRITTEN)
    assert is_same_page(page)
    page.get_by_label("转给部门").select_option("shichang")
    press(page, "改派")
    expect(page.locator(".transfers")).to_contain_text("原因：归市场局")
    expect(page.get_by_text("同江市公安局转来：归市场局")).to_be_visible()
    expect(page.get_by_label("答复市民")).to_have_value(WRITTEN)


def test_the_place_in_the_page_is_kept(page: Page, desk: ServiceDesk) -> None:
    desk.add_contact(TALK, "13812341234")
    page.set_viewport_size({"width": 390, "height": 600})
    page.reload()
    note = page.get_by_label("写备注")
    note.fill("下午来")
    note.evaluate("one => one.scrollIntoView({block: 'center'})")
    before = page.evaluate("scrollY")
    press(page, "保存备注")
    expect(page.locator(".note-list")).to_contain_text("下午来")
    expect(note).to_be_focused()
    expect(note).to_have_value("")
    assert abs(page.evaluate("scrollY") - before) < 300
    assert before > 300


def test_a_step_that_the_network_loses_keeps_what_is_written_and_says_so_there(
    page: Page, context: BrowserContext, desk: ServiceDesk, number: str
) -> None:
    box = page.get_by_label("答复市民")
    box.fill(WRITTEN)
    context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有办成：网络中断")
    expect(box).to_have_value(WRITTEN)
    context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("答复已发出")).to_be_visible()
    expect(box).to_have_value("")
    assert [reply.message.text for reply in desk.replies(number)] == [WRITTEN]


def test_the_reply_of_a_colleague_is_shown_and_the_own_text_may_be_sent_after_all(
    page: Page, desk: ServiceDesk, number: str, colleague: Clerk
) -> None:
    box = page.get_by_label("答复市民")
    box.fill(WRITTEN)
    desk.reply(number, colleague, "我先答了")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("赵磊刚刚已经答复")
    expect(page.get_by_role("log")).to_contain_text("我先答了")
    expect(box).to_have_value(WRITTEN)
    expect(box).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("答复已发出")).to_be_visible()
    expect(page.locator(".message.staff")).to_have_count(2)


def test_going_back_and_a_second_tab_find_what_is_half_written(
    page: Page, context: BrowserContext, number: str
) -> None:
    box = page.get_by_label("答复市民")
    box.press_sequentially("写到一半")
    page.get_by_label("写备注").press_sequentially("要查档")
    page.get_by_role("navigation").get_by_role("link", name="工单").click()
    page.wait_for_url("**/console/tickets")
    page.go_back()
    expect(box).to_have_value("写到一半")
    expect(page.get_by_label("写备注")).to_have_value("要查档")
    other = context.new_page()
    other.goto(f"/console/tickets/{number}")
    second = other.get_by_label("答复市民")
    expect(second).to_have_value("写到一半")
    second.press_sequentially("，写完了")
    expect(box).to_have_value("写到一半，写完了")
    second.press("Control+Enter")
    expect(other.get_by_text("答复已发出")).to_be_visible()
    expect(box).to_have_value("")


def test_a_canned_reply_is_found_and_put_at_the_cursor_by_keyboard(
    page: Page, desk: ServiceDesk, number: str, colleague: Clerk
) -> None:
    desk.canned.add(colleague, "gongan", "带材料", "{事项}请带户口簿。")
    desk.canned.add(colleague, "gongan", "上班时间", "周一到周五 8:30 到 17:00。")
    page.reload()
    box = page.get_by_label("答复市民")
    box.focus()
    page.keyboard.type("/")
    search = page.get_by_role("combobox", name="找常用语")
    expect(search).to_be_focused()
    expect(page.locator("#picker-list li")).to_have_count(2)
    page.keyboard.type("户口")
    expect(page.locator("#picker-list li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value("新生儿落户请带户口簿。")
    expect(box).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.type("您好！")
    page.get_by_role("button", name="常用语").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("查无此语")
    expect(page.get_by_text("没有这样的常用语")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    expect(search).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("答复已发出")).to_be_visible()
    (reply,) = desk.replies(number)
    assert reply.message.text == "您好！新生儿落户请带户口簿。"


def test_arrows_choose_among_canned_replies(
    page: Page, desk: ServiceDesk, colleague: Clerk
) -> None:
    for title in ("一", "二", "三"):
        desk.canned.add(colleague, "gongan", title, f"第{title}条")
    page.reload()
    page.get_by_label("答复市民").focus()
    page.keyboard.type("/")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    text = str(chosen.locator("span").text_content())
    page.keyboard.press("Enter")
    expect(page.get_by_label("答复市民")).to_have_value(text)


def test_a_revealed_contact_stays_while_the_page_lives_on(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    desk.add_contact(TALK, "13812341234")
    page.reload()
    page.evaluate("window.stillHere = true")
    press(page, "查看完整联系方式")
    expect(page.locator(".revealed")).to_be_focused()
    hear(desk, "在吗")
    expect(page.get_by_role("log")).to_contain_text("在吗", timeout=SOON)
    expect(page.get_by_text("13812341234")).to_be_visible()
    press(page, "未接通")
    expect(page.get_by_text("已记下，已在对话里告诉市民")).to_be_focused()
    expect(page.get_by_text("13812341234")).to_be_hidden()
    assert is_same_page(page)


def test_what_colleagues_and_citizens_do_appears_by_itself(
    page: Page, desk: ServiceDesk, number: str, colleague: Clerk, clock: Clock
) -> None:
    page.get_by_label("写备注").fill("写到一半的备注")
    desk.notes.add(number, colleague, "我问过派出所了")
    expect(page.locator(".note-list")).to_contain_text("我问过派出所了", timeout=SOON)
    expect(page.get_by_label("写备注")).to_have_value("写到一半的备注")
    desk.look(TALK)
    expect(page.locator(".presence")).to_have_text("市民正在看这个对话。", timeout=SOON)
    clock.forward(minutes=3)
    expect(page.locator(".presence")).to_have_text("市民 3 分钟前还在看。", timeout=SOON)
    assert is_same_page(page)


def test_a_ticket_that_went_elsewhere_says_so_and_keeps_what_was_written(
    browser: Browser, address: str, desk: ServiceDesk, number: str, colleague: Clerk
) -> None:
    opened = browser.new_context(base_url=address, locale="zh-CN")
    page = opened.new_page()
    page.goto("/console/login")
    page.get_by_label("登录名").fill("zhaolei")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/console/tickets")
    page.goto(f"/console/tickets/{number}")
    page.get_by_label("答复市民").fill(WRITTEN)
    desk.reassign(number, hired(desk, "qianduo", "钱多", "gongan"), "shichang", "归市场局")
    expect(page.get_by_text("这个工单已不归您的部门办理")).to_be_visible(timeout=SOON)
    expect(page.get_by_label("答复市民")).to_have_value(WRITTEN)
    opened.close()


def test_an_answer_of_the_bot_leads_to_the_guide(page: Page, desk: ServiceDesk) -> None:
    cited = Citation(NEWBORN.item_code, 1, "fee", "2026-01-01", "", statement="free")
    answer = Answer(AnswerStatus.ANSWERED_GUIDE, "不收费", item=NEWBORN, citations=(cited,))
    say(desk, answer.text, answer.to_dict())
    summary = page.get_by_text("依据 1 条")
    expect(summary).to_be_visible(timeout=SOON)
    summary.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="收费")
    expect(link).to_have_attribute("href", f"/items/{NEWBORN.item_code}#fee")


def test_a_canned_reply_works_without_script(
    browser: Browser,
    context: BrowserContext,
    address: str,
    desk: ServiceDesk,
    number: str,
    colleague: Clerk,
) -> None:
    desk.canned.add(colleague, "gongan", "带材料", "请带户口簿。")
    kept = context.storage_state()
    plain = browser.new_context(base_url=address, java_script_enabled=False, storage_state=kept)
    page = plain.new_page()
    page.goto(f"/console/tickets/{number}")
    page.fill("#text", "您好！")
    page.select_option("#canned", label="带材料")
    page.click("text=放进答复")
    assert page.input_value("#text") == "您好！\n请带户口簿。"
    page.click("text=发送答复")
    assert "您好！" in page.inner_text(".log")
    page.fill("#note", "下午来")
    page.click("text=保存备注")
    assert "下午来" in page.inner_text(".note-list")
    plain.close()
    found = desk.ticket(number)
    assert found is not None
    assert found.state is TicketState.ANSWERED


@pytest.mark.parametrize(("width", "size"), [(360, "100%"), (1280, "100%"), (360, "125%")])
def test_nobody_is_kept_from_using_the_page(
    page: Page, desk: ServiceDesk, number: str, colleague: Clerk, width: int, size: str
) -> None:
    desk.canned.add(colleague, "gongan", "带材料", "请带户口簿。")
    desk.reassign(number, colleague, "shichang", "归市场局")
    desk.add_contact(TALK, "13812341234")
    test_an_answer_of_the_bot_leads_to_the_guide(page, desk)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (f"tickets/{number}", "canned"):
        page.goto(f"/console/{path}")
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert axe.violations(page, "body") == []
        assert page.evaluate(console.TOO_WIDE) == []
    page.get_by_text("修改").first.click()
    assert axe.violations(page, "body") == []
    page.goto(f"/console/tickets/{number}")
    page.get_by_label("答复市民").press("/")
    press(page, "接入对话")
    expect(page.get_by_text("已接入，市民现在看到您在线")).to_be_visible()
    page.get_by_label("答复市民").press("/")
    assert axe.violations(page, "body") == []
