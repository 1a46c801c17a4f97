"""A database of the last release comes through the upgrade with all that was in it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from knowledge_base.audit.tables import EntryRow
from knowledge_base.audit.witness import witness_faults
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.registering import WITNESSES, take_over
from knowledge_base.lifecycle.seeding import differences, publish_files
from knowledge_base.lifecycle.states import State
from knowledge_base.model.codec import from_plain
from knowledge_base.model.guide import Guide
from knowledge_base.model.upcasting import upcast
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.repository import MIGRATIONS, VERSION_TABLE, GuideStore
from knowledge_base.store.tables import ChecklistRow
from knowledge_base.store.trouble import unit_of_work
from tests.conftest import TRAINED
from tests.desk_kit import Clock, desk_on
from tests.integration.test_desk_upgrade import NUMBER, TALK, make_first_release
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, RESIDENCE, with_guides
from tests.upgrade_kit import fill, upgrade_to

SAID = json.loads(
    (Path(__file__).parents[1] / "data/last_release_knowledge.json").read_text(encoding="utf-8")
)
"""What the last release wrote into its database about three guides."""

FIRST = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
OLD_SUMMARY = "改之前的说法。"


def published_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of the last release: one guide in its second version, one withdrawn, one waiting."""
    for kind, records in SAID["records"].items():
        for position, (key, content) in enumerate(records.items()):
            yield (
                "kb_record",
                dict(kind=kind, key=key, position=position, digest="-", content=content),
            )
    in_force = {ID_CARD: 2, RESIDENCE: 1, MARRIAGE: None}
    for code, content in SAID["guides"].items():
        item = content["item"]
        yield (
            "kb_item",
            dict(
                code=code,
                catalog_code=item["catalog_code"],
                department=item["department"],
                name=item["name"],
                published_version=in_force[code],
            ),
        )
    old = dict(SAID["guides"][ID_CARD], summary=OLD_SUMMARY)
    yield _version(old, 1, FIRST)
    yield _version(SAID["guides"][ID_CARD], 2, SECOND)
    yield _version(SAID["guides"][RESIDENCE], 1, FIRST)
    yield _version(SAID["guides"][MARRIAGE], 1, FIRST)
    for number, moment in ((1, FIRST), (2, SECOND), (3, SECOND + timedelta(days=1))):
        yield "kb_generation", dict(number=number, digest="-", published_at=moment)
    yield (
        "kb_checklist",
        dict(
            short="abcdefgh",
            item_code=ID_CARD,
            version=1,
            situation={"reason": "lost"},
            created_at=FIRST + timedelta(days=1),
        ),
    )
    yield (
        "kb_feedback",
        dict(item_code=ID_CARD, element="fee", door="chat", helpful=True, created_at=FIRST),
    )


def _version(content: Mapping[str, Any], number: int, at: datetime) -> tuple[str, dict[str, Any]]:
    row = dict(
        item_code=content["item"]["code"],
        version=number,
        digest="-",
        effective_from=date.fromisoformat(content["effective_from"]),
        verified=False,
        published_at=at,
        content=dict(content, version=number),
    )
    return "kb_guide_version", row


@pytest.fixture
def old(engine: Engine) -> Engine:
    """A database of the last release, with a conversation and a ticket in it."""
    upgrade_to(engine, MIGRATIONS, VERSION_TABLE, "0001")
    make_first_release(engine)
    fill(engine, published_rows())
    return engine


def guide(code: str, number: int) -> Guide:
    """Return a guide as the last release wrote it, in this version."""
    return from_plain(Guide, upcast("guide", 1, dict(SAID["guides"][code], version=number)))


def test_what_was_published_is_in_force_and_every_version_is_readable(old: Engine) -> None:
    store = GuideStore(old)
    prepare_tables(old, NOW)

    catalogue, generation = store.published()

    assert generation == 3
    assert catalogue.guides == {ID_CARD: guide(ID_CARD, 2), RESIDENCE: guide(RESIDENCE, 1)}
    assert set(catalogue.materials) == set(SAID["records"]["material"])
    assert list(catalogue.departments) == list(SAID["records"]["department"])
    before = store.version(ID_CARD, 1)
    assert before is not None and before.summary == OLD_SUMMARY
    assert store.version(MARRIAGE, 1) == guide(MARRIAGE, 1)


def test_earlier_generations_say_what_they_said(old: Engine) -> None:
    store = GuideStore(old)
    prepare_tables(old, NOW)

    first = store.replayed(store.generation_at(FIRST + timedelta(hours=1)))
    second = store.replayed(store.generation_at(SECOND + timedelta(hours=1)))

    assert first.guides[ID_CARD].summary == OLD_SUMMARY
    assert second.guides[ID_CARD] == guide(ID_CARD, 2)
    assert MARRIAGE in first.guides and MARRIAGE in second.guides


def test_states_tell_what_became_of_each_version(old: Engine) -> None:
    store = GuideStore(old)
    prepare_tables(old, NOW)
    versions = Record(store, lambda: NOW).versions

    states = {
        code: [(v.no, v.state) for v in versions.of("guide", code)]
        for code in (ID_CARD, RESIDENCE, MARRIAGE)
    }

    assert states == {
        ID_CARD: [(2, State.PUBLISHED), (1, State.SUPERSEDED)],
        RESIDENCE: [(1, State.PUBLISHED)],
        MARRIAGE: [(1, State.WITHDRAWN)],
    }


def test_the_upgraded_record_goes_on(old: Engine) -> None:
    store = GuideStore(old)
    prepare_tables(old, NOW)
    catalogue, _ = store.published()
    restored = {**catalogue.guides, MARRIAGE: guide(MARRIAGE, 1)}

    report = publish_files(store, with_guides(catalogue, restored), NOW)

    assert (report.new_versions, report.records, report.generation) == (1, 0, 4)
    assert differences(store.published()[0], with_guides(catalogue, restored)) == ()


def test_saved_lists_conversations_and_tickets_are_still_there(old: Engine, clock: Clock) -> None:
    kb = KnowledgeBase(old, TRAINED, clock=clock)
    prepare_tables(old, NOW)
    desk = desk_on(old, clock)

    with unit_of_work(old) as session:
        row = session.get_one(ChecklistRow, "abcdefgh")
        assert (row.version, row.generation, row.situation) == (1, 1, {"reason": "lost"})
    (count,) = kb.ratings(FIRST - timedelta(days=1), FIRST + timedelta(days=1))
    assert (count.department, count.count) == ("gongan", 1)
    ticket = desk.ticket(NUMBER)
    assert ticket is not None
    assert (ticket.conversation_id, ticket.questions) == (TALK, ("孩子上户口要啥",))


def test_upgrading_twice_changes_nothing(old: Engine) -> None:
    store = GuideStore(old)
    prepare_tables(old, NOW)
    before = store.published()
    prepare_tables(old, NOW)
    assert GuideStore(old).published() == before


def test_what_was_published_before_is_entered_in_the_chain_once(old: Engine) -> None:
    prepare_tables(old, NOW)
    with Session(old) as session:
        assert list(witness_faults(session, WITNESSES)) == []
        count = session.query(EntryRow).count()
        session.execute(text("UPDATE kb_version SET author = 'nobody' WHERE id = 1"))
        found = [str(fault) for fault in witness_faults(session, WITNESSES)]
    assert len(found) == 1 and "version:1 的内容与登记时不一致" in found[0]
    assert take_over(old, NOW) == 0
    with Session(old) as session:
        assert session.query(EntryRow).count() == count > 0
