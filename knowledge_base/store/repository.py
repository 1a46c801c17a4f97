"""Published knowledge in and out of the database, as dataclasses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.model.catalogue import (
    CatalogEntry,
    Catalogue,
    Department,
    Material,
    NotCovered,
    Phrasing,
    Questions,
    Venue,
)
from knowledge_base.model.codec import digest, from_plain, to_plain
from knowledge_base.model.guide import Guide
from knowledge_base.store.engine import alone, migrate, one_moment
from knowledge_base.store.tables import GenerationRow, GuideVersionRow, ItemRow, RecordRow
from knowledge_base.store.trouble import unit_of_work

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_kb"

R = TypeVar("R")


@dataclass(frozen=True)
class SeedReport:
    """What a seeding changed; all three are 0 when the files say what is already published."""

    records: int
    new_versions: int
    withdrawn: int
    generation: int


class GuideStore:
    """The system of record: published versions and what they refer to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def migrate(self) -> None:
        """Bring the tables of the knowledge base to the newest revision."""
        migrate(self._engine, MIGRATIONS, VERSION_TABLE)

    def seed(self, catalogue: Catalogue, now: datetime) -> SeedReport:
        """Publish what the files say; content already published is left as it is.

        Two that publish at once do it one after the other: the second finds it done.
        """
        with alone(self._engine) as connection, Session(connection) as session:
            records = sum(
                _put_records(session, kind, rows) for kind, rows in _records(catalogue).items()
            )
            versions = sum(_put_guide(session, guide, now) for guide in catalogue.guides.values())
            withdrawn = _withdraw_missing(session, catalogue.guides)
            session.flush()
            number = _put_generation(session, now, changed=bool(records + versions + withdrawn))
            session.commit()
        return SeedReport(records, versions, withdrawn, number)

    def published(self, day: date) -> tuple[Catalogue, int]:
        """Return everything in force on a day and the number of its generation (0 while nothing is published).

        Both are read as they were at one moment.
        """
        with one_moment(self._engine) as connection, Session(connection) as session:
            return _catalogue(session, day), _generation(session)

    def state(self, day: date) -> str:
        """Return what tells the published state of a day from that of another: generation and versions."""
        with one_moment(self._engine) as connection, Session(connection) as session:
            rows = session.execute(_in_force(day)).all()
            return digest([_generation(session), [list(row) for row in rows]])

    def version(self, item_code: str, version: int) -> Guide | None:
        """Return one version of a guide, in force or not."""
        with unit_of_work(self._engine) as session:
            row = _version_row(session, item_code, version)
            return None if row is None else from_plain(Guide, row.content)

    def versions_on(self, item_code: str, day: date) -> Guide | None:
        """Return the version in force on a day, as `published` has it; None for an item that is withdrawn."""
        with unit_of_work(self._engine) as session:
            found = session.execute(_in_force(day).where(ItemRow.code == item_code)).first()
            row = None if found is None else _version_row(session, item_code, found[1])
            return None if row is None else from_plain(Guide, row.content)


