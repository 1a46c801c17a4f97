"""Add records, versions and generations; nothing that stands is changed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.model.codec import digest
from knowledge_base.store.kinds import GUIDE, Content, content_of
from knowledge_base.store.reading import members
from knowledge_base.store.tables import GenerationRow, MemberRow, RecordRow, VersionRow

OF_AN_ITEM, ITEMS = ("phrasing", "questions"), (GUIDE, "entry")
"""Kinds whose records have the key of an item, and the kinds of items."""


def find_record(session: Session, kind: str, key: str) -> RecordRow | None:
    """Return the record of a kind with this key."""
    wanted = select(RecordRow).where(RecordRow.kind == kind, RecordRow.key == key)
    return session.scalars(wanted).first()


def known_record(session: Session, kind: str, key: str) -> RecordRow:
    """Return the record of a kind with this key; it is made where there is none."""
    row = find_record(session, kind, key)
    if row is None:
        row = RecordRow(kind=kind, key=key)
        session.add(row)
        session.flush()
    return row


def owner(session: Session, record: RecordRow, content: Content) -> str:
    """Return the department whose record this is: what is said of an item belongs to the item's department."""
    if content.department or record.kind not in OF_AN_ITEM:
        return content.department
    newest = (
        select(VersionRow.department)
        .join(RecordRow, RecordRow.id == VersionRow.record_id)
        .where(RecordRow.kind.in_(ITEMS), RecordRow.key == record.key)
        .order_by(VersionRow.id.desc())
    )
    return session.scalars(newest.limit(1)).first() or ""


def newest_no(session: Session, record_id: int) -> int:
    """Return the number of the newest version of a record, 0 where there is none."""
    newest = select(func.max(VersionRow.no)).where(VersionRow.record_id == record_id)
    return session.scalar(newest) or 0


def add_version(
    session: Session,
    record: RecordRow,
    value: Any,
    *,
    author: str,
    origin: str,
    now: datetime,
    based_on: int | None = None,
    least_no: int = 1,
    authors: Collection[str] = (),
) -> VersionRow:
    """Add a version of a record; its number is the next one, or `least_no` where that is higher."""
    content = content_of(record.key, value)
    row = VersionRow(
        record_id=record.id,
        no=max(newest_no(session, record.id) + 1, least_no),
        schema=content.schema,
        content=content.data,
        digest=content.digest,
        based_on=based_on,
        origin=origin,
        author=author,
        authors=sorted({author, *authors}),
        created_at=now,
        title=content.title,
        department=owner(session, record, content),
        effective_from=content.effective_from,
        effective_until=content.effective_until,
        review_on=content.review_on,
    )
    session.add(row)
    session.flush()
    return row


def add_generation(
    session: Session, changes: Mapping[int, int | None], now: datetime, cause: str
) -> int:
    """Add the generation in which records show other versions, or none; return its number.

    Args:
        session: the unit of work in which nobody else publishes.
        changes: the id of the version by the id of the record.
        now: the moment; of two generations the later one is never earlier, whatever the clock says.
        cause: why, for whoever looks back.
    """
    last = session.scalars(select(GenerationRow).order_by(GenerationRow.no.desc()).limit(1)).first()
    no = last.no + 1 if last else 1
    session.add(
        GenerationRow(
            no=no,
            digest=_digest_after(session, no - 1, changes),
            published_at=max(now, last.published_at) if last else now,
            cause=cause[:200],
        )
    )
    session.flush()
    session.add_all(
        MemberRow(no=no, record_id=record_id, version_id=version_id)
        for record_id, version_id in changes.items()
    )
    session.flush()
    return no


def _digest_after(session: Session, no: int, changes: Mapping[int, int | None]) -> str:
    columns = members(no).with_only_columns(RecordRow.id, VersionRow.digest)
    marks = {record_id: mark for record_id, mark in session.execute(columns)}
    for record_id, version_id in changes.items():
        if version_id is None:
            marks.pop(record_id, None)
        else:
            marks[record_id] = session.get_one(VersionRow, version_id).digest
    return digest(sorted([record_id, mark] for record_id, mark in marks.items()))
