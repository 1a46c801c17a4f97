"""Threads that work for a door, and only so much work for them as they can begin soon."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Workers:
    """Takes work for `threads` threads; beside what they do, `waiting` more may wait."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = BoundedSemaphore(threads + waiting)

    def submit(
        self, work: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
    ) -> Future[Made] | None:
        """Return the work's future; None when there is no room, and it will never be done."""
        if not self._room.acquire(blocking=False):
            return None
        try:
            future = self._pool.submit(work, *given, **named)
        except RuntimeError:  # the process ends
            self._room.release()
            raise
        future.add_done_callback(lambda _done: self._room.release())
        return future
