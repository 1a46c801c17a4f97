"""Department fact checks of versions, and comments on them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of comments and checks."""
    op.create_table(
        "kb_comment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("kb_version.id"), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "kb_check",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("kb_version.id"), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("answered_by", sa.String(64), nullable=False),
        sa.Column("closed_at", MOMENT),
    )
    for table, columns in (
        ("kb_comment", ("version_id",)),
        ("kb_check", ("version_id", "department", "closed_at")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("kb_check")
    op.drop_table("kb_comment")
