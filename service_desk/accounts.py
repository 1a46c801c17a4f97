"""Staff accounts: logging in, and being managed by administrators."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service_desk import account_rows, lockout, rows, sessions
from service_desk.audit import SYSTEM, Action, Actor, record
from service_desk.errors import LockedOut, WeakPassword, WrongPassword
from service_desk.lockout import NOWHERE, PASSWORD, Origin
from service_desk.passwords import Passwords, draw_password
from service_desk.role_rules import require_a_department, require_roles_apart
from service_desk.routing import Router
from service_desk.staff import CENTRE, Clerk, Right, Role, names_of, rights_of
from service_desk.store import DeskStore
from service_desk.strength import check_strength
from service_desk.tables import ClerkRow

FIRST_ADMIN = "admin"
LONGEST_LOGIN = 64


@dataclass(frozen=True)
class NewClerk:
    """What an administrator says about an account to be made."""

    login: str
    name: str
    roles: Set[Role]
    department: str


@dataclass(frozen=True)
class Accounts:
    """Use cases of staff accounts."""

    store: DeskStore
    clock: Callable[[], datetime]
    passwords: Passwords
    router: Router
    give_back_talks: Callable[[Session, int], None]
    """Called in the same unit of work when a clerk may no longer speak to citizens of the department."""

    def log_in(self, login: str, password: str, origin: Origin = NOWHERE) -> Clerk:
        """Return the clerk whose password this is.

        Raises:
            LockedOut: too many wrong tries from there; for a while nothing is looked at.
            WrongPassword: login name or password is wrong, or the account is not active.
        """
        login = login.strip().lower()[:LONGEST_LOGIN]
        self._verify(login, password, origin)
        with self.store.unit() as session:
            row = account_rows.known(session, login)
            record(session, self.clock(), login, Action.LOGIN, login, address=origin.address)
            return rows.clerk(row)

    def _verify(self, login: str, password: str, origin: Origin) -> None:
        """Raise unless the password is that of the active account; the try is counted before."""
        with self.store.unit() as session:
            row = account_rows.by_login(session, login)
            clerk_id, stamp = (None, "") if row is None else (row.id, row.stamp)
            hashed = row.password_hash if row is not None and row.active else None
        tried = lockout.buckets(PASSWORD, login, clerk_id, stamp, origin)
        counted = self._count(login if row is not None else "", len(login), tried, origin)
        fits = self.passwords.fits(password, hashed)  # slow by intent, so outside the units of work
        with self.store.unit() as session:
            if fits:
                return lockout.forgive(session, tried)
            self._note_failure(session, login if row is not None else "", len(login), origin)
        if counted.closed_until is not None:
            raise LockedOut(counted.closed_until)
        raise WrongPassword("登录名或密码不对")

    def _count(
        self, known_login: str, length: int, tried: tuple[lockout.Bucket, ...], origin: Origin
    ) -> lockout.Count:
        now = self.clock()
        with self.store.unit() as session:
            counted = lockout.count(session, tried, now)
            if counted.is_news:
                self._note_failure(session, known_login, length, origin, "次数太多，暂停登录")
        if not counted.allowed:
            raise LockedOut(counted.closed_until or now)
        return counted

    def _note_failure(
        self, session: Session, known_login: str, length: int, origin: Origin, why: str = ""
    ) -> None:
        """Put a failed login on record; of a name that nobody has only the length: it may be a password."""
        unknown = "" if known_login else f"没有这个登录名（{length} 个字符）"
        detail = "；".join(part for part in (unknown, why) if part)
        record(
            session,
            self.clock(),
            known_login,
            Action.LOGIN_FAILED,
            known_login,
            detail,
            origin.address,
        )

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

    def create(self, new: NewClerk, by: Actor = SYSTEM) -> tuple[Clerk, str]:
        """Return a new clerk and the password drawn for the first login, which then has to be changed.

        Raises:
            AccountError: the login name is taken or blank, the roles are not for one person, or somebody would
                belong to no department whose work they are to do.
        """
        require_roles_apart(new.roles)
        require_a_department(new.roles, new.department)
        password, now = draw_password(), self.clock()
        hashed = self.passwords.hash(password)
        detail = f"{names_of(new.roles)} {new.department}".strip()
        with self.store.unit() as session:
            row = account_rows.new_row(session, new.login, new.name, new.roles, new.department, now)
            account_rows.set_password(row, hashed, must_change=True)
            session.add(row)
            session.flush()
            record(session, now, by, Action.CLERK_CREATED, row.login, detail)
            return rows.clerk(row), password

    def change(
        self, login: str, *, name: str, roles: Set[Role], department: str, active: bool, by: Actor
    ) -> Clerk:
        """Return the account with its new name, roles, department and state.

        A change of roles, department or state ends its sessions.

        Raises:
            AccountError: it would leave no active administrator, the roles are not for one person, or somebody
                would belong to no department whose work they are to do.
        """
        require_roles_apart(roles)
        require_a_department(roles, department)
        with self.store.unit() as session:
            row = account_rows.known(session, login)
            before = (row.roles, row.department, row.active)
            serves = Right.ANSWER_TICKETS in rights_of(roles)
            if not active or department != row.department or not serves:
                self.give_back_talks(session, row.id)
            row.name, row.roles, row.department = name.strip(), frozenset(roles), department
            row.active = active
            if before != (row.roles, row.department, row.active):
                sessions.end_all(session, row.id)
            session.flush()
            account_rows.require_an_admin(session)
            detail = f"{names_of(roles)} {department or '全部'} {'启用' if active else '停用'}"
            record(session, self.clock(), by, Action.CLERK_CHANGED, login, detail)
            return rows.clerk(row)

    def reset_password(self, login: str, by: Actor = SYSTEM) -> str:
        """Return a new password for the account, to be changed at the next login; its sessions end."""
        password = draw_password()
        hashed = self.passwords.hash(password)
        with self.store.unit() as session:
            row = account_rows.known(session, login)
            self._replace_password(session, row, hashed, must_change=True)
            lockout.forgive_name(session, row.login)
            record(session, self.clock(), by, Action.PASSWORD_RESET, row.login)
        return password

    def change_password(self, clerk: Clerk, old: str, new: str, origin: Origin = NOWHERE) -> Clerk:
        """Return the clerk with the password changed; every session of the clerk ends.

        Raises:
            LockedOut: the old password was given wrong too often.
            WrongPassword: the old password is not the present one.
            WeakPassword: the new one is too easy to guess, or was used before.
        """
        self._verify(clerk.login, old, origin)
        check_strength(new, clerk.login, clerk.name, self._names_around(clerk))
        self._refuse_used(clerk, new)
        hashed = self.passwords.hash(new)
        with self.store.unit() as session:
            row = account_rows.known(session, clerk.login)
            self._replace_password(session, row, hashed, must_change=False)
            record(session, self.clock(), clerk, Action.PASSWORD_CHANGED, row.login)
            return rows.clerk(row)

    def _replace_password(
        self, session: Session, row: ClerkRow, hashed: str, *, must_change: bool
    ) -> None:
        account_rows.remember_password(session, row, self.clock())
        account_rows.set_password(row, hashed, must_change=must_change)
        sessions.end_all(session, row.id)

    def _refuse_used(self, clerk: Clerk, new: str) -> None:
        with self.store.unit() as session:
            present = account_rows.known(session, clerk.login).password_hash
            used = (present, *account_rows.passwords_before(session, clerk.id))
        if any(self.passwords.fits(new, hashed) for hashed in used):
            raise WeakPassword(
                f"这个密码用过了：最近 {account_rows.REMEMBERED} 个密码不能再用，请换一个"
            )

    def _names_around(self, clerk: Clerk) -> list[str]:
        """Return names that anybody would try: those of the clerk's department and of the centre."""
        departments = self.router.departments
        found = [departments.get(clerk.department), departments.get(CENTRE)]
        return [name for one in found if one for name in (one.name, one.short_name)]

    def ensure_first_admin(self) -> str | None:
        """Return the password of a first administrator made now; None when there are accounts already."""
        with self.store.unit() as session:
            if session.scalars(select(ClerkRow.id).limit(1)).first() is not None:
                return None
        return self.create(NewClerk(FIRST_ADMIN, "系统管理员", {Role.ADMIN}, ""))[1]

    def still_has_first_password(self) -> bool:
        """Whether the first administrator's drawn password was not changed yet."""
        with self.store.unit() as session:
            row = account_rows.by_login(session, FIRST_ADMIN)
            return row is not None and row.must_change
