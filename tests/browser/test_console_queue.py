"""The list of tickets in Chromium: it keeps itself up to date, is worked by keys, and calls when something waits."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from service_desk.model import TicketState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.browser import axe
from tests.browser import test_console as console
from tests.browser import test_console_drafts as drafts
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, Clock, hear
from tests.page_kit import wait_until

pytestmark = pytest.mark.browser

address, desk, number = console.address, console.desk, console.number
context, page = drafts.context, drafts.page

SOON_MS = 20_000
"""Some looks of the page, on a machine with much else to do."""
HEARD = """
window.heard = {tones: 0, notes: []};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.heard.tones += 1; return start.apply(this, when); };
window.Notification = class {
  static permission = "granted";
  constructor(title, options) { window.heard.notes.push(title + "：" + options.body); }
};
Document.prototype.hasFocus = () => false;
"""


def ask(desk: ServiceDesk, talk: str, question: str) -> str:
    """Let another citizen ask the police something; return the number of the ticket."""
    desk.open_conversation(talk, "widget")
    hear(desk, question, talk=talk)
    return desk.hand_over(talk, question, NEWBORN).number


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


def rows(page: Page) -> Locator:
    """Return the rows of the list."""
    return page.locator("#queue .ticket")


def link(page: Page, question: str) -> Locator:
    """Return the link to a ticket."""
    return page.get_by_role("link", name=question)


def test_a_new_ticket_comes_into_the_list_and_what_is_settled_leaves_it(
    page: Page, desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    page.goto("/console/tickets")
    expect(page).to_have_title("(1) 工单 · 同江市政务服务")
    ask(desk, "lilei-talk-0001", "驾照丢了")
    expect(link(page, "驾照丢了")).to_be_visible(timeout=SOON_MS)
    expect(page).to_have_title("(2) 工单 · 同江市政务服务")
    expect(page.locator("#news")).to_have_text("新到 1 件")
    desk.reply(number, zhaolei, "带户口簿")
    expect(rows(page)).to_have_count(1, timeout=SOON_MS)
    expect(page.locator("#waiting")).to_have_text("1")


def test_focus_stays_on_the_ticket_where_it_was_while_the_list_changes(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.goto("/console/tickets?sort=newest")
    link(page, "孩子上户口要啥").focus()
    before = link(page, "孩子上户口要啥").bounding_box()
    page.set_viewport_size({"width": 1280, "height": 400})
    for talk in range(6):
        ask(desk, f"lilei-talk-{talk:04}", f"驾照丢了 {talk}")
    expect(rows(page)).to_have_count(7, timeout=SOON_MS)
    expect(link(page, "孩子上户口要啥")).to_be_focused()
    after = link(page, "孩子上户口要啥").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


def test_nothing_moves_while_somebody_ticks_and_what_came_is_offered(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.goto("/console/tickets")
    page.get_by_label("选中：孩子上户口要啥").check()
    expect(page.locator("#close-picked")).to_have_text("办结勾选的 1 件…")
    ask(desk, "lilei-talk-0001", "驾照丢了")
    offered = page.get_by_role("button", name="有 1 件新工单，点此更新列表")
    expect(offered).to_be_visible(timeout=SOON_MS)
    expect(rows(page)).to_have_count(1)
    offered.click()
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_label("选中：孩子上户口要啥")).to_be_checked()
    page.get_by_label("全选这一页").check()
    expect(page.locator("#close-picked")).to_have_text("办结勾选的 2 件…")


def test_a_waiting_citizen_is_answered_in_three_keys_beside_the_text(
    page: Page, desk: ServiceDesk, number: str, clock: Clock
) -> None:
    clock.forward(minutes=1)
    ask(desk, "lilei-talk-0001", "驾照丢了")
    page.goto("/console/tickets")
    expect(rows(page)).to_have_count(2)
    keys = ["Enter", "Control+Enter", "Escape"]
    assert len(keys) <= 4
    page.keyboard.press(keys[0])
    page.wait_for_url(f"**/console/tickets/{number}#text")
    expect(page.get_by_label("答复市民")).to_be_focused()
    page.keyboard.type("请带出生医学证明")
    page.keyboard.press(keys[1])
    expect(page.get_by_text("答复已发出")).to_be_visible()
    expect(page.get_by_label("答复市民")).to_be_focused()
    page.keyboard.press(keys[2])
    page.wait_for_url("**/console/tickets")
    assert [reply.message.text for reply in desk.replies(number)] == ["请带出生医学证明"]
    expect(link(page, "驾照丢了")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("答复市民")).to_be_focused()


def test_keys_lead_through_the_list_and_do_nothing_while_somebody_types(
    page: Page, desk: ServiceDesk, number: str, clock: Clock
) -> None:
    for talk in range(2):
        clock.forward(minutes=1)
        ask(desk, f"lilei-talk-{talk:04}", f"驾照丢了 {talk}")
    page.goto("/console/tickets")
    for key, focused in (
        ("ArrowDown", "孩子上户口要啥"),
        ("ArrowDown", "驾照丢了 0"),
        ("j", "驾照丢了 1"),
        ("j", "驾照丢了 1"),
        ("k", "驾照丢了 0"),
        ("ArrowUp", "孩子上户口要啥"),
    ):
        page.keyboard.press(key)
        expect(link(page, focused)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label("选中：孩子上户口要啥")).to_be_checked()
    page.keyboard.press("/")
    search = page.get_by_label("编号、问题或事项")
    expect(search).to_be_focused()
    page.keyboard.type("jkx?/")
    expect(search).to_have_value("jkx?/")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_keys_are_shown_and_those_of_one_letter_can_be_switched_off(
    page: Page, number: str
) -> None:
    page.goto("/console/tickets")
    page.keyboard.press("?")
    shown = page.get_by_role("dialog", name="快捷键")
    expect(shown).to_be_visible()
    page.keyboard.press("?")
    expect(shown).to_be_hidden()
    page.get_by_role("button", name="快捷键").click()
    page.get_by_label("这些单个字符的快捷键").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    expect(link(page, "孩子上户口要啥")).not_to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(link(page, "孩子上户口要啥")).to_be_focused()


def test_a_half_written_reply_is_not_left_by_the_key_that_leads_back(
    page: Page, number: str
) -> None:
    page.goto(f"/console/tickets/{number}")
    page.get_by_label("答复市民").fill("写到一半")
    page.keyboard.press("Escape")
    expect(page.get_by_label("答复市民")).to_have_value("写到一半")


def test_whoever_comes_back_from_a_ticket_finds_list_and_place_as_they_were(
    page: Page, desk: ServiceDesk, number: str, clock: Clock
) -> None:
    for talk in range(14):
        clock.forward(minutes=1)
        ask(desk, f"lilei-talk-{talk:04}", f"驾照丢了 {talk:02}")
    page.goto("/console/tickets?q=驾照&sort=newest")
    link(page, "驾照丢了 01").click()
    page.locator(".crumbs").get_by_role("link", name="工单").click()
    page.wait_for_url("**/console/tickets")
    expect(page.get_by_label("编号、问题或事项")).to_have_value("驾照")
    expect(link(page, "驾照丢了 01")).to_be_focused()
    expect(link(page, "驾照丢了 01")).to_be_in_viewport()


@pytest.fixture
def ear(page: Page) -> Page:
    """A page that notes every tone and every note on the desktop, and is not looked at."""
    page.add_init_script(HEARD)
    page.goto("/console/tickets")
    return page


def heard(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate("window.heard")
    return found


def test_nothing_sounds_until_it_is_asked_for(ear: Page, desk: ServiceDesk) -> None:
    ask(desk, "lilei-talk-0001", "驾照丢了")
    expect(link(ear, "驾照丢了")).to_be_visible(timeout=SOON_MS)
    assert heard(ear) == {"tones": 0, "notes": []}


def test_a_new_ticket_and_a_citizen_who_writes_again_are_heard_and_noted(
    ear: Page, desk: ServiceDesk, zhaolei: Clerk, clock: Clock
) -> None:
    ear.get_by_role("button", name="有新工单时响一声").click()
    expect(ear.get_by_text("刚才响的就是提示音")).to_be_visible()
    assert heard(ear)["tones"] == 2
    other = ask(desk, "lilei-talk-0001", "驾照丢了")
    expect(link(ear, "驾照丢了")).to_be_visible(timeout=SOON_MS)
    assert heard(ear) == {"tones": 4, "notes": ["一扇门服务台：1 件新工单"]}
    desk.reply(other, zhaolei, "到车管所补")
    clock.forward(minutes=1)
    hear(desk, "要钱吗", talk="lilei-talk-0001")
    wait_until(ear, "window.heard.tones === 6")
    assert heard(ear)["notes"] == ["一扇门服务台：1 件新工单", "一扇门服务台：1 位市民又留言了"]


def test_whoever_was_logged_out_is_told_that_nothing_will_be_told_any_more(
    ear: Page, number: str, clock: Clock
) -> None:
    ear.get_by_role("button", name="有新工单时响一声").click()
    clock.forward(minutes=21)
    expect(ear.get_by_role("alert")).to_contain_text("这一页已停止更新", timeout=SOON_MS)
    expect(ear).to_have_title("已停止更新 · 工单 · 同江市政务服务")
    assert heard(ear)["notes"] == ["一扇门服务台：登录已过期，收不到新工单了，请重新登录。"]


def test_the_other_pages_of_the_console_call_too(ear: Page, desk: ServiceDesk) -> None:
    ear.get_by_role("button", name="有新工单时响一声").click()
    ear.goto("/console/unanswered")
    wait_until(ear, "localStorage['onedoor.calls'].includes('[]')")
    ask(desk, "lilei-talk-0001", "驾照丢了")
    wait_until(ear, "window.heard.notes.length === 1")
    expect(ear).to_have_title("(1) 待补知识 · 同江市政务服务")


def test_noise_is_ticked_and_closed_with_one_reason(
    page: Page, desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    taken = ask(desk, "lilei-talk-0001", "驾照丢了")
    desk.take_over(taken, zhaolei)
    page.goto("/console/tickets")
    page.get_by_label("全选这一页").check()
    page.get_by_role("button", name="办结勾选的").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("办结 1 件工单？")
    expect(page.get_by_text("赵磊正在和市民对话")).to_be_visible()
    page.get_by_label("没看出您要问什么").check()
    page.get_by_role("button", name="办结这 1 件").click()
    expect(page.get_by_text("已办结 1 件")).to_be_visible()
    closed, open_still = desk.ticket(number), desk.ticket(taken)
    assert closed
    assert open_still
    assert (closed.state, open_still.state) == (TicketState.CLOSED, TicketState.ACCEPTED)


@pytest.mark.parametrize(("width", "letters"), [(360, "100%"), (1280, "100%"), (360, "125%")])
def test_the_lists_and_their_states_are_accessible(
    page: Page, desk: ServiceDesk, number: str, width: int, letters: str
) -> None:
    axe.install()
    desk.note_unanswered("养鸽子归谁管", "gongan")
    page.set_viewport_size({"width": width, "height": 800})
    larger = f"document.documentElement.style.fontSize = '{letters}'"
    found = {}
    for path in ("tickets", "tickets?due=overdue&mine=1", "unanswered", "reports"):
        page.goto(f"/console/{path}")
        page.evaluate(larger)
        found[path] = axe.violations(page, "body")
        assert page.evaluate(console.TOO_WIDE) == [], path
    page.goto("/console/tickets?state=open")
    page.evaluate(larger)
    page.get_by_label("全选这一页").check()
    page.keyboard.press("?")
    found["keys"] = axe.violations(page, "body")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="办结勾选的").click()
    page.evaluate(larger)
    found["closing"] = axe.violations(page, "body")
    assert page.evaluate(console.TOO_WIDE) == []
    assert not any(found.values()), found


def test_everything_in_the_list_works_without_scripts(
    browser: Browser, address: str, desk: ServiceDesk, number: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    drafts.log_in(page, desk)
    page.get_by_label("选中：孩子上户口要啥").check()
    page.get_by_role("button", name="办结勾选的").click()
    page.get_by_label("自己写一句").check()
    page.get_by_label("自己写的办结说明").fill("电话里已说清")
    page.get_by_role("button", name="办结这 1 件").click()
    assert "已办结 1 件" in page.inner_text("main")
    closed = desk.ticket(number)
    assert closed
    assert closed.reason == "电话里已说清"
    context.close()
