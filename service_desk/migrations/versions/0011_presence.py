"""A session remembers when its browser last asked for anything, which keeps nobody logged in but tells who is there."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("desk_session", sa.Column("here_at", sa.DateTime(timezone=True)))
