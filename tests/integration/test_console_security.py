"""Logging in to the console: sessions that end on the server, the second factor, and who is kept out by whom."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP

from hall.__main__ import main
from hall.app import create_app
from hall.bootstrap import Application, write_first_password
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.console_kit import PASSWORD, fresh_code, hired, log_in, submit
from tests.desk_kit import Clock

LOGIN, CODE, ENROL = "/console/login", "/console/code", "/console/second-factor"
SECRET = re.compile(r'<code class="password">([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r"<li><code>([A-Z0-9-]+)</code></li>")
NEW_PASSWORD = "Regen-Schirm-87"
ATTACKER = {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall."""
    return console_hall.desk


@pytest.fixture
def client(console_app: Flask) -> FlaskClient:
    """A browser in which nobody is logged in."""
    return console_app.test_client()


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """An administrator."""
    return hired(desk, "sunyue", "孙悦", "", Role.ADMIN)


def stolen(client: FlaskClient, app: Flask) -> FlaskClient:
    """Return a browser of somebody else that holds a copy of the cookies."""
    thief = app.test_client()
    for cookie in (client._cookies or {}).values():
        thief.set_cookie(cookie.key, cookie.value, path=cookie.path)
    return thief


def is_in(client: FlaskClient) -> bool:
    """Whether the pages behind the login open."""
    return client.get("/console/tickets").status_code == 200


