"""How much one visitor may ask for; the limits are settings, Redis shares them between halls."""

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from limits import parse

from hall.settings import Settings
from hall.web.addresses import client_of, is_local
from hall.web.errors import RequestError

View = TypeVar("View", bound=Callable[..., Any])

FAMILIAR_SECONDS = 6 * 3600
"""How long a client may go on with a conversation it was seen with, while others at its address guess."""
OPENINGS_TO_A_MISS = 10
"""A waiting room with one address opens many conversations, but looks for none that is not there."""


class Limits:
    """Counts requests by client address or by conversation."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = Limiter(
            key_func=_client,
            storage_uri=_storage(settings.redis_url),
            strategy="fixed-window",
            in_memory_fallback_enabled=bool(settings.redis_url),
            key_prefix="onedoor",
        )
        self._misses = parse(settings.rate_limit_misses)
        self._openings = type(self._misses)(
            self._misses.amount * OPENINGS_TO_A_MISS, self._misses.multiples
        )

    def bind(self, app: Flask) -> None:
        """Make the limits count in this app."""
        self._limiter.init_app(app)

    def by_client(self, rate: str) -> Callable[[View], View]:
        """Limit a view by client address; requests from this machine itself are free."""
        return self._limit(rate, _client)

    def by_conversation(self, rate: str) -> Callable[[View], View]:
        """Limit a view by client address and the conversation in its path."""
        return self._limit(rate, _conversation)

    def _limit(self, rate: str, key: Callable[[], str]) -> Callable[[View], View]:
        limit = self._limiter.limit(rate, key_func=key, exempt_when=_is_exempt)
        return cast(Callable[[View], View], limit)

    def look_into(self, conversation: str, *, is_there: bool, opens: bool = False) -> None:
        """Count a look into a conversation that is not there; after too many, strangers see none at all.

        Who was seen with a conversation before may go on with it, whatever others at the address do. To a
        stranger one that is there is then refused too: an answer would tell a guesser of it.

        Args:
            conversation: the id, which is the secret that opens it.
            is_there: whether anything was said in it.
            opens: whether this is how a new one begins, which is done more often.

        Raises:
            RequestError: too_many.
        """
        if _is_exempt() or (is_there and self._is_familiar(conversation)):
            return
        limit, name = (self._openings, "opened") if opens else (self._misses, "missed")
        counted = self._limiter.limiter
        take = counted.test if is_there else counted.hit
        if not take(limit, name, _client()):
            left = counted.get_window_stats(limit, name, _client()).reset_time - time.time()
            raise RequestError("too_many", status=429, seconds=max(1, math.ceil(left)))
        if is_there or opens:
            counted.storage.incr(_familiar(conversation), FAMILIAR_SECONDS)

    def _is_familiar(self, conversation: str) -> bool:
        return self._limiter.limiter.storage.get(_familiar(conversation)) > 0

    def retry_after(self) -> int:
        """Return the seconds after which the limit that was just hit is free again."""
        limit = self._limiter.current_limit
        left = limit.reset_at - time.time() if limit else 1
        return max(1, math.ceil(left))


def _storage(redis_url: str) -> str:
    """Return the address as the limits library spells it."""
    if redis_url.startswith("unix://"):
        return f"redis+{redis_url}"
    return redis_url or "memory://"


def _client() -> str:
    return client_of(request.environ)


def _conversation() -> str:
    return f"{_client()}|{(request.view_args or {}).get('conversation', '')}"


def _familiar(conversation: str) -> str:
    return f"onedoor:familiar:{_client()}|{conversation}"


def _is_exempt() -> bool:
    return request.method == "OPTIONS" or is_local(request.environ)
