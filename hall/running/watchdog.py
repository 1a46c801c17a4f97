"""A hall that lives and does not answer is killed, so that the supervisor starts it anew."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

EVERY_SECONDS = 0.5
ANSWER_SECONDS = 1.5
"""`/healthz` has threads of its own and touches nothing: a millisecond is usual."""
SILENT_SECONDS = 8.0
"""So long without one answer is a hang; a start takes a quarter of a minute, so it is over within 30 s."""
START_SECONDS = 300.0
"""A hall that reads its models from a cold disk is not hung yet."""


@dataclass
class Watchdog:
    """Decides when a process has had its time.

    Args:
        answers: asks the process, and returns within a few seconds whether it answered.
        kill: ends the process of this number at once.
        monotonic: seconds that never go back.
    """

    answers: Callable[[], bool]
    kill: Callable[[int, float], None]
    monotonic: Callable[[], float]
    _pid: int = 0
    _was_ready: bool = False
    _since: float = 0.0

    def look(self, pid: int) -> None:
        """Look once at the process of this number, 0 while there is none; kill it when it hangs."""
        if pid != self._pid:
            self._pid, self._was_ready, self._since = pid, False, self.monotonic()
        if self.answers():
            self._was_ready, self._since = True, self.monotonic()
            return
        silent = self.monotonic() - self._since
        if pid and silent > (SILENT_SECONDS if self._was_ready else START_SECONDS):
            self.kill(pid, silent)
            self._pid = 0


def answers(url: str) -> bool:
    """Return whether anything is answered at this address in time; what it says does not matter."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