def test_a_cookie_stolen_before_logging_out_opens_nothing_after_it(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    log_in(client, desk, zhaolei)
    thief = stolen(client, console_app)
    assert is_in(thief)
    submit(client, "/console/tickets", "/console/logout")
    assert not is_in(thief)
    assert not is_in(client)


def test_a_cookie_stolen_before_a_new_password_opens_nothing_after_it(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    log_in(client, desk, zhaolei)
    thief = stolen(client, console_app)
    page = "/console/password"
    submit(client, page, page, old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert is_in(client)
    assert not is_in(thief)


def test_a_login_ends_after_twelve_hours_of_work_and_says_so(
    client: FlaskClient, desk: ServiceDesk, zhaolei: Clerk, clock: Clock
) -> None:
    log_in(client, desk, zhaolei)
    for _quarter in range(47):
        clock.forward(minutes=15)
        assert is_in(client)
    clock.forward(minutes=15)
    said = client.get("/console/tickets", follow_redirects=True).get_data(as_text=True)
    assert "一次登录最长 12 小时" in said


def test_a_clerk_sees_where_they_are_logged_in_and_ends_it(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    log_in(client, desk, zhaolei)
    other = console_app.test_client()
    other.environ_base.update(ATTACKER)
    log_in(other, desk, zhaolei)
    page = client.get("/console/account").get_data(as_text=True)
    assert "198.51.100.9" in page
    assert "127.0.0.1（这里）" in page
    there = next(one for one in desk.sessions.of(zhaolei) if one.address == "198.51.100.9")
    submit(client, "/console/account", "/console/account/sessions", session=str(there.id))
    assert is_in(client)
    assert not is_in(other)


def test_an_administrator_ends_the_logins_of_a_clerk(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk, admin: Clerk
) -> None:
    boss = console_app.test_client()
    log_in(client, desk, zhaolei)
    log_in(boss, desk, admin)
    assert "127.0.0.1" in boss.get("/console/clerks/zhaolei").get_data(as_text=True)
    submit(boss, "/console/clerks/zhaolei", "/console/clerks/zhaolei/sessions")
    assert not is_in(client)
    assert is_in(boss)


def test_another_ones_session_cannot_be_ended_by_its_number(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk, admin: Clerk
) -> None:
    boss = console_app.test_client()
    log_in(client, desk, zhaolei)
    log_in(boss, desk, admin)
    (target,) = desk.sessions.of(admin)
    submit(client, "/console/account", "/console/account/sessions", session=str(target.id))
    assert is_in(boss)


def test_the_first_administrator_changes_the_password_and_sets_up_the_second_factor_first(
    client: FlaskClient, console_hall: Application, clock: Clock
) -> None:
    path = write_first_password(console_hall)
    assert path is not None
    drawn = path.read_text().strip()
    page = "/console/password"
    assert submit(client, LOGIN, LOGIN, login="admin", password=drawn).location == page
    assert client.get(ENROL).location == page
    sent = submit(client, page, page, old=drawn, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert sent.location == ENROL
    assert not path.exists()
    assert client.get("/console/clerks").location == ENROL
    shown = client.get(ENROL).get_data(as_text=True)
    assert 'src="data:image/svg+xml' in shown
    secret = SECRET.search(shown)
    assert secret
    app = TOTP(secret[1].replace(" ", ""))
    done = submit(client, ENROL, ENROL, code=app.at(clock())).get_data(as_text=True)
    assert len(RECOVERY.findall(done)) == 10
    assert client.get("/console/go-on").location == "/console/tickets"
    assert is_in(client)
    assert app.secret not in client.get(ENROL, follow_redirects=True).get_data(as_text=True)


def test_a_wrong_code_at_the_set_up_says_what_to_do(
    client: FlaskClient, console_hall: Application
) -> None:
    desk = console_hall.desk
    _password = desk.accounts.ensure_first_admin()
    admin = next(iter(desk.accounts.clerks()))
    password = desk.accounts.reset_password("admin")
    page = "/console/password"
    submit(client, LOGIN, LOGIN, login="admin", password=password)
    submit(client, page, page, old=password, new=NEW_PASSWORD, again=NEW_PASSWORD)
    sent = submit(client, ENROL, ENROL, code="000000")
    assert sent.status_code == 403
    assert "手机时间" in sent.get_data(as_text=True)
    assert not desk.second_factor.is_set(admin)


def test_the_password_alone_opens_nothing_to_an_administrator(
    client: FlaskClient, desk: ServiceDesk, admin: Clerk
) -> None:
    assert submit(client, LOGIN, LOGIN, login="sunyue", password=PASSWORD).location == CODE
    for page in ("/console/tickets", "/console/clerks", "/console/account", ENROL):
        assert client.get(page).location == CODE
    assert client.get("/console/tickets/waiting").status_code == 401
    wrong = submit(client, CODE, CODE, code="000000")
    assert wrong.status_code == 403
    assert "验证码不对" in wrong.get_data(as_text=True)
    sent = submit(client, CODE, CODE, code=fresh_code(desk, admin))
    assert sent.location == "/console/tickets"


def test_a_half_open_session_is_another_one_than_the_whole(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, admin: Clerk
) -> None:
    submit(client, LOGIN, LOGIN, login="sunyue", password=PASSWORD)
    thief = stolen(client, console_app)
    submit(client, CODE, CODE, code=fresh_code(desk, admin))
    assert is_in(client)
    assert not is_in(thief)


def test_after_the_code_one_goes_on_to_the_page_that_was_wanted(
    client: FlaskClient, desk: ServiceDesk, admin: Clerk
) -> None:
    path = f"{LOGIN}?next=/console/audit"
    submit(client, path, path, login="sunyue", password=PASSWORD)
    sent = submit(client, CODE, CODE, code=fresh_code(desk, admin))
    assert sent.location == "/console/audit"


def test_a_target_with_a_line_break_or_without_end_is_no_target(
    client: FlaskClient, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    for wanted in ("/console/%0d%0aSet-Cookie:x", "/console/" + "x" * 5000):
        path = f"{LOGIN}?next={wanted}"
        sent = submit(client, path, path, login="zhaolei", password=PASSWORD)
        assert sent.location == "/console/tickets"
    path = f"{LOGIN}?next=/console/unanswered"
    sent = submit(client, path, path, login="zhaolei", password=PASSWORD)
    assert sent.location == "/console/unanswered"


def test_who_lost_the_phone_gets_in_with_a_recovery_code_and_sets_up_a_new_one(
    client: FlaskClient, desk: ServiceDesk, clock: Clock, admin: Clerk
) -> None:
    desk.second_factor.reset("sunyue")
    secret = desk.second_factor.offer(admin).secret
    first, second, *_more = desk.second_factor.confirm(admin, TOTP(secret).at(clock()))
    submit(client, LOGIN, LOGIN, login="sunyue", password=PASSWORD)
    assert submit(client, CODE, CODE, code=first).location == "/console/tickets"
    page = "/console/account"
    assert "恢复码还剩 9 个" in client.get(page).get_data(as_text=True)
    assert submit(client, page, f"{page}/second-factor", code=second).location == ENROL
    assert not desk.second_factor.is_set(admin)
    assert client.get("/console/tickets").location == ENROL


def test_another_administrator_clears_a_second_factor_and_nobody_the_own(
    client: FlaskClient, desk: ServiceDesk, admin: Clerk
) -> None:
    liqing = hired(desk, "liqing", "李青", "", Role.ADMIN)
    log_in(client, desk, admin)
    for login in ("liqing", "sunyue"):
        submit(client, f"/console/clerks/{login}", f"/console/clerks/{login}/second-factor")
    assert not desk.second_factor.is_set(liqing)
    assert desk.second_factor.is_set(admin)
    assert is_in(client)


@pytest.mark.parametrize(("roles", "goes_to"), [((), "/console/tickets"), (("clerk",), ENROL)])
def test_which_roles_need_a_second_factor_is_a_setting(
    console_hall: Application, zhaolei: Clerk, roles: tuple[str, ...], goes_to: str
) -> None:
    hall = replace(console_hall, settings=replace(console_hall.settings, totp_roles=roles))
    client = create_app(hall).test_client()
    sent = submit(client, LOGIN, LOGIN, login="zhaolei", password=PASSWORD)
    assert sent.location == goes_to


def test_a_clerk_who_set_up_a_second_factor_of_free_will_is_asked_for_it(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk, clock: Clock
) -> None:
    log_in(client, desk, zhaolei)
    desk.second_factor.confirm(zhaolei, TOTP(desk.second_factor.offer(zhaolei).secret).at(clock()))
    other = console_app.test_client()
    assert submit(other, LOGIN, LOGIN, login="zhaolei", password=PASSWORD).location == CODE


def test_nobody_locks_a_clerk_out_by_guessing(
    client: FlaskClient, console_app: Flask, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    log_in(client, desk, zhaolei)
    submit(client, "/console/tickets", "/console/logout")
    for address in ("198.51.100.9", "127.0.0.1"):
        attacker = console_app.test_client()
        attacker.environ_base["REMOTE_ADDR"] = address
        said = [
            submit(attacker, LOGIN, LOGIN, login="zhaolei", password="wrong").status_code
            for _try in range(8)
        ]
        assert set(said) == {403}
    assert log_in(client, desk, zhaolei).location == "/console/tickets"


def test_a_forged_device_is_a_stranger(
    console_app: Flask, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    attacker = console_app.test_client()
    attacker.set_cookie("console_device", "eyJkZXZpY2UiOiJ4In0.forged", path="/console")
    for _try in range(5):
        submit(attacker, LOGIN, LOGIN, login="zhaolei", password="wrong")
    assert log_in(attacker, desk, zhaolei).status_code == 403


def test_the_login_page_brings_its_style(client: FlaskClient) -> None:
    with client.get("/console/static/console.css") as sent:
        assert sent.status_code == 200


def test_the_audit_list_shows_addresses_and_narrows_by_action_and_day(
    client: FlaskClient, desk: ServiceDesk, admin: Clerk, clock: Clock
) -> None:
    log_in(client, desk, admin)
    shown = client.get("/console/audit?action=totp_passed").get_data(as_text=True)
    rows = shown.split("<tbody>")[1]
    assert "通过两步验证" in rows
    assert "127.0.0.1" in rows
    assert "新建账号" not in rows
    today = f"{clock():%Y-%m-%d}"
    yesterday = f"{clock() - timedelta(days=1):%Y-%m-%d}"
    assert "<tbody>" in client.get(f"/console/audit?since={today}&until={today}").text
    assert "没有符合条件" in client.get(f"/console/audit?until={yesterday}").text
    for nonsense in ("since=x", "until=9999-12-31", "action=x", "page=0", "since=0001-01-01"):
        assert client.get(f"/console/audit?{nonsense}").status_code == 200


def test_at_the_shell_a_password_and_a_second_factor_are_reset(
    console_hall: Application,
    desk: ServiceDesk,
    client: FlaskClient,
    admin: Clerk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(console_hall.settings.var_dir)
    monkeypatch.setenv("DATABASE_URL", console_hall.settings.database_url)
    assert main(["reset-password", "sunyue", "--totp"]) == 0
    drawn = re.search(r"sunyue 的新密码: (\S+)", capsys.readouterr().out)
    assert drawn
    assert not desk.second_factor.is_set(admin)
    sent = submit(client, LOGIN, LOGIN, login="sunyue", password=drawn[1])
    assert sent.location == "/console/password"
    assert main(["reset-password", "nobody"]) == 1
    assert "没有登录名为 nobody 的账号" in capsys.readouterr().err
