"""The hall on its sockets: reads in one loop, answers in threads, and stops in order."""

import logging
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments

from hall.running.connections import Deadlines, Listener
from hall.running.lanes import Lanes
from hall.running.large_forms import BODY_BYTES, MostBytes, usual

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 512
LOOP_SECONDS = 0.5
"""How long the loop sleeps at most: as late may a stop or a deadline be noticed."""
STOP_SECONDS = 10.0
"""How long answers under way may take once the hall is told to stop."""
HEAD_BYTES = 16 * 1024
"""A question of 1,000 characters in the address is 9 kB; all else in a head is below 4."""
MOST_CONNECTIONS = 4000
SPARE_FILES = 200
"""Descriptors left for databases, models and Rasa."""


class WebServer:
    """Serves an application on each of the sockets given to it until it is told to stop.

    Args:
        lanes: the threads.
        refusals: what is said for each status that HTTP itself forces.
        deadlines: for sending a request and taking the answer.
    """

    def __init__(
        self, lanes: Lanes, refusals: Mapping[int, str], deadlines: Deadlines | None = None
    ) -> None:
        self._lanes = lanes
        self._deadlines = deadlines or Deadlines()
        self._refusals = refusals
        self._map: dict[int, Any] = {}
        self._listeners: list[Listener] = []
        self._stopping = False
        self._options = Adjustments(
            ident=None,
            backlog=BACKLOG,
            connection_limit=_connections(),
            cleanup_interval=1,
            log_socket_errors=False,
            max_request_header_size=HEAD_BYTES,
            max_request_body_size=BODY_BYTES,
            clear_untrusted_proxy_headers=False,
            server_name="localhost",
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    def open(
        self,
        application: "WSGIApplication",
        sockets: Iterable[socket.socket],
        most_bytes: MostBytes = usual,
    ) -> None:
        """Answer what comes in on these sockets with this application; `most_bytes` bounds each body."""
        for one in sockets:
            listener = Listener(
                application,
                self._map,
                _sock=one,
                dispatcher=self._lanes,
                adj=self._options,
                bind_socket=False,
                sockinfo=(one.family, one.type, one.proto, one.getsockname()),
            )
            listener.refusals, listener.deadlines = self._refusals, self._deadlines
            listener.most_bytes = most_bytes
            self._listeners.append(listener)

    def run(self) -> None:
        """Return once `stop` was called and the answers under way are sent."""
        while not self._stopping:
            self._turn()
        for listener in self._listeners:
            listener.stop_listening()
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and any(one.is_busy() for one in self._listeners):
            self._turn()
        self._lanes.shutdown(timeout=0)
        wasyncore.close_all(self._map)

    def stop(self) -> None:
        """Have `run` return soon."""
        self._stopping = True

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOP_SECONDS, use_poll=True, map=self._map, count=1)


def _connections() -> int:
    """Return how many connections may be open at once, after asking the system for all it gives."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return max(100, min(MOST_CONNECTIONS, most - SPARE_FILES))


def stop_at_signals(stop: Callable[[], None]) -> None:
    """Call `stop` when this process is told to end."""

    def told(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
