"""How citizens rated answers (评价), counted."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select

from knowledge_base.store.kinds import GUIDE
from knowledge_base.store.tables import FeedbackRow, RecordRow, VersionRow
from knowledge_base.store.trouble import unit_of_work


@dataclass(frozen=True)
class RatingCount:
    """So many ratings of one kind: of answers at a door, about an item of a department (its id), or about none."""

    door: str
    item_code: str
    department: str
    useful: bool
    count: int


def ratings(engine: Engine, since: datetime, until: datetime) -> tuple[RatingCount, ...]:
    """Return the ratings given from one moment until before the other."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)  # SQLite keeps UTC without the zone
    newest = (
        select(VersionRow.record_id, func.max(VersionRow.id).label("id"))
        .group_by(VersionRow.record_id)
        .subquery()
    )
    items = (
        select(RecordRow.key, VersionRow.department)
        .join(newest, newest.c.record_id == RecordRow.id)
        .join(VersionRow, VersionRow.id == newest.c.id)
        .where(RecordRow.kind == GUIDE)
        .subquery()
    )
    columns = (
        FeedbackRow.door,
        FeedbackRow.item_code,
        func.coalesce(items.c.department, ""),
        FeedbackRow.helpful,
    )
    query = (
        select(*columns, func.count())
        .outerjoin(items, items.c.key == FeedbackRow.item_code)
        .where(FeedbackRow.created_at >= since, FeedbackRow.created_at < until)
        .group_by(*columns)
    )
    with unit_of_work(engine) as session:
        return tuple(RatingCount(*row) for row in session.execute(query))
