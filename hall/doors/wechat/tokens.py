"""The account's access_token: one for all threads and halls, fetched again only when it has to be."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import redis

from service_desk.locks import Locks

LOCK = "wechat-token"
LOCK_SECONDS = 20.0
KEY = "onedoor:wechat:access_token"
EARLIER_SECONDS = 60
"""A token is dropped so long before its end; WeChat renews 5 minutes before, and both are good until then."""
LEAST_SECONDS = 30


@dataclass(frozen=True)
class Grant:
    """A token and the seconds it is good for."""

    token: str = field(repr=False)
    seconds: int


Fetch = Callable[[bool], Grant]
"""Asks WeChat for a token; `True` makes it draw a new one (20 times a day at most)."""


class TokenCache(Protocol):
    """Where the token lies."""

    def get(self) -> str:
        """Return the token, empty when there is none or its time is over."""
        ...

    def put(self, grant: Grant) -> None:
        """Keep the token for its time."""
        ...


class LocalTokenCache:
    """Keeps the token in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept = ("", 0.0)

    def get(self) -> str:
        """Return the token; see `TokenCache`."""
        token, until = self._kept
        return token if self._clock() < until else ""

    def put(self, grant: Grant) -> None:
        """Keep the token; see `TokenCache`."""
        self._kept = (grant.token, self._clock() + grant.seconds)


class RedisTokenCache:
    """Keeps the token in Redis, for every hall of the account; the client decodes."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self) -> str:
        """Return the token; see `TokenCache`."""
        return str(self._client.get(KEY) or "")

    def put(self, grant: Grant) -> None:
        """Keep the token; see `TokenCache`."""
        self._client.set(KEY, grant.token, ex=grant.seconds)


@dataclass(frozen=True)
class Tokens:
    """Hands out the token; only one caller at a time fetches."""

    fetch: Fetch
    cache: TokenCache
    locks: Locks

    def get(self) -> str:
        """Return a token that should be good."""
        return self.cache.get() or self._fetched("")

    def instead_of(self, refused: str) -> str:
        """Return another token than the one WeChat refused."""
        return self._fetched(refused)

    def _fetched(self, refused: str) -> str:
        with self.locks.hold(LOCK, LOCK_SECONDS):
            kept = self.cache.get()
            if kept and kept != refused:
                return kept
            grant = self.fetch(False)
            if grant.token == refused:
                grant = self.fetch(True)
            seconds = max(grant.seconds - EARLIER_SECONDS, LEAST_SECONDS)
            self.cache.put(Grant(grant.token, seconds))
            return grant.token


def open_token_cache(redis_url: str) -> TokenCache:
    """Return a cache in Redis where an address is given, else in this process."""
    if not redis_url:
        return LocalTokenCache()
    return RedisTokenCache(redis.Redis.from_url(redis_url, decode_responses=True))
