"""Receipts: a door is asked over its own route, and what it says is compared with what the store holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from structlog.testing import capture_logs

from hall.app import create_app
from hall.bootstrap import Application, open_application
from hall.doors.registration import proofs
from hall.running.proving import Prover
from hall.settings import Settings
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.publications import Arrival, Publications
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from knowledge_base.store.receipts import ALIVE, Receipts
from knowledge_base.store.repository import GuideStore
from service_desk.tables import ConversationRow, MessageRow
from tests.conftest import TRAINED
from tests.desk_kit import Clock
from tests.knowledge_kit import (
    ID_CARD,
    NOW,
    copy_models,
    small_catalogue,
    with_guides,
    with_summary,
)

DOORS = ("api", "chat", "counter", "pages", "wechat")
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@dataclass(frozen=True)
class Hall:
    """A hall of its own over the database of all of them."""

    application: Application
    app: Flask

    def prover(self, name: str, asked: Flask | None = None) -> Prover:
        """Return what asks the doors; `asked` are those of another app."""
        transport = httpx.WSGITransport(app=asked or self.app, remote_addr="127.0.0.1")
        client = httpx.Client(transport=transport, base_url="http://127.0.0.1")
        return Prover(self.application, self.app, client, name)


OpenOne = Callable[..., Hall]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The trained models, with vectors of the small base alone."""
    return copy_models(TRAINED, tmp_path / "index")


@pytest.fixture
def open_one(
    knowledge: KnowledgeBase, settings: Settings, clock: Clock, models: Path
) -> Iterator[OpenOne]:
    """Open halls over one database, with three guides published."""
    opened = []
    engine = connect(settings.database_url)
    publish_files(GuideStore(engine), small_catalogue(), NOW)

    def one(**changed: object) -> Hall:
        own = replace(settings, wechat_token="t" * 16, **changed)  # type: ignore[arg-type]
        application = open_application(
            own, clock, KnowledgeBase(connect(own.database_url), models, clock=clock)
        )
        application.kb.reload()
        opened.append(application)
        return Hall(application, create_app(application))

    yield one
    for application in opened:
        application.close()
    engine.dispose()


def publish(hall: Hall, catalogue: Catalogue) -> int:
    """Publish a catalogue; return its generation."""
    return publish_files(hall.application.kb.store, catalogue, NOW).generation


def missing(hall: Hall, generation: int) -> set[tuple[str, str]]:
    """Return the doors of the halls that live that were not seen to show a generation."""
    arrivals = hall.application.record.publications.arrivals(generation, DOORS)
    return {(one.door, one.replica) for one in arrivals if one.at is None}


CHANGED = with_summary(small_catalogue(), ID_CARD, "换了一句话。")


@pytest.mark.parametrize("aes", ["", AES_KEY])
def test_each_door_gets_a_receipt_once_it_shows_the_generation(
    open_one: OpenOne, clock: Clock, aes: str
) -> None:
    hall = open_one(wechat_aes_key=aes, wechat_appid="wx0123456789abcdef" if aes else "")
    prover, receipts = hall.prover("one:8000"), Receipts(hall.application.engine)
    prover.round()
    assert missing(hall, 1) == set()

    generation = publish(hall, CHANGED)
    prover.round()
    assert missing(hall, generation) == {(door, "one:8000") for door in DOORS}

    hall.application.kb.reload()
    prover.round()
    assert {r.door for r in receipts.of(generation)} == {*DOORS}
    arrivals = hall.application.record.publications.arrivals(generation, DOORS)
    assert {one.at for one in arrivals} == {clock()}
    assert hall.application.proofs.doors() == dict.fromkeys(DOORS, generation)


def test_every_open_door_is_asked(open_one: OpenOne, settings: Settings) -> None:
    assert {p.name for p in proofs(open_one().application.settings)} == {*DOORS}
    assert "wechat" not in {p.name for p in proofs(replace(settings, wechat_token=""))}


