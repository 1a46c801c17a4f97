"""An account has one or more roles; those there are keep what they had."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("desk_clerk") as table:
        table.alter_column(
            "role", new_column_name="roles", existing_type=sa.String(10), type_=sa.String(80)
        )
