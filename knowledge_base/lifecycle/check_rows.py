"""Rows of department checks, read and written within a unit of work."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.store.tables import CheckRow

GRACE = timedelta(days=14)
"""So long after the day by which it should be answered a link still leads somewhere."""


@dataclass(frozen=True)
class Finding:
    """What a department says of one section of a version."""

    section: str
    right: bool
    note: str = ""


@dataclass(frozen=True)
class FactCheck:
    """A department is asked whether a version is right.

    findings: of each section, once it was answered. is_open: whether somebody still waits for it.
    """

    id: int
    version_id: int
    department: str
    note: str
    asked_by: str
    asked_at: datetime
    due_on: date
    findings: tuple[Finding, ...]
    answered_by: str
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for the answer."""
        return self.closed_at is None

    @property
    def ends_on(self) -> date:
        """The last day on which its link leads somewhere."""
        return self.due_on + GRACE

    def has_ended(self, today: date) -> bool:
        """Whether nobody looks or answers by it any more."""
        return not self.is_open or self.ends_on < today

    def is_late(self, today: date) -> bool:
        """Whether the answer is overdue."""
        return self.is_open and self.due_on < today


def digest_of(token: str) -> str:
    """Return what is kept of the token in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_check(session: Session, version_id: int) -> CheckRow | None:
    """Return the check that a version waits for."""
    wanted = select(CheckRow).where(CheckRow.version_id == version_id, CheckRow.closed_at.is_(None))
    return session.scalars(wanted).first()


def close_open(session: Session, version_id: int, now: datetime) -> None:
    """Wait no longer for the check of a version, if there is one."""
    row = open_check(session, version_id)
    if row is not None:
        row.closed_at = now


def check_of(row: CheckRow) -> FactCheck:
    """Return a check as it is handed out."""
    answer = row.answer or {}
    return FactCheck(
        id=row.id,
        version_id=row.version_id,
        department=row.department,
        note=row.note,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_on=row.due_on,
        findings=tuple(
            Finding(section, said["right"], said["note"]) for section, said in answer.items()
        ),
        answered_by=row.answered_by,
        closed_at=row.closed_at,
    )
