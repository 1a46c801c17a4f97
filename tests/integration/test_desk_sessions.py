"""Sessions that live on the server; on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from hall.bootstrap import keeping
from hall.settings import Settings
from service_desk.audit import Action
from service_desk.services import ServiceDesk
from service_desk.sessions import HALF_OPEN, End, OpenSession, Span
from service_desk.staff import Clerk, Role
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import Clock

SPAN = Span(idle=timedelta(minutes=20), whole=timedelta(hours=12))


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """An administrator."""
    return hired(desk, "sunyue", "孙悦", "", Role.ADMIN)


def find(desk: ServiceDesk, token: str, *, clicked: bool = True) -> OpenSession | End:
    """Look a session up."""
    return desk.sessions.find(token, SPAN, clicked=clicked)


def test_a_session_is_found_by_its_token_alone(desk: ServiceDesk, zhaolei: Clerk) -> None:
    token = desk.sessions.open(zhaolei, "192.0.2.7", SPAN)
    found = find(desk, token)
    assert isinstance(found, OpenSession)
    assert (found.clerk, found.address) == (zhaolei, "192.0.2.7")
    assert find(desk, token[:-1]) is End.GONE
    assert find(desk, "") is End.GONE


def test_the_token_does_not_lie_in_the_database(
    desk: ServiceDesk, engine: Engine, zhaolei: Clerk
) -> None:
    token = desk.sessions.open(zhaolei, "192.0.2.7", SPAN)
    with engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT * FROM desk_session")).mappings()
    assert token not in map(str, kept.values())


def test_a_session_ends_by_idling_though_scripts_go_on_asking(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    token = desk.sessions.open(zhaolei, "", SPAN)
    for _minute in range(19):
        clock.forward(minutes=1)
        assert isinstance(find(desk, token, clicked=False), OpenSession)
    clock.forward(minutes=1)
    assert find(desk, token, clicked=False) is End.IDLE
    assert find(desk, token) is End.GONE
    assert desk.audit.entries(1)[0].action == Action.SESSION_ENDED


def test_a_session_ends_in_the_end_however_busy_it_is(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    token = desk.sessions.open(zhaolei, "", SPAN)
    for _quarter in range(47):
        clock.forward(minutes=15)
        assert isinstance(find(desk, token), OpenSession)
    clock.forward(minutes=15)
    assert find(desk, token) is End.EXPIRED


def test_a_session_without_its_second_factor_ends_soon(
    desk: ServiceDesk, clock: Clock, zhaolei: Clerk
) -> None:
    token = desk.sessions.open(zhaolei, "", SPAN, verified=False)
    clock.now += HALF_OPEN
    assert find(desk, token) is End.EXPIRED


def test_logging_out_ends_one_session_and_no_other(desk: ServiceDesk, zhaolei: Clerk) -> None:
    first, second = (desk.sessions.open(zhaolei, "", SPAN) for _time in range(2))
    desk.sessions.log_out(first, zhaolei)
    assert find(desk, first) is End.GONE
    assert isinstance(find(desk, second), OpenSession)


@pytest.mark.parametrize(
    "happening", ["password", "reset", "deactivated", "role", "department", "second factor"]
)
def test_what_changes_an_account_ends_its_sessions_at_once(
    desk: ServiceDesk, admin: Clerk, zhaolei: Clerk, happening: str
) -> None:
    token, other = (desk.sessions.open(one, "", SPAN) for one in (zhaolei, admin))
    role, department, active = Role.CLERK, "gongan", True
    if happening == "password":
        desk.accounts.change_password(zhaolei, PASSWORD, "Regen-Schirm-87")
    elif happening == "reset":
        desk.accounts.reset_password("zhaolei", admin)
    elif happening == "second factor":
        desk.second_factor.reset("zhaolei", admin)
    else:
        role = Role.ADMIN if happening == "role" else role
        department = "shichang" if happening == "department" else department
        active = happening != "deactivated"
        desk.accounts.change(
            "zhaolei", name="赵磊", roles={role}, department=department, active=active, by=admin
        )
    assert find(desk, token) is End.GONE
    assert isinstance(find(desk, other), OpenSession)


def test_a_new_name_alone_ends_no_session(desk: ServiceDesk, admin: Clerk, zhaolei: Clerk) -> None:
    token = desk.sessions.open(zhaolei, "", SPAN)
    desk.accounts.change(
        "zhaolei", name="赵小磊", roles={Role.CLERK}, department="gongan", active=True, by=admin
    )
    assert isinstance(find(desk, token), OpenSession)


def test_a_clerk_ends_the_own_sessions_and_nobody_elses(
    desk: ServiceDesk, admin: Clerk, zhaolei: Clerk
) -> None:
    here, there = (desk.sessions.open(zhaolei, place, SPAN) for place in ("here", "there"))
    alien = desk.sessions.open(admin, "", SPAN)
    ids = {one.address: one.id for one in desk.sessions.of(zhaolei)}
    (aliens,) = desk.sessions.of(admin)
    assert desk.sessions.end(zhaolei, zhaolei, session_id=aliens.id) == 0
    assert desk.sessions.end(zhaolei, zhaolei, but=ids["here"]) == 1
    assert find(desk, there) is End.GONE
    assert isinstance(find(desk, here), OpenSession)
    assert isinstance(find(desk, alien), OpenSession)


def test_sessions_that_are_over_are_swept(desk: ServiceDesk, clock: Clock, zhaolei: Clerk) -> None:
    desk.sessions.open(zhaolei, "", SPAN)
    clock.forward(minutes=21)
    desk.tend(keeping(Settings()), SPAN)
    assert desk.sessions.of(zhaolei) == ()
    assert desk.audit.entries(1)[0].action == Action.SESSION_ENDED
