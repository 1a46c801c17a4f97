"""Conversations cannot be found by trying ids, and who tries disturbs nobody."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from tests.conftest import OpenHall
from tests.desk_kit import TALK

CHAT = "/api/v1/chat"
PLACE = "198.51.100.9"


@pytest.fixture
def hall(open_hall: OpenHall) -> Application:
    """A hall that allows five misses a minute."""
    return open_hall(rate_limit_misses="5/minute")


@pytest.fixture
def app(hall: Application) -> Flask:
    """Its app."""
    return create_app(hall)


@pytest.fixture
def talk(hall: Application) -> str:
    """A citizen's conversation."""
    hall.desk.hear(TALK, "widget", "身份证丢了咋整")
    return TALK


def client_at(app: Flask, address: str = PLACE) -> FlaskClient:
    """A client at an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def look(client: FlaskClient, conversation: str) -> int:
    """Return the status of a look into a conversation."""
    return client.get(f"{CHAT}/{conversation}/messages?after=0").status_code


def invented() -> str:
    """Return the id of a conversation that is not there."""
    return uuid4().hex


def test_after_a_few_misses_a_guesser_learns_nothing_more(app: Flask, talk: str) -> None:
    guesser = client_at(app)
    assert [look(guesser, invented()) for _try in range(7)] == [200] * 5 + [429] * 2
    assert look(guesser, talk) == 429
    refused = guesser.get(f"{CHAT}/{talk}/messages")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.get_json()["error"]["code"] == "too_many"


def test_who_polled_before_goes_on_polling_while_others_at_the_address_guess(
    app: Flask, talk: str
) -> None:
    poller, guesser = client_at(app), client_at(app)
    assert look(poller, talk) == 200
    for _try in range(20):
        look(guesser, invented())
    assert {look(poller, talk) for _poll in range(9)} == {200}
    assert look(client_at(app, "192.0.2.7"), talk) == 200


def test_polling_what_is_there_costs_nothing(app: Flask, talk: str) -> None:
    poller = client_at(app)
    assert {look(poller, talk) for _poll in range(9)} == {200}
    assert [look(poller, invented()) for _try in range(6)] == [200] * 5 + [429]


def test_the_greeting_cannot_be_used_to_guess_either(app: Flask, talk: str) -> None:
    guesser = client_at(app)
    said = [guesser.get(f"{CHAT}/{invented()}").status_code for _try in range(51)]
    assert said == [200] * 50 + [429]
    assert guesser.get(f"{CHAT}/{talk}").status_code == 429


def test_a_new_visitor_opens_speaks_and_polls(app: Flask) -> None:
    visitor, mine = client_at(app), invented()
    assert visitor.get(f"{CHAT}/{mine}").status_code == 200
    said = visitor.post(f"{CHAT}/{mine}/messages", json={"text": "你好"})
    assert said.status_code == 200
    for _try in range(9):
        look(client_at(app), invented())
    assert look(visitor, mine) == 200


def test_looking_does_not_open_a_conversation(app: Flask, hall: Application) -> None:
    mine = invented()
    assert client_at(app).get(f"{CHAT}/{mine}/messages?after=1").get_json() == {
        "messages": [],
        "speaker": "bot",
        "next_poll_s": 0,
        "waiting_note": "",
    }
    assert not hall.desk.conversation(mine)


def test_one_client_does_not_use_up_anothers_limit_of_a_conversation(open_hall: OpenHall) -> None:
    hall = open_hall(rate_limit_poll="2/minute")
    hall.desk.hear(TALK, "widget", "你好")
    app = create_app(hall)
    stranger, owner = client_at(app), client_at(app, "192.0.2.7")
    assert [look(stranger, TALK) for _poll in range(3)] == [200, 200, 429]
    assert look(owner, TALK) == 200


def test_this_machine_itself_is_not_limited(app: Flask) -> None:
    here = app.test_client()
    assert {look(here, invented()) for _try in range(20)} == {200}
