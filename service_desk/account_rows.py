"""Staff accounts in the database: functions over an open unit of work."""

import secrets
from collections.abc import Set
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.people import OF_NOBODY
from service_desk.account_tables import OldPasswordRow
from service_desk.errors import AccountError
from service_desk.staff import Role
from service_desk.tables import ClerkRow

REMEMBERED = 5
"""Passwords that may not be used again, the present one among them."""


def by_login(session: Session, login: str) -> ClerkRow | None:
    """Return the account of this name, None where there is none."""
    return session.scalars(select(ClerkRow).where(ClerkRow.login == login.lower())).first()


def known(session: Session, login: str) -> ClerkRow:
    """Return the account of this name.

    Raises:
        AccountError: there is none.
    """
    row = by_login(session, login)
    if row is None:
        raise AccountError(f"没有登录名为 {login} 的账号")
    return row


def new_row(
    session: Session, login: str, name: str, roles: Set[Role], department: str, now: datetime
) -> ClerkRow:
    """Return an account that is not stored yet and has no password.

    Raises:
        AccountError: the login name is taken, blank, or that of no person.
    """
    login = login.strip().lower()
    if not login or login in OF_NOBODY or by_login(session, login) is not None:
        raise AccountError(f"登录名 {login or '（空）'} 不能用：请换一个没有人用过的名字")
    return ClerkRow(
        login=login,
        name=name.strip(),
        roles=frozenset(roles),
        department=department,
        active=True,
        created_at=now,
    )


def set_password(row: ClerkRow, hashed: str, *, must_change: bool) -> None:
    """Give the account a password; devices that knew the old one are strangers."""
    row.password_hash, row.stamp, row.must_change = hashed, secrets.token_hex(8), must_change


def passwords_before(session: Session, clerk_id: int) -> tuple[str, ...]:
    """Return the hashes of the passwords before the present one, newest first."""
    query = (
        select(OldPasswordRow.password_hash)
        .where(OldPasswordRow.clerk_id == clerk_id)
        .order_by(OldPasswordRow.id.desc())
        .limit(REMEMBERED - 1)
    )
    return tuple(session.scalars(query))


def remember_password(session: Session, row: ClerkRow, now: datetime) -> None:
    """Keep the present password as an old one, and forget those too old to matter."""
    session.add(OldPasswordRow(clerk_id=row.id, password_hash=row.password_hash, changed_at=now))
    session.flush()
    kept = (
        select(OldPasswordRow.id)
        .where(OldPasswordRow.clerk_id == row.id)
        .order_by(OldPasswordRow.id.desc())
        .limit(REMEMBERED - 1)
    )
    session.execute(
        delete(OldPasswordRow).where(
            OldPasswordRow.clerk_id == row.id, OldPasswordRow.id.not_in(kept)
        )
    )


def require_an_admin(session: Session) -> None:
    """Raise AccountError where no active administrator is left."""
    active = session.scalars(select(ClerkRow.roles).where(ClerkRow.active.is_(True)))
    if not any(Role.ADMIN in roles for roles in active):
        raise AccountError("至少要保留一个启用的系统管理员账号")
