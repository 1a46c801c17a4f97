"""Wrong passwords counted for each login name, and the pause after too many (登录失败锁定)."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service_desk.audit import Action, record
from service_desk.errors import LockedOut
from service_desk.tables import LoginRow

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong tries older than this no longer count."""


def refuse_if_locked(session: Session, login: str, now: datetime) -> None:
    """Raise LockedOut while the pause after too many wrong tries lasts."""
    tries = session.get(LoginRow, login)
    if tries is not None and tries.locked_until is not None and now < tries.locked_until:
        raise LockedOut(tries.locked_until)


def count_failure(session: Session, login: str, now: datetime) -> datetime | None:
    """Count a wrong try; return until when the name is locked after it, None while it is not.

    The record names no login: people type their password into the wrong field.
    """
    session.execute(delete(LoginRow).where(LoginRow.last_at < now - FORGOTTEN_AFTER))
    tries = session.get(LoginRow, login, with_for_update=True)
    if tries is None:
        tries = LoginRow(login=login, failures=0, last_at=now)
        session.add(tries)
    tries.failures, tries.last_at = tries.failures + 1, now
    locked = tries.failures >= TRIES
    if locked:
        tries.failures, tries.locked_until = 0, now + LOCKED_FOR
    record(session, now, "", Action.LOGIN_FAILED, "", "已锁定" if locked else "")
    return tries.locked_until if locked else None


def forgive(session: Session, login: str) -> None:
    """Forget the wrong tries of a login name."""
    session.execute(delete(LoginRow).where(LoginRow.login == login))
