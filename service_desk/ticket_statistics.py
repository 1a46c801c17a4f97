"""What became of the tickets made in some days: replied in time or late, and how long citizens waited."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import WorkCalendar
from service_desk.days import Days
from service_desk.model import UNSETTLED
from service_desk.tables import ConversationRow, TicketRow
from service_desk.tickets import Outcome, first_settled, promised

HALF, MOST = 0.5, 0.9
"""Shares of the citizens who waited no longer: the median, and nine out of ten."""


@dataclass(frozen=True)
class TicketFigures:
    """Tickets by outcome, in all and by department and door; waits are in office hours.

    half, most: within what time half, and nine out of ten, had their first reply; None without a reply.
    open_now, overdue_now: whatever day they were made.
    """

    total: Counter[Outcome] = field(default_factory=Counter)
    by_department: Mapping[str, Counter[Outcome]] = field(default_factory=dict)
    by_door: Mapping[str, Counter[Outcome]] = field(default_factory=dict)
    half: timedelta | None = None
    most: timedelta | None = None
    open_now: int = 0
    overdue_now: int = 0


def ticket_figures(
    session: Session, days: Days, department: str, now: datetime, calendar: WorkCalendar
) -> TicketFigures:
    """Return the figures of the tickets made in these days, of one department where one is named."""
    total: Counter[Outcome] = Counter()
    departments: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    doors: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    query = (
        select(
            TicketRow.department,
            ConversationRow.door,
            TicketRow.created_at,
            promised(),
            TicketRow.replied_at,
            first_settled(),
        )
        .join(ConversationRow, ConversationRow.id == TicketRow.conversation_id)
        .where(TicketRow.created_at >= days.begin, TicketRow.created_at < days.end)
        .where(*_of(department))
    )
    waits: list[timedelta] = []
    for owner, door, made, due, replied, settled in session.execute(query):
        outcome = came_out(due, settled, now)
        for counter in (total, departments[owner], doors[door]):
            counter[outcome] += 1
        if replied is not None:
            waits.append(calendar.open_time(made, replied))
    open_now, overdue_now = _standing(session, department, now)
    half, most = _within(waits, HALF), _within(waits, MOST)
    return TicketFigures(total, departments, doors, half, most, open_now, overdue_now)


def came_out(due: datetime, settled: datetime | None, now: datetime) -> Outcome:
    """Return whether the promise of a first reply was kept; see `tickets` for the same in SQL."""
    if settled is not None:
        return Outcome.IN_TIME if settled <= due else Outcome.LATE
    return Outcome.LATE if due < now else Outcome.PENDING


def _of(department: str) -> list[ColumnElement[bool]]:
    return [TicketRow.department == department] if department else []


def _standing(session: Session, department: str, now: datetime) -> tuple[int, int]:
    """Return how many tickets wait for an answer now, and how many of them are overdue."""
    waiting = TicketRow.state.in_(sorted(state.value for state in UNSETTLED))
    query = select(func.count()).select_from(TicketRow).where(waiting, *_of(department))
    overdue = query.where(TicketRow.due_at < now)
    return session.scalar(query) or 0, session.scalar(overdue) or 0


def _within(waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the time within which this share of the waits ended (nearest rank)."""
    return sorted(waits)[ceil(share * len(waits)) - 1] if waits else None
