"""Whose part a message, a guide report and an unanswered question is, and what became of the last two."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("desk_message") as table:
        table.add_column(sa.Column("ticket_number", sa.String(32)))
    with op.batch_alter_table("desk_guide_report") as table:
        table.add_column(sa.Column("department", sa.String(64), nullable=False, server_default=""))
        table.create_index("ix_desk_guide_report_department", ["department"])
    with op.batch_alter_table("desk_unanswered") as table:
        table.add_column(sa.Column("state", sa.String(10), nullable=False, server_default="open"))
        table.add_column(sa.Column("clerk_id", sa.Integer))
        table.add_column(sa.Column("reason", sa.String(500), nullable=False, server_default=""))
        table.create_index("ix_desk_unanswered_department", ["department"])
        table.create_index("ix_desk_unanswered_state", ["state"])
