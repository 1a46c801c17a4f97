"""What citizens say of answers: “有用/没解决”, counted, with nothing about the person."""

from datetime import datetime

from sqlalchemy import Engine

from knowledge_base.store.tables import FeedbackRow
from knowledge_base.store.trouble import unit_of_work


def give(
    engine: Engine, item_code: str, element: str, helpful: bool, door: str, now: datetime
) -> None:
    """Count one rating."""
    with unit_of_work(engine) as session:
        session.add(
            FeedbackRow(
                item_code=item_code[:40],
                element=element[:20],
                door=door[:20],
                helpful=helpful,
                created_at=now,
            )
        )
