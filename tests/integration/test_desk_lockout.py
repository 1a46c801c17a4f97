"""Tries at passwords: nobody guesses without end, nobody is locked out by others; on SQLite and PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from service_desk.accounts import NewClerk
from service_desk.audit import Action
from service_desk.errors import LockedOut, WrongPassword
from service_desk.lockout import BY_DEVICE, BY_NAME, BY_PAIR, Origin
from service_desk.passwords import Passwords
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.desk_kit import Clock, desk_on

HERE, ELSEWHERE = Origin("192.0.2.7"), Origin("198.51.100.9")


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> tuple[Clerk, str]:
    """A clerk of the police and the password drawn for the first login."""
    return desk.accounts.create(NewClerk("zhaolei", "赵磊", {Role.CLERK}, "gongan"))


def guess(desk: ServiceDesk, login: str, times: int, origin: Origin = HERE) -> None:
    """Try wrong passwords."""
    for _try in range(times):
        with pytest.raises((WrongPassword, LockedOut)):
            desk.accounts.log_in(login, "wrong", origin)


def known_device(clerk: Clerk) -> Origin:
    """Where the clerk logged in before."""
    return Origin("192.0.2.7", "a1b2c3d4e5f60718", {clerk.id: clerk.stamp})


class Judge(Passwords):
    """Passwords that count how often one was judged."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.judged: list[str] = []

    def fits(self, password: str, hashed: str | None) -> bool:
        """Count, then judge."""
        self.judged.append(password)
        return super().fits(password, hashed)


@pytest.mark.parametrize("login", ["zhaolei", "nobody"])
def test_five_wrong_tries_close_the_way_from_there_for_fifteen_minutes(
    desk: ServiceDesk, clock: Clock, zhaolei: tuple[Clerk, str], login: str
) -> None:
    for _try in range(BY_PAIR - 1):
        with pytest.raises(WrongPassword):
            desk.accounts.log_in(login, "wrong", HERE)
    with pytest.raises(LockedOut):
        desk.accounts.log_in(login, "wrong", HERE)
    with pytest.raises(LockedOut) as locked:
        desk.accounts.log_in(login, zhaolei[1], HERE)
    assert (locked.value.until - clock()).total_seconds() == 15 * 60


def test_the_way_opens_again_by_itself_however_often_it_was_tried(
    desk: ServiceDesk, clock: Clock, zhaolei: tuple[Clerk, str]
) -> None:
    guess(desk, "zhaolei", 8)
    clock.forward(minutes=14)
    guess(desk, "zhaolei", 8)
    clock.forward(minutes=1)
    assert desk.accounts.log_in("zhaolei", zhaolei[1], HERE).login == "zhaolei"


