"""The access_token: fetched once for all, kept for its time, replaced once when WeChat refuses it."""

import threading
from concurrent.futures import ThreadPoolExecutor

from hall.doors.wechat.tokens import Grant, LocalTokenCache, Tokens
from service_desk.locks import LocalLocks


class Ticking:
    """A clock in seconds that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Issuer:
    """Hands out tokens as WeChat does: the same one until a new one is forced."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.number = 1

    def __call__(self, new: bool) -> Grant:
        self.asked.append(new)
        self.number += new
        return Grant(f"token-{self.number}", 7200)


def tokens(issuer: Issuer, clock: Ticking) -> Tokens:
    return Tokens(issuer, LocalTokenCache(clock), LocalLocks())


def test_a_token_is_fetched_once_and_kept_until_shortly_before_its_end() -> None:
    issuer, clock = Issuer(), Ticking()
    handed = tokens(issuer, clock)
    assert [handed.get(), handed.get()] == ["token-1"] * 2
    clock.now = 7139
    assert handed.get() == "token-1"
    assert issuer.asked == [False]
    clock.now = 7141
    handed.get()
    assert issuer.asked == [False, False]


def test_many_threads_fetch_one_token() -> None:
    issuer, gate = Issuer(), threading.Barrier(8)
    handed = tokens(issuer, Ticking())

    def get(_number: int) -> str:
        gate.wait()
        return handed.get()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(get, range(8))) == {"token-1"}
    assert issuer.asked == [False]


def test_a_refused_token_that_wechat_still_hands_out_is_replaced_by_force() -> None:
    issuer = Issuer()
    handed = tokens(issuer, Ticking())
    assert handed.instead_of(handed.get()) == "token-2"
    assert issuer.asked == [False, False, True]
    assert handed.get() == "token-2"


def test_a_token_somebody_else_replaced_already_is_not_fetched_again() -> None:
    issuer = Issuer()
    handed = tokens(issuer, Ticking())
    refused = handed.get()
    handed.instead_of(refused)
    before = len(issuer.asked)
    assert handed.instead_of(refused) == "token-2"
    assert len(issuer.asked) == before


def test_a_grant_does_not_show_its_token() -> None:
    assert "token-1" not in repr(Issuer()(False))
