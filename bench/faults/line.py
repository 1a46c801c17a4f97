"""Requests over the line, cheap enough that the client is not what is measured."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60.0
SENDERS = 200
"""Requests that may be under way at once; more would wait here and not in the hall."""


@dataclass(frozen=True)
class Reply:
    """What came back, after how many seconds; status 0 where nothing did."""

    status: int
    body: bytes
    seconds: float


def send(
    url: str,
    path: str,
    method: str = "GET",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Reply:
    """Return the reply to one request on a connection of its own."""
    began = time.monotonic()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=patience)
    try:
        connection.request(method, path, body or None, dict(headers or {}))
        response = connection.getresponse()
        return Reply(response.status, response.read(), time.monotonic() - began)
    except (OSError, HTTPException):
        return Reply(0, b"", time.monotonic() - began)
    finally:
        connection.close()


def at_rate(per_second: float, seconds: float, act: Callable[[int], Reply]) -> list[Reply]:
    """Return the replies to so many requests, sent when they are due and not when the last one is back."""
    began, count = time.monotonic(), int(per_second * seconds)
    with ThreadPoolExecutor(SENDERS) as crew:
        waiting = []
        for number in range(count):
            time.sleep(max(0.0, began + number / per_second - time.monotonic()))
            waiting.append(crew.submit(act, number))
        return [one.result() for one in waiting]


@contextmanager
def beside(act: Callable[[threading.Event], None], count: int = 1) -> Iterator[None]:
    """Run `act` so many times beside the block; each is told by its event when the block is over."""
    over = threading.Event()
    with ThreadPoolExecutor(count) as crew:
        running = [crew.submit(act, over) for _ in range(count)]
        try:
            yield
        finally:
            over.set()
    for one in running:
        one.result()
