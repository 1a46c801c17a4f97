"""What changed, publication by publication, and what is approved for a later day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.states import State
from knowledge_base.store.kinds import GUIDE, KINDS
from knowledge_base.store.reading import members, newest_generation
from knowledge_base.store.tables import (
    GenerationRow,
    MemberRow,
    MoveRow,
    RecordRow,
    StateRow,
    VersionRow,
)

MOST_GENERATIONS = 50
"""Publications that are told of, the newest first."""
MOST_NAMED = 100
"""Guides named of one publication; of the others only how many they are is told."""


@dataclass(frozen=True)
class Changed:
    """A guide that a publication shows from then on in this version, or no more (version 0)."""

    code: str
    title: str
    version: int


@dataclass(frozen=True)
class Publication:
    """One publication: the guides that it changed, those not named counted, and other records counted by kind."""

    no: int
    published_at: datetime
    guides: tuple[Changed, ...]
    unnamed: int
    others: Mapping[str, int]


@dataclass(frozen=True)
class Coming:
    """A version of a guide that is approved and takes effect on a day."""

    version_id: int
    code: str
    title: str
    version: int
    since: datetime
    effective_from: date


def mark(session: Session) -> tuple[int, int]:
    """Return what differs as soon as anything told here does."""
    return newest_generation(session), session.scalar(select(func.max(MoveRow.id))) or 0


def publications(session: Session) -> tuple[Publication, ...]:
    """Return the last publications, the newest first."""
    rows = select(GenerationRow).order_by(GenerationRow.no.desc()).limit(MOST_GENERATIONS)
    return tuple(_publication(session, row) for row in session.scalars(rows))


def _publication(session: Session, row: GenerationRow) -> Publication:
    counts = {kind: many for kind, many in session.execute(_by_kind(row.no))}
    many = counts.pop(GUIDE, 0)
    guides = tuple(_changed(session, row.no)) if many else ()
    return Publication(
        row.no,
        row.published_at,
        guides,
        many - len(guides),
        {KINDS[kind].label: counts[kind] for kind in KINDS if kind in counts},
    )


def _by_kind(no: int) -> Select[str, int]:
    return (
        select(RecordRow.kind, func.count())
        .join(MemberRow, MemberRow.record_id == RecordRow.id)
        .where(MemberRow.no == no)
        .group_by(RecordRow.kind)
    )


def _changed(session: Session, no: int) -> Iterable[Changed]:
    wanted = (
        select(RecordRow.key, VersionRow.title, VersionRow.no)
        .join(MemberRow, MemberRow.record_id == RecordRow.id)
        .outerjoin(VersionRow, VersionRow.id == MemberRow.version_id)
        .where(MemberRow.no == no, RecordRow.kind == GUIDE)
        .order_by(RecordRow.key)
        .limit(MOST_NAMED)
    )
    for key, title, number in session.execute(wanted):
        yield Changed(key, title or _last_title(session, key, no), number or 0)


def _last_title(session: Session, key: str, no: int) -> str:
    """Return the title under which citizens last saw a guide before a publication; drafts are not theirs to see."""
    newest = (
        select(VersionRow.title)
        .join(MemberRow, MemberRow.version_id == VersionRow.id)
        .join(RecordRow, RecordRow.id == VersionRow.record_id)
        .where(RecordRow.kind == GUIDE, RecordRow.key == key, MemberRow.no < no)
        .order_by(MemberRow.no.desc())
        .limit(1)
    )
    return session.scalar(newest) or key


def coming(session: Session) -> tuple[Coming, ...]:
    """Return the guides that are approved for a later day, the next day first."""
    wanted = (
        select(RecordRow.key, VersionRow, StateRow.since)
        .join(VersionRow, VersionRow.record_id == RecordRow.id)
        .join(StateRow, StateRow.version_id == VersionRow.id)
        .where(StateRow.state == State.SCHEDULED, RecordRow.kind == GUIDE)
        .order_by(VersionRow.effective_from, VersionRow.id)
        .limit(MOST_NAMED)
    )
    return tuple(
        Coming(row.id, key, row.title, row.no, since, row.effective_from)
        for key, row, since in session.execute(wanted)
        if row.effective_from is not None
    )


def shown_since(session: Session, no: int) -> dict[str, datetime]:
    """Return since when a generation shows each guide as it does, by the code of its item."""
    wanted = (
        members(no)
        .join(GenerationRow, GenerationRow.no == MemberRow.no)
        .where(RecordRow.kind == GUIDE)
        .with_only_columns(RecordRow.key, GenerationRow.published_at)
    )
    return {key: moment for key, moment in session.execute(wanted)}
