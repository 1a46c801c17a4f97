"""A ticket's answer is read with its number and a code; numbers are drawn, no longer counted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("desk_ticket", sa.Column("code_digest", sa.String(64)))
    op.create_table(
        "desk_code_try",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.drop_table("desk_counter")
