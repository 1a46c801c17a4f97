"""Staff accounts: logging in, being locked out, being managed; on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from service_desk.accounts import NewClerk
from service_desk.audit import Action, AuditFilter
from service_desk.errors import AccountError, LockedOut, WeakPassword, WrongPassword
from service_desk.lockout import Origin
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Right, Role
from tests.desk_kit import Clock

NEW_PASSWORD = "Gedanken-Boot-41"


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> tuple[Clerk, str]:
    """A clerk of the police and the password drawn for the first login."""
    return desk.accounts.create(NewClerk("zhaolei", "赵磊", {Role.CLERK}, "gongan"))


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
    assert desk.accounts.log_in("admin", password).may(Right.ADMINISTER)


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


def test_a_new_password_that_is_easy_to_guess_is_refused(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    with pytest.raises(WeakPassword, match="单位、地名"):
        desk.accounts.change_password(*zhaolei, "Tongjiang-2026")


def test_the_last_five_passwords_cannot_be_used_again(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    clerk, present = zhaolei
    chosen = [f"{word}-Boot-41" for word in ("Gedanken", "Wolken", "Felsen", "Birken", "Ziegel")]
    for password in chosen:
        clerk = desk.accounts.change_password(clerk, present, password)
        present = password
    for used in chosen:
        with pytest.raises(WeakPassword, match="用过了"):
            desk.accounts.change_password(clerk, present, used)
    sixth = desk.accounts.change_password(clerk, present, "Regen-Schirm-87")
    assert desk.accounts.change_password(sixth, "Regen-Schirm-87", chosen[0]).stamp != sixth.stamp


def test_the_drawn_password_cannot_be_kept(desk: ServiceDesk, zhaolei: tuple[Clerk, str]) -> None:
    with pytest.raises(WeakPassword, match="用过了"):
        desk.accounts.change_password(*zhaolei, zhaolei[1])


def test_the_first_administrator_has_to_change_the_printed_password(desk: ServiceDesk) -> None:
    password = desk.accounts.ensure_first_admin()
    assert password is not None
    assert desk.accounts.still_has_first_password()
    admin = desk.accounts.log_in("admin", password)
    assert admin.must_change
    desk.accounts.change_password(admin, password, NEW_PASSWORD)
    assert not desk.accounts.still_has_first_password()


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
        "zhaolei", name="赵磊", roles={Role.CLERK}, department="gongan", active=False, by=admin
    )
    assert desk.accounts.clerk(zhaolei[0].id) is None
    with pytest.raises(WrongPassword):
        desk.accounts.log_in("zhaolei", zhaolei[1])


def test_role_and_department_can_be_changed(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    desk.accounts.change(
        "zhaolei", name="赵磊", roles={Role.ADMIN}, department="", active=True, by=admin
    )
    changed = desk.accounts.clerk(zhaolei[0].id)
    assert changed is not None
    assert changed.may(Right.ADMINISTER)
    assert [c.login for c in desk.accounts.clerks()] == ["admin", "zhaolei"]


@pytest.mark.parametrize(("role", "active"), [(Role.CLERK, True), (Role.ADMIN, False)])
def test_the_last_administrator_stays_one(
    desk: ServiceDesk, admin: Clerk, role: Role, active: bool
) -> None:
    with pytest.raises(AccountError, match="系统管理员"):
        desk.accounts.change(
            "admin", name="系统管理员", roles={role}, department="zhengwu", active=active, by=admin
        )
    assert desk.accounts.clerk(admin.id) == admin


@pytest.mark.parametrize("login", ["zhaolei", "ZHAOLEI", " "])
def test_a_login_name_is_taken_once(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str], login: str
) -> None:
    with pytest.raises(AccountError, match="不能用"):
        desk.accounts.create(NewClerk(login, "赵蕾", {Role.CLERK}, "gongan"))


def test_a_clerk_belongs_to_a_department(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    with pytest.raises(AccountError, match="部门"):
        desk.accounts.create(NewClerk("qianduo", "钱多", {Role.CLERK}, ""))
    with pytest.raises(AccountError, match="部门"):
        desk.accounts.change(
            "zhaolei", name="赵磊", roles={Role.CLERK}, department="", active=True, by=admin
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
        desk.accounts.log_in("my-password-in-the-wrong-field", "x", Origin("192.0.2.7"))
    entry = desk.audit.entries()[0]
    assert entry.action == Action.LOGIN_FAILED
    assert (entry.login, entry.address) == ("", "192.0.2.7")
    assert entry.detail == "没有这个登录名（30 个字符）"


def test_the_record_of_a_failed_login_names_the_account_and_the_address(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    with pytest.raises(WrongPassword):
        desk.accounts.log_in("ZhaoLei", "x", Origin("192.0.2.7"))
    desk.accounts.log_in("zhaolei", zhaolei[1], Origin("192.0.2.8"))
    assert [(e.action, e.login, e.address) for e in desk.audit.entries(2)] == [
        (Action.LOGIN, "zhaolei", "192.0.2.8"),
        (Action.LOGIN_FAILED, "zhaolei", "192.0.2.7"),
    ]


def test_the_record_holds_no_personal_data(desk: ServiceDesk, admin: Clerk) -> None:
    ticket = desk.hand_over("wangfang-talk-0001", "转人工", None)
    desk.close(ticket.number, admin, "已电话告知王芳 13812345678，身份证 230881199001011234")
    detail = desk.audit.entries(1)[0].detail
    assert "13812345678" not in detail
    assert "230881199001011234" not in detail


def test_the_record_can_be_narrowed_by_person_action_and_day(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str], clock: Clock
) -> None:
    clock.forward(days=1)
    desk.accounts.reset_password("zhaolei", by=admin)
    since = clock() - timedelta(hours=1)
    assert [e.action for e in desk.audit.found(AuditFilter(since=since))] == ["password_reset"]
    assert desk.audit.counted(AuditFilter(action="password_reset", until=since)) == 0
    assert desk.audit.counted(AuditFilter(login="admin", action="password_reset")) == 1


def test_what_administrators_do_is_on_record(
    desk: ServiceDesk, admin: Clerk, zhaolei: tuple[Clerk, str]
) -> None:
    desk.accounts.reset_password("zhaolei", by=admin.login)
    desk.sessions.log_out("token", admin)
    assert [e.action for e in desk.audit.entries(2, login="admin")] == [
        Action.LOGOUT,
        Action.PASSWORD_RESET,
    ]


@pytest.mark.parametrize("login", ["system", "Import"])
def test_nobody_is_called_as_the_record_calls_what_no_person_did(
    desk: ServiceDesk, login: str
) -> None:
    with pytest.raises(AccountError, match="不能用"):
        desk.accounts.create(NewClerk(login, "李娜", {Role.ADMIN}, ""))
