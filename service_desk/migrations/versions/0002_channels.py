"""A conversation says itself whether its client looks for messages; an address is no WeChat matter alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("desk_conversation") as table:
        table.add_column(sa.Column("polls", sa.Boolean, nullable=False, server_default=sa.true()))
        table.alter_column("openid", new_column_name="address")
    op.execute("UPDATE desk_conversation SET polls = false WHERE door = 'wechat'")
