"""Look at versions and how each came about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from knowledge_base.lifecycle.errors import no_version
from knowledge_base.lifecycle.states import State
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import MoveRow, RecordRow, StateRow, VersionRow
from knowledge_base.store.trouble import unit_of_work

LIKE_SIGNS = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True)
class Version:
    """One version of a record, without its content."""

    id: int
    kind: str
    key: str
    no: int
    title: str
    department: str
    state: State
    since: datetime
    author: str
    authors: tuple[str, ...]
    origin: str
    based_on: int | None
    created_at: datetime
    digest: str
    effective_from: date | None
    effective_until: date | None
    review_on: date | None


@dataclass(frozen=True)
class Move:
    """One step in the life of a version."""

    id: int
    from_state: State
    to_state: State
    actor: str
    at: datetime
    comment: str


@dataclass(frozen=True)
class VersionFilter:
    """Which versions to list; empty parts do not narrow.

    text: part of the title, or the key from its beginning.
    departments: ids; records of none are listed for those who serve all.
    review_before: those whose review is due before this day.
    is_last: only those after which no version of their record came into force.
    """

    kinds: Sequence[str] = ()
    states: Sequence[State] = ()
    departments: Sequence[str] = ()
    text: str = ""
    review_before: date | None = None
    is_last: bool = False


@dataclass(frozen=True)
class Versions:
    """Read what was written, submitted, approved and published."""

    store: GuideStore

    def version(self, version_id: int) -> Version:
        """Return a version.

        Raises:
            UnknownVersion: there is none with this id.
        """
        with unit_of_work(self.store.engine) as session:
            return _one(session, version_id)

    def value(self, version_id: int) -> Any:
        """Return what a version says, as a value of its record's model."""
        with unit_of_work(self.store.engine) as session:
            _one(session, version_id)
            return self.store.read_version(session, version_id)

    def of(self, kind: str, key: str) -> tuple[Version, ...]:
        """Return every version of a record, the newest first."""
        wanted = select_versions().where(RecordRow.kind == kind, RecordRow.key == key)
        with unit_of_work(self.store.engine) as session:
            rows = session.execute(wanted.order_by(VersionRow.no.desc()))
            return tuple(version_of(*row) for row in rows)

    def moves(self, version_id: int) -> tuple[Move, ...]:
        """Return the life of a version, the oldest step first."""
        wanted = select(MoveRow).where(MoveRow.version_id == version_id).order_by(MoveRow.id)
        with unit_of_work(self.store.engine) as session:
            return tuple(
                Move(
                    row.id,
                    State(row.from_state),
                    State(row.to_state),
                    row.actor,
                    row.at,
                    row.comment,
                )
                for row in session.scalars(wanted)
            )

    def listed(
        self, wanted: VersionFilter, limit: int = 50, offset: int = 0
    ) -> tuple[Version, ...]:
        """Return versions that fit, those that moved last first."""
        query = select_versions().where(*_conditions(wanted)).limit(limit).offset(offset)
        query = query.order_by(StateRow.since.desc(), VersionRow.id.desc())
        with unit_of_work(self.store.engine) as session:
            rows = session.execute(query)
            return tuple(version_of(*row) for row in rows)

    def counted(self, wanted: VersionFilter) -> int:
        """Return how many versions fit."""
        found = select_versions().where(*_conditions(wanted)).with_only_columns(func.count())
        with unit_of_work(self.store.engine) as session:
            return session.scalar(found) or 0


def select_versions() -> Select[RecordRow, VersionRow, StateRow]:
    """Select versions with their records and states."""
    return (
        select(RecordRow, VersionRow, StateRow)
        .join(VersionRow, VersionRow.record_id == RecordRow.id)
        .join(StateRow, StateRow.version_id == VersionRow.id)
    )


def _conditions(wanted: VersionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.kinds:
        yield RecordRow.kind.in_(wanted.kinds)
    if wanted.states:
        yield StateRow.state.in_(wanted.states)
    if wanted.departments:
        yield VersionRow.department.in_(wanted.departments)
    if wanted.text.strip():
        part = wanted.text.strip().translate(LIKE_SIGNS)
        in_title = VersionRow.title.like(f"%{part}%", escape="\\")
        yield in_title | RecordRow.key.like(f"{part}%", escape="\\")
    if wanted.review_before is not None:
        yield VersionRow.review_on < wanted.review_before
    if wanted.is_last:
        yield ~_in_force_later()


def _in_force_later() -> ColumnElement[bool]:
    """Return whether a later version of the record came into force; one that was replaced has a later one itself."""
    later, state = aliased(VersionRow), aliased(StateRow)
    return exists().where(
        later.record_id == VersionRow.record_id,
        later.no > VersionRow.no,
        state.version_id == later.id,
        state.state.in_((State.PUBLISHED, State.WITHDRAWN)),
    )


def _one(session: Session, version_id: int) -> Version:
    row = session.execute(select_versions().where(VersionRow.id == version_id)).first()
    if row is None:
        raise no_version(version_id)
    return version_of(*row)


def version_of(record: RecordRow, row: VersionRow, state: StateRow) -> Version:
    """Return a version as it is handed out."""
    return Version(
        id=row.id,
        kind=record.kind,
        key=record.key,
        no=row.no,
        title=row.title,
        department=row.department,
        state=State(state.state),
        since=state.since,
        author=row.author,
        authors=tuple(row.authors),
        origin=row.origin,
        based_on=row.based_on,
        created_at=row.created_at,
        digest=row.digest,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
        review_on=row.review_on,
    )
