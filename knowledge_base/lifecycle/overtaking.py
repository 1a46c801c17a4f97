"""Several versions of one record on their way: which gives way to which, and what must not be lost by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge_base.calendar.saying import day_text
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.moves import move, state_of
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.states import State
from knowledge_base.store.reading import in_force
from knowledge_base.store.tables import StateRow, VersionRow

OVERTAKEN = (
    "写这一版的时候，“{title}”的第 {no} 版还没有发布，现在批准会丢掉那一版的改动：请先退回，"
    "由编辑对照现行版改好再提交"
)
WAITS = (
    "“{title}”的第 {no} 版已经批准，{day}生效，它写的时候还没有第 {mine} 版，到那天会盖掉这一版的改动："
    "请先取消第 {no} 版的定时，由编辑把两处改动并到一起再提交"
)
OLDER = "“{title}”的现行版已经是更新的第 {no} 版，第 {old} 版不能再发布：请在现行版上重新修改"
NEVER = "第 {no} 版（已批准，原定{day}生效）作废，不会再生效，由这一版代替"
UNTIL = "第 {no} 版（已批准，{day}生效）只用到{until}，那天起换成这一版"
REPLACED = "由第 {no} 版代替"


@dataclass(frozen=True)
class Overtaken:
    """An older version that waits for its day, and is to give way to a newer one.

    until: the day from which the newer one stands in its place; None where it never comes into force.
    """

    version_id: int
    no: int
    day: date
    until: date | None

    def __str__(self) -> str:
        """What becomes of it, in words for staff."""
        if self.until is None:
            return NEVER.format(no=self.no, day=day_text(self.day))
        return UNTIL.format(no=self.no, day=day_text(self.day), until=day_text(self.until))


def overtaken_by(session: Session, row: VersionRow, today: date) -> tuple[Overtaken, ...]:
    """Return the versions that wait for their day and give way to this one once it is approved, the oldest first."""
    return tuple(_overtaken(session, row, today))


def _overtaken(session: Session, row: VersionRow, today: date) -> Iterator[Overtaken]:
    begins = max(row.effective_from or today, today)
    for old in session.scalars(_waiting_before(row)):
        assert old.effective_from is not None
        is_first = old.effective_from < begins and begins > today
        yield Overtaken(old.id, old.no, old.effective_from, begins if is_first else None)


def require_current(session: Session, row: VersionRow) -> None:
    """Raise where a version and another one were written on the same: the change of one of them would be lost."""
    waiting = in_state(State.SCHEDULED).where(
        VersionRow.record_id == row.record_id, VersionRow.no > row.no
    )
    for later in session.scalars(waiting):
        assert later.effective_from is not None
        day = day_text(later.effective_from)
        raise MoveRefused(WAITS.format(title=row.title, no=later.no, day=day, mine=row.no))
    current = in_force(session, row.record_id)
    if current is not None and current.id != row.based_on and current.no < row.no:
        raise MoveRefused(OVERTAKEN.format(title=row.title, no=current.no))


def supersede(session: Session, row: VersionRow, by: Person, now: datetime) -> None:
    """Let what is in force of the record, and what was to come into force before, give way.

    Raises:
        MoveRefused: what is in force is the newer one.
    """
    current = in_force(session, row.record_id)
    if current is not None and current.no > row.no:
        raise MoveRefused(OLDER.format(title=row.title, no=current.no, old=row.no))
    give_way(session, row, None if current is None else current.id, by, now)


def give_way(
    session: Session, row: VersionRow, current: int | None, by: Person, now: datetime
) -> None:
    """Let what is in force of a record, unless its time was over, and older ones that wait for their day give way."""
    before = [old.id for old in session.scalars(_waiting_before(row))]
    if current is not None and state_of(session, current) is State.PUBLISHED:
        before.append(current)
    for version_id in before:
        move(session, version_id, State.SUPERSEDED, by, now, REPLACED.format(no=row.no))


def give_up_their_day(session: Session, row: VersionRow, by: Person, now: datetime) -> None:
    """Let older versions give way at once whose day would come no sooner than that of this one."""
    begins = row.effective_from
    for old in list(session.scalars(_waiting_before(row))):
        if begins is not None and old.effective_from is not None and old.effective_from >= begins:
            move(session, old.id, State.SUPERSEDED, by, now, REPLACED.format(no=row.no))


def in_state(state: State) -> Select[VersionRow]:
    """Select the versions in a state, the oldest first."""
    joined = select(VersionRow).join(StateRow, StateRow.version_id == VersionRow.id)
    return joined.where(StateRow.state == state).order_by(VersionRow.id)


def _waiting_before(row: VersionRow) -> Select[VersionRow]:
    return in_state(State.SCHEDULED).where(
        VersionRow.record_id == row.record_id, VersionRow.no < row.no
    )
