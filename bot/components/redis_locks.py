"""Conversation locks in the Redis that a single address names."""

from __future__ import annotations

import redis
from rasa.core.lock_store import DEFAULT_SOCKET_TIMEOUT_IN_SECONDS, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

KEY_PREFIX = "onedoor:lock:"


class RedisUrlLockStore(RedisLockStore):
    """Rasa's lock store, opened by address: user, password, TLS and database are all in `url`."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self.red = redis.StrictRedis.from_url(
            endpoint_config.url, socket_timeout=DEFAULT_SOCKET_TIMEOUT_IN_SECONDS
        )
        self.key_prefix = KEY_PREFIX
        super(RedisLockStore, self).__init__()
