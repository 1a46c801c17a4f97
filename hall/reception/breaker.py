"""A circuit breaker: a part that keeps failing is left alone for a while, then tried once."""

import threading
from collections.abc import Callable


class Breaker:
    """Counts failures in a row; after `failures` of them it opens for `pause` seconds.

    When the pause is over one caller may try; the others still go past until that try succeeds.
    """

    def __init__(self, failures: int, pause: float, clock: Callable[[], float]) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until: float | None = None

    def allows(self) -> bool:
        """Whether the part may be used now; true once per pause while it is open."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        """Close the circuit."""
        with self._lock:
            self._failed = 0
            self._open_until = None

    def failed(self, *, at_once: bool = False) -> bool:
        """Count a failure, one `at_once` as all that are needed; return whether it has just opened the circuit."""
        with self._lock:
            self._failed = self._limit if at_once else self._failed + 1
            was_open = self._open_until is not None
            if self._failed < self._limit:
                return False
            self._open_until = self._clock() + self._pause
            return not was_open
