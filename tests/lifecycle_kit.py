"""A record of three guides in force, and the people who work on it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.seeing import Seen
from knowledge_base.model.guide import Guide
from knowledge_base.store.repository import GuideStore
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, small_catalogue

POLICE = "gongan"
EDITOR = Person("li", "李编辑", POLICE, frozenset({Duty.EDIT}))
COLLEAGUE = Person("sun", "孙编辑", POLICE, frozenset({Duty.EDIT}))
STRANGER = Person("zhao", "赵编辑", "minzheng", frozenset({Duty.EDIT}))
REVIEWER = Person("wang", "王审核", "", frozenset({Duty.PUBLISH, Duty.EDIT}))
CHECKER = Person("zhou", "周核对", POLICE, frozenset({Duty.CHECK}))
ELSEWHERE = Person("zhao", "赵核对", "minzheng", frozenset({Duty.CHECK}))


def small_record(engine: Engine, clock: Clock) -> Record:
    """Return a record whose first generation was published when the clock stood as it does."""
    store = GuideStore(engine)
    prepare_tables(engine, clock())
    publish_files(store, small_catalogue(), clock())
    return Record(store, clock)


def other_words(value: Any) -> Any:
    """Return a guide with another summary."""
    return replace(value, summary="换了一句话。")


def cheaper(guide: Guide) -> Guide:
    """Return a guide with another summary, and nothing to note on its fee."""
    return replace(guide, summary="换了一句话。", fee=replace(guide.fee, notes=()))


def in_force(record: Record, code: str = ID_CARD) -> Guide:
    """Return a guide in force."""
    return record.store.published()[0].guides[code]


def submitted(
    record: Record,
    change: Callable[[Any], Any] = other_words,
    by: Person = EDITOR,
    key: str = ID_CARD,
) -> int:
    """Return a version that waits for approval."""
    draft = record.drafts.open("guide", key, by)
    before = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, change(before.value), by, before.id)
    return record.drafts.submit(draft.id, by)


def approve(record: Record, version: int, by: Person = REVIEWER) -> int | None:
    """Approve a version as somebody who has seen which others give way to it."""
    others = frozenset(one.version_id for one in record.publishing.overtakes(version))
    return record.publishing.approve(version, by, "", Seen(overtaken=others))
