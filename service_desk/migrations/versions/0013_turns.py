"""Each answered question has a row for the figures, and a ticket the moment of its first reply; both of what is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.turns import fingerprint

revision = "0013"
down_revision = "0012"

AT_ONCE = 1000
MOMENT = sa.DateTime(timezone=True)
FIGURES = ("day", "status", "hour", "door", "department", "item", "asked")

message = sa.table(
    "desk_message",
    sa.column("id", sa.Integer),
    sa.column("conversation_id", sa.String),
    sa.column("sender", sa.String),
    sa.column("text", sa.Text),
    sa.column("answer", sa.JSON),
    sa.column("created_at", MOMENT),
)
conversation = sa.table("desk_conversation", sa.column("id"), sa.column("door", sa.String))
reply = sa.table("desk_staff_reply", sa.column("message_id"), sa.column("ticket_number"))
ticket = sa.table(
    "desk_ticket",
    sa.column("number"),
    sa.column("answered_at", MOMENT),
    sa.column("replied_at", MOMENT),
    sa.column("due_at", MOMENT),
    sa.column("promised_at", MOMENT),
)


def upgrade() -> None:
    _make_turns()
    op.add_column("desk_ticket", sa.Column("replied_at", MOMENT))
    op.add_column("desk_ticket", sa.Column("promised_at", MOMENT))
    first = (
        sa.select(sa.func.min(message.c.created_at))
        .join(reply, reply.c.message_id == message.c.id)
        .where(reply.c.ticket_number == ticket.c.number)
        .scalar_subquery()
    )
    replied = sa.func.coalesce(first, ticket.c.answered_at)
    op.execute(ticket.update().values(replied_at=replied, promised_at=ticket.c.due_at))


def _make_turns() -> None:
    turn = op.create_table(
        "desk_turn",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("hour", sa.SmallInteger, nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("item_name", sa.String(200), nullable=False),
        sa.Column("asked", sa.BigInteger),
        sa.Column("question_id", sa.Integer),
        sa.Column("answer_id", sa.Integer),
    )
    found = _turns()
    while rows := list(islice(found, AT_ONCE)):
        op.bulk_insert(turn, rows)
    op.create_index("ix_desk_turn_figures", "desk_turn", list(FIGURES))
    op.create_index("ix_desk_turn_question_id", "desk_turn", ["question_id"])


def _turns() -> Iterator[dict[str, Any]]:
    """Yield a row for each answer that is kept, with the citizen's message before it."""
    query = (
        sa.select(message, conversation.c.door)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .order_by(message.c.id)
    )
    asked: dict[str, Any] = {}
    for row in op.get_bind().execute(query.execution_options(yield_per=AT_ONCE)):
        if row.sender == "citizen":
            asked[row.conversation_id] = row
        elif row.answer and row.answer.get("status"):
            yield _turn(row, asked.get(row.conversation_id))


def _turn(row: Any, asked: Any) -> dict[str, Any]:
    moment: datetime = row.created_at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    local, item = moment.astimezone(CITY_TIME), row.answer.get("item") or {}
    name, department = item.get("name") or "", item.get("department") or ""
    return {
        "at": row.created_at,
        "day": local.date(),
        "hour": local.hour,
        "door": row.door,
        "status": row.answer["status"][:24],
        "department": department[:200],
        "item": (item.get("item_code") or item.get("catalog_code") or name)[:200],
        "item_name": name[:200],
        "asked": fingerprint(asked.text) if asked else None,
        "question_id": asked.id if asked else None,
        "answer_id": row.id,
    }
