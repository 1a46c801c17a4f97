"""Files as one way in: they fill an empty database, and later become drafts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.moves import begin, move
from knowledge_base.lifecycle.overtaking import give_way
from knowledge_base.lifecycle.people import SYSTEM
from knowledge_base.lifecycle.registering import register_generation
from knowledge_base.lifecycle.states import State
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.store.engine import alone
from knowledge_base.store.kinds import GUIDE, KINDS, TEXT, content_of
from knowledge_base.store.reading import newest_generation, shown
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import RecordRow, StateRow, VersionRow
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.store.writing import add_generation, add_version, known_record

CAUSE = "导入随附文件"
FILE = "file"
"""The origin of what files say."""


@dataclass(frozen=True)
class SeedReport:
    """What a seeding changed; the first three are 0 when the files say what is already published."""

    records: int
    new_versions: int
    withdrawn: int
    generation: int


@dataclass(frozen=True)
class Difference:
    """A record that the files have differently than what is published: `new`, `changed` or `gone`.

    fields: which parts differ, where both have it.
    """

    kind: str
    key: str
    title: str
    what: str
    fields: tuple[str, ...] = ()
    value: Any = None


def differences(published: Catalogue, files: Catalogue) -> tuple[Difference, ...]:
    """Return what publishing the files would change, by kind and in the order of the files."""
    found: list[Difference] = []
    for name, kind in KINDS.items():
        old, new = kind.records(published), kind.records(files)
        for key, value in new.items():
            before = old.get(key)
            if before is None:
                found.append(Difference(name, key, _title(value, key), "new", (), value))
            elif fields := _changed_fields(before, value):
                found.append(Difference(name, key, _title(value, key), "changed", fields, value))
        gone = [key for key in old if key not in new and name != TEXT]
        found += [Difference(name, key, _title(old[key], key), "gone") for key in gone]
    return tuple(found)


def publish_files(store: GuideStore, files: Catalogue, now: datetime) -> SeedReport:
    """Publish what the files say, without review; content that is published already is left as it is.

    Two that publish at once do it one after the other: the second finds it done.
    """
    with alone(store.engine) as connection, Session(connection) as session:
        no = newest_generation(session)
        published = store.read_generation(session, no)
        found = differences(published, files)
        ids = {(kind, key): version_id for kind, key, version_id, _ in shown(session, no)}
        changes: dict[int, int | None] = {}
        for one in found:
            changes |= _apply(session, one, ids.get((one.kind, one.key)), now)
        if changes or no == 0:
            no = add_generation(session, changes, now, CAUSE)
            register_generation(session, no, SYSTEM.login, now)
        session.commit()
    return _report(found, no)


def _report(found: tuple[Difference, ...], no: int) -> SeedReport:
    guides = [one for one in found if one.kind == GUIDE]
    withdrawn = sum(one.what == "gone" for one in guides)
    return SeedReport(len(found) - len(guides), len(guides) - withdrawn, withdrawn, no)


def _apply(
    session: Session, one: Difference, current: int | None, now: datetime
) -> Mapping[int, int | None]:
    """Make one record as the files have it; return what the generation changes by it."""
    record = known_record(session, one.kind, one.key)
    if one.value is not None and _is_scheduled(session, record, one.value):
        return {}
    if one.what == "gone":
        assert current is not None
        move(session, current, State.WITHDRAWN, SYSTEM, now, "随附文件里没有了")
        return {record.id: None}
    row = add_version(
        session,
        record,
        one.value,
        author=SYSTEM.login,
        origin=FILE,
        now=now,
        based_on=current,
        least_no=one.value.version if isinstance(one.value, Guide) else 1,
    )
    if row.effective_from is not None and row.effective_from > now.astimezone(CITY_TIME).date():
        give_way(session, row, None, SYSTEM, now)
        begin(session, row, State.SCHEDULED, SYSTEM, now)
        return {}
    give_way(session, row, current, SYSTEM, now)
    begin(session, row, State.PUBLISHED, SYSTEM, now)
    return {record.id: row.id}


def _is_scheduled(session: Session, record: RecordRow, value: Any) -> bool:
    """Whether this very content already waits for the day on which it takes effect."""
    waiting = (
        select(VersionRow.digest)
        .join(StateRow, StateRow.version_id == VersionRow.id)
        .where(VersionRow.record_id == record.id, StateRow.state == State.SCHEDULED)
    )
    return content_of(record.key, value).digest in session.scalars(waiting).all()


def _changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    if isinstance(after, Guide):
        before, after = replace(before, version=0), replace(after, version=0)
    names = type(after).__dataclass_fields__
    return tuple(n for n in names if getattr(before, n) != getattr(after, n))


def _title(value: Any, key: str) -> str:
    named = value.item if isinstance(value, Guide) else value
    return str(getattr(named, "name", key))


def has_staff_work(store: GuideStore) -> bool:
    """Whether anybody handed in a version: from then on the database leads, and files only make drafts."""
    with unit_of_work(store.engine) as session:
        written = select(VersionRow.id).where(VersionRow.author != SYSTEM.login).limit(1)
        return session.scalars(written).first() is not None
