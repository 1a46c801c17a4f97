"""The second factor: codes by RFC 6238, each taken once; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pyotp import TOTP
from sqlalchemy import Engine, text

from service_desk.audit import Action
from service_desk.errors import AccountError, LockedOut, WrongCode
from service_desk.lockout import BY_PAIR, Origin
from service_desk.second_factor import CODES
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.console_kit import STEP, hired
from tests.desk_kit import Clock

HERE = Origin("192.0.2.7")


@pytest.fixture
def clerk(desk: ServiceDesk) -> Clerk:
    """A clerk without a second factor."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def app(desk: ServiceDesk, clerk: Clerk) -> TOTP:
    """The app on the clerk's phone."""
    return TOTP(desk.second_factor.offer(clerk).secret)


@pytest.fixture
def codes(desk: ServiceDesk, clerk: Clerk, app: TOTP, clock: Clock) -> tuple[str, ...]:
    """The clerk's recovery codes; the second factor is set up, and a minute has passed."""
    drawn = desk.second_factor.confirm(clerk, app.at(clock()))
    clock.forward(minutes=1)
    return drawn


def test_the_secret_is_offered_until_it_is_confirmed_and_never_again(
    desk: ServiceDesk, clerk: Clerk, clock: Clock
) -> None:
    offer = desk.second_factor.offer(clerk)
    assert offer == desk.second_factor.offer(clerk)
    assert offer.uri.startswith("otpauth://totp/OneDoor:zhaolei?secret=")
    assert not desk.second_factor.is_set(clerk)
    desk.second_factor.confirm(clerk, TOTP(offer.secret).at(clock()))
    assert desk.second_factor.is_set(clerk)
    with pytest.raises(AccountError, match="不再显示"):
        desk.second_factor.offer(clerk)


def test_the_secret_and_the_recovery_codes_do_not_lie_in_the_database_in_clear(
    desk: ServiceDesk, engine: Engine, app: TOTP, codes: tuple[str, ...]
) -> None:
    with engine.connect() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM desk_totp")),
            *connection.execute(text("SELECT * FROM desk_recovery_code")),
        ]
    assert len(rows) == 1 + CODES
    assert app.secret not in repr(rows)
    assert codes[0] not in repr(rows)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_within_one_step_of_now(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, codes: tuple[str, ...], clock: Clock, steps: int
) -> None:
    clock.forward(minutes=5)
    code = app.at(clock() + steps * STEP)
    desk.second_factor.check(clerk, f" {code[:3]} {code[3:]} ")
    assert desk.audit.entries(1)[0].action == Action.TOTP_PASSED


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_is_refused_two_steps_from_now(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, codes: tuple[str, ...], clock: Clock, steps: int
) -> None:
    clock.forward(minutes=5)
    with pytest.raises(WrongCode):
        desk.second_factor.check(clerk, app.at(clock() + steps * STEP))
    assert desk.audit.entries(1)[0].action == Action.TOTP_FAILED


def test_a_code_is_taken_once_though_it_comes_many_times_at_once(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, codes: tuple[str, ...], clock: Clock
) -> None:
    code = app.at(clock())

    def passes(number: int) -> bool:
        try:
            desk.second_factor.check(clerk, code, Origin(f"192.0.2.{number}"))
        except (WrongCode, LockedOut):
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(passes, range(20))) == 1


def test_the_code_of_the_set_up_is_not_taken_again(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, clock: Clock
) -> None:
    desk.second_factor.confirm(clerk, app.at(clock()))
    with pytest.raises(WrongCode):
        desk.second_factor.check(clerk, app.at(clock()))


def test_a_recovery_code_opens_once_however_it_is_typed(
    desk: ServiceDesk, clerk: Clerk, codes: tuple[str, ...]
) -> None:
    assert len(set(codes)) == CODES
    desk.second_factor.check(clerk, codes[0].lower().replace("-", " ").replace("0", "o"))
    assert desk.second_factor.codes_left(clerk) == CODES - 1
    assert desk.audit.entries(1)[0].action == Action.RECOVERY_CODE_USED
    with pytest.raises(WrongCode):
        desk.second_factor.check(clerk, codes[0])


def test_codes_cannot_be_guessed_without_end(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, codes: tuple[str, ...], clock: Clock
) -> None:
    for _try in range(BY_PAIR):
        with pytest.raises(WrongCode):
            desk.second_factor.check(clerk, "000000", HERE)
    with pytest.raises(LockedOut):
        desk.second_factor.check(clerk, app.at(clock()), HERE)
    desk.second_factor.check(clerk, app.at(clock()), Origin("198.51.100.9"))


def test_a_second_factor_that_was_reset_is_set_up_anew(
    desk: ServiceDesk, clerk: Clerk, app: TOTP, codes: tuple[str, ...]
) -> None:
    desk.second_factor.reset("zhaolei", "sunyue")
    assert not desk.second_factor.is_set(clerk)
    assert desk.second_factor.codes_left(clerk) == 0
    assert desk.second_factor.offer(clerk).secret != app.secret
    entry = desk.audit.entries(1)[0]
    assert (entry.action, entry.login, entry.subject) == (Action.TOTP_RESET, "sunyue", "zhaolei")
    with pytest.raises(AccountError):
        desk.second_factor.reset("nobody")
