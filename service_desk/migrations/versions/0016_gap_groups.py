"""Questions without an answer lie in groups, know how they came to be, and demands beyond a guide are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_groups()
    _make_demands()
    with op.batch_alter_table("desk_unanswered") as table:
        table.add_column(sa.Column("group_id", sa.Integer))
        table.add_column(sa.Column("rated", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("corrected", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("item", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("element", sa.String(20), nullable=False, server_default=""))
        table.create_index("ix_desk_unanswered_group_id", ["group_id"])
        table.drop_column("clerk_id")


def _make_groups() -> None:
    op.create_table(
        "desk_gap_group",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department", sa.String(64), nullable=False, index=True),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("clerk_id", sa.Integer),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("placed", sa.JSON),
        sa.Column("effect", sa.JSON),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
    )


def _make_demands() -> None:
    op.create_table(
        "desk_demand",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ticket_number", sa.String(32), nullable=False, unique=True),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("item_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("department", sa.String(64), nullable=False, index=True),
        sa.Column("venue", sa.String(200), nullable=False),
        sa.Column("demanded", sa.Text, nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
    )
