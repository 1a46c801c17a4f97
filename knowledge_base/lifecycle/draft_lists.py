"""Open drafts, narrowed, counted and listed within a unit of work."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.draft_rows import Draft, draft_of
from knowledge_base.store.reading import members, newest_generation
from knowledge_base.store.tables import DraftRow, RecordRow, SaveRow, VersionRow


@dataclass(frozen=True)
class DraftFilter:
    """Which open drafts to list; empty parts do not narrow. department: whose."""

    kind: str = ""
    key: str = ""
    department: str = ""


def _open_drafts(wanted: DraftFilter) -> Select[DraftRow, RecordRow, str, str, int]:
    newest_saves = (
        select(func.max(SaveRow.id)).where(SaveRow.beside.is_(False)).group_by(SaveRow.draft_id)
    )
    found = (
        select(DraftRow, RecordRow, SaveRow.title, SaveRow.department, VersionRow.no)
        .join(RecordRow, RecordRow.id == DraftRow.record_id)
        .join(SaveRow, SaveRow.draft_id == DraftRow.id)
        .outerjoin(VersionRow, VersionRow.id == DraftRow.based_on)
        .where(DraftRow.closed_at.is_(None), SaveRow.id.in_(newest_saves))
    )
    narrowing = (
        (RecordRow.kind, wanted.kind),
        (RecordRow.key, wanted.key),
        (SaveRow.department, wanted.department),
    )
    return found.where(*(column == value for column, value in narrowing if value))


def count_open(session: Session, wanted: DraftFilter) -> int:
    """Return how many open drafts fit."""
    return session.scalar(_open_drafts(wanted).with_only_columns(func.count())) or 0


def open_drafts(
    session: Session, wanted: DraftFilter, limit: int | None, offset: int
) -> Iterator[Draft]:
    """Yield open drafts that fit, the last begun first; however many there are, with three queries."""
    found = _open_drafts(wanted).order_by(DraftRow.id.desc()).limit(limit).offset(offset)
    rows = session.execute(found).all()
    written = [record.id for _, record, *_ in rows]
    shown = members(newest_generation(session)).where(RecordRow.id.in_(written))
    columns = shown.with_only_columns(RecordRow.id, VersionRow.id, VersionRow.no)
    current = {record_id: (one, no) for record_id, one, no in session.execute(columns)}
    for row, record, title, department, base_no in rows:
        yield draft_of(row, record, (title, department), base_no or 0, current.get(record.id))