def _records(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    return {
        "department": dict(catalogue.departments),
        "venue": dict(catalogue.venues),
        "material": dict(catalogue.materials),
        "entry": dict(catalogue.entries),
        "not_covered": {row.name: row for row in catalogue.not_covered},
        "phrasing": dict(catalogue.phrasings),
        "questions": dict(catalogue.questions),
    }


def _put_records(session: Session, kind: str, rows: Mapping[str, Any]) -> int:
    stored = {r.key: r for r in session.scalars(select(RecordRow).where(RecordRow.kind == kind))}
    changed = 0
    for position, (key, value) in enumerate(rows.items()):
        mark = digest(value)
        row = stored.pop(key, None)
        if row is not None and row.digest == mark and row.position == position:
            continue
        session.merge(
            RecordRow(kind=kind, key=key, position=position, digest=mark, content=to_plain(value))
        )
        changed += 1
    for gone in stored.values():
        session.delete(gone)
    return changed + len(stored)


def _put_guide(session: Session, guide: Guide, now: datetime) -> int:
    """Add a version when the content differs from the one in force; return how many were added."""
    item = session.get(ItemRow, guide.item.code)
    latest = _latest_version(session, guide.item.code)
    current = None if item is None else _version_row(session, item.code, item.published_version)
    if item is not None and current is not None and current.digest == _content_digest(guide):
        return 0
    version = max(guide.version, latest + 1)
    session.merge(
        ItemRow(
            code=guide.item.code,
            catalog_code=guide.item.catalog_code,
            department=guide.item.department,
            name=guide.item.name,
            published_version=version,
        )
    )
    session.flush()
    session.add(_new_version(replace(guide, version=version), now))
    return 1


def _content_digest(guide: Guide) -> str:
    """The digest of what a guide says, whatever number its version has."""
    return digest(replace(guide, version=0))


def _new_version(guide: Guide, now: datetime) -> GuideVersionRow:
    return GuideVersionRow(
        item_code=guide.item.code,
        version=guide.version,
        digest=_content_digest(guide),
        effective_from=guide.effective_from,
        verified=guide.verified,
        published_at=now,
        content=to_plain(guide),
    )


def _latest_version(session: Session, item_code: str) -> int:
    versions = select(GuideVersionRow.version).where(GuideVersionRow.item_code == item_code)
    return max(session.scalars(versions), default=0)


def _version_row(session: Session, item_code: str, version: int | None) -> GuideVersionRow | None:
    return session.scalars(
        select(GuideVersionRow).where(
            GuideVersionRow.item_code == item_code, GuideVersionRow.version == version
        )
    ).first()


def _withdraw_missing(session: Session, codes: Iterable[str]) -> int:
    live = select(ItemRow).where(ItemRow.published_version.is_not(None))
    gone = [row for row in session.scalars(live) if row.code not in set(codes)]
    for row in gone:
        row.published_version = None
    return len(gone)


def _put_generation(session: Session, now: datetime, *, changed: bool) -> int:
    number = _generation(session)
    if changed or number == 0:
        number += 1
        mark = digest(sorted(session.scalars(select(GuideVersionRow.digest))))
        session.add(GenerationRow(number=number, digest=mark, published_at=now))
    return number


def _generation(session: Session) -> int:
    return max(session.scalars(select(GenerationRow.number)), default=0)


def _in_force(day: date) -> Select[str, int]:
    """The items that are not withdrawn, each with its newest version that has taken effect by the day."""
    return (
        select(GuideVersionRow.item_code, func.max(GuideVersionRow.version).label("version"))
        .join(ItemRow, ItemRow.code == GuideVersionRow.item_code)
        .where(
            GuideVersionRow.version <= ItemRow.published_version,
            GuideVersionRow.effective_from <= day,
        )
        .group_by(GuideVersionRow.item_code)
        .order_by(GuideVersionRow.item_code)
    )


def _catalogue(session: Session, day: date) -> Catalogue:
    current = _in_force(day).subquery()
    rows = session.scalars(
        select(GuideVersionRow)
        .join(
            current,
            (current.c.item_code == GuideVersionRow.item_code)
            & (current.c.version == GuideVersionRow.version),
        )
        .order_by(GuideVersionRow.item_code)
    )
    guides = {row.item_code: from_plain(Guide, row.content) for row in rows}
    return Catalogue(
        departments=_records_of(session, "department", Department),
        venues=_records_of(session, "venue", Venue),
        materials=_records_of(session, "material", Material),
        entries=_records_of(session, "entry", CatalogEntry),
        guides=guides,
        not_covered=tuple(_records_of(session, "not_covered", NotCovered).values()),
        phrasings=_records_of(session, "phrasing", Phrasing),
        questions=_records_of(session, "questions", Questions),
    )


def _records_of(session: Session, kind: str, model: type[R]) -> dict[str, R]:
    rows = select(RecordRow).where(RecordRow.kind == kind).order_by(RecordRow.position)
    return {row.key: from_plain(model, row.content) for row in session.scalars(rows)}
