"""The record of what staff did goes on in the one chain of the audit, in its order and with all that it says."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_all

revision = "0014"
down_revision = "0013"

AT_ONCE = 1000
WORDS = ("login", "action", "subject", "detail", "address")

audit = sa.table(
    "desk_audit",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.String) for name in WORDS),
)


def upgrade() -> None:
    last = 0
    with Session(op.get_bind()) as session:
        while rows := _after(session, last):
            append_all(session, map(_entry, rows))
            last = rows[-1].id
        session.commit()
    op.drop_table("desk_audit")


def _after(session: Session, last: int) -> list[Any]:
    query = sa.select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(AT_ONCE)
    return list(session.execute(query))


def _entry(row: Any) -> NewEntry:
    at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
    return NewEntry(at, row.login, row.action, row.subject, row.detail, row.address)
