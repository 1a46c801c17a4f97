"""The circuit breaker over a hand-moved clock."""

from hall.reception.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(3, 5.0, clock)
    for _ in range(3):
        breaker.failed()
    return breaker, clock


def test_fewer_failures_than_the_limit_change_nothing() -> None:
    breaker = Breaker(3, 5.0, Clock())
    breaker.failed()
    breaker.failed()
    assert breaker.allows()


def test_a_success_forgets_the_failures_before_it() -> None:
    breaker = Breaker(2, 5.0, Clock())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()


def test_failures_in_a_row_open_the_circuit() -> None:
    breaker, clock = opened()
    clock.now = 4.9
    assert not breaker.allows()


def test_only_the_failure_that_opens_the_circuit_says_so() -> None:
    breaker = Breaker(2, 5.0, Clock())
    assert [breaker.failed() for _ in range(3)] == [False, True, False]


def test_after_the_pause_one_caller_may_try_and_the_others_wait_for_it() -> None:
    breaker, clock = opened()
    clock.now = 5.0
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_try_that_fails_opens_the_circuit_for_another_pause() -> None:
    breaker, clock = opened()
    clock.now = 5.0
    assert breaker.allows()
    breaker.failed()
    clock.now = 9.9
    assert not breaker.allows()


def test_a_try_that_succeeds_closes_the_circuit() -> None:
    breaker, clock = opened()
    clock.now = 5.0
    breaker.allows()
    breaker.succeeded()
    assert [breaker.allows() for _ in range(3)] == [True, True, True]
