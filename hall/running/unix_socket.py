"""XML-RPC over a Unix socket that gives up in time: the supervisor may hang like everybody else."""

import socket
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from xmlrpc.client import Transport

SECONDS = 3.0


class _Connection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("supervisor", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(str(self._path))


class UnixTransport(Transport):
    """Reaches the server that listens on this socket."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> HTTPConnection:
        """Return a new connection, which `close` closes."""
        connection = _Connection(self._path)
        self._connection = host, connection
        return connection
