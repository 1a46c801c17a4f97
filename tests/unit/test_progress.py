"""A citizen's tickets are told newest first, or the one that is named."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from hall.reception.progress import MOST_TOLD, Progress
from hall.reception.ticket_words import TicketWords
from hall.web.wording import load_wording
from service_desk.model import Ticket, TicketState
from service_desk.services import ServiceDesk

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DESK = cast(ServiceDesk, None)
"""Only a number makes the progress look into the desk."""


def ticket(number: int, question: str, state: TicketState = TicketState.REGISTERED) -> Ticket:
    return Ticket(
        number=f"TJ20261123-000{number}",
        conversation_id="wangfang-talk-0001",
        door="widget",
        questions=(question,),
        item=None,
        department="zhengwu",
        department_name="同江市政务服务中心",
        state=state,
        created_at=NOW,
        due_at=NOW + timedelta(days=2),
    )


OWN = [ticket(3, "广场舞太吵"), ticket(2, "烟草证咋办"), ticket(1, "路灯不亮", TicketState.CLOSED)]


def told(text: str, own: list[Ticket]) -> list[str]:
    """Return the numbers of the tickets that are told of."""
    progress = Progress(DESK, TicketWords(DESK, load_wording(), "/ticket"), lambda: NOW)
    answer = progress.told("wangfang-talk-0001", text, own)
    return [] if answer is None else [line[3:18] for line in answer.text.splitlines()]


def test_several_are_told_newest_first() -> None:
    assert told("我的事到哪了", OWN) == [one.number for one in OWN]


@pytest.mark.parametrize(("text", "number"), [("烟草那个到哪了", 2), ("路灯的事咋样了", 1)])
def test_the_one_that_is_named_is_told_of_alone(text: str, number: int) -> None:
    assert told(text, OWN) == [f"TJ20261123-000{number}"]


def test_no_more_are_told_than_can_be_read() -> None:
    assert len(told("我的事到哪了", [ticket(n, "广场舞太吵") for n in range(9)])) == MOST_TOLD


def test_who_has_none_is_told_of_none() -> None:
    assert told("我的事到哪了", []) == []
