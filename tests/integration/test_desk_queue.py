"""Many tickets at once, and who is there; on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from service_desk import exporting, queue_side, unanswered
from service_desk.colleagues import Colleague
from service_desk.gaps.model import GapFilter
from service_desk.services import ServiceDesk
from service_desk.sessions import Span
from service_desk.staff import Clerk, Role
from service_desk.tickets import Order, TicketFilter
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, Clock, hear

SPAN = Span(idle=timedelta(minutes=20), whole=timedelta(hours=12))
REASON = "没有看出要咨询什么。"


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


def ask(desk: ServiceDesk, talk: str) -> str:
    """Let a citizen ask the police something; return the number of the ticket."""
    hear(desk, "驾照丢了", talk=talk)
    return desk.hand_over(talk, "驾照丢了", NEWBORN).number


def test_who_asked_within_two_minutes_is_there_and_once(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    admin = hired(desk, "sunyue", "孙悦", "", Role.ADMIN)
    tokens = [desk.sessions.open(one, "", SPAN) for one in (zhaolei, zhaolei, admin)]
    there = (Colleague("孙悦", "", False), Colleague("赵磊", "公安局", False))
    assert desk.colleagues.online() == there
    for _minute in range(10):
        clock.forward(minutes=1)
        desk.sessions.find(tokens[0], SPAN, clicked=False)
    assert desk.colleagues.online() == (Colleague("赵磊", "公安局", True),)
    desk.sessions.find(tokens[1], SPAN, clicked=True)
    assert desk.colleagues.online() == (Colleague("赵磊", "公安局", False),)


def test_who_may_no_longer_log_in_is_not_there(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    admin = hired(desk, "sunyue", "孙悦", "", Role.ADMIN)
    desk.sessions.open(zhaolei, "", SPAN)
    desk.accounts.change(
        "zhaolei", name="赵磊", roles={Role.CLERK}, department="gongan", active=False, by=admin
    )
    assert desk.colleagues.online() == ()


def test_tickets_come_by_due_time_or_by_age(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    numbers = []
    for talk in range(3):
        clock.forward(days=1)
        numbers.append(ask(desk, f"talk-{talk:08}"))
    for order, expected in ((Order.DUE, numbers), (Order.NEWEST, numbers[::-1])):
        found = desk.list_tickets(TicketFilter(order=order), zhaolei).tickets
        assert [ticket.number for ticket in found] == expected
    since = TicketFilter(
        made_from=clock() - timedelta(hours=1), made_until=clock() + timedelta(hours=1)
    )
    assert [one.number for one in desk.list_tickets(since, zhaolei).tickets] == numbers[-1:]


def test_calls_and_closings_read_the_conversation(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    number = ask(desk, "talk-00000001")
    desk.take_over(number, zhaolei)
    clock.forward(seconds=1)
    hear(desk, "在吗", talk="talk-00000001")
    (call,) = desk.calls(zhaolei)
    assert call.startswith(f"{number}!")
    (closing,) = desk.closings([number], zhaolei)
    hear(desk, "还有一句", talk="talk-00000001")
    (late,) = desk.close_each([(number, closing.seen)], zhaolei, REASON)
    assert "市民刚刚又写了" in late.refusal
    (again,) = desk.closings([number], zhaolei)
    (done,) = desk.close_each([(number, again.seen)], zhaolei, REASON)
    assert done.ticket
    assert done.ticket.reason == REASON


def test_a_sheet_is_read_bit_by_bit_in_the_order_of_the_list(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (queue_side, unanswered):
        monkeypatch.setattr(room, "AT_ONCE", 2)
    numbers = []
    for talk in range(5):
        clock.forward(minutes=1)
        numbers.append(ask(desk, f"talk-{talk:08}"))
        for _time in range(talk + 1):
            desk.note_unanswered(f"第{talk}个问题", "gongan")
    rows = desk.export_tickets(TicketFilter(order=Order.NEWEST, limit=1), zhaolei, "csv")
    desk.reassign(numbers[0], zhaolei, "shichang", "归他们管")
    assert [ticket.number for ticket in rows] == numbers[:0:-1]
    gaps = desk.gaps.export(GapFilter(limit=1), zhaolei, "csv")
    assert [gap.times for gap in gaps] == [5, 4, 3, 2, 1]
    assert exporting.MOST_ROWS == 10_000
