"""Notes, transfers and canned replies of staff; when the citizen last looked. Transfers on record are taken along."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("desk_conversation", sa.Column("looked_at", MOMENT))
    op.create_table(
        "desk_note",
        sa.Column("id", sa.Integer, primary_key=True),
        *_by_whom(),
        sa.Column("text", sa.Text, nullable=False),
    )
    transfers = op.create_table(
        "desk_transfer",
        sa.Column("id", sa.Integer, primary_key=True),
        *_by_whom(),
        sa.Column("from_department", sa.String(64), nullable=False),
        sa.Column("to_department", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
    )
    op.create_table(
        "desk_canned",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    on_record = _on_record()
    if on_record:
        op.bulk_insert(transfers, on_record)


def _by_whom() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column(
            "ticket_number",
            sa.String(32),
            sa.ForeignKey("desk_ticket.number"),
            nullable=False,
            index=True,
        ),
        sa.Column("clerk_id", sa.Integer, sa.ForeignKey("desk_clerk.id"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _on_record() -> list[dict[str, Any]]:
    """Return the transfers that the audit list tells of: `gongan→shichang reason`."""
    audit = sa.table(
        "desk_audit",
        sa.column("at", MOMENT),
        *map(sa.column, ("id", "login", "action", "subject", "detail")),
    )
    clerk = sa.table("desk_clerk", sa.column("id"), sa.column("login"))
    ticket = sa.table("desk_ticket", sa.column("number"))
    query = (
        sa.select(audit.c.subject, audit.c.detail, audit.c.at, clerk.c.id)
        .join(clerk, clerk.c.login == audit.c.login)
        .join(ticket, ticket.c.number == audit.c.subject)
        .where(audit.c.action == "reassigned")
        .order_by(audit.c.id)
    )
    return [_transfer(*row) for row in op.get_bind().execute(query)]


def _transfer(number: str, detail: str, at: Any, clerk_id: int) -> dict[str, Any]:
    way, _, reason = detail.partition(" ")
    before, _, after = way.partition("→")
    return {
        "ticket_number": number,
        "clerk_id": clerk_id,
        "created_at": at,
        "from_department": before[:64],
        "to_department": after[:64],
        "reason": reason,
    }
