"""Wrong passwords counted for each login name, and the pause after too many (登录失败锁定)."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service_desk.audit import Action, record
from service_desk.errors import LockedOut
from service_desk.store import insert_unless_there
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
    failures = _count_up(session, login, now)
    if failures is None:
        insert_unless_there(session, LoginRow(login=login, failures=0, last_at=now))
        failures = _count_up(session, login, now)
    locked_until = now + LOCKED_FOR if failures is not None and failures >= TRIES else None
    if locked_until is not None:
        lock = update(LoginRow).where(LoginRow.login == login)
        session.execute(lock.values(failures=0, locked_until=locked_until))
    record(session, now, "", Action.LOGIN_FAILED, "", "已锁定" if locked_until else "")
    return locked_until


def _count_up(session: Session, login: str, now: datetime) -> int | None:
    """Return the wrong tries of the name, this one counted; None where there were none yet."""
    counted = update(LoginRow).where(LoginRow.login == login)
    values = counted.values(failures=LoginRow.failures + 1, last_at=now)
    return session.scalar(values.returning(LoginRow.failures))


def forgive(session: Session, login: str) -> None:
    """Forget the wrong tries of a login name."""
    session.execute(delete(LoginRow).where(LoginRow.login == login))