def test_a_door_that_is_held_back_gets_no_receipt(open_one: OpenOne, clock: Clock) -> None:
    held_back, hall = open_one(), open_one()
    generation = publish(hall, CHANGED)
    hall.application.kb.reload()
    receipts = Receipts(hall.application.engine)

    prover = hall.prover("one:8000", asked=held_back.app)
    prover.round()
    assert receipts.of(generation) == ()
    assert "onedoor_doors_behind 5.0" in hall.application.metrics.exposition().decode()

    held_back.application.kb.reload()
    prover.round()
    assert {r.door for r in receipts.of(generation)} == {*DOORS}
    assert "onedoor_doors_behind 0.0" in hall.application.metrics.exposition().decode()


def test_of_two_halls_each_has_to_show_it(open_one: OpenOne, clock: Clock) -> None:
    first, second = open_one(), open_one()
    provers = first.prover("one:8000"), second.prover("two:8000")
    generation = publish(first, CHANGED)
    first.application.kb.reload()
    for prover in provers:
        prover.round()

    receipts = Receipts(first.application.engine)
    assert receipts.halls(clock()) == ("one:8000", "two:8000")
    assert missing(first, generation) == {(door, "two:8000") for door in DOORS}

    clock.forward(minutes=ALIVE / timedelta(minutes=1))
    provers[0].round()
    assert missing(first, generation) == set()


def test_an_item_that_was_withdrawn_is_shown_by_no_door(open_one: OpenOne) -> None:
    held_back, hall = open_one(), open_one()
    guides = {k: v for k, v in small_catalogue().guides.items() if k != ID_CARD}
    generation = publish(hall, with_guides(small_catalogue(), guides))
    hall.application.kb.reload()
    receipts = Receipts(hall.application.engine)

    hall.prover("one:8000", asked=held_back.app).round()
    assert receipts.of(generation) == ()

    hall.prover("one:8000").round()
    assert {r.door for r in receipts.of(generation)} == {*DOORS}


def test_asking_leaves_nothing_behind(open_one: OpenOne) -> None:
    hall = open_one()
    hall.prover("one:8000").round()

    with hall.application.engine.connect() as connection:
        for row in (ConversationRow, MessageRow):
            assert connection.scalar(select(func.count()).select_from(row)) == 0
    assert "onedoor_answers_total{" not in hall.application.metrics.exposition().decode()


def test_a_hall_that_cannot_be_reached_gets_no_receipt(open_one: OpenOne) -> None:
    hall = open_one()
    client = httpx.Client(base_url="http://127.0.0.1:9", trust_env=False)
    Prover(hall.application, hall.app, client, "one:8000").round()

    assert Receipts(hall.application.engine).of(1) == ()


def test_a_door_that_is_down_is_logged_when_it_goes_and_when_it_comes_back(
    open_one: OpenOne,
) -> None:
    hall = open_one()
    reached = hall.prover("one:8000")
    away = httpx.Client(base_url="http://127.0.0.1:9", trust_env=False)
    prover = Prover(hall.application, hall.app, away, "one:8000")
    with capture_logs() as logged:
        for _second in range(3):
            prover.round()
        prover.client = reached.client
        prover.round()
        prover.round()

    events = [(one["event"], one["door"]) for one in logged if "door" in one]
    assert events == [
        *(("door_failed", door) for door in DOORS),
        *(("door_answers_again", door) for door in DOORS),
    ]
    for door in DOORS:
        failed = f'onedoor_door_failures_total{{door="{door}"}} 3.0'
        assert failed in hall.application.metrics.exposition().decode()
    assert {r.door for r in Receipts(hall.application.engine).of(1)} == {*DOORS}


def test_the_first_receipt_of_a_door_counts(engine: Engine) -> None:
    store, receipts = GuideStore(engine), Receipts(engine)
    prepare_tables(engine, NOW)
    publish_files(store, small_catalogue(), NOW)
    later = NOW + timedelta(minutes=1)
    receipts.renew(1, "one:8000", NOW)
    receipts.write(1, "api", "one:8000", NOW)
    receipts.renew(1, "one:8000", later)
    receipts.write(1, "api", "one:8000", later)

    seen = Publications(store, lambda: later).arrivals(1, ("api", "pages"))
    assert seen == (Arrival("api", "one:8000", NOW), Arrival("pages", "one:8000", None))
    assert receipts.halls(later) == ("one:8000",)
    assert receipts.halls(later + ALIVE) == ()
