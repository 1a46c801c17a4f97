"""What `/readyz` says comes from the last look at the parts, and an old look counts for nothing."""

import threading

from hall.web.probing import Probe, start_probing


class Seconds:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fine() -> str:
    return ""


def test_a_part_with_trouble_is_down_and_says_what_is_wrong() -> None:
    probe = Probe({"hall": fine, "bot": lambda: "对话引擎连不上。", "actions": None}, Seconds())
    probe.look()
    health = probe.health()
    assert health.parts == {"hall": "ready", "bot": "down", "actions": "off"}
    assert health.reasons == {"bot": "对话引擎连不上。"}
    assert not health.is_ready


def test_a_look_that_breaks_is_trouble_of_that_part_alone() -> None:
    def broken() -> str:
        raise LookupError

    probe = Probe({"hall": broken, "bot": fine}, Seconds())
    probe.look()
    assert probe.health().parts == {"hall": "down", "bot": "ready"}


def test_a_look_older_than_fifteen_seconds_says_nothing() -> None:
    seconds = Seconds()
    probe = Probe({"hall": fine}, seconds)
    probe.look()
    seconds.now = 15.0
    assert probe.health().is_ready
    seconds.now = 15.1
    assert probe.health().parts == {"hall": "down"}
    assert "卡住" in probe.health().reasons["hall"]


def test_to_ask_for_the_health_looks_at_nothing() -> None:
    looked: list[str] = []

    def check() -> str:
        looked.append("hall")
        return ""

    probe = Probe({"hall": check}, Seconds())
    for _ in range(100):
        probe.health()
    assert not looked


def test_the_parts_are_looked_at_in_the_background_until_stopped() -> None:
    seen = threading.Semaphore(0)

    def check() -> str:
        seen.release()
        return ""

    stop = start_probing(Probe({"hall": check}, Seconds()), every=0.01)
    assert all(seen.acquire(timeout=5) for _ in range(3))
    stop.set()
