"""Connections of citizens: whoever sends nothing, or too slowly, is let go without having kept a thread.

waitress reads every request to its end before a thread sees it; the deadlines here bound how long that
may take as a whole, for a byte now and then is activity to waitress.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask


@dataclass(frozen=True)
class Deadlines:
    """How many seconds a connection has for what.

    Args:
        head: for the first line and the headers; a phone on a bad line needs two.
        request: for all of a request: 64 KiB at 20 kbit/s.
        silent: until the first byte.
        idle: until the next request on a kept-alive connection; the proxy in `deploy/nginx.conf` lets go
            after 15.
        answer: for taking an answer in, once it is written.
    """

    head: float = 10.0
    request: float = 30.0
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


class Connection(HTTPChannel):
    """A connection that knows since when a request is on its way."""

    error_task_class = RefusalTask
    began: float | None = None
    """When the first byte of a request came that is not complete yet."""
    served: float = 0.0
    """When the last complete request was there; 0 before the first."""

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
            head = not self.request.headers_finished
            return now - self.began > (may_take.head if head else may_take.request)
        silent: float = now - self.last_activity
        return silent > (may_take.idle if self.served else may_take.silent)


class Listener(TcpWSGIServer):
    """A socket of the hall.

    `refusals` are the words for each status that HTTP itself forces.
    """

    channel_class = Connection
    refusals: Mapping[int, str]
    deadlines: Deadlines

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
