"""Several servers share conversations in PostgreSQL and locks in Redis, as `bot/endpoints.shared.yml` says."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from tests.dialogue.bot_env import in_bot
from tests.servers import fresh_database, postgres_server, redis_server

pytestmark = [
    *[pytest.mark.rasa, pytest.mark.postgres, pytest.mark.redis],
    pytest.mark.timeout(300),
]

SHARED = """
import asyncio, json, os
os.environ["BOT_TRACKER_URL"], os.environ["BOT_REDIS_URL"] = {tracker!r}, {redis!r}
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered

domain = Domain.load("bot/domain")
endpoints = AvailableEndpoints.read_endpoints("bot/endpoints.shared.yml")
stores = [TrackerStore.create(endpoints.tracker_store, domain) for _ in range(2)]
locks = [LockStore.create(endpoints.lock_store) for _ in range(2)]

async def main():
    tracker = await stores[0].get_or_create_tracker("c1")
    tracker.update(UserUttered("那多少钱", {{"name": "ask"}}))
    tracker.update(SlotSet("frames", [{{"key": "232009001000-01"}}]))
    await stores[0].save(tracker)
    seen = await stores[1].retrieve("c1")
    ticket = locks[0].issue_ticket("c1")
    taken = locks[1].get_lock("c1").is_locked(ticket + 1)
    print(json.dumps({{
        "stores": type(stores[0]).__name__,
        "locks": type(locks[0]).__name__,
        "frames": seen.get_slot("frames"),
        "taken": taken,
        "keys": [key.decode() for key in locks[0].red.keys("*")],
    }}))

asyncio.run(main())
"""


@pytest.fixture
def tracker_url() -> Iterator[str]:
    """The address of an empty database, spelt for the driver of the bot environment."""
    with postgres_server() as server, fresh_database(server) as url:
        plain = make_url(url).set(drivername="postgresql")
        yield plain.render_as_string(hide_password=False)


def test_a_second_server_sees_the_conversation_and_its_lock(tracker_url: str) -> None:
    with redis_server() as redis_url:
        found = in_bot(SHARED.format(tracker=tracker_url, redis=redis_url))
    assert found == {
        "stores": "SQLTrackerStore",
        "locks": "RedisUrlLockStore",
        "frames": [{"key": "232009001000-01"}],
        "taken": True,
        "keys": ["onedoor:lock:c1"],
    }
