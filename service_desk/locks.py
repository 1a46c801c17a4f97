"""Locks by name: in this process, or in Redis where several processes share the work."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import redis
import structlog
from redis.exceptions import LockNotOwnedError, RedisError

WAIT_SECONDS = 30.0
"""How long one waits for a lock before giving up; longer than any turn may take."""

LEASE_SECONDS = 60.0
"""After this a lock in Redis frees itself, should its holder have died."""


log = structlog.get_logger(__name__)


class Locks(Protocol):
    """Something that lets one at a time through."""

    def hold(self, name: str, wait: float = WAIT_SECONDS) -> AbstractContextManager[None]:
        """Hold the lock of that name inside the `with`; TimeoutError when it does not come free."""
        ...


class LocalLocks:
    """Locks of this process; a name costs memory only while somebody holds or awaits it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, tuple[threading.Lock, int]] = {}

    def __len__(self) -> int:
        """How many names somebody holds or awaits."""
        return len(self._locks)

    @contextmanager
    def hold(self, name: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the lock of that name; see `Locks`."""
        lock = self._join(name)
        try:
            if not lock.acquire(timeout=wait):
                raise TimeoutError(f"lock {name!r} did not come free within {wait} s")
            try:
                yield
            finally:
                lock.release()
        finally:
            self._leave(name)

    def _join(self, name: str) -> threading.Lock:
        with self._guard:
            lock, users = self._locks.get(name, (threading.Lock(), 0))
            self._locks[name] = (lock, users + 1)
            return lock

    def _leave(self, name: str) -> None:
        with self._guard:
            lock, users = self._locks.pop(name)
            if users > 1:
                self._locks[name] = (lock, users - 1)


class RedisLocks:
    """Locks in Redis, shared by every process that uses it."""

    def __init__(self, client: redis.Redis, lease: float = LEASE_SECONDS) -> None:
        self._client = client
        self._lease = lease

    @contextmanager
    def hold(self, name: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the lock of that name; see `Locks`."""
        lock = self._client.lock(f"onedoor:lock:{name}", timeout=self._lease, blocking_timeout=wait)
        if not lock.acquire():
            raise TimeoutError(f"lock {name!r} did not come free within {wait} s")
        try:
            yield
        finally:
            self._release(lock)

    def _release(self, lock: Any) -> None:
        """Free the lock; what was done under it is done, so trouble now is for the log alone."""
        try:
            lock.release()
        except LockNotOwnedError:
            log.warning("lock_outlived_its_lease", lease=self._lease)
        except RedisError as error:  # it frees itself when its lease is over
            log.warning("lock_not_released", kind=type(error).__name__)


def open_locks(redis_url: str = "") -> Locks:
    """Return locks in Redis where an address is given, else in this process."""
    if not redis_url:
        return LocalLocks()
    return RedisLocks(redis.Redis.from_url(redis_url))
