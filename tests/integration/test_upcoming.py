"""What is approved and not yet in force is announced at every door, in one line made of the guide's own words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from hall.app import create_app
from hall.bootstrap import Application, open_application
from hall.settings import Settings
from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.guide import Fee, Fees, Guide, Note
from knowledge_base.model.situation import When
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from knowledge_base.upcoming import FRESH_SECONDS, Upcoming
from tests.conftest import TRAINED
from tests.desk_kit import Clock
from tests.knowledge_kit import (
    ID_CARD,
    copy_models,
    small_catalogue,
    small_knowledge,
    wording,
)
from tests.lifecycle_kit import REVIEWER, submitted
from tests.stack import wait_for

DAY = date(2027, 3, 1)
FEES = Fees(True, (Fee("补领工本费", "每证30元", id="a111"),))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    opened = connect(f"sqlite:///{tmp_path / 'upcoming.db'}")
    yield opened
    opened.dispose()


class Seconds:
    """A stopwatch that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """The time by which what was read gets old."""
    return Seconds()


@pytest.fixture
def upcoming(record: Record, seconds: Seconds) -> Upcoming:
    """What waits in that record."""
    return Upcoming(record.store, wording().statement, wording().notice, seconds)


def scheduled(record: Record, day: date = DAY, **changed: object) -> int:
    """Return an approved version of the identity card's guide that waits for its day."""
    version = submitted(
        record,
        lambda g: replace(g, effective_from=day, **changed),
    )
    record.publishing.approve(version, REVIEWER)
    return version


def now(code: str = ID_CARD) -> Guide:
    """Return the guide in force."""
    return small_catalogue().guides[code]


def said(upcoming: Upcoming, code: str = ID_CARD) -> str:
    """Return what is announced about a guide."""
    return upcoming.line(now(code), small_catalogue())


def test_nothing_is_announced_while_nothing_waits(upcoming: Upcoming) -> None:
    assert said(upcoming) == ""


def test_what_changes_is_told_by_its_name_and_a_short_sentence_with_it(
    record: Record, upcoming: Upcoming
) -> None:
    note = Note("换新证不收费。", id="zzzz")
    scheduled(record, summary="换了一句。", conditions=(*now().conditions, note))
    assert said(upcoming) == "2027年3月1日起有变化：办理条件“换新证不收费”"
    assert said(upcoming, "232009010000-01") == ""


def test_a_condition_is_told_by_its_options(record: Record, upcoming: Upcoming) -> None:
    question = now().situations[0]
    option = question.options[0]
    note = Note("换新证不收费。", When(((question.id, (option.id,)),)), id="zzzz")
    scheduled(record, conditions=(*now().conditions, note))
    assert said(upcoming).endswith(f"办理条件“（{option.label}）换新证不收费”")


def test_several_changes_of_one_kind_are_told_by_their_name_alone(
    record: Record, upcoming: Upcoming
) -> None:
    scheduled(record, fee=FEES, materials=now().materials[1:])
    line = said(upcoming)
    assert line.startswith("2027年3月1日起有变化：申请材料、收费")
    assert "30元" not in line


def test_what_nobody_would_read_differently_is_not_announced(
    record: Record, upcoming: Upcoming
) -> None:
    scheduled(record, checked_on=date(2027, 1, 1))
    assert said(upcoming) == ""


def test_a_summary_alone_is_named(record: Record, upcoming: Upcoming) -> None:
    scheduled(record, summary="换了一句。")
    assert said(upcoming) == "2027年3月1日起有变化：简介“换了一句”"


def test_what_was_cancelled_or_came_is_announced_no_longer(
    record: Record, upcoming: Upcoming, seconds: Seconds
) -> None:
    version = scheduled(record, fee=FEES)
    assert said(upcoming)
    record.steps.send_back(version, REVIEWER, "文件推迟了")
    assert said(upcoming)
    seconds.now = 1.0
    assert said(upcoming) == ""


def test_a_database_that_is_away_takes_no_answer_away(
    record: Record, upcoming: Upcoming, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(record, fee=FEES)
    before = said(upcoming)

    def gone() -> None:
        raise StoreUnavailable(Cause.GONE)

    monkeypatch.setattr(upcoming, "_read", gone)
    seconds.now = 5.0
    assert said(upcoming) == before


@pytest.fixture
def hall(
    knowledge: KnowledgeBase, engine: Engine, settings: Settings, clock: Clock, tmp_path: Path
) -> Iterator[Application]:
    """A hall over three guides, with a change that waits."""
    assert knowledge.ready
    kb = small_knowledge(engine, copy_models(TRAINED, tmp_path / "models"))
    address = str(engine.url)
    opened = open_application(replace(settings, database_url=address), clock, kb=kb)
    scheduled(opened.record, fee=FEES, summary="换了一句。")
    now = kb.snapshot()
    wait_for(lambda: now.upcoming(now.catalogue.guides[ID_CARD]) != "", 5, "it to be looked up")
    yield opened
    opened.close()


def test_every_door_announces_it(hall: Application) -> None:
    client: FlaskClient = create_app(hall).test_client()
    line = "2027年3月1日起有变化：收费"
    for page in (
        f"/items/{ID_CARD}",
        f"/items/{ID_CARD}/checklist",
        f"/counter/items/{ID_CARD}/card",
        "/search?q=补身份证多少钱",
    ):
        assert line in client.get(page).text, page
    assert (
        line
        in client.post(
            "/api/v1/chat/upcoming-talk-1/messages", json={"text": "补身份证多少钱"}
        ).text
    )
    assert line in client.get(f"/api/v1/items/{ID_CARD}").get_json()["upcoming"]
    assert line not in client.get("/items/232011001000-01").text
    assert client.get("/api/v1/items/232011001000-01").get_json()["upcoming"] == ""
    assert line in hall.kb.ask("补身份证多少钱").notice


def test_a_version_that_waits_is_read_once(
    record: Record, upcoming: Upcoming, seconds: Seconds
) -> None:
    scheduled(record, fee=FEES)
    catalogue = record.store.published()[0]
    first = upcoming.line(catalogue.guides[ID_CARD], catalogue)

    asked: list[str] = []
    event.listen(
        record.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    seconds.now += FRESH_SECONDS
    assert upcoming.line(catalogue.guides[ID_CARD], catalogue) == first != ""
    assert len(asked) == 1
    assert "content" not in asked[0]
