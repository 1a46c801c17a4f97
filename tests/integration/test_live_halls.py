"""Two halls over one database follow what is published while they are asked: nothing is stale, nothing is mixed."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bench.marked import FIRST, Told, ask_once, judged, marked
from hall.running.following import EVERY_SECONDS, LONGEST_PAUSE, Follower, start_following
from hall.web.metrics import Metrics
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.services import KnowledgeBase
from tests.conftest import TRAINED
from tests.knowledge_kit import ID_CARD, NOW, copy_models, small_catalogue

HALLS, PUBLICATIONS, PATIENCE = 2, 5, 60.0


@pytest.fixture(scope="module")
def models(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained models, in a folder of their own."""
    assert knowledge.ready
    return copy_models(TRAINED, tmp_path_factory.mktemp("models"))


@pytest.fixture
def halls(engine: Engine, models: Path) -> Iterator[list[KnowledgeBase]]:
    """Two halls that follow one database."""
    opened = [KnowledgeBase(engine, models, clock=lambda: NOW) for _ in range(HALLS)]
    opened[0].seed(marked(small_catalogue(), ID_CARD, 1))
    for hall in opened:
        hall.reload()
    following = [start_following(hall, Metrics()) for hall in opened]
    yield opened
    for stop in following:
        stop.set()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; much longer than it takes."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def all_tell_of(number: int, told: Sequence[Sequence[Told]]) -> bool:
    """Return whether the last answer of every hall is of a generation."""
    return all(own and own[-1].generation == number for own in told)


def test_no_answer_is_mixed_and_each_hall_tells_of_every_generation(
    halls: list[KnowledgeBase],
) -> None:
    told: list[list[Told]] = [[] for _ in halls]
    stop = threading.Event()

    def keep_asking(hall: KnowledgeBase, own: list[Told]) -> None:
        while not stop.is_set():
            own.append(ask_once(hall, ID_CARD, len(own)))

    askers = [
        threading.Thread(target=keep_asking, args=pair) for pair in zip(halls, told, strict=True)
    ]
    for asker in askers:
        asker.start()
    for number in range(2, PUBLICATIONS + 2):
        assert halls[0].seed(marked(small_catalogue(), ID_CARD, number)).generation == number
        wait_until(partial(all_tell_of, number, told))
    stop.set()
    for asker in askers:
        asker.join()

    found = judged([one for own in told for one in own], {}, 2.0)
    assert (found.mixed, found.generations) == (0, PUBLICATIONS + 1)
    assert found.answers > PUBLICATIONS * HALLS


def test_an_answer_that_names_another_generation_than_its_words_are_of_is_found_mixed(
    halls: list[KnowledgeBase],
) -> None:
    halls[0].seed(marked(small_catalogue(), ID_CARD, 7))
    wait_until(lambda: halls[0].generation == 2)

    assert FIRST + 7 != FIRST + halls[0].generation
    assert not ask_once(halls[0], ID_CARD, 0).is_whole


def test_an_answer_two_seconds_after_a_newer_generation_is_stale() -> None:
    commits = {1: 0.0, 2: 100.0, 3: 200.0}
    told = [Told(at, at, generation, True) for at, generation in ((101.9, 1), (102.1, 1), (300, 3))]

    assert judged(told, commits, within=2.0).stale == 1


@pytest.fixture
def behind(engine: Engine, models: Path) -> KnowledgeBase:
    """A hall with a newer generation before it."""
    kb = KnowledgeBase(engine, models, clock=lambda: NOW)
    kb.seed(small_catalogue())
    kb.reload()
    kb.seed(marked(small_catalogue(), ID_CARD, 2))
    return kb


def test_a_build_that_fails_is_said_shown_and_tried_again(
    behind: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, metrics = Follower(behind), Metrics()
    metrics.watch_knowledge(behind)

    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr(HybridFinder, "of_next", _broken)
        assert not follower.step()
    assert (logs[0]["event"], logs[0]["cause"]) == ("new_generation_not_built", "ValueError: 坏了")
    assert logs[0]["still_answering_from"] == 1
    assert figures(metrics) == {"onedoor_generation": 1, "onedoor_generation_behind": 1}
    assert follower.pause == 2 * EVERY_SECONDS

    assert follower.step()
    assert figures(metrics) == {"onedoor_generation": 2, "onedoor_generation_behind": 0}
    assert follower.pause == EVERY_SECONDS


def test_who_fails_again_and_again_looks_less_often(behind: KnowledgeBase) -> None:
    assert Follower(behind, failures=100).pause == LONGEST_PAUSE


def test_what_is_published_while_one_builds_is_looked_for_at_once(
    behind: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    follower, stop = Follower(behind), threading.Event()

    def wait(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) > 3

    monkeypatch.setattr(stop, "wait", wait)
    follower.run(stop)

    assert pauses == [EVERY_SECONDS, 0.0, EVERY_SECONDS, EVERY_SECONDS]


def _broken(*_: object) -> None:
    raise ValueError("坏了")


def figures(metrics: Metrics) -> dict[str, float]:
    """Return which generation is answered from, and whether a newer one waits."""
    wanted = ("onedoor_generation", "onedoor_generation_behind")
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {f.name: f.samples[0].value for f in families if f.name in wanted}
