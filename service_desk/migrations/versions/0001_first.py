"""Conversations, messages, tickets, contacts, replies, pushes, accounts, audit, guide reports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    _conversations()
    _tickets()
    _afterwards()


def _accounts() -> None:
    op.create_table(
        "desk_clerk",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "desk_login",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT),
    )
    op.create_table(
        "desk_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
    )


def _conversations() -> None:
    op.create_table(
        "desk_conversation",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("speaker", sa.String(10), nullable=False, index=True),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("clerk_id", sa.Integer, sa.ForeignKey("desk_clerk.id")),
        sa.Column("openid", sa.LargeBinary),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("citizen_at", MOMENT),
        sa.Column("staff_at", MOMENT),
    )
    op.create_table(
        "desk_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id", sa.String(128), sa.ForeignKey("desk_conversation.id"), nullable=False
        ),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("client_message_id", sa.String(128)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("conversation_id", "client_message_id"),
        sa.Index("ix_desk_message_conversation", "conversation_id", "id"),
        sqlite_autoincrement=True,
    )


def _tickets() -> None:
    op.create_table(
        "desk_ticket",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(128),
            sa.ForeignKey("desk_conversation.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("catalog_code", sa.String(12), nullable=False),
        sa.Column("item_name", sa.String(200), nullable=False),
        sa.Column("item_department", sa.String(200), nullable=False),
        sa.Column("department", sa.String(64), nullable=False, index=True),
        sa.Column("department_name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("clerk_id", sa.Integer, sa.ForeignKey("desk_clerk.id")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("due_estimated", sa.Boolean, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("reason", sa.String(500), nullable=False),
    )
    op.create_table(
        "desk_counter",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "desk_contact",
        sa.Column(
            "ticket_number", sa.String(32), sa.ForeignKey("desk_ticket.number"), primary_key=True
        ),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("masked", sa.String(80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _afterwards() -> None:
    op.create_table(
        "desk_staff_reply",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("desk_message.id"), primary_key=True),
        sa.Column(
            "ticket_number",
            sa.String(32),
            sa.ForeignKey("desk_ticket.number"),
            nullable=False,
            index=True,
        ),
        sa.Column("clerk_id", sa.Integer, sa.ForeignKey("desk_clerk.id"), nullable=False),
    )
    op.create_table(
        "desk_push",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("desk_message.id"), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(128),
            sa.ForeignKey("desk_conversation.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT),
    )
    op.create_table(
        "desk_unanswered",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "desk_guide_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_code", sa.String(40), nullable=False, index=True),
        sa.Column("item_name", sa.String(200), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
    )


TABLES = (
    "desk_guide_report",
    "desk_unanswered",
    "desk_push",
    "desk_staff_reply",
    "desk_contact",
    "desk_counter",
    "desk_ticket",
    "desk_message",
    "desk_conversation",
    "desk_audit",
    "desk_login",
    "desk_clerk",
)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
