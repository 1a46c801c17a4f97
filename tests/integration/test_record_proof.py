"""What files lead to and what people did is told apart, and every step is in the chain."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from knowledge_base.audit.tables import EntryRow
from knowledge_base.audit.witness import witness_faults
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.registering import WITNESSES
from knowledge_base.lifecycle.seeding import differences, has_staff_work
from knowledge_base.model.guide import Fee
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, MARRIAGE, NOW, small_catalogue
from tests.lifecycle_kit import (
    EDITOR,
    REVIEWER,
    cheaper,
    in_force,
    submitted,
)


def test_what_files_would_change_is_told_by_field(record: Record) -> None:
    catalogue = small_catalogue()
    fee = Fee("工本费", "每证40元", id="zzzz")
    changed = replace(
        catalogue.guides[ID_CARD], fee=replace(catalogue.guides[ID_CARD].fee, rows=(fee,))
    )
    venues = {**catalogue.venues, "new": replace(next(iter(catalogue.venues.values())), id="new")}
    guides = {
        ID_CARD: changed,
        **{c: g for c, g in catalogue.guides.items() if c not in (ID_CARD, MARRIAGE)},
    }
    files = replace(catalogue, guides=guides, venues=venues)

    found = differences(record.store.published()[0], files)

    assert [(d.kind, d.key, d.what, d.fields) for d in found] == [
        ("venue", "new", "new", ()),
        ("guide", ID_CARD, "changed", ("fee",)),
        ("guide", MARRIAGE, "gone", ()),
    ]


def test_files_lead_until_somebody_wrote_something(record: Record) -> None:
    assert not has_staff_work(record.store)
    submitted(record, cheaper)
    assert has_staff_work(record.store)


def test_generations_never_run_backwards(record: Record, clock: Clock) -> None:
    clock.now = NOW - timedelta(days=10)
    record.publishing.approve(submitted(record, cheaper), REVIEWER)
    assert record.store.generation_at(NOW) == 2
    assert record.store.generation_at(clock.now) == 0


def test_every_version_move_and_generation_is_in_the_chain_with_its_digest(record: Record) -> None:
    version = submitted(record, cheaper)
    record.publishing.approve(version, REVIEWER, "同意，电话 13812345678")
    with Session(record.store.engine) as session:
        assert list(witness_faults(session, WITNESSES)) == []
        entries = session.scalars(select(EntryRow).order_by(EntryRow.seq.desc()).limit(5)).all()
    told = [(e.actor, e.action) for e in entries]
    assert told == [
        ("wang", "generation_made"),
        ("wang", "version_moved"),
        ("wang", "version_moved"),
        ("wang", "version_moved"),
        ("li", "version_moved"),
    ]
    assert "13812345678" not in entries[3].detail and "同意" in entries[3].detail


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kb_version SET content = '{}' WHERE id = {id}",
        "UPDATE kb_version SET authors = '[]' WHERE id = {id}",
        "UPDATE kb_version SET effective_from = '2030-01-01' WHERE id = {id}",
        "UPDATE kb_move SET comment = 'x' WHERE version_id = {id}",
        "UPDATE kb_move SET actor = 'li' WHERE version_id = {id} AND actor = 'wang'",
        "DELETE FROM kb_move WHERE version_id = {id}",
        "UPDATE kb_generation SET cause = 'x' WHERE no = 2",
        "UPDATE kb_generation_member SET version_id = NULL WHERE no = 2",
        "DELETE FROM kb_generation_member WHERE no = 2",
        "INSERT INTO kb_generation_member (no, record_id, version_id) VALUES (2, 1, NULL)",
    ],
)
def test_a_change_behind_the_records_back_is_found(record: Record, change: str) -> None:
    version = submitted(record, cheaper)
    record.publishing.approve(version, REVIEWER)
    with Session(record.store.engine) as session:
        session.execute(text(change.replace("{id}", str(version))))
        assert list(witness_faults(session, WITNESSES)) != []


def test_a_draft_of_files_that_somebody_handed_in_is_their_work(record: Record) -> None:
    guide = in_force(record)
    item = replace(
        guide.item, code=f"{ID_CARD[:-2]}77", name="另一件事", aliases=("甲事", "乙事", "丙事")
    )
    importer = Person("import", duties=frozenset({Duty.EDIT}))
    draft = record.drafts.create("guide", item.code, replace(guide, item=item), importer, "file")
    assert not has_staff_work(record.store)

    record.drafts.submit(draft.id, EDITOR)
    assert has_staff_work(record.store)
