"""When a hall that does not answer is killed: soon once it has answered, late while it starts."""

import socket
from contextlib import closing

import pytest

from hall.running.watchdog import SILENT_SECONDS, START_SECONDS, Watchdog, answers
from tests.standins import always, refusing, standing


class Hall:
    """A process with a clock; it answers or not, as the test says."""

    def __init__(self) -> None:
        self.now = 0.0
        self.is_well = False
        self.killed: list[int] = []
        self.watchdog = Watchdog(lambda: self.is_well, self._kill, lambda: self.now)

    def _kill(self, pid: int, _silent: float) -> None:
        self.killed.append(pid)

    def looked_at(self, pid: int, seconds: float) -> list[int]:
        """Look every second for so long; return whom that killed."""
        until = self.now + seconds
        before = len(self.killed)
        while self.now < until:
            self.watchdog.look(pid)
            self.now += 1
        return self.killed[before:]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def ready(hall: Hall, pid: int) -> None:
    hall.is_well = True
    hall.looked_at(pid, 3)
    hall.is_well = False


def test_one_that_stops_answering_is_killed_once(hall: Hall) -> None:
    ready(hall, 7)
    assert hall.looked_at(7, SILENT_SECONDS) == []
    assert hall.looked_at(7, 3) == [7]


def test_one_that_starts_is_given_time(hall: Hall) -> None:
    assert hall.looked_at(7, START_SECONDS) == []
    assert hall.looked_at(7, 3) == [7]


def test_the_process_after_a_killed_one_is_given_time_again(hall: Hall) -> None:
    ready(hall, 7)
    hall.looked_at(7, SILENT_SECONDS + 3)
    assert hall.looked_at(8, START_SECONDS) == []


def test_one_slow_answer_among_good_ones_kills_nobody(hall: Hall) -> None:
    ready(hall, 7)
    for _ in range(10):
        assert hall.looked_at(7, SILENT_SECONDS - 1) == []
        ready(hall, 7)


def test_where_no_process_is_nobody_is_killed(hall: Hall) -> None:
    assert hall.looked_at(0, START_SECONDS * 2) == []


def test_an_answer_is_an_answer_whatever_it_says() -> None:
    with standing(always([])) as other:
        assert answers(f"{other.url}/healthz")


def test_silence_and_a_closed_port_are_none() -> None:
    with refusing() as nobody, closing(socket.create_server(("127.0.0.1", 0))) as mute:
        assert not answers(f"{nobody}/healthz")
        assert not answers(f"http://127.0.0.1:{mute.getsockname()[1]}/healthz")
