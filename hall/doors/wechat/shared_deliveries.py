"""Deliveries in Redis, for several halls behind one address."""

import json
import time
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hall.doors.wechat.deliveries import (
    CLAIMED_SECONDS,
    KEPT_SECONDS,
    Deliveries,
    LocalDeliveries,
    Outcome,
)

KEPT, CLAIMED = int(KEPT_SECONDS), int(CLAIMED_SECONDS)
LOOK_EVERY = 0.05
"""Seconds between two looks for an outcome that another hall works on."""
TIMEOUT = 1.0
"""Seconds after which Redis counts as gone; WeChat does not wait for it."""
IN_TIME, LATE = "in time", "late"


class RedisDeliveries:
    """Deliveries that every hall with the same Redis sees; `SET NX` makes each decision once; the client decodes."""

    def __init__(self, client: redis.Redis, sleep: Callable[[float], None]) -> None:
        self._client = client
        self._sleep = sleep

    def claim(self, stamp: str, digest: str) -> bool:
        """Tie the stamp to its first body; see `Deliveries`."""
        name = f"claimed:{stamp}"
        first = self._client.set(_name(name), digest, nx=True, ex=CLAIMED)
        return bool(first) or self._text(name) == digest

    def open(self, key: str) -> bool:
        """Tell the first request from repeats; see `Deliveries`."""
        return self._first(f"opened:{key}", "1")

    def finish(self, key: str) -> bool:
        """Call the answer in time unless it is late; see `Deliveries`."""
        return self._first(f"verdict:{key}", IN_TIME)

    def keep(self, key: str, outcome: Outcome) -> None:
        """Keep the outcome; see `Deliveries`."""
        said = json.dumps([outcome.text, outcome.message_ids], ensure_ascii=False)
        self._client.set(_name(f"outcome:{key}"), said, ex=KEPT)

    def outcome(self, key: str, wait: float) -> Outcome | None:
        """Wait for the outcome; see `Deliveries`."""
        until = time.monotonic() + wait
        while not (said := self._text(f"outcome:{key}")):
            if time.monotonic() >= until:
                return None
            self._sleep(LOOK_EVERY)
        text, message_ids = json.loads(said)
        return Outcome(text, tuple(message_ids))

    def give_up(self, key: str, conversation: str) -> bool:
        """Call the answer late unless it is in time; see `Deliveries`."""
        self._first(f"verdict:{key}", LATE)
        late = self._text(f"verdict:{key}") == LATE
        if late:
            self._client.set(_name(f"owed:{conversation}"), key, ex=KEPT)
        return late

    def owed(self, conversation: str) -> str:
        """Return what is owed; see `Deliveries`."""
        return self._text(f"owed:{conversation}")

    def pay(self, conversation: str, key: str) -> None:
        """Owe it no longer; see `Deliveries`."""
        if self.owed(conversation) == key:
            self._client.delete(_name(f"owed:{conversation}"))

    def _first(self, name: str, value: str) -> bool:
        return bool(self._client.set(_name(name), value, nx=True, ex=KEPT))

    def _text(self, name: str) -> str:
        return str(self._client.get(_name(name)) or "")


def _name(name: str) -> str:
    return f"onedoor:wechat:{name}"


def open_deliveries(redis_url: str) -> Deliveries:
    """Return deliveries in Redis where an address is given, else in this process."""
    if not redis_url:
        return LocalDeliveries(time.monotonic)
    client = redis.Redis.from_url(
        redis_url,
        decode_responses=True,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), retries=1),
    )
    return RedisDeliveries(client, time.sleep)
