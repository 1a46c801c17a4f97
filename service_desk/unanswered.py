"""Questions that found no answer, how often each was asked, and who sees to it (待补知识)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.text import mask, prepared
from service_desk.audit import Action, record
from service_desk.errors import DeskError, NotYours
from service_desk.exporting import AT_ONCE, MOST_ROWS, put_on_record
from service_desk.staff import Clerk
from service_desk.store import DeskStore, insert_unless_there
from service_desk.tables import ClerkRow, UnansweredRow
from service_desk.tickets import one_line


class GapState(StrEnum):
    """How far a gap in the knowledge is."""

    OPEN = "open"
    FILLED = "filled"
    DISMISSED = "dismissed"


GAP_LABELS = {
    GapState.OPEN: "待补",
    GapState.FILLED: "已补上",
    GapState.DISMISSED: "不用补",
}


MOST_ASKED_FIRST = (
    UnansweredRow.times.desc(),
    UnansweredRow.last_at.desc(),
    UnansweredRow.digest.asc(),
)


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question without an answer.

    department: id of the one it was sent to, empty for none. clerk_name: who took it on. reason: why it was settled.
    """

    id: str
    question: str
    department: str
    state: GapState
    clerk_id: int | None
    clerk_name: str
    reason: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class GapFilter:
    """Which questions to list; empty parts do not narrow."""

    state: GapState | None = None
    department: str = ""
    clerk_id: int | None = None
    text: str = ""
    limit: int = 50
    offset: int = 0


def note(session: Session, question: str, department: str, now: datetime) -> None:
    """Count a masked question that nobody could answer at once; one that was thought answered is open again."""
    key = _digest(question)
    if _count_up(session, key, now):
        return
    row = UnansweredRow(
        digest=key,
        question=one_line(question),
        department=department,
        state=GapState.OPEN.value,
        reason="",
        times=0,
        first_at=now,
        last_at=now,
    )
    insert_unless_there(session, row)
    _count_up(session, key, now)


def forget(session: Session, question: str) -> None:
    """Delete a question that turned out to be part of somebody's number."""
    session.execute(delete(UnansweredRow).where(UnansweredRow.digest == _digest(question)))


def department_of(session: Session, question: str) -> str:
    """Return the department that a masked question without an answer was sent to; empty where it was not."""
    query = select(UnansweredRow.department).where(UnansweredRow.digest == _digest(question))
    return session.scalar(query) or ""


def _digest(question: str) -> str:
    return hashlib.sha256(prepared(question).encode()).hexdigest()


