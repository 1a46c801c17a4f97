"""Questions that found no answer, and how often each was asked (待补知识)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge_base.text import normalise, strip_fillers
from service_desk.store import DeskStore, insert_unless_there
from service_desk.tables import UnansweredRow
from service_desk.tickets import one_line


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question without an answer; `department` is the id of the one it was sent to."""

    question: str
    department: str
    times: int
    first_at: datetime
    last_at: datetime


def note(session: Session, question: str, department: str, now: datetime) -> None:
    """Count a masked question that nobody could answer at once."""
    key = _digest(question)
    if _count_up(session, key, now):
        return
    row = UnansweredRow(
        digest=key,
        question=one_line(question),
        department=department,
        times=0,
        first_at=now,
        last_at=now,
    )
    insert_unless_there(session, row)
    _count_up(session, key, now)


def forget(session: Session, question: str) -> None:
    """Delete a question that turned out to be part of somebody's number."""
    session.execute(delete(UnansweredRow).where(UnansweredRow.digest == _digest(question)))


def _digest(question: str) -> str:
    return hashlib.sha256(strip_fillers(normalise(question)).encode()).hexdigest()


def _count_up(session: Session, key: str, now: datetime) -> bool:
    counted = (
        update(UnansweredRow)
        .where(UnansweredRow.digest == key)
        .values(times=UnansweredRow.times + 1, last_at=now)
        .returning(UnansweredRow.digest)
    )
    return session.scalar(counted) is not None


def most_asked(store: DeskStore, limit: int = 100) -> tuple[UnansweredQuestion, ...]:
    """Return the questions without an answer, most asked first."""
    query = (
        select(UnansweredRow)
        .order_by(UnansweredRow.times.desc(), UnansweredRow.last_at.desc())
        .limit(limit)
    )
    with store.unit() as session:
        return tuple(
            UnansweredQuestion(row.question, row.department, row.times, row.first_at, row.last_at)
            for row in session.scalars(query)
        )
