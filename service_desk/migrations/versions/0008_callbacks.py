"""A contact that was left is to be used: whether staff did is kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "desk_contact",
        sa.Column("callback", sa.String(12), nullable=False, server_default="pending"),
    )
