"""Look back and ahead: what stood in a generation, and what will be in force on a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.states import State
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.engine import one_moment
from knowledge_base.store.kinds import with_records
from knowledge_base.store.reading import members, newest_generation
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import GenerationRow, RecordRow, StateRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

NO_GENERATION = "没有第 {no} 次发布"


@dataclass(frozen=True)
class Generation:
    """One publication; `digest` is of everything that stood in it."""

    no: int
    digest: str
    published_at: datetime
    cause: str


@dataclass(frozen=True)
class Generations:
    """Reads what was published when, and what will be."""

    store: GuideStore

    def generation(self, no: int) -> Generation:
        """Return a generation.

        Raises:
            UnknownVersion: there is none with this number.
        """
        with unit_of_work(self.store.engine) as session:
            row = session.get(GenerationRow, no)
            if row is None:
                raise UnknownVersion(NO_GENERATION.format(no=no))
            return Generation(row.no, row.digest, row.published_at, row.cause)

    def version_in(self, no: int, kind: str, key: str) -> int | None:
        """Return the id of the version of a record that a generation shows; None where it shows none."""
        wanted = members(no).where(RecordRow.kind == kind, RecordRow.key == key)
        with unit_of_work(self.store.engine) as session:
            return session.scalar(wanted.with_only_columns(VersionRow.id))

    def catalogue_on(self, day: date) -> Catalogue:
        """Return everything as it will be in force on a day, by what is in force and what is scheduled now."""
        with one_moment(self.store.engine) as connection, Session(connection) as session:
            no = newest_generation(session)
            published = self.store.read_generation(session, no)
            changes: dict[tuple[str, str], object] = {}
            for record, row in session.execute(members(no)):
                if _is_over(row, day):
                    changes[record.kind, record.key] = None
            for record, row in _scheduled(session, day):
                said = None if _is_over(row, day) else self.store.read_version(session, row.id)
                changes[record.kind, record.key] = said
            return with_records(published, changes) if changes else published


def _is_over(row: VersionRow, day: date) -> bool:
    return row.effective_until is not None and row.effective_until < day


def _scheduled(session: Session, day: date) -> list[tuple[RecordRow, VersionRow]]:
    """Return what takes effect until a day, in the order in which it does."""
    wanted = (
        select(RecordRow, VersionRow)
        .join(VersionRow, VersionRow.record_id == RecordRow.id)
        .join(StateRow, StateRow.version_id == VersionRow.id)
        .where(StateRow.state == State.SCHEDULED, VersionRow.effective_from <= day)
        .order_by(VersionRow.effective_from, VersionRow.id)
    )
    return [(record, row) for record, row in session.execute(wanted)]
