"""What is looked for by age every minute is found by age."""

from alembic import op

revision = "0004"
down_revision = "0003"

BY_AGE = (
    ("desk_message", "created_at"),
    ("desk_conversation", "touched_at"),
    ("desk_ticket", "closed_at"),
    ("desk_audit", "at"),
)


def upgrade() -> None:
    for table, column in BY_AGE:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in BY_AGE:
        op.drop_index(f"ix_{table}_{column}", table)
