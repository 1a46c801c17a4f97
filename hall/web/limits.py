"""How much one visitor may ask for; the limits are settings, Redis shares them between halls."""

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter

from hall.settings import Settings
from hall.web.addresses import client_of, is_local

View = TypeVar("View", bound=Callable[..., Any])


class Limits:
    """Decorators that count a view's requests by client address or by conversation."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = Limiter(
            key_func=_client,
            storage_uri=_storage(settings.redis_url),
            strategy="fixed-window",
            in_memory_fallback_enabled=bool(settings.redis_url),
            key_prefix="onedoor",
        )

    def bind(self, app: Flask) -> None:
        """Make the limits count in this app."""
        self._limiter.init_app(app)

    def by_client(self, rate: str) -> Callable[[View], View]:
        """Limit a view by client address; requests from this machine itself are free."""
        return self._limit(rate, _client)

    def by_conversation(self, rate: str) -> Callable[[View], View]:
        """Limit a view by the conversation in its path."""
        return self._limit(rate, _conversation)

    def _limit(self, rate: str, key: Callable[[], str]) -> Callable[[View], View]:
        limit = self._limiter.limit(rate, key_func=key, exempt_when=_is_exempt)
        return cast(Callable[[View], View], limit)

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
    return str((request.view_args or {}).get("conversation", ""))


def _is_exempt() -> bool:
    return request.method == "OPTIONS" or is_local(request.environ)
