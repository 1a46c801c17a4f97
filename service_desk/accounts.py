"""Staff accounts: logging in, being locked out, and being managed by administrators."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service_desk import lockout, rows
from service_desk.audit import SYSTEM, Action, record
from service_desk.errors import AccountError, LockedOut, WrongPassword
from service_desk.passwords import Passwords, check_strength, draw_password
from service_desk.staff import ROLE_LABELS, Clerk, Role
from service_desk.store import DeskStore
from service_desk.tables import ClerkRow

FIRST_ADMIN = "admin"


@dataclass(frozen=True)
class NewClerk:
    """What an administrator says about an account to be made."""

    login: str
    name: str
    role: Role
    department: str


@dataclass(frozen=True)
class Accounts:
    """Use cases of staff accounts."""

    store: DeskStore
    clock: Callable[[], datetime]
    passwords: Passwords
    give_back_talks: Callable[[Session, int], None]
    """Called in the same unit of work when a clerk may no longer speak to citizens of the department."""

    def log_in(self, login: str, password: str) -> Clerk:
        """Return the clerk whose password this is.

        Raises:
            LockedOut: five wrong tries; the fifteen minutes after them nothing is looked at.
            WrongPassword: login name or password is wrong, or the account is not active.
        """
        login = login.strip().lower()[:64]
        self._verify(login, password)
        with self.store.unit() as session:
            lockout.forgive(session, login)
            record(session, self.clock(), login, Action.LOGIN, login)
            return rows.clerk(_known(session, login))

    def _verify(self, login: str, password: str) -> None:
        """Raise unless the password is that of the active account; a wrong one is counted."""
        now = self.clock()
        with self.store.unit() as session:
            lockout.refuse_if_locked(session, login, now)
            row = _by_login(session, login)
            hashed = row.password_hash if row is not None and row.active else None
        if self.passwords.fits(password, hashed):  # slow by intent, so outside the unit of work
            return
        with self.store.unit() as session:
            locked_until = lockout.count_failure(session, login, now)
        if locked_until is not None:
            raise LockedOut(locked_until)
        raise WrongPassword("登录名或密码不对")

    def _set_password(self, row: ClerkRow, password: str, *, must_change: bool) -> None:
        row.password_hash, row.stamp = self.passwords.hash(password), _new_stamp()
        row.must_change = must_change

    def log_out(self, clerk: Clerk) -> None:
        """Put on record that the clerk left."""
        with self.store.unit() as session:
            record(session, self.clock(), clerk.login, Action.LOGOUT, clerk.login)

    def clerk(self, clerk_id: int) -> Clerk | None:
        """Return the active clerk with this id."""
        with self.store.unit() as session:
            row = session.get(ClerkRow, clerk_id)
            return rows.clerk(row) if row is not None and row.active else None

    def clerks(self) -> tuple[Clerk, ...]:
        """Return every account, active ones first."""
        query = select(ClerkRow).order_by(ClerkRow.active.desc(), ClerkRow.login)
        with self.store.unit() as session:
            return tuple(rows.clerk(row) for row in session.scalars(query))

    def create(self, new: NewClerk, by: str = SYSTEM) -> tuple[Clerk, str]:
        """Return a new clerk and the password drawn for the first login, which then has to be changed.

        Raises:
            AccountError: the login name is taken or blank, or a clerk would belong to no department.
        """
        _require_a_department(new.role, new.department)
        password = draw_password()
        with self.store.unit() as session:
            row = _new_row(session, new, self.clock())
            self._set_password(row, password, must_change=True)
            session.add(row)
            session.flush()
            record(
                session,
                self.clock(),
                by,
                Action.CLERK_CREATED,
                row.login,
                f"{ROLE_LABELS[new.role]} {new.department}",
            )
            return rows.clerk(row), password

    def change(
        self, login: str, *, name: str, role: Role, department: str, active: bool, by: Clerk
    ) -> Clerk:
        """Return the account with its new name, role, department and state; a change of state ends its sessions.

        Raises:
            AccountError: it would leave no active administrator, or a clerk without a department.
        """
        _require_a_department(role, department)
        with self.store.unit() as session:
            row = _known(session, login)
            if active != row.active:
                row.stamp = _new_stamp()
            if not active or department != row.department:
                self.give_back_talks(session, row.id)
            row.name, row.role, row.department, row.active = (
                name.strip(),
                role.value,
                department,
                active,
            )
            session.flush()
            _require_an_admin(session)
            detail = f"{ROLE_LABELS[role]} {department or '全部'} {'启用' if active else '停用'}"
            record(session, self.clock(), by.login, Action.CLERK_CHANGED, login, detail)
            return rows.clerk(row)

    def reset_password(self, login: str, by: str = SYSTEM) -> str:
        """Return a new password for the account, to be changed at the next login; its sessions end."""
        password = draw_password()
        with self.store.unit() as session:
            row = _known(session, login)
            self._set_password(row, password, must_change=True)
            lockout.forgive(session, row.login)
            record(session, self.clock(), by, Action.PASSWORD_RESET, row.login)
        return password

    def change_password(self, clerk: Clerk, old: str, new: str) -> Clerk:
        """Return the clerk with the password changed; sessions elsewhere end.

        Raises:
            LockedOut: the old password was given wrong too often.
            WrongPassword: the old password is not the present one.
            WeakPassword: the new one is too easy to guess.
        """
        self._verify(clerk.login, old)
        check_strength(new, clerk.login)
        with self.store.unit() as session:
            row = _known(session, clerk.login)
            self._set_password(row, new, must_change=False)
            record(session, self.clock(), row.login, Action.PASSWORD_CHANGED, row.login)
            return rows.clerk(row)

    def ensure_first_admin(self) -> str | None:
        """Return the password of a first administrator made now; None when there are accounts already."""
        with self.store.unit() as session:
            if session.scalars(select(ClerkRow.id).limit(1)).first() is not None:
                return None
        _admin, password = self.create(NewClerk(FIRST_ADMIN, "管理员", Role.ADMIN, ""))
        with self.store.unit() as session:
            # Nobody else has seen this password: it lies in a file that only its owner may read.
            _known(session, FIRST_ADMIN).must_change = False
        return password


def _new_row(session: Session, new: NewClerk, now: datetime) -> ClerkRow:
    login = new.login.strip().lower()
    if not login or _by_login(session, login) is not None:
        raise AccountError(f"登录名 {login or '（空）'} 不能用：请换一个没有人用过的名字")
    return ClerkRow(
        login=login,
        name=new.name.strip(),
        role=new.role.value,
        department=new.department,
        active=True,
        created_at=now,
    )


def _new_stamp() -> str:
    return secrets.token_hex(8)


def _by_login(session: Session, login: str) -> ClerkRow | None:
    return session.scalars(select(ClerkRow).where(ClerkRow.login == login.lower())).first()


def _known(session: Session, login: str) -> ClerkRow:
    row = _by_login(session, login)
    if row is None:
        raise AccountError(f"没有登录名为 {login} 的账号")
    return row


def _require_a_department(role: Role, department: str) -> None:
    if role is Role.CLERK and not department:
        raise AccountError("坐席需要属于一个部门，否则看不到任何工单")


def _require_an_admin(session: Session) -> None:
    admins = select(ClerkRow.id).where(ClerkRow.role == Role.ADMIN, ClerkRow.active.is_(True))
    if session.scalars(admins.limit(1)).first() is None:
        raise AccountError("至少要保留一个启用的管理员账号")
