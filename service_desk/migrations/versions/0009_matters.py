"""A conversation remembers matters of every kind and the question that stands open; older contexts cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    conversation = sa.table("desk_conversation", sa.column("context", sa.JSON))
    op.execute(conversation.update().values(context={}))
