"""How citizens rated answers (评价), counted."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select

from knowledge_base.store.tables import FeedbackRow, ItemRow
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
    columns = (
        FeedbackRow.door,
        FeedbackRow.item_code,
        func.coalesce(ItemRow.department, ""),
        FeedbackRow.helpful,
    )
    query = (
        select(*columns, func.count())
        .outerjoin(ItemRow, ItemRow.code == FeedbackRow.item_code)
        .where(FeedbackRow.created_at >= since, FeedbackRow.created_at < until)
        .group_by(*columns)
    )
    with unit_of_work(engine) as session:
        return tuple(RatingCount(*row) for row in session.execute(query))
