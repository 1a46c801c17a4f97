"""Two halls over one database and one Redis behave as one; PostgreSQL keeps what SQLite keeps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient

from hall.app import create_app
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON
from tests.servers import fresh_database

TALK = "/api/v1/chat/talk-20261123/messages"
AWAY = {"REMOTE_ADDR": "203.0.113.9"}


@contextmanager
def two_halls(open_hall: OpenHall, **settings: Any) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    first, second = (create_app(open_hall(**settings)) for _ in range(2))
    yield first.test_client(), second.test_client()


@pytest.mark.redis
class TestRedis:
    def test_a_limit_used_up_at_one_hall_is_used_up_at_the_other(
        self, open_hall: OpenHall, redis_url: str
    ) -> None:
        with two_halls(open_hall, redis_url=redis_url, rate_limit_api="2/minute") as halls:
            one, other = halls
            asked = [hall.get("/api/v1/items", environ_base=AWAY) for hall in (one, other, one)]
        assert [answer.status_code for answer in asked] == [200, 200, 429]

    def test_one_message_sent_to_both_halls_at_once_is_one_message(
        self, open_hall: OpenHall, redis_url: str
    ) -> None:
        sent = {"text": "补办身份证要多少钱", "client_message_id": "m-1"}
        replies: list[Any] = []
        with two_halls(open_hall, redis_url=redis_url) as halls:
            threads = [
                threading.Thread(
                    target=lambda at=hall: replies.append(at.post(TALK, json=sent).json)
                )
                for hall in halls
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            history: Any = halls[0].get(TALK).json
        assert replies[0] == replies[1]
        assert [message["from"] for message in history["messages"]] == ["citizen", "bot"]


def test_without_its_redis_a_hall_still_answers_and_still_limits(open_hall: OpenHall) -> None:
    settings = {"redis_url": "unix:///nowhere/redis.sock", "rate_limit_api": "1/minute"}
    client = create_app(open_hall(**settings)).test_client()
    asked = [client.get("/api/v1/items", environ_base=AWAY).status_code for _ in range(2)]
    said = client.post(TALK, json={"text": "补办身份证要多少钱"})
    assert asked == [200, 429]
    assert said.status_code == 200


@pytest.mark.postgres
def test_a_conversation_is_kept_in_postgresql_too(open_hall: OpenHall, postgres_url: str) -> None:
    with fresh_database(postgres_url) as url:
        hall = open_hall(database_url=url)
        client = create_app(hall).test_client()
        sent = {"text": "补办身份证\u0000要多少钱", "client_message_id": "m-1"}
        first = client.post(TALK, json=sent)
        again = client.post(TALK, json=sent)
        handed: Any = client.post(TALK, json={"text": WANTS_A_PERSON}).json
        history: Any = client.get(TALK).json
        hall.close()
    assert first.status_code == 200
    assert again.json == first.json
    assert handed["speaker"] == "waiting"
    assert [message["from"] for message in history["messages"]] == ["citizen", "bot"] * 2
