"""The server in front of the app: slow and silent connections keep nobody waiting, and it stops in order."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from hall.running.connections import Deadlines
from hall.running.lanes import Lanes
from hall.running.large_forms import BODY_BYTES
from hall.running.serving import refusals
from hall.running.web_server import WebServer
from hall.web.wording import load_wording
from tests.stack import wait_for

pytestmark = pytest.mark.serving

SHORT = Deadlines(head=1.5, request=2.0, silent=1.0, idle=1.0, answer=1.0)
SLOW = 200


class App:
    """Answers with what it was sent; a request to `/wait` is answered once the test lets it be."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.waiting = threading.Semaphore(0)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/wait"):
            self.waiting.release()
            self.go_on.wait(30)
        body = environ["wsgi.input"].read() or environ["QUERY_STRING"].encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


LARGE = 3 * 1024 * 1024


def bounded(method: str, path: str, cookies: str) -> int:
    """Take a large body at `/files`, from whoever shows the pass."""
    return LARGE if (method, path, cookies) == ("POST", "/files", "pass=1") else BODY_BYTES


class Running:
    """A server with two common threads and one for `/healthz`, in a thread of its own."""

    def __init__(self, app: App, deadlines: Deadlines) -> None:
        self.app = app
        lanes = Lanes(2, [(("/healthz",), 1)])
        self.server = WebServer(lanes, refusals(load_wording()), deadlines)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        self.server.open(app, [listener], bounded)
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def connect(self, sent: bytes = b"") -> socket.socket:
        """Return a connection on which these bytes were sent."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        opened.sendall(sent)
        return opened

    def says(self, sent: bytes) -> bytes:
        """Return all that comes back until the server closes."""
        with closing(self.connect(sent)) as opened:
            return b"".join(iter(lambda: opened.recv(4096), b""))


@contextmanager
def running(deadlines: Deadlines = SHORT) -> Iterator[Running]:
    app = App()
    started = Running(app, deadlines)
    try:
        yield started
    finally:
        app.go_on.set()
        started.server.stop()
        started.thread.join(20)
        assert not started.thread.is_alive()


HEAD = b"POST / HTTP/1.1\r\nHost: hall\r\n"
SLOW_KINDS = {
    "nothing at all": (b"", b""),
    "a head that drips": (HEAD + b"X-A: ", b"a"),
    "a body that drips": (HEAD + b"Content-Length: 9999\r\n\r\n", b"a"),
    "a chunked body that drips": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "one request and then nothing": (b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n", b""),
}


def is_closed(opened: socket.socket) -> bool:
    """Whether the other side has let go, after reading what it sent."""
    opened.setblocking(False)
    try:
        while opened.recv(4096):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize("kind", SLOW_KINDS)
def test_a_slow_connection_is_let_go(kind: str) -> None:
    first, drip = SLOW_KINDS[kind]

    def gone() -> bool:
        try:
            opened.sendall(drip)
        except OSError:
            return True
        return is_closed(opened)

    with running() as server, closing(server.connect(first)) as opened:
        began = time.monotonic()
        wait_for(gone, 8, f"{kind} to be let go")
        assert time.monotonic() - began > 0.5


def test_a_connection_that_never_takes_its_answer_is_let_go() -> None:
    body = b"x" * 1_000_000
    request = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    with running() as server, closing(socket.socket()) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(request)
        listener = server.server._listeners[0]
        wait_for(lambda: not listener.active_channels, 8, "the deaf one to be let go")


def test_200_slow_connections_keep_no_request_waiting() -> None:
    kinds = [SLOW_KINDS[name] for name in SLOW_KINDS]
    with running(Deadlines()) as server, ExitStack() as held:
        slow = [
            (held.enter_context(closing(server.connect(first))), drip)
            for first, drip in kinds * (SLOW // len(kinds))
        ]
        with httpx.Client(base_url=server.url, trust_env=False, timeout=5) as client:
            waited = [timed_after_dripping(client, slow[n % 10 :: 10]) for n in range(100)]
    assert sorted(waited)[94] < 0.3


def timed_after_dripping(client: httpx.Client, slow: list[tuple[socket.socket, bytes]]) -> float:
    for opened, drip in slow:
        opened.sendall(drip)
    began = time.monotonic()
    assert client.get("/other").is_success
    return time.monotonic() - began


def test_what_has_threads_of_its_own_is_answered_while_all_others_wait() -> None:
    with running() as server, ThreadPoolExecutor(2) as crowd:
        for number in range(2):
            crowd.submit(httpx.get, f"{server.url}/wait/{number}", timeout=40)
            assert server.app.waiting.acquire(timeout=5)
        with pytest.raises(httpx.TimeoutException):
            httpx.get(f"{server.url}/other", timeout=0.5)
        assert httpx.get(f"{server.url}/healthz", timeout=5).is_success
        server.app.go_on.set()


def test_an_answer_under_way_is_given_before_the_server_stops() -> None:
    with running() as server, ThreadPoolExecutor(1) as crowd:
        answered = crowd.submit(httpx.get, f"{server.url}/wait?late", timeout=40)
        assert server.app.waiting.acquire(timeout=5)
        server.server.stop()
        wait_for(lambda: refuses(server.port), 5, "the socket to be closed")
        assert not answered.done()
        server.app.go_on.set()
        assert answered.result(10).text == "late"
        server.thread.join(10)


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


def test_a_thousand_chinese_characters_fit_in_an_address_and_more_is_told_in_chinese() -> None:
    with running() as server:
        question = "补" * 1000
        assert (
            httpx.get(f"{server.url}/search", params={"q": question}).text == f"q={quote(question)}"
        )
        refused = httpx.get(f"{server.url}/search", params={"q": question * 2})
    assert refused.status_code == 431
    assert "太长" in refused.text


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n0\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\na",
        b"GET / HTTP/1.1\r\nHost : hall\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_as_the_senders_fault(sent: bytes) -> None:
    with running() as server:
        said = server.says(sent)
    assert said.split(b" ", 2)[1] in (b"400", b"501")
    assert "请求的格式不对".encode() in said


def test_a_body_beyond_every_limit_is_refused_unread() -> None:
    with running() as server:
        said = server.says(HEAD + b"Content-Length: 50000000\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413")
    assert "太大".encode() in said


def upload(size: int, path: str = "/files", cookie: str = "pass=1", method: str = "POST") -> bytes:
    """Return the head of a form with files of this size."""
    head = f"{method} {path} HTTP/1.1\r\nHost: hall\r\nCookie: {cookie}\r\nContent-Length: {size}\r\n\r\n"
    return head.encode()


@pytest.mark.parametrize(
    "head",
    [
        upload(2 * 1024 * 1024, path="/else"),
        upload(2 * 1024 * 1024, cookie="pass=2"),
        upload(2 * 1024 * 1024, method="PUT"),
        upload(LARGE),
    ],
)
def test_a_large_body_is_refused_unread_where_its_head_does_not_allow_it(head: bytes) -> None:
    with running() as server:
        assert server.says(head).startswith(b"HTTP/1.1 413")


def test_a_large_body_is_taken_where_its_head_allows_it_and_the_next_one_is_small_again() -> None:
    body = b"a" * (2 * 1024 * 1024)
    with running(Deadlines()) as server:
        with httpx.Client(base_url=server.url, headers={"Cookie": "pass=1"}) as client:
            assert client.post("/files", content=body).content == body
        assert server.says(upload(len(body), path="/else")).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(("path", "is_kept"), [("/files", True), ("/else", False)])
def test_a_form_with_files_may_take_longer_than_another(path: str, is_kept: bool) -> None:
    may_take = Deadlines(head=1.0, request=1.0, silent=1.0, idle=1.0, answer=1.0, files=30.0)
    with running(may_take) as server, closing(server.connect(upload(99_999, path))) as opened:
        until = time.monotonic() + 5
        while time.monotonic() < until and not is_closed(opened):
            time.sleep(0.1)
        assert is_closed(opened) is not is_kept


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "X-Forwarded-Prefix"])
def test_a_header_that_means_something_elsewhere_means_nothing_here(name: str) -> None:
    with running() as server:
        assert httpx.get(f"{server.url}/?fine", headers={name: "/console"}).text == "fine"
