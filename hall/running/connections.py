"""Connections of citizens: whoever sends nothing, or too slowly, is let go without having kept a thread.

waitress reads every request to its end before a thread sees it; the deadlines here bound how long that
may take as a whole, for a byte now and then is activity to waitress.
"""

import time
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from hall.running.large_forms import MostBytes


@dataclass(frozen=True)
class Deadlines:
    """How many seconds a connection has for what.

    Args:
        head: for the first line and the headers; a phone on a bad line needs two.
        request: for all of a request: 64 KiB at 20 kbit/s.
        files: for all of a form with files: 25 MiB at 1 Mbit/s.
        silent: until the first byte.
        idle: until the next request on a kept-alive connection; the proxy in `deploy/nginx.conf` lets go
            after 15.
        answer: for taking an answer in, once it is written.
    """

    head: float = 10.0
    request: float = 30.0
    files: float = 240.0
    silent: float = 10.0
    idle: float = 20.0
    answer: float = 60.0


class RefusalTask(ErrorTask):
    """Answers a request that HTTP itself forbids; Chinese, like every other refusal."""

    def execute(self) -> None:
        """Write the refusal and close."""
        error = self.request.error
        said: Mapping[int, str] = self.channel.server.refusals
        body = said.get(error.code, said[400]).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Request(HTTPRequestParser):
    """A request whose body is bounded by what its head says; a body that is too large is never read."""

    is_large = False
    """Whether its body may be larger than others."""

    def __init__(self, options: Any, most_bytes: MostBytes) -> None:
        super().__init__(options)
        self._options, self._most_bytes = options, most_bytes

    def parse_header(self, header_plus: bytes) -> None:
        """Take in the head, and bound the body by it."""
        super().parse_header(header_plus)
        most = self._most_bytes(self.command, self.path, self.headers.get("COOKIE", ""))
        self.is_large = most > self._options.max_request_body_size
        if self.is_large:
            self.adj = copy(self._options)
            self.adj.max_request_body_size = most


class Connection(HTTPChannel):
    """A connection that knows since when a request is on its way."""

    error_task_class = RefusalTask
    began: float | None = None
    """When the first byte of a request came that is not complete yet."""
    served: float = 0.0
    """When the last complete request was there; 0 before the first."""

    def parser_class(self, options: Any) -> Request:
        """Return what reads one request."""
        return Request(options, self.server.most_bytes)

    def received(self, data: bytes) -> bool:
        """Take in what was sent."""
        now = time.time()
        taken = bool(super().received(data))
        if self.request is None:
            self.began, self.served = None, now
        elif self.began is None:
            self.began = now
        return taken

    def service(self) -> None:
        """Answer one request; what follows is counted from then on."""
        super().service()
        self.served = time.time()

    def is_overdue(self, now: float, may_take: Deadlines) -> bool:
        """Whether this connection has had its time; while a thread answers, it has not."""
        if self.requests:
            return False
        if self.total_outbufs_len:
            return now - self.served > may_take.answer
        if self.request is not None and self.began is not None:
            return now - self.began > self._allowed(may_take)
        silent: float = now - self.last_activity
        return silent > (may_take.idle if self.served else may_take.silent)

    def _allowed(self, may_take: Deadlines) -> float:
        """Return how long the request that is on its way may take, as far as it is known."""
        if not self.request.headers_finished:
            return may_take.head
        return may_take.files if self.request.is_large else may_take.request


class Listener(TcpWSGIServer):
    """A socket of the hall.

    `refusals` are the words for each status that HTTP itself forces, `most_bytes` bounds a body by its head.
    """

    channel_class = Connection
    refusals: Mapping[int, str]
    deadlines: Deadlines
    most_bytes: MostBytes

    def maintenance(self, now: float) -> None:
        """Let go of every connection that has had its time."""
        for connection in self.active_channels.values():
            if connection.is_overdue(now, self.deadlines):
                connection.will_close = True

    def is_busy(self) -> bool:
        """Whether an answer is being made or sent."""
        return any(c.requests or c.total_outbufs_len for c in self.active_channels.values())

    def stop_listening(self) -> None:
        """Take no more connections, and let go of those that wait for nothing."""
        self.accepting = False
        self.socket.close()
        for connection in self.active_channels.values():
            connection.will_close = not (connection.requests or connection.total_outbufs_len)

    def handle_error(self) -> Any:
        """Keep the loop alive whatever one connection does."""
        self.logger.exception("connection_failed")
