"""Requests that must be answered whatever the others do have threads of their own.

A thread waits for Rasa or for the database while its request does. With one pool, forty such requests
would keep everybody else waiting, and a turn that comes back from Rasa would wait for its own request.
"""

from collections.abc import Iterable
from typing import Any

from waitress.task import ThreadedTaskDispatcher


class _Lane(ThreadedTaskDispatcher):
    """Threads that serve the requests given to them, in order."""

    def __init__(self, threads: int, paths: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.paths = paths
        self.set_thread_count(threads)


class Lanes:
    """Gives each request to the threads that serve its path.

    Args:
        common: threads for every path that has no threads of its own.
        own: beginnings of paths, and how many threads serve them.
    """

    def __init__(self, common: int, own: Iterable[tuple[tuple[str, ...], int]]) -> None:
        self._common = _Lane(common)
        self._own = tuple(_Lane(threads, paths) for paths, threads in own)

    def add_task(self, channel: Any) -> None:
        """Have the first request of this connection served."""
        path = getattr(channel.requests[0], "path", "")
        lane = next((lane for lane in self._own if path.startswith(lane.paths)), self._common)
        lane.add_task(channel)

    def shutdown(self, timeout: float = 5.0) -> None:
        """Stop every thread that serves nothing; the others end with the process."""
        for lane in (self._common, *self._own):
            lane.set_thread_count(0)
        for lane in (self._common, *self._own):
            lane.shutdown(timeout=timeout)
