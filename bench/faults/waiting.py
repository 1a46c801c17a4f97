"""Many at once while something is slow: slow connections, a locked database."""

import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from uuid import uuid4

from bench.faults.citizens import ask, chat, in_time, wechat
from bench.faults.finding import Finding, ms, p95
from bench.faults.line import Reply, at_rate, beside, send
from tests.stack import Stack

SLOW = 200
HEAD = b"POST /api/v1/ask HTTP/1.1\r\nHost: hall\r\n"
KINDS = (
    (b"", b""),
    (HEAD + b"X-A: ", b"a"),
    (HEAD + b"Content-Length: 9999\r\n\r\n", b"a"),
    (b"GET /healthz HTTP/1.1\r\nHost: hall\r\n\r\n", b""),
)
"""First bytes and what drips after them: silence, a slow head, a slow body, a connection kept alive."""
SLOW_SECONDS, LOCK_SECONDS, CLIENTS = 30, 20, 40


def slow_connections(stack: Stack) -> Finding:
    """Hold 200 slow connections, each opened again when it is let go, while others ask."""
    with beside(lambda over: _drip(stack, over)):
        asked = _beside_each_other(
            lambda: at_rate(10, SLOW_SECONDS, lambda number: ask(stack, number)),
            lambda: at_rate(10, SLOW_SECONDS, lambda _number: send(stack.hall_url, "/healthz")),
        )
    slowest = max(p95([reply.seconds for reply in replies]) for replies in asked)
    good = all(reply.status == 200 for replies in asked for reply in replies)
    figure = f"p95 /ask {ms(p95([r.seconds for r in asked[0]]))}, /healthz {ms(p95([r.seconds for r in asked[1]]))}"
    return Finding(f"{SLOW} slow connections", figure, "p95 ≤ 300 ms", good and slowest <= 0.3)


def database_locked(stack: Stack) -> Finding:
    """Lock the database for 20 s while 40 citizens chat, others ask, and WeChat sends."""
    threading.Thread(target=_lock, args=(stack.var_dir / "onedoor.db",), daemon=True).start()
    time.sleep(0.2)
    said: list[Reply] = []
    with beside(lambda over: _talk(stack, over, said), CLIENTS):
        asked, healthy, answered = _beside_each_other(
            lambda: at_rate(5, LOCK_SECONDS - 1, lambda number: ask(stack, number)),
            lambda: at_rate(5, LOCK_SECONDS - 1, lambda _n: send(stack.hall_url, "/healthz")),
            lambda: at_rate(5, LOCK_SECONDS - 1, lambda number: wechat(stack, number)),
        )
    quick = max(p95([r.seconds for r in asked]), p95([r.seconds for r in healthy]))
    good = in_time(answered)
    chats = Counter(reply.status for reply in said)
    figure = (
        f"p95 /ask {ms(p95([r.seconds for r in asked]))}, /healthz {ms(p95([r.seconds for r in healthy]))}; "
        f"WeChat {good} of {len(answered)} within 4 s; chat {dict(chats)}"
    )
    return Finding(
        f"database locked {LOCK_SECONDS} s, {CLIENTS} clients", figure,
        "p95 ≤ 500 ms, WeChat 100 % ≤ 4 s", quick <= 0.5 and good == len(answered),
    )  # fmt: skip


def _drip(stack: Stack, over: threading.Event) -> None:
    """Keep the slow connections open and dripping until it is over."""
    port = int(stack.hall_url.rsplit(":", 1)[1])
    with ExitStack() as held:
        slow = [_opened(port, number) for number in range(SLOW)]
        while not over.wait(0.5):
            for number, opened in enumerate(slow):
                try:
                    opened.sendall(KINDS[number % len(KINDS)][1])
                except OSError:
                    opened.close()
                    slow[number] = _opened(port, number)
        for opened in slow:
            held.enter_context(closing(opened))


def _opened(port: int, number: int) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=10)
    opened.sendall(KINDS[number % len(KINDS)][0])
    return opened


def _lock(path: object) -> None:
    with closing(sqlite3.connect(str(path), isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(LOCK_SECONDS)
        other.execute("ROLLBACK")


def _talk(stack: Stack, over: threading.Event, said: list[Reply]) -> None:
    conversation = uuid4().hex
    while not over.is_set():
        said.append(chat(stack, "那要多少钱", conversation))
        time.sleep(0.2)


def _beside_each_other(*acts: Callable[[], list[Reply]]) -> list[list[Reply]]:
    with ThreadPoolExecutor(len(acts)) as crew:
        return [one.result() for one in [crew.submit(act) for act in acts]]
