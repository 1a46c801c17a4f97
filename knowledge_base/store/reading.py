"""What a generation shows: the queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.store.tables import GenerationRow, MemberRow, RecordRow, VersionRow


def newest_generation(session: Session) -> int:
    """Return the number of the generation in force, 0 while nothing is published."""
    return session.scalar(select(func.max(GenerationRow.no))) or 0


def generation_at(session: Session, moment: datetime) -> int:
    """Return the number of the generation that was in force at a moment, 0 before the first."""
    then = select(func.max(GenerationRow.no)).where(GenerationRow.published_at <= moment)
    return session.scalar(then) or 0


def members(no: int) -> Select[RecordRow, VersionRow]:
    """Select what a generation shows: each record with its version, in the order in which records were made."""
    last = (
        select(MemberRow.record_id, func.max(MemberRow.no).label("no"))
        .where(MemberRow.no <= no)
        .group_by(MemberRow.record_id)
        .subquery()
    )
    return (
        select(RecordRow, VersionRow)
        .join(last, last.c.record_id == RecordRow.id)
        .join(
            MemberRow,
            (MemberRow.record_id == last.c.record_id) & (MemberRow.no == last.c.no),
        )
        .join(VersionRow, VersionRow.id == MemberRow.version_id)
        .order_by(RecordRow.id)
    )


def in_force(session: Session, record_id: int) -> VersionRow | None:
    """Return the version of a record that the generation in force shows."""
    last = (
        select(MemberRow)
        .where(MemberRow.record_id == record_id)
        .order_by(MemberRow.no.desc())
        .limit(1)
    )
    row = session.scalars(last).first()
    if row is None or row.version_id is None:
        return None
    return session.get_one(VersionRow, row.version_id)


def shown(session: Session, no: int) -> list[Any]:
    """Return (kind, key, version id, version number) of everything a generation shows."""
    columns = members(no).with_only_columns(
        RecordRow.kind, RecordRow.key, VersionRow.id, VersionRow.no
    )
    return list(session.execute(columns))
