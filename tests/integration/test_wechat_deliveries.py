"""Deliveries in this process and in Redis: opened once, settled or given up first, owed until paid."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from hall.doors.wechat.deliveries import (
    CLAIMED_SECONDS,
    KEPT_SECONDS,
    Deliveries,
    LocalDeliveries,
    Outcome,
)
from hall.doors.wechat.shared_deliveries import RedisDeliveries, open_deliveries
from hall.doors.wechat.tokens import Grant, open_token_cache

TALK, KEY = "wx-1", "wx-1:22535521942183921"
ANSWER = Outcome("带户口簿。", (3, 4))


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.redis)])
def deliveries(request: pytest.FixtureRequest) -> Iterator[Deliveries]:
    if request.param == "local":
        yield open_deliveries("")
        return
    url = request.getfixturevalue("redis_url")
    yield open_deliveries(url)
    redis.Redis.from_url(url).flushall()


def test_of_many_requests_at_once_one_opens_the_delivery(deliveries: Deliveries) -> None:
    gate = threading.Barrier(6)

    def open_one(_number: int) -> bool:
        gate.wait()
        return deliveries.open(KEY)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(open_one, range(6))) == [False] * 5 + [True]
    assert deliveries.open("wx-1:another")


def test_a_signature_belongs_to_the_first_body_it_came_with(deliveries: Deliveries) -> None:
    assert deliveries.claim("stamp-1", "a" * 64)
    assert deliveries.claim("stamp-1", "a" * 64)
    assert not deliveries.claim("stamp-1", "b" * 64)
    assert deliveries.claim("stamp-2", "b" * 64)


def test_of_two_bodies_at_once_one_gets_the_signature(deliveries: Deliveries) -> None:
    gate = threading.Barrier(6)

    def claim_one(number: int) -> bool:
        gate.wait()
        return deliveries.claim("stamp-1", str(number))

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(claim_one, range(6))) == 1


def test_an_outcome_reaches_everybody_who_waits_for_it(deliveries: Deliveries) -> None:
    deliveries.open(KEY)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(deliveries.outcome, KEY, 5.0) for _ in range(3)]
        time.sleep(0.1)
        assert deliveries.finish(KEY)
        deliveries.keep(KEY, ANSWER)
        assert [future.result() for future in waiting] == [ANSWER] * 3
    assert deliveries.outcome(KEY, 0) == ANSWER


def test_waiting_ends_after_its_time(deliveries: Deliveries) -> None:
    deliveries.open(KEY)
    started = time.monotonic()
    assert deliveries.outcome(KEY, 0.2) is None
    assert 0.15 < time.monotonic() - started < 1.0


def test_an_answer_after_giving_up_is_late_and_owed_until_it_is_paid(
    deliveries: Deliveries,
) -> None:
    deliveries.open(KEY)
    assert deliveries.owed(TALK) == ""
    assert deliveries.give_up(KEY, TALK)
    assert not deliveries.finish(KEY)
    deliveries.keep(KEY, ANSWER)
    assert deliveries.outcome(KEY, 0) == ANSWER
    assert deliveries.owed(TALK) == KEY
    deliveries.pay(TALK, "wx-1:another")
    assert deliveries.owed(TALK) == KEY
    deliveries.pay(TALK, KEY)
    assert deliveries.owed(TALK) == ""


def test_an_answer_before_giving_up_is_in_time_and_owed_to_nobody(deliveries: Deliveries) -> None:
    deliveries.open(KEY)
    assert deliveries.finish(KEY)
    assert not deliveries.give_up(KEY, TALK)
    assert deliveries.owed(TALK) == ""


def test_finishing_and_giving_up_at_once_agree_on_who_was_first(deliveries: Deliveries) -> None:
    for number in range(30):
        key, gate = f"{KEY}-{number}", threading.Barrier(2)
        deliveries.open(key)

        def finish(key: str = key, gate: threading.Barrier = gate) -> bool:
            gate.wait()
            return deliveries.finish(key)

        with ThreadPoolExecutor(1) as pool:
            finishing = pool.submit(finish)
            gate.wait()
            given_up = deliveries.give_up(key, TALK)
            assert finishing.result() is not given_up


def test_an_empty_outcome_is_an_outcome(deliveries: Deliveries) -> None:
    deliveries.keep(KEY, Outcome(""))
    assert deliveries.outcome(KEY, 0) == Outcome("")


def test_what_is_over_is_forgotten() -> None:
    now = [0.0]
    deliveries = LocalDeliveries(lambda: now[0])
    for number in range(50):
        deliveries.open(f"key-{number}")
        deliveries.give_up(f"key-{number}", f"talk-{number}")
    deliveries.claim("stamp-1", "a")
    now[0] = KEPT_SECONDS + 1
    assert not deliveries.claim("stamp-1", "b")
    assert deliveries.owed("talk-1") == ""
    assert deliveries.open("key-1")
    assert deliveries.outcome("key-2", 0) is None
    now[0] = CLAIMED_SECONDS + 1
    deliveries.open("key-1")
    assert deliveries.claim("stamp-1", "b")


@pytest.mark.redis
def test_in_redis_everything_ends_by_itself(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    deliveries = RedisDeliveries(client, time.sleep)
    deliveries.open(KEY)
    deliveries.give_up(KEY, TALK)
    deliveries.finish(KEY)
    deliveries.keep(KEY, ANSWER)
    deliveries.claim("stamp-1", "a" * 64)
    keys = list(client.scan_iter("onedoor:wechat:*"))
    assert len(keys) == 5
    assert all(60 <= client.ttl(key) <= CLAIMED_SECONDS for key in keys)
    assert json.loads(str(client.get(f"onedoor:wechat:outcome:{KEY}"))) == ["带户口簿。", [3, 4]]
    client.flushall()


@pytest.mark.redis
def test_in_redis_the_token_is_shared_and_ends_by_itself(redis_url: str) -> None:
    mine, theirs = open_token_cache(redis_url), open_token_cache(redis_url)
    assert mine.get() == ""
    mine.put(Grant("token-1", 7140))
    assert theirs.get() == "token-1"
    assert 0 < redis.Redis.from_url(redis_url).ttl("onedoor:wechat:access_token") <= 7140
