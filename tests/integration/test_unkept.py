"""While nothing can be kept every door answers, says so in one sentence, and goes on by itself afterwards."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from hall.app import create_app
from hall.bootstrap import Application
from knowledge_base.errors import Cause, StoreUnavailable
from service_desk.accounts import NewClerk
from service_desk.model import Sender
from service_desk.staff import Role
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON

TALK = "wangfang-talk-0001"
CARD = "232009001000-01"
NOTE, NOBODY = "没有记录", "没能替您转给工作人员"

Trouble = Callable[[Application], AbstractContextManager[None]]


def file_of(application: Application) -> Path:
    return Path(str(application.engine.url.database))


@contextmanager
def locked(application: Application) -> Iterator[None]:
    with closing(sqlite3.connect(file_of(application), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full(application: Application) -> Iterator[None]:
    """No page can be added: what SQLite meets on a full disk (SQLITE_FULL)."""

    def limit(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # never below what there is

    def unlimit(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute("PRAGMA max_page_count=1000000")

    with application.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS filler (words BLOB)")
    event.listen(application.engine, "checkout", limit)
    for size in (20_000, 2_000, 200):
        _fill(application, size)
    yield
    event.remove(application.engine, "checkout", limit)
    event.listen(application.engine, "checkout", unlimit)


def _fill(application: Application, size: int) -> None:
    """Use up the room that is left in the pages there are."""
    try:
        for _ in range(500):
            with application.desk.store.unit() as session:
                session.execute(text("INSERT INTO filler VALUES (zeroblob(:size))"), {"size": size})
    except StoreUnavailable as trouble:
        assert trouble.cause is Cause.FULL


@contextmanager
def damaged(application: Application) -> Iterator[None]:
    """Somebody overwrote the file."""
    file = file_of(application)
    with application.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    application.engine.dispose()
    whole = file.read_bytes()
    file.write_bytes(b"this is not a database".ljust(len(whole), b"x"))
    yield
    application.engine.dispose()
    file.write_bytes(whole)


TROUBLES: list[Trouble] = [locked, full, damaged]


@pytest.fixture
def hall(open_hall: OpenHall) -> Application:
    return open_hall()


@pytest.fixture
def citizen(hall: Application) -> FlaskClient:
    return create_app(hall).test_client()


def say(citizen: FlaskClient, text: str, talk: str = TALK) -> dict[str, Any]:
    response = citizen.post(f"/api/v1/chat/{talk}/messages", json={"text": text})
    assert response.status_code == 200, response.text
    return dict(response.json or {})


def stored(hall: Application, talk: str = TALK) -> list[str]:
    messages = hall.desk.messages_after(talk)
    return [message.text for message in messages if message.sender is Sender.CITIZEN]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_chat_answers_and_says_that_nothing_is_kept(
    hall: Application, citizen: FlaskClient, trouble: Trouble
) -> None:
    say(citizen, "你好")
    with trouble(hall):
        reply = say(citizen, "身份证丢了要带什么材料" + "，急" * 400)
        again = say(citizen, "身份证丢了要带什么材料")
    assert reply["kept"] is again["kept"] is False
    answer, note = again["messages"]
    assert answer["answer"]["item"]["item_code"] == CARD
    assert (answer["id"], note["id"], note["from"]) == (0, 0, "system")
    assert NOTE in note["text"]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_was_talked_about_meanwhile_is_not_forgotten(
    hall: Application, citizen: FlaskClient, trouble: Trouble
) -> None:
    say(citizen, "你好")
    with trouble(hall):
        say(citizen, "身份证丢了要带什么材料" + "，急" * 400)
        say(citizen, "身份证丢了要带什么材料")
        followed = say(citizen, "那多少钱")
    assert followed["messages"][0]["answer"]["item"]["item_code"] == CARD
    assert followed["messages"][0]["answer"]["element"] == "fee"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_afterwards_everything_is_kept_again_and_nothing_twice(
    hall: Application, citizen: FlaskClient, trouble: Trouble
) -> None:
    assert "kept" not in say(citizen, "身份证丢了要带什么材料")
    with trouble(hall):
        say(citizen, "这句没有记下" + "，急" * 400)
    _until_kept(hall, citizen)
    followed = say(citizen, "那在哪办")
    assert "kept" not in followed
    assert followed["messages"][0]["answer"]["item"]["item_code"] == CARD
    said = stored(hall)
    assert said[0] == "身份证丢了要带什么材料"
    assert said[-1] == "那在哪办"
    assert len(said) == len(set(said))


def _until_kept(hall: Application, citizen: FlaskClient) -> None:
    """Talk elsewhere until the hall writes again, as it does by itself."""
    until = time.monotonic() + 10
    while say(citizen, "你好", "another-talk-1").get("kept") is False:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("trouble", [locked, damaged])
def test_nobody_is_promised_a_person_who_hears_nothing(
    hall: Application, citizen: FlaskClient, trouble: Trouble
) -> None:
    say(citizen, "你好")
    with trouble(hall):
        say(citizen, "身份证丢了要带什么材料" + "，急" * 400)
        reply = say(citizen, WANTS_A_PERSON)
    assert NOBODY in reply["messages"][0]["text"]
    assert "TJ20" not in reply["messages"][0]["text"]


def test_while_staff_speak_only_the_citizen_is_told_that_nothing_arrived(
    hall: Application, citizen: FlaskClient
) -> None:
    say(citizen, WANTS_A_PERSON)
    ticket = hall.desk.open_ticket(TALK)
    assert ticket is not None
    clerk, _password = hall.desk.accounts.create(NewClerk("lili", "李丽", {Role.ADMIN}, ""))
    hall.desk.take_over(ticket.number, clerk)
    with locked(hall):
        reply = say(citizen, "还要带什么")
        emergency = say(citizen, "我家着火了")
    assert [m["from"] for m in reply["messages"]] == ["system"]
    assert "没能送到工作人员" in reply["messages"][0]["text"]
    assert "119" in emergency["messages"][0]["text"]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_search_ask_and_health_do_not_notice(
    hall: Application, citizen: FlaskClient, trouble: Trouble
) -> None:
    with trouble(hall):
        asked = citizen.post("/api/v1/ask", json={"question": "身份证丢了要带什么材料"})
        assert asked.json is not None
        assert asked.json["item"]["item_code"] == CARD
        assert citizen.get("/api/v1/search?q=身份证").status_code == 200
        assert citizen.get("/healthz").status_code == 200


def test_the_plain_page_shows_the_unkept_answer_and_the_widget_can_open(
    hall: Application, citizen: FlaskClient
) -> None:
    citizen.application.config["WTF_CSRF_ENABLED"] = False
    citizen.post("/chat", data={"text": "你好"})
    with damaged(hall):
        shown = citizen.post("/chat", data={"text": "身份证丢了要带什么材料"})
        opened = citizen.get(f"/api/v1/chat/{TALK}")
        page = citizen.get("/chat")
    assert shown.status_code == 200
    assert NOTE in shown.text
    assert "身份证丢了要带什么材料" in shown.text
    assert page.status_code == 200
    assert opened.json is not None
    assert opened.json["messages"] == []
    assert opened.json["greeting"]["text"]


def test_what_has_to_be_kept_is_refused_with_a_sentence(
    hall: Application, citizen: FlaskClient
) -> None:
    with locked(hall):
        rated = citizen.post("/api/v1/feedback", json={"useful": True})
    assert rated.status_code in (200, 503)
    with damaged(hall):
        looked = citizen.get("/api/v1/tickets/TJ20261123-0001")
    assert looked.status_code == 503
    assert looked.json is not None
    assert "12345" in looked.json["error"]["message"]
    assert looked.headers["Retry-After"]
