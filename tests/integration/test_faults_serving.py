"""A running hall whose database is locked: who waits, and for how long."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from knowledge_base.services import KnowledgeBase
from tests.integration.test_app_serving import free_port, seeded, serving
from tests.wechat_kit import address, text
from tests.wechat_vectors import TOKEN

__all__ = ["seeded"]

pytestmark = pytest.mark.serving

LOCKED_SECONDS, CLIENTS = 20.0, 40
WECHAT_PATIENCE, LOOKING_P95 = 4.0, 0.5

ONCE = {"Connection": "close"}
"""A connection for each request: an idle one may be closed under the next."""
BY_WECHAT = ONCE | {"Content-Type": "text/xml"}

Timed = Callable[[], Awaitable[httpx.Response]]


async def timed(times: list[float], ask: Timed) -> httpx.Response:
    started = time.perf_counter()
    response = await ask()
    times.append(time.perf_counter() - started)
    return response


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


async def while_locked(url: str, database: Path) -> dict[str, list[float]]:
    """Let citizens talk for as long as another process holds the lock, and look at the other doors meanwhile."""
    took: dict[str, list[float]] = {"ask": [], "search": [], "health": [], "wechat": [], "chat": []}
    limits = httpx.Limits(max_connections=None)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + LOCKED_SECONDS
        async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits, headers=ONCE) as http:

            async def talk(number: int) -> None:
                place = f"/api/v1/chat/locked-{number:04d}/messages"
                said = {"text": "身份证丢了要带什么材料"}
                while time.monotonic() < until:
                    answered = await timed(took["chat"], lambda: http.post(place, json=said))
                    assert answered.status_code == 200
                    assert answered.json()["kept"] is False
                    await asyncio.sleep(2.0)

            async def look() -> None:
                question = {"question": "身份证丢了要带什么材料"}
                asks: dict[str, Timed] = {
                    "ask": lambda: http.post("/api/v1/ask", json=question),
                    "search": lambda: http.get("/api/v1/search", params={"q": "身份证"}),
                    "health": lambda: http.get("/healthz"),
                }
                while time.monotonic() < until:
                    for name, ask in asks.items():
                        assert (await timed(took[name], ask)).status_code == 200
                    await asyncio.sleep(0.1)

            async def write() -> None:
                number = 0
                while time.monotonic() < until:
                    body, number = text("身份证丢了", openid=f"openid-{number:06d}"), number + 1
                    await timed(took["wechat"], lambda sent=body: post(http, sent))  # type: ignore[misc]
                    await asyncio.sleep(0.2)

            await asyncio.gather(*(talk(n) for n in range(CLIENTS)), look(), write())
    return took


async def post(http: httpx.AsyncClient, body: str) -> httpx.Response:
    sent = body.encode()
    response = await http.post(address(), content=sent, headers=BY_WECHAT)
    assert response.status_code == 200
    assert "<Content>" in response.text
    return response


def test_a_lock_of_twenty_seconds_stops_nobody_and_loses_nothing(
    seeded: Path, knowledge: KnowledgeBase
) -> None:
    assert knowledge.ready
    more = {"RASA_URL": "off", "WECHAT_TOKEN": TOKEN}
    with serving(seeded, free_port(), **more) as url:
        kept = {"text": "居住证多少钱", "client_message_id": "before-1"}
        place = f"{url}/api/v1/chat/locked-0000/messages"
        before = httpx.post(place, json=kept, timeout=30).json()
        took = asyncio.run(while_locked(url, seeded / "hall.db"))
        again = _kept_again(place)
        repeated = httpx.post(place, json=kept, timeout=30).json()
        known = httpx.get(f"{url}/api/v1/chat/locked-0000", timeout=30).json()["messages"]

    figures = {name: (len(times), p95(times), max(times)) for name, times in took.items()}

    assert all(figures[name][1] <= LOOKING_P95 for name in ("ask", "search", "health")), figures
    assert figures["wechat"][2] <= WECHAT_PATIENCE, figures
    assert repeated["messages"] == before["messages"]
    asked = [one["text"] for one in known if one["from"] == "citizen"]
    assert asked == ["居住证多少钱", *again]


def _kept_again(place: str) -> list[str]:
    """Say something until it is kept, as it soon is by itself; return what was."""
    for number in range(40):
        said = {"text": f"那在哪办{number}", "client_message_id": f"after-{number}"}
        if "kept" not in httpx.post(place, json=said, timeout=30).json():
            return [said["text"]]
        time.sleep(0.25)
    raise AssertionError("nothing was kept after the lock was gone")
