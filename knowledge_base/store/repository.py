"""Published knowledge in and out of the database, as dataclasses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.store import reading
from knowledge_base.store.engine import migrate, one_moment
from knowledge_base.store.kinds import GUIDE, KINDS, catalogue_of, value_of
from knowledge_base.store.tables import RecordRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_kb"
AT_ONCE = 500
"""Versions that are asked for in one query; SQLite takes some ten thousand parameters, not more."""


class GuideStore:
    """The system of record: every generation, as the dataclasses of the model.

    Versions never change, so those of the generation that was read last are kept and not read again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[int, Any] = {}

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def migrate(self) -> None:
        """Bring the tables of the knowledge base to the newest revision."""
        migrate(self._engine, MIGRATIONS, VERSION_TABLE)

    def newest(self) -> int:
        """Return the number of the generation in force, 0 while nothing is published."""
        with unit_of_work(self._engine) as session:
            return reading.newest_generation(session)

    def generation_at(self, moment: datetime) -> int:
        """Return the number of the generation that was in force at a moment, 0 before the first."""
        with unit_of_work(self._engine) as session:
            return reading.generation_at(session, moment)

    def published(self) -> tuple[Catalogue, int]:
        """Return everything in force and the number of its generation (0 while nothing is published).

        Both are read as they were at one moment.
        """
        with one_moment(self._engine) as connection, Session(connection) as session:
            no = reading.newest_generation(session)
            rows = reading.shown(session, no)
            self._kept = self._values(session, [row[2] for row in rows])
            return catalogue_of((kind, key, self._kept[i]) for kind, key, i, _ in rows), no

    def replayed(self, no: int, kinds: Collection[str] = tuple(KINDS)) -> Catalogue:
        """Return everything, or the records of some kinds, as it stood in a generation."""
        with one_moment(self._engine) as connection, Session(connection) as session:
            return self.read_generation(session, no, kinds)

    def read_generation(
        self, session: Session, no: int, kinds: Collection[str] = tuple(KINDS)
    ) -> Catalogue:
        """Return what a generation shows, within a unit of work."""
        rows = [row for row in reading.shown(session, no) if row[0] in kinds]
        values = self._values(session, [row[2] for row in rows])
        return catalogue_of((kind, key, values[i]) for kind, key, i, _ in rows)

    def read_version(self, session: Session, version_id: int) -> Any:
        """Return the value of a version, within a unit of work."""
        return self._values(session, [version_id])[version_id]

    def version(self, item_code: str, version: int) -> Guide | None:
        """Return one version of a guide, in force or not."""
        found: Guide | None = self.value(GUIDE, item_code, version)
        return found

    def value(self, kind: str, key: str, no: int) -> Any:
        """Return one version of any record, in force or not; None for one that does not exist."""
        wanted = (
            select(VersionRow)
            .join(RecordRow, RecordRow.id == VersionRow.record_id)
            .where(RecordRow.kind == kind, RecordRow.key == key, VersionRow.no == no)
        )
        with unit_of_work(self._engine) as session:
            row = session.scalars(wanted).first()
            return None if row is None else value_of(kind, row.no, row.schema, row.content)

    def _values(self, session: Session, ids: Iterable[int]) -> dict[int, Any]:
        """Return the values of versions by their ids; those that are kept are not read."""
        wanted, kept = list(ids), self._kept
        missing = [i for i in wanted if i not in kept]
        read: dict[int, Any] = {}
        for start in range(0, len(missing), AT_ONCE):
            rows = session.execute(
                select(RecordRow.kind, VersionRow)
                .join(RecordRow, RecordRow.id == VersionRow.record_id)
                .where(VersionRow.id.in_(missing[start : start + AT_ONCE]))
            )
            for kind, row in rows:
                read[row.id] = value_of(kind, row.no, row.schema, row.content)
        return {i: kept[i] if i in kept else read[i] for i in wanted}
