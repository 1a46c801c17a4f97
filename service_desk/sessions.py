"""Logins that last (会话): each has its row here, and is over the moment the row is gone."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.errors import StoreUnavailable
from service_desk import rows
from service_desk.account_tables import SessionRow
from service_desk.audit import SYSTEM, Action, Actor, record
from service_desk.passwords import fingerprint
from service_desk.staff import Clerk
from service_desk.store import DeskStore
from service_desk.tables import ClerkRow

TOKEN_BYTES = 32
HALF_OPEN = timedelta(minutes=15)
"""How long one may take from the password to the second factor."""
TOUCH_EVERY = timedelta(minutes=1)
"""A click within this after the last one that was noted is not written down."""
HERE_EVERY = timedelta(seconds=30)
"""The same for the looks of an open page."""


class End(StrEnum):
    """Why there is no session."""

    GONE = "gone"
    IDLE = "idle"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Span:
    """How long a session may last: unused, and in all."""

    idle: timedelta = timedelta(minutes=20)
    whole: timedelta = timedelta(hours=12)


USUAL = Span()


@dataclass(frozen=True)
class OpenSession:
    """A session as its clerk sees it; `verified` once every factor that is due was given."""

    id: int
    clerk: Clerk
    verified: bool
    address: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Sessions:
    """Use cases of sessions."""

    store: DeskStore
    clock: Callable[[], datetime]

    def open(self, clerk: Clerk, address: str, span: Span, *, verified: bool = True) -> str:
        """Return the token of a new session; it is kept nowhere."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self.clock()
        with self.store.unit() as session:
            session.add(
                SessionRow(
                    token_hash=fingerprint(token),
                    clerk_id=clerk.id,
                    verified=verified,
                    address=address[:64],
                    created_at=now,
                    seen_at=now,
                    here_at=now,
                    ends_at=now + (span.whole if verified else min(HALF_OPEN, span.whole)),
                )
            )
        return token

    def find(self, token: str, span: Span, *, clicked: bool) -> OpenSession | End:
        """Return the session of the token, or why there is none; one that is over is deleted.

        Args:
            token: what the browser holds.
            span: how long it may last.
            clicked: whether a person asks, and no script.
        """
        now = self.clock()
        with self.store.unit() as session:
            query = select(SessionRow, ClerkRow).join(ClerkRow, ClerkRow.id == SessionRow.clerk_id)
            found = session.execute(
                query.where(SessionRow.token_hash == fingerprint(token), ClerkRow.active.is_(True))
            ).one_or_none()
            if found is None:
                return End.GONE
            row, owner = found
            if why := _over(row, span, now):
                _end_one(session, row, owner, now)
                return why
            if clicked and now - row.seen_at >= TOUCH_EVERY:
                row.seen_at = now
            here, found_one = row.here_at, _session(row, owner)
        if here is None or now - here >= HERE_EVERY:
            self._note_look(found_one.id, now)
        return found_one

    def _note_look(self, session_id: int, now: datetime) -> None:
        """Note that the browser is there; a database that takes no writes keeps nobody from reading."""
        looked = update(SessionRow).where(SessionRow.id == session_id).values(here_at=now)
        with suppress(StoreUnavailable), self.store.unit() as session:
            session.execute(looked)

    def of(self, clerk: Clerk) -> tuple[OpenSession, ...]:
        """Return the clerk's sessions, the one used last first; half-open ones are none yet."""
        query = (
            select(SessionRow, ClerkRow)
            .join(ClerkRow, ClerkRow.id == SessionRow.clerk_id)
            .where(
                SessionRow.clerk_id == clerk.id,
                SessionRow.verified.is_(True),
                SessionRow.ends_at > self.clock(),
            )
            .order_by(SessionRow.seen_at.desc())
        )
        with self.store.unit() as session:
            return tuple(_session(row, owner) for row, owner in session.execute(query))

    def log_out(self, token: str, clerk: Clerk) -> None:
        """End the session of the token: its clerk leaves."""
        with self.store.unit() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == fingerprint(token)))
            record(session, self.clock(), clerk, Action.LOGOUT, clerk.login)

    def drop(self, token: str) -> None:
        """Forget the session of the token: another one takes its place."""
        with self.store.unit() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == fingerprint(token)))

    def end(self, owner: Clerk, by: Clerk, *, session_id: int | None = None, but: int = 0) -> int:
        """End one session of a clerk, or all of them but one; return how many there were."""
        chosen: list[ColumnElement[bool]] = [SessionRow.clerk_id == owner.id, SessionRow.id != but]
        if session_id is not None:
            chosen.append(SessionRow.id == session_id)
        with self.store.unit() as session:
            ended = len(
                session.scalars(delete(SessionRow).where(*chosen).returning(SessionRow.id)).all()
            )
            if ended:
                detail = f"{ended} 处登录"
                record(session, self.clock(), by, Action.SESSION_ENDED, owner.login, detail)
            return ended


def end_all(session: Session, clerk_id: int) -> None:
    """End every session of the clerk; part of the unit of work that makes it necessary."""
    session.execute(delete(SessionRow).where(SessionRow.clerk_id == clerk_id))


def forget_over(session: Session, span: Span, now: datetime) -> None:
    """Delete the sessions that are over."""
    over = or_(SessionRow.ends_at <= now, SessionRow.seen_at <= now - span.idle)
    query = select(SessionRow, ClerkRow).join(ClerkRow, ClerkRow.id == SessionRow.clerk_id)
    for row, owner in session.execute(query.where(over)).all():
        _end_one(session, row, owner, now)


def _over(row: SessionRow, span: Span, now: datetime) -> End | None:
    if now >= row.ends_at or now - row.created_at >= span.whole:
        return End.EXPIRED
    return End.IDLE if now - row.seen_at >= span.idle else None


def _end_one(session: Session, row: SessionRow, owner: ClerkRow, now: datetime) -> None:
    gone = delete(SessionRow).where(SessionRow.id == row.id).returning(SessionRow.id)
    if session.scalar(gone) is not None and row.verified:
        by: Actor = SYSTEM
        record(session, now, by, Action.SESSION_ENDED, owner.login, "到时间自动结束")


def _session(row: SessionRow, owner: ClerkRow) -> OpenSession:
    return OpenSession(
        id=row.id,
        clerk=rows.clerk(owner),
        verified=row.verified,
        address=row.address,
        created_at=row.created_at,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
    )
