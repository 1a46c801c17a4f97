"""Records, items, guide versions, generations, checklists, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "kb_record",
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
    )
    op.create_table(
        "kb_item",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("catalog_code", sa.String(12), nullable=False, index=True),
        sa.Column("department", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("published_version", sa.Integer),
    )
    op.create_table(
        "kb_guide_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "item_code",
            sa.String(40),
            sa.ForeignKey("kb_item.code"),
            nullable=False,
            index=True,
        ),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.UniqueConstraint("item_code", "version"),
    )
    op.create_table(
        "kb_generation",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "kb_checklist",
        sa.Column("short", sa.String(16), primary_key=True),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("situation", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "kb_feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("element", sa.String(20), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for name in (
        "kb_feedback",
        "kb_checklist",
        "kb_generation",
        "kb_guide_version",
        "kb_item",
        "kb_record",
    ):
        op.drop_table(name)
