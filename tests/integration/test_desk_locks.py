"""Locks let one at a time through, in this process and in Redis."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from structlog.testing import capture_logs

from service_desk.locks import LocalLocks, Locks, RedisLocks, open_locks


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.redis)])
def locks(request: pytest.FixtureRequest) -> Iterator[Locks]:
    """Locks of either kind."""
    yield open_locks("" if request.param == "local" else request.getfixturevalue("redis_url"))


def test_one_at_a_time_gets_through(locks: Locks) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def enter(_number: int) -> None:
        nonlocal inside, most
        with locks.hold("wangfang"):
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(enter, range(12)))
    assert most == 1


def test_other_names_do_not_wait(locks: Locks) -> None:
    with locks.hold("wangfang"), locks.hold("lilei", wait=0.2):
        pass


def test_a_lock_that_does_not_come_free_is_given_up(locks: Locks) -> None:
    def attempt() -> None:
        with locks.hold("wangfang", wait=0.1):
            raise AssertionError("two were let through")

    with locks.hold("wangfang"), ThreadPoolExecutor(1) as threads:
        with pytest.raises(TimeoutError, match="wangfang"):
            threads.submit(attempt).result()


def test_a_failure_inside_frees_the_lock(locks: Locks) -> None:
    with pytest.raises(ZeroDivisionError), locks.hold("wangfang"):
        _ = 1 / 0
    with locks.hold("wangfang", wait=0.2):
        pass


def test_names_nobody_uses_cost_no_memory() -> None:
    locks = LocalLocks()
    for number in range(100):
        with locks.hold(f"talk-{number}"):
            pass
    assert len(locks) == 0


@pytest.mark.redis
def test_a_lock_held_longer_than_its_lease_is_logged_and_what_was_done_stands(
    redis_url: str,
) -> None:
    locks = RedisLocks(redis.Redis.from_url(redis_url), lease=0.1)
    with capture_logs() as logged, locks.hold("slow"):
        time.sleep(0.2)
    assert [line["event"] for line in logged] == ["lock_outlived_its_lease"]


@pytest.mark.redis
def test_redis_lost_while_a_lock_is_held_does_not_undo_what_was_done(redis_url: str) -> None:
    pool = redis.ConnectionPool.from_url(redis_url)
    with capture_logs() as logged, RedisLocks(redis.Redis(connection_pool=pool)).hold("lost"):
        pool.disconnect()
        pool.reset()
        pool.connection_kwargs["path" if "path" in pool.connection_kwargs else "port"] = _nowhere(
            pool
        )
    assert [line["event"] for line in logged] == ["lock_not_released"]


def _nowhere(pool: redis.ConnectionPool) -> object:
    """Return where nobody listens."""
    return "/nonexistent.sock" if "path" in pool.connection_kwargs else 1


@pytest.mark.redis
def test_the_lock_of_a_dead_process_frees_itself(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    assert client.lock("onedoor:lock:dead", timeout=0.2).acquire()
    with RedisLocks(client).hold("dead", wait=3):
        pass
