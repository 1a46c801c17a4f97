"""What the inspection finds, as tasks, and when it looked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables of inspections and of findings."""
    op.create_table(
        "kb_inspection",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("cause", sa.String(12), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
    )
    op.create_index("ix_kb_inspection_cause", "kb_inspection", ["cause", "id"])
    op.create_table(
        "kb_finding",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(12), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("kb_version.id"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_index("ix_kb_finding_record", "kb_finding", ["kind", "key"])
    op.create_index("ix_kb_finding_state", "kb_finding", ["state", "owner"])
