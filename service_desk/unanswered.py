"""Questions that found no answer, or none that helped, and how often each was asked (待补知识)."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.text import prepared
from service_desk.exporting import AT_ONCE, MOST_ROWS, put_on_record
from service_desk.gaps.model import GapFilter, GapState, Missed, UnansweredQuestion, Why
from service_desk.gaps.tables import GapGroupRow
from service_desk.staff import Clerk
from service_desk.store import DeskStore, insert_unless_there
from service_desk.tables import UnansweredRow
from service_desk.tickets import one_line

TIMES = UnansweredRow.times + UnansweredRow.rated + UnansweredRow.corrected
MOST_ASKED_FIRST = (TIMES.desc(), UnansweredRow.last_at.desc(), UnansweredRow.digest.asc())
COUNTERS = {
    Why.UNANSWERED: UnansweredRow.times,
    Why.RATED: UnansweredRow.rated,
    Why.CORRECTED: UnansweredRow.corrected,
}


def note(session: Session, missed: Missed, now: datetime) -> None:
    """Count a masked question; one that was thought answered is open again."""
    key = digest_of(missed.question)
    if _count_up(session, key, missed, now):
        return
    row = UnansweredRow(
        digest=key,
        question=one_line(missed.question),
        department=missed.department,
        state=GapState.OPEN.value,
        reason="",
        times=0,
        rated=0,
        corrected=0,
        item=missed.item[:200],
        element=missed.element[:20],
        first_at=now,
        last_at=now,
    )
    insert_unless_there(session, row)
    _count_up(session, key, missed, now)


def forget(session: Session, question: str) -> None:
    """Delete a question that turned out to be part of somebody's number."""
    session.execute(delete(UnansweredRow).where(UnansweredRow.digest == digest_of(question)))


def department_of(session: Session, question: str) -> str:
    """Return the department that a masked question without an answer was sent to; empty where it was not."""
    query = select(UnansweredRow.department).where(UnansweredRow.digest == digest_of(question))
    return session.scalar(query) or ""


def is_known(session: Session, question: str) -> bool:
    """Whether a masked question is among those without an answer."""
    query = select(UnansweredRow.digest).where(UnansweredRow.digest == digest_of(question))
    return session.scalar(query) is not None


def digest_of(question: str) -> str:
    """Return what a question is known by, whatever its politeness and marks."""
    return hashlib.sha256(prepared(question).encode()).hexdigest()


def _count_up(session: Session, key: str, missed: Missed, now: datetime) -> bool:
    filled, counter = UnansweredRow.state == GapState.FILLED.value, COUNTERS[missed.why]
    is_nothing = UnansweredRow.item == ""
    counted = (
        update(UnansweredRow)
        .where(UnansweredRow.digest == key)
        .values(
            {
                counter: counter + 1,
                UnansweredRow.last_at: now,
                UnansweredRow.state: case((filled, GapState.OPEN.value), else_=UnansweredRow.state),
                UnansweredRow.item: case((is_nothing, missed.item[:200]), else_=UnansweredRow.item),
            }
        )
        .returning(UnansweredRow.digest)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(counted) is not None


@dataclass(frozen=True)
class Questions:
    """Use cases of questions without an answer, one by one; a clerk sees those of the own department."""

    store: DeskStore
    clock: Callable[[], datetime]

    def listed(
        self, wanted: GapFilter, clerk: Clerk | None = None
    ) -> tuple[UnansweredQuestion, ...]:
        """Return the questions asked for that the clerk may see, most asked first."""
        query = select(UnansweredRow).where(*_conditions(wanted, clerk))
        query = query.order_by(*MOST_ASKED_FIRST).limit(wanted.limit).offset(wanted.offset)
        with self.store.unit() as session:
            return tuple(question_of(row) for row in session.scalars(query))

    def export(self, wanted: GapFilter, clerk: Clerk, form: str) -> Iterator[UnansweredQuestion]:
        """Return every question asked for that the clerk may see, read bit by bit; it is put on record.

        Raises:
            TooMany: more than a sheet holds.
        """
        query = select(UnansweredRow.digest).where(*_conditions(wanted, clerk))
        with self.store.unit() as session:
            ids = list(session.scalars(query.order_by(*MOST_ASKED_FIRST).limit(MOST_ROWS + 1)))
            put_on_record(session, self.clock(), clerk, f"待补知识 {form}", len(ids))
        return self._read_bit_by_bit(ids, clerk)

    def _read_bit_by_bit(self, ids: list[str], clerk: Clerk) -> Iterator[UnansweredQuestion]:
        for start in range(0, len(ids), AT_ONCE):
            some = UnansweredRow.digest.in_(ids[start : start + AT_ONCE])
            query = select(UnansweredRow).where(some, *_conditions(GapFilter(), clerk))
            with self.store.unit() as session:
                found = session.scalars(query.order_by(*MOST_ASKED_FIRST))
                read = [question_of(row) for row in found]
            yield from read


def _conditions(wanted: GapFilter, clerk: Clerk | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if clerk is not None and not clerk.sees_all:
        conditions.append(UnansweredRow.department == clerk.department)
    elif wanted.department:
        conditions.append(UnansweredRow.department == wanted.department)
    if wanted.state is not None:
        conditions.append(UnansweredRow.state == wanted.state.value)
    if wanted.clerk_id is not None:
        taken = select(GapGroupRow.id).where(GapGroupRow.clerk_id == wanted.clerk_id)
        conditions.append(UnansweredRow.group_id.in_(taken))
    if wanted.text:
        columns = (UnansweredRow.question, UnansweredRow.reason)
        conditions.append(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    return conditions


def question_of(row: UnansweredRow) -> UnansweredQuestion:
    """Return a question as it is handed out."""
    return UnansweredQuestion(
        id=row.digest,
        question=row.question,
        department=row.department,
        state=GapState(row.state),
        reason=row.reason,
        times=row.times,
        rated=row.rated,
        corrected=row.corrected,
        first_at=row.first_at,
        last_at=row.last_at,
        group=row.group_id,
        item=row.item,
        element=row.element,
    )
