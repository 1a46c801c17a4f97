"""How much who may send where, told from the head alone: files from a browser in which staff gave a password."""

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from flask import Flask

from hall.bootstrap import Application
from hall.doors.console.files import form_bytes
from hall.running.lanes import Lanes
from hall.running.large_forms import BODY_BYTES, MostBytes, most_bytes
from hall.running.serving import refusals
from hall.running.web_server import WebServer
from service_desk.services import ServiceDesk
from tests import files_kit as files
from tests.console_kit import hired, log_in
from tests.desk_kit import NEWBORN, TALK
from tests.forms_kit import token

PATH = "/console/tickets/TJ20261123-0001A/reply"


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall."""
    return console_hall.desk


@pytest.fixture
def most(console_app: Flask, console_hall: Application) -> MostBytes:
    """What bounds the bodies of that hall."""
    return most_bytes(console_app, console_hall.settings)


@pytest.fixture
def cookie(console_app: Flask, desk: ServiceDesk) -> str:
    """The session of a clerk at work, as the browser sends it."""
    client = console_app.test_client()
    log_in(client, desk, hired(desk, "zhaolei", "赵磊", "gongan"))
    kept = client.get_cookie("session")
    assert kept is not None
    return f"console_device=x; session={kept.value}"


def test_a_clerk_may_send_files_with_a_reply_and_twice_as_much_is_still_answered(
    most: MostBytes, cookie: str, console_hall: Application
) -> None:
    assert most("POST", PATH, cookie) == 2 * form_bytes(console_hall.settings) + 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("POST", "/console/tickets/TJ20261123-0001A/close"),
        ("POST", f"{PATH}/more"),
        ("POST", "/api/v1/ask"),
        ("POST", "/x/console/tickets/1/reply"),
    ],
)
def test_no_other_address_takes_more(most: MostBytes, cookie: str, method: str, path: str) -> None:
    assert most(method, path, cookie) == BODY_BYTES


@pytest.mark.parametrize(
    "cookie", ["", "session=", "session=abc", "session=e30.aaaa.bbbb", ";;=\xff"]
)
def test_nobody_without_a_session_of_ours_may_send_more(most: MostBytes, cookie: str) -> None:
    assert most("POST", PATH, cookie) == BODY_BYTES


def test_a_session_of_somebody_who_gave_no_password_allows_nothing_more(
    most: MostBytes, console_app: Flask
) -> None:
    client = console_app.test_client()
    client.get("/console/login")
    kept = client.get_cookie("session")
    assert kept is not None
    assert most("POST", PATH, f"session={kept.value}") == BODY_BYTES


def test_a_session_that_was_tampered_with_allows_nothing_more(most: MostBytes, cookie: str) -> None:
    assert most("POST", PATH, cookie[:-3]) == BODY_BYTES


@pytest.fixture
def served(console_app: Flask, console_hall: Application, most: MostBytes) -> Iterator[str]:
    """The hall behind the server that it has when it runs."""
    server = WebServer(Lanes(2, []), refusals(console_hall.wording))
    listener = socket.create_server(("127.0.0.1", 0))
    server.open(console_app, [listener], most)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.stop()
    thread.join(20)


@pytest.mark.serving
@pytest.mark.parametrize(
    ("size", "status", "why"),
    [
        (4_000_000, 303, ""),
        (6_000_000, 409, "附件“样表.png”有 5.8 MB，一个附件最多 5 MB"),
        (30_000_000, 413, "附件加起来太大"),
    ],
)
def test_a_real_server_takes_a_clerks_files_or_says_why_and_shows_the_text_again(
    served: str, cookie: str, desk: ServiceDesk, size: int, status: int, why: str
) -> None:
    desk.open_conversation(TALK, "widget")
    page = f"/console/tickets/{desk.hand_over(TALK, '孩子上户口要啥', NEWBORN).number}"
    picture = files.png(beside=files.chunk(b"prVt", bytes(size)))
    with httpx.Client(base_url=served, headers={"Cookie": cookie}, timeout=60) as client:
        fields = {
            "csrf_token": token(client.get(page).text),
            "reply_id": "a" * 16,
            "text": "请看样表。",
        }
        sent = client.post(f"{page}/reply", data=fields, files={"files": ("样表.png", picture)})
    assert sent.status_code == status
    assert why in sent.text
    assert ("请看样表。</textarea>" in sent.text) is (status != 303)
    assert len(desk.messages_after(TALK)) == (status == 303)
