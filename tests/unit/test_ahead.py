"""Searches that begin before somebody asks for them."""

import threading

from knowledge_base.retrieval.ahead import MOST_WAITING, Ahead


def test_what_was_started_is_fetched_once() -> None:
    ahead: Ahead[str] = Ahead()
    running = threading.Event()

    def search() -> str:
        running.set()
        return "early"

    ahead.start("护照", search)
    assert running.wait(5)
    assert ahead.fetch("护照", lambda: "now") == "early"
    assert ahead.fetch("护照", lambda: "now") == "now"


def test_what_is_under_way_is_waited_for() -> None:
    ahead: Ahead[str] = Ahead()
    running, go_on = threading.Event(), threading.Event()

    def search() -> str:
        running.set()
        go_on.wait(5)
        return "early"

    ahead.start("护照", search)
    assert running.wait(5)
    go_on.set()
    assert ahead.fetch("护照", lambda: "now") == "early"


def test_whoever_looks_for_something_else_searches_anew() -> None:
    ahead: Ahead[str] = Ahead()
    ahead.start(("护照", ""), lambda: "early")
    assert ahead.fetch(("护照", "232009012000-01"), lambda: "now") == "now"


def test_when_every_thread_is_busy_nobody_waits_for_one() -> None:
    ahead: Ahead[str] = Ahead()
    both, go_on = threading.Barrier(3), threading.Event()

    def search() -> str:
        both.wait(5)
        go_on.wait(5)
        return "early"

    ahead.start("a", search)
    ahead.start("b", search)
    both.wait(5)
    ahead.start("护照", lambda: "early")
    assert ahead.fetch("护照", lambda: "now") == "now"
    go_on.set()
    assert ahead.fetch("a", lambda: "now") == "early"


def test_what_nobody_fetches_makes_room() -> None:
    ahead: Ahead[str] = Ahead()
    for number in range(MOST_WAITING + 1):
        ahead.start(number, lambda: "early")
    assert ahead.fetch(0, lambda: "now") == "now"