def _count_up(session: Session, key: str, now: datetime) -> bool:
    filled = UnansweredRow.state == GapState.FILLED.value
    counted = (
        update(UnansweredRow)
        .where(UnansweredRow.digest == key)
        .values(
            times=UnansweredRow.times + 1,
            last_at=now,
            state=case((filled, GapState.OPEN.value), else_=UnansweredRow.state),
        )
        .returning(UnansweredRow.digest)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(counted) is not None


@dataclass(frozen=True)
class Gaps:
    """Use cases of questions without an answer; a clerk sees and settles those of the own department."""

    store: DeskStore
    clock: Callable[[], datetime]
    department_of: Callable[[str], str]

    def listed(
        self, wanted: GapFilter, clerk: Clerk | None = None
    ) -> tuple[UnansweredQuestion, ...]:
        """Return the questions asked for that the clerk may see, most asked first."""
        query = _with_clerk().where(*_conditions(wanted, clerk)).order_by(*MOST_ASKED_FIRST)
        with self.store.unit() as session:
            found = session.execute(query.limit(wanted.limit).offset(wanted.offset))
            return tuple(_question(row, name) for row, name in found)

    def counted(self, wanted: GapFilter, clerk: Clerk) -> int:
        """Return how many questions were asked for, on all pages."""
        query = select(func.count()).select_from(UnansweredRow).where(*_conditions(wanted, clerk))
        with self.store.unit() as session:
            return session.scalar(query) or 0

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
            query = _with_clerk().where(some, *_conditions(GapFilter(), clerk))
            with self.store.unit() as session:
                found = session.execute(query.order_by(*MOST_ASKED_FIRST))
                read = [_question(row, name) for row, name in found]
            yield from read

    def take_on(self, gap_id: str, clerk: Clerk, *, mine: bool = True) -> None:
        """Let the clerk see to the question, or let it go; NotYours where it is another department's."""
        with self.store.unit() as session:
            row = _visible(session, gap_id, clerk)
            row.clerk_id = clerk.id if mine else None
            said = "我来补" if mine else "放下"
            record(session, self.clock(), clerk, Action.GAP_ASSIGNED, gap_id[:12], said)

    def assign(self, gap_id: str, clerk: Clerk, department: str) -> None:
        """Hand the question to a department.

        Raises:
            NotYours: it is another department's.
            DeskError: there is no such department.
        """
        target = self.department_of(department)
        if not target:
            raise DeskError("请选择一个部门再分派")
        with self.store.unit() as session:
            row = _visible(session, gap_id, clerk)
            before, row.department, row.clerk_id = row.department, target, None
            detail = f"{before or '无'}→{target}"
            record(session, self.clock(), clerk, Action.GAP_ASSIGNED, gap_id[:12], detail)

    def settle(self, gap_id: str, clerk: Clerk, state: GapState, reason: str = "") -> None:
        """Put down what became of the question.

        Raises:
            NotYours: it is another department's.
            DeskError: it is dismissed without a reason.
        """
        if state is GapState.DISMISSED and not reason.strip():
            raise DeskError("请写明为什么不用补，再提交")
        with self.store.unit() as session:
            row = _visible(session, gap_id, clerk)
            row.state, row.reason = state.value, mask(reason.strip())[:500]
            detail = f"{GAP_LABELS[state]} {reason.strip()}".strip()
            record(session, self.clock(), clerk, Action.GAP_SETTLED, gap_id[:12], detail)

    def dismiss_each(self, gap_ids: Iterable[str], clerk: Clerk, reason: str) -> int:
        """Put down for each question that it needs no answer; return for how many, less those of others.

        Raises:
            DeskError: no reason is given.
            NotYours: all of them are other departments'.
        """
        done = 0
        for gap_id in dict.fromkeys(gap_ids):
            try:
                self.settle(gap_id, clerk, GapState.DISMISSED, reason)
                done += 1
            except NotYours:
                continue
        if not done:
            raise NotYours("这些问题都不归您的部门处理")
        return done


def _with_clerk() -> Select[UnansweredRow, str]:
    return select(UnansweredRow, ClerkRow.name).outerjoin(
        ClerkRow, ClerkRow.id == UnansweredRow.clerk_id
    )


def _conditions(wanted: GapFilter, clerk: Clerk | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if clerk is not None and not clerk.sees_all:
        conditions.append(UnansweredRow.department == clerk.department)
    elif wanted.department:
        conditions.append(UnansweredRow.department == wanted.department)
    if wanted.state is not None:
        conditions.append(UnansweredRow.state == wanted.state.value)
    if wanted.clerk_id is not None:
        conditions.append(UnansweredRow.clerk_id == wanted.clerk_id)
    if wanted.text:
        columns = (UnansweredRow.question, UnansweredRow.reason)
        conditions.append(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    return conditions


def _visible(session: Session, gap_id: str, clerk: Clerk) -> UnansweredRow:
    row = session.get(UnansweredRow, gap_id, with_for_update=True)
    if row is None or not clerk.may_see(row.department):
        raise NotYours("没有这个问题，或者它不归您的部门处理")
    return row


def _question(row: UnansweredRow, clerk_name: str | None) -> UnansweredQuestion:
    return UnansweredQuestion(
        id=row.digest,
        question=row.question,
        department=row.department,
        state=GapState(row.state),
        clerk_id=row.clerk_id,
        clerk_name=clerk_name or "",
        reason=row.reason,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
