"""Closing several tickets at once: by the rules of one, told for each, and never over what was not read."""

import re

import pytest

from service_desk.audit import Action
from service_desk.errors import TicketError, TooMany
from service_desk.model import Ticket, TicketState
from service_desk.queue_side import MOST_CLOSED
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, TALK, Clock, hear
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Enter

admin, app, browser, desk = pages.admin, pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

LIST, CONFIRM, CLOSE = "/console/tickets", "/console/tickets/closing", "/console/tickets/close"
SEEN = re.compile(r'name="seen" value="([^"]+)"')
REASON = "没有看出要咨询什么。"


def ask(desk: ServiceDesk, talk: str, question: str) -> str:
    """Let another citizen ask the police something; return the number of the ticket."""
    desk.open_conversation(talk, "widget")
    hear(desk, question, talk=talk)
    return desk.hand_over(talk, question, NEWBORN).number


def ticket_of(desk: ServiceDesk, number: str) -> Ticket:
    found = desk.ticket(number)
    assert found
    return found


def close(desk: ServiceDesk, clerk: Clerk, *numbers: str) -> dict[str, str]:
    """Close tickets as a page that has just been opened would; return why some stay open."""
    seen = [(one.number, one.seen) for one in desk.closings(numbers, clerk)]
    return {one.number: one.refusal for one in desk.close_each(seen, clerk, REASON)}


def test_those_that_may_be_closed_are_and_each_other_one_says_why_not(
    desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    taken, owed, other = (ask(desk, f"lilei-talk-000{n}", "谢谢") for n in range(3))
    desk.take_over(taken, hired(desk, "qianduo", "钱多", "gongan"))
    desk.add_contact("lilei-talk-0001", "13812341234")
    desk.reply(owed, zhaolei, "带户口簿")
    desk.reassign(other, zhaolei, "shichang", "归市场局")
    said = close(desk, zhaolei, number, taken, owed, other, "TJ20261123-XXXXX")
    assert said[number] == ""
    assert "钱多正在和市民对话" in said[taken]
    assert "请先联系市民" in said[owed]
    assert "没有编号为" in said[other]
    assert "没有编号为" in said["TJ20261123-XXXXX"]
    assert ticket_of(desk, number).state is TicketState.CLOSED
    assert ticket_of(desk, taken).state is TicketState.ACCEPTED


def test_each_citizen_is_told_and_each_ticket_is_on_record(
    desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    other = ask(desk, "lilei-talk-0001", "[玫瑰]")
    close(desk, zhaolei, number, other)
    for talk, told in ((TALK, number), ("lilei-talk-0001", other)):
        assert desk.messages_after(talk)[-1].text == f"工单 {told} 已办结：{REASON}"
    entries = desk.audit.entries(2)
    assert {entry.subject for entry in entries} == {number, other}
    assert {entry.action for entry in entries} == {Action.CLOSED}


def test_what_a_citizen_wrote_since_the_page_was_opened_is_read_first(
    desk: ServiceDesk, zhaolei: Clerk, number: str, clock: Clock
) -> None:
    (before,) = desk.closings([number], zhaolei)
    hear(desk, "其实想问孩子上户口")
    (done,) = desk.close_each([(number, before.seen)], zhaolei, REASON)
    assert "市民刚刚又写了" in done.refusal
    assert ticket_of(desk, number).state is TicketState.REGISTERED


def test_a_second_click_closes_nothing_again(
    desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    close(desk, zhaolei, number)
    entries = desk.audit.count()
    assert "不能再办结" in close(desk, zhaolei, number)[number]
    assert desk.audit.count() == entries


def test_nothing_is_closed_without_a_reason_or_too_much_at_once(
    desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    with pytest.raises(TicketError, match="请选一条办结说明"):
        desk.close_each([(number, 10)], zhaolei, "  ")
    many = [(f"TJ20261123-{n:05}", 0) for n in range(MOST_CLOSED + 1)]
    with pytest.raises(TooMany, match="一次最多办结 100 件"):
        desk.close_each([(number, 10), *many], zhaolei, REASON)
    assert ticket_of(desk, number).state is TicketState.REGISTERED


def test_the_page_says_how_many_and_who_is_told_before_anything_happens(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    taken = ask(desk, "lilei-talk-0001", "谢谢")
    desk.take_over(taken, hired(desk, "qianduo", "钱多", "gongan"))
    fields = {"number": [number, taken]}
    shown = enter(zhaolei).submit(LIST, CONFIRM, **fields).get_data(as_text=True)  # type: ignore[arg-type]
    assert "办结 1 件工单？" in shown
    assert "会在对话里告诉 1 位市民" in shown
    assert "钱多正在和市民对话" in shown
    assert "办结后不能恢复" in shown
    assert [one.split(":")[0] for one in SEEN.findall(shown)] == [number]
    assert ticket_of(desk, number).state is TicketState.REGISTERED


def test_a_closing_on_the_page_tells_what_was_done_and_what_not(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    mine, other = enter(zhaolei), ask(desk, "lilei-talk-0001", "谢谢")
    shown = mine.submit(LIST, CONFIRM, number=[number, other]).get_data(as_text=True)  # type: ignore[arg-type]
    desk.take_over(other, hired(desk, "qianduo", "钱多", "gongan"))
    mine.submit(LIST, CLOSE, seen=SEEN.findall(shown), ready="0")  # type: ignore[arg-type]
    page = mine.text(LIST)
    assert "已办结 1 件，已在对话里告诉市民" in page
    assert f"{other} 没有办结：钱多正在和市民对话" in page
    assert ticket_of(desk, number).reason == desk.policy.closing_reasons[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请选一条办结说明"),
        ({"ready": "own"}, "请选一条办结说明"),
        ({"ready": "own", "reason": "写" * 301}, "请不超过 300 字"),
        ({"ready": "77"}, "请选一条办结说明"),
    ],
)
def test_a_reason_that_is_missing_or_too_long_is_asked_for_and_the_ticks_stay(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
    fields: dict[str, str],
    said: str,
) -> None:
    sent = enter(zhaolei).submit(LIST, CLOSE, seen=f"{number}:99", **fields)
    shown = sent.get_data(as_text=True)
    assert sent.status_code in (400, 409)
    assert said in shown
    assert f'name="seen" value="{number}:' in shown
    assert fields.get("reason", "") in shown
    assert ticket_of(desk, number).state is TicketState.REGISTERED


@pytest.mark.parametrize("seen", ["", "x", "TJ1:", "TJ1:x", "TJ1:" + "9" * 30, "%00:1"])
def test_nonsense_closes_nothing(enter: Enter, zhaolei: Clerk, number: str, seen: str) -> None:
    sent = enter(zhaolei).submit(LIST, CLOSE, seen=seen, ready="0")
    assert sent.status_code == 303


def test_without_a_tick_the_page_says_what_to_do(enter: Enter, zhaolei: Clerk, number: str) -> None:
    mine = enter(zhaolei)
    assert mine.submit(LIST, CONFIRM).location == LIST
    assert "请先勾选要办结的工单" in mine.text(LIST)