def test_a_right_password_forgives_the_wrong_tries_before_it(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    for _round in range(10):
        guess(desk, "zhaolei", BY_PAIR - 1)
        if _round < 7:  # more would use up what one address may try in all
            desk.accounts.log_in("zhaolei", zhaolei[1], HERE)
            continue
        break


def test_who_guesses_elsewhere_does_not_lock_the_owner_out(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    guess(desk, "zhaolei", 50, ELSEWHERE)
    assert desk.accounts.log_in("zhaolei", zhaolei[1], HERE).login == "zhaolei"


def test_who_guesses_at_the_owners_own_address_does_not_lock_the_owners_device_out(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    clerk, password = zhaolei
    guess(desk, "zhaolei", 50, HERE)
    assert desk.accounts.log_in("zhaolei", password, known_device(clerk)).login == "zhaolei"


def test_who_guesses_from_everywhere_meets_an_end_and_the_owners_device_does_not(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    clerk, password = zhaolei
    for number in range(20):
        guess(desk, "zhaolei", 3, Origin(f"203.0.113.{number}"))
    with pytest.raises(LockedOut):
        desk.accounts.log_in("zhaolei", password, Origin("203.0.113.200"))
    assert desk.accounts.log_in("zhaolei", password, known_device(clerk)).login == "zhaolei"


def test_one_address_tries_few_names(desk: ServiceDesk, zhaolei: tuple[Clerk, str]) -> None:
    for number in range(10):
        guess(desk, f"nobody{number}", 4, ELSEWHERE)
    with pytest.raises(LockedOut):
        desk.accounts.log_in("zhaolei", zhaolei[1], ELSEWHERE)
    assert desk.accounts.log_in("zhaolei", zhaolei[1], HERE).login == "zhaolei"


def test_a_device_is_a_stranger_once_the_password_changed(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    device = known_device(zhaolei[0])
    password = desk.accounts.reset_password("zhaolei")
    guess(desk, "zhaolei", BY_PAIR, HERE)
    with pytest.raises(LockedOut):
        desk.accounts.log_in("zhaolei", password, device)


def test_a_known_device_does_not_guess_without_end(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    clerk, password = zhaolei
    guess(desk, "zhaolei", BY_DEVICE, known_device(clerk))
    with pytest.raises(LockedOut):
        desk.accounts.log_in("zhaolei", password, known_device(clerk))


@contextmanager
def judging(engine: Engine, clock: Clock) -> Iterator[tuple[ServiceDesk, Judge]]:
    """A desk that tells how many passwords it judged."""
    judge = Judge()
    yield replace(desk_on(engine, clock), passwords=judge), judge


def at_once(attempt: Callable[[int], object], times: int = 60) -> Counter[str]:
    """Return how many of the tries at once ended how."""

    def outcome(number: int) -> str:
        try:
            return type(attempt(number)).__name__
        except (WrongPassword, LockedOut) as error:
            return type(error).__name__

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(outcome, range(times)))


@pytest.mark.parametrize("login", ["zhaolei", "nobody"])
def test_of_sixty_tries_at_once_from_one_address_five_are_judged(
    engine: Engine, clock: Clock, zhaolei: tuple[Clerk, str], login: str
) -> None:
    with judging(engine, clock) as (desk, judge):
        ended = at_once(lambda _number: desk.accounts.log_in(login, "wrong", HERE))
    assert len(judge.judged) == BY_PAIR
    assert ended == {"WrongPassword": BY_PAIR - 1, "LockedOut": 60 - BY_PAIR + 1}


def test_of_sixty_tries_at_once_from_sixty_addresses_no_more_than_the_limit_are_judged(
    engine: Engine, clock: Clock, zhaolei: tuple[Clerk, str]
) -> None:
    with judging(engine, clock) as (desk, judge):
        at_once(lambda n: desk.accounts.log_in("zhaolei", "wrong", Origin(f"203.0.113.{n}")))
    assert len(judge.judged) == BY_NAME


def test_of_sixty_tries_at_once_on_a_known_device_ten_are_judged(
    engine: Engine, clock: Clock, zhaolei: tuple[Clerk, str]
) -> None:
    device = known_device(zhaolei[0])
    with judging(engine, clock) as (desk, judge):
        at_once(lambda _number: desk.accounts.log_in("zhaolei", "wrong", device))
    assert len(judge.judged) == BY_DEVICE


def test_a_guessed_old_password_is_limited_too(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    for _try in range(BY_PAIR - 1):
        with pytest.raises(WrongPassword):
            desk.accounts.change_password(zhaolei[0], "wrong", "Gedanken-Boot-41", HERE)
    with pytest.raises(LockedOut):
        desk.accounts.change_password(zhaolei[0], "wrong", "Gedanken-Boot-41", HERE)


def test_refused_tries_are_put_on_record_once(
    desk: ServiceDesk, zhaolei: tuple[Clerk, str]
) -> None:
    guess(desk, "zhaolei", 40)
    failed = [e for e in desk.audit.entries() if e.action == Action.LOGIN_FAILED]
    assert len(failed) == BY_PAIR + 1
    assert failed[0].detail == "次数太多，暂停登录"


def test_tries_are_forgotten_in_time_and_name_nobody(
    desk: ServiceDesk, engine: Engine, clock: Clock
) -> None:
    guess(desk, "my-password-in-the-wrong-field", 3)
    with engine.connect() as connection:
        keys = connection.scalars(text("SELECT key FROM desk_try")).all()
    assert keys
    assert not any("my-password" in key for key in keys)
