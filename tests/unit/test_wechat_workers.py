"""Work is taken as long as it can begin soon, and refused at once beyond that."""

import threading
import time

from hall.doors.wechat.workers import Workers


def test_beyond_its_threads_and_those_who_may_wait_work_is_refused_at_once() -> None:
    workers, release = Workers(threads=2, waiting=3, name="test"), threading.Event()
    taken = [workers.submit(release.wait, 10) for _ in range(5)]
    assert None not in taken
    assert workers.submit(release.wait, 10) is None
    release.set()
    assert all(future is not None and future.result(10) for future in taken)


def test_work_that_is_done_makes_room_even_when_it_failed() -> None:
    workers, deadline = Workers(threads=1, waiting=0, name="test"), time.monotonic() + 10
    done = 0
    while done < 20 and time.monotonic() < deadline:
        if future := workers.submit(int, "no number"):
            assert isinstance(future.exception(10), ValueError)
            done += 1
    assert done == 20
