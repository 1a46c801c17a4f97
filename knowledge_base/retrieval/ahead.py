"""Search while somebody else still reads the message; what was searched early is used once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

MOST_WAITING = 32
"""Searches kept for somebody to fetch; one that nobody fetched makes room for a newer one."""
_POOL = ThreadPoolExecutor(2, thread_name_prefix="ahead")

Found = TypeVar("Found")


class Ahead(Generic[Found]):
    """Searches under way, each by what it looks for."""

    def __init__(self) -> None:
        self._started: OrderedDict[Hashable, Future[Found]] = OrderedDict()
        self._lock = Lock()

    def start(self, wanted: Hashable, search: Callable[[], Found]) -> None:
        """Search in the background."""
        with self._lock:
            self._started[wanted] = _POOL.submit(search)
            while len(self._started) > MOST_WAITING:
                self._started.popitem(last=False)[1].cancel()

    def fetch(self, wanted: Hashable, search: Callable[[], Found]) -> Found:
        """Return what was searched early, else search now: also where it still waits for a thread."""
        with self._lock:
            started = self._started.pop(wanted, None)
        return search() if started is None or started.cancel() else started.result()
