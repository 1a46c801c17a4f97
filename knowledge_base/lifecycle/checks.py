"""Department fact checks (部门核对): ask by link, answer section by section, see what is late."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.check_rows import (
    FactCheck,
    Finding,
    check_of,
    close_open,
    digest_of,
    open_check,
)
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.moves import NOT_YOURS, move
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.states import State
from knowledge_base.store.engine import alone
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import CheckRow
from knowledge_base.store.trouble import unit_of_work

TOKEN_BYTES = 18
NO_CHECK = "没有这份核对：链接可能抄漏了字，请向发给您的人再要一次"
CLOSED = "这份核对已经结束，不用再填：{why}"
ANSWERED, CALLED_OFF = "已经有人答复了", "审核人员没有再等，或者已经把这一版退回"
TOO_LATE = "答复的期限早就过了，要再答复，请发给您的人重新请一次"
OWN_WORK = "这一版是您自己写的（或改过），请本部门另一位同事核对"
EMPTY = "还没有逐项核对：每一项都要选“对”或者“不对”"
NO_WORDS = "选了“不对”的，请写一句哪里不对、应该是什么：{sections}"
ALL_RIGHT = "部门核对：{n} 项都对"
NOT_RIGHT = "部门核对：{faults}"
LATEST_DAYS = 366


@dataclass(frozen=True)
class Request:
    """What a department is asked."""

    department: str
    due_on: date
    note: str = ""


@dataclass(frozen=True)
class Checks:
    """Use cases of department checks."""

    store: GuideStore
    clock: Callable[[], datetime]

    def ask(self, version_id: int, request: Request, by: Person) -> str:
        """Ask a department whether a version is right; return the token of the link.

        Who asks the same again gets a new link to the same check, by the new day; the one before leads nowhere then.

        Raises:
            UnknownVersion: there is no such version.
            MoveRefused: it does not wait for approval, or is not this person's to ask about.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = open_check(session, version_id)
            if row and (row.asked_by, row.department) == (by.login, request.department):
                row.token_digest = digest_of(token)
                row.due_on, row.note = request.due_on, request.note.strip()
                session.commit()
                return token
            move(session, version_id, State.CHECKING, by, self.clock(), request.note)
            row = CheckRow(
                version_id=version_id,
                token_digest=digest_of(token),
                department=request.department,
                note=request.note.strip(),
                asked_by=by.login,
                asked_at=self.clock(),
                due_on=request.due_on,
                answered_by="",
            )
            session.add(row)
            session.commit()
        return token

    def by_token(self, token: str) -> FactCheck:
        """Return the check that a link leads to.

        Raises:
            UnknownVersion: no link has this token.
        """
        wanted = select(CheckRow).where(CheckRow.token_digest == digest_of(token))
        with unit_of_work(self.store.engine) as session:
            row = session.scalars(wanted).first()
            if row is None:
                raise UnknownVersion(NO_CHECK)
            return check_of(row)

    def of(self, version_id: int) -> tuple[FactCheck, ...]:
        """Return every check of a version, the oldest first."""
        wanted = select(CheckRow).where(CheckRow.version_id == version_id).order_by(CheckRow.id)
        with unit_of_work(self.store.engine) as session:
            return tuple(check_of(row) for row in session.scalars(wanted))

    def waiting(self, departments: Collection[str] = ()) -> tuple[FactCheck, ...]:
        """Return the open checks, of some departments or of all, the soonest due first."""
        wanted = select(CheckRow).where(CheckRow.closed_at.is_(None))
        if departments:
            wanted = wanted.where(CheckRow.department.in_(departments))
        with unit_of_work(self.store.engine) as session:
            rows = session.scalars(wanted.order_by(CheckRow.due_on, CheckRow.id))
            return tuple(check_of(row) for row in rows)

    def answer(
        self, version_id: int, findings: Sequence[Finding], by: Person, authors: Collection[str]
    ) -> State:
        """Say section by section whether a version is right; return where it stands then.

        It waits for approval again where everything is right, and is returned where something is not.

        Args:
            version_id: of the version that is checked.
            findings: one for each section.
            by: who answers, of the department that was asked.
            authors: who wrote the version.

        Raises:
            MoveRefused: nobody waits for it, it is not this person's to answer, or something is left out.
        """
        _require_complete(findings)
        to = State.SUBMITTED if all(one.right for one in findings) else State.RETURNED
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = open_check(session, version_id)
            if row is None:
                raise MoveRefused(CLOSED.format(why=_why_closed(session, version_id)))
            if check_of(row).has_ended(self.clock().astimezone(CITY_TIME).date()):
                raise MoveRefused(CLOSED.format(why=TOO_LATE))
            if by.login in authors:
                raise MoveRefused(OWN_WORK)
            if Duty.CHECK not in by.duties or not by.may_work_on(row.department):
                raise MoveRefused(NOT_YOURS)
            asked = replace(by, department="")
            move(session, version_id, to, asked, self.clock(), _in_a_line(findings))
            row.answer = {one.section: {"right": one.right, "note": one.note} for one in findings}
            row.answered_by = by.login
            close_open(session, version_id, self.clock())
            session.commit()
        return to


def _require_complete(findings: Sequence[Finding]) -> None:
    if not findings:
        raise MoveRefused(EMPTY)
    silent = [one.section for one in findings if not one.right and not one.note.strip()]
    if silent:
        raise MoveRefused(NO_WORDS.format(sections="、".join(silent)))


def _why_closed(session: Session, version_id: int) -> str:
    wanted = select(CheckRow.answered_by).where(CheckRow.version_id == version_id)
    last = session.scalars(wanted.order_by(CheckRow.id.desc()).limit(1)).first()
    return ANSWERED if last else CALLED_OFF


def _in_a_line(findings: Sequence[Finding]) -> str:
    wrong = [f"{one.section}——{one.note.strip()}" for one in findings if not one.right]
    if not wrong:
        return ALL_RIGHT.format(n=len(findings))
    return NOT_RIGHT.format(faults="；".join(wrong))
