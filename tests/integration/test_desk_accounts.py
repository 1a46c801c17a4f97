"""Staff accounts: logging in, being locked out, being managed; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from service_desk.accounts import NewClerk
from service_desk.audit import Action
from service_desk.errors import AccountError, LockedOut, WeakPassword, WrongPassword
from service_desk.passwords import check_strength, draw_password
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.desk_kit import Clock

NEW_PASSWORD = "Tongjiang-2026"


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> tuple[Clerk, str]:
    """A clerk of the police and the password drawn for the first login."""
    return desk.accounts.create(NewClerk("zhaolei", "赵磊", Role.CLERK, "gongan"))


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """The first administrator."""
    password = desk.accounts.ensure_first_admin()
    assert password is not None
    return desk.accounts.log_in("admin", password)


def test_the_first_administrator_is_made_once(desk: ServiceDesk) -> None:
    password = desk.accounts.ensure_first_admin()
    assert password is not None
    assert desk.accounts.ensure_first_admin() is None
    assert desk.accounts.log_in("admin", password).is_admin


def test_a_clerk_logs_in_with_the_drawn_password_and_has_to_change_it(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    clerk = desk.accounts.log_in(" ZhaoLei ", zhaolei[1])
    assert (clerk.name, clerk.must_change) == ("赵磊", True)
    assert not desk.accounts.change_password(clerk, zhaolei[1], NEW_PASSWORD).must_change
    assert not desk.accounts.log_in("zhaolei", NEW_PASSWORD).must_change


@pytest.mark.parametrize("login", ["zhaolei", "nobody", ""])
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str], login: str
) -> None:
    with pytest.raises(WrongPassword, match="登录名或密码不对"):
        desk.accounts.log_in(login, "wrong")


@pytest.mark.parametrize("login", ["zhaolei", "nobody"])
def test_five_wrong_tries_lock_the_name_for_fifteen_minutes(
    desk: ServiceDesk, clock: Clock, zhaolei: tuple[Clerk, str], login: str
) -> None:
    for _try in range(4):
        with pytest.raises(WrongPassword):
            desk.accounts.log_in(login, "wrong")
    with pytest.raises(LockedOut):
        desk.accounts.log_in(login, "wrong")
    with pytest.raises(LockedOut) as locked:
        desk.accounts.log_in(login, zhaolei[1])
    assert (locked.value.until - clock()).total_seconds() == 15 * 60


def test_wrong_tries_at_once_are_all_counted(desk: ServiceDesk, zhaolei: tuple[Clerk, str]) -> None:
    def attempt(_number: int) -> type[Exception]:
        try:
            desk.accounts.log_in("zhaolei", "wrong")
        except (WrongPassword, LockedOut) as error:
            return type(error)
        raise AssertionError("let in")

    with ThreadPoolExecutor(5) as threads:
        outcomes = list(threads.map(attempt, range(5)))
    assert outcomes.count(LockedOut) == 1
    with pytest.raises(LockedOut):
        desk.accounts.log_in("zhaolei", zhaolei[1])


def test_the_lock_opens_by_itself(
    desk: ServiceDesk, clock: Clock, zhaolei: tuple[Clerk, str]
) -> None:
    for _try in range(5):
        with pytest.raises((WrongPassword, LockedOut)):
            desk.accounts.log_in("zhaolei", "wrong")
    clock.forward(minutes=15)
    assert desk.accounts.log_in("zhaolei", zhaolei[1]).login == "zhaolei"


def test_a_right_password_forgives_the_wrong_tries_before_it(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    for _round in range(3):
        for _try in range(4):
            with pytest.raises(WrongPassword):
                desk.accounts.log_in("zhaolei", "wrong")
        desk.accounts.log_in("zhaolei", zhaolei[1])


def test_a_guessed_old_password_locks_the_account_too(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    for _try in range(4):
        with pytest.raises(WrongPassword):
            desk.accounts.change_password(zhaolei[0], "wrong", NEW_PASSWORD)
    with pytest.raises(LockedOut):
        desk.accounts.change_password(zhaolei[0], "wrong", NEW_PASSWORD)


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Ab1-", "长度"),
        ("A1-" * 50, "长度"),
        ("tongjiangshi2026", "三种"),
        ("Zhaolei-20261123", "登录名"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str], password: str, complaint: str
) -> None:
    with pytest.raises(WeakPassword, match=complaint):
        desk.accounts.change_password(zhaolei[0], zhaolei[1], password)


def test_drawn_passwords_are_strong_and_never_the_same() -> None:
    drawn = [draw_password() for _time in range(50)]
    assert len(set(drawn)) == 50
    for password in drawn:
        check_strength(password, "admin")


def test_a_changed_password_ends_sessions_opened_before(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    changed = desk.accounts.change_password(*zhaolei, NEW_PASSWORD)
    assert changed.stamp != zhaolei[0].stamp


def test_a_reset_password_replaces_the_old_one_and_opens_the_lock(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    for _try in range(5):
        with pytest.raises((WrongPassword, LockedOut)):
            desk.accounts.log_in("zhaolei", "wrong")
    password = desk.accounts.reset_password("zhaolei", by=admin.login)
    assert desk.accounts.log_in("zhaolei", password).must_change
    with pytest.raises(WrongPassword):
        desk.accounts.log_in("zhaolei", zhaolei[1])


def test_a_deactivated_clerk_cannot_log_in_and_is_nobody_to_open_sessions(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    desk.accounts.change(
        "zhaolei", name="赵磊", role=Role.CLERK, department="gongan", active=False, by=admin
    )
    assert desk.accounts.clerk(zhaolei[0].id) is None
    with pytest.raises(WrongPassword):
        desk.accounts.log_in("zhaolei", zhaolei[1])


def test_role_and_department_can_be_changed(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    desk.accounts.change(
        "zhaolei", name="赵磊", role=Role.ADMIN, department="", active=True, by=admin
    )
    changed = desk.accounts.clerk(zhaolei[0].id)
    assert changed is not None
    assert changed.is_admin
    assert [c.login for c in desk.accounts.clerks()] == ["admin", "zhaolei"]


@pytest.mark.parametrize(("role", "active"), [(Role.CLERK, True), (Role.ADMIN, False)])
def test_the_last_administrator_stays_one(
    desk: ServiceDesk, admin: Clerk, role: Role, active: bool
) -> None:
    with pytest.raises(AccountError, match="管理员"):
        desk.accounts.change(
            "admin", name="管理员", role=role, department="zhengwu", active=active, by=admin
        )
    assert desk.accounts.clerk(admin.id) == admin


@pytest.mark.parametrize("login", ["zhaolei", "ZHAOLEI", " "])
def test_a_login_name_is_taken_once(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str], login: str
) -> None:
    with pytest.raises(AccountError, match="不能用"):
        desk.accounts.create(NewClerk(login, "赵蕾", Role.CLERK, "gongan"))


def test_a_clerk_belongs_to_a_department(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    with pytest.raises(AccountError, match="部门"):
        desk.accounts.create(NewClerk("qianduo", "钱多", Role.CLERK, ""))
    with pytest.raises(AccountError, match="部门"):
        desk.accounts.change(
            "zhaolei", name="赵磊", role=Role.CLERK, department="", active=True, by=admin
        )


def test_passwords_lie_in_the_database_as_argon2_hashes(
    desk: ServiceDesk, engine: Engine, zhaolei: tuple[Clerk, str]
) -> None:
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT password_hash FROM desk_clerk")).scalar_one()
    assert stored.startswith("$argon2id$")
    assert zhaolei[1] not in stored


def test_the_record_of_a_failed_login_holds_no_name_typed(desk: ServiceDesk) -> None:
    with pytest.raises(WrongPassword):
        desk.accounts.log_in("my-password-in-the-wrong-field", "x")
    entry = desk.audit.entries()[0]
    assert entry.action == Action.LOGIN_FAILED
    assert "my-password" not in repr(entry)


def test_what_administrators_do_is_on_record(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    desk.accounts.reset_password("zhaolei", by=admin.login)
    desk.accounts.log_out(admin)
    assert [e.action for e in desk.audit.entries(2, login="admin")] == [
        Action.LOGOUT,
        Action.PASSWORD_RESET,
    ]
