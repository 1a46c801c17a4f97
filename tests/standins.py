"""Real servers on loopback that stand for the processes beside the hall, well-behaved or not."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class StandIn:
    """A running server: its address, and what it was sent."""

    url: str
    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def reply(handler: BaseHTTPRequestHandler, data: Any, status: int = 200) -> None:
    """Send JSON."""
    body = json.dumps(data).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def always(data: Any, status: int = 200) -> Behaviour:
    """Answer every request with the same JSON."""
    return lambda handler, _sent: reply(handler, data, status)


def hang(seconds: float) -> Behaviour:
    """Take the request and say nothing for a while."""

    def behave(handler: BaseHTTPRequestHandler, _sent: dict[str, Any]) -> None:
        time.sleep(seconds)
        reply(handler, [])

    return behave


def drip(seconds: float) -> Behaviour:
    """Send one byte now and then, so that no single read is ever late."""

    def behave(handler: BaseHTTPRequestHandler, _sent: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return behave


def garble(handler: BaseHTTPRequestHandler, _sent: dict[str, Any]) -> None:
    """Send something that is no JSON."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write("<html>坏了".encode())


@contextmanager
def standing(behave: Behaviour) -> Iterator[StandIn]:
    """Run a server that answers every POST as `behave` does."""
    standin = StandIn("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            sent = json.loads(self.rfile.read(length))
            standin.received.append(sent)
            standin.headers.append(dict(self.headers))
            try:
                behave(self, sent)
            except OSError:
                self.close_connection = True  # the client went away, as it should

        def do_GET(self) -> None:
            reply(self, {"status": "ok"})

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    standin.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield standin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def refusing() -> Iterator[str]:
    """Give an address on which nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    server.server_close()
    yield url
