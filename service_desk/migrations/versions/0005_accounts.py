"""Sessions that end on the server, tries counted before they are judged, second factors, old passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sessions()
    _second_factor()
    op.create_table(
        "desk_old_password",
        sa.Column("id", sa.Integer, primary_key=True),
        _clerk(index=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.drop_table("desk_login")
    op.create_table(
        "desk_try",
        sa.Column("key", sa.String(160), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("until", MOMENT, nullable=False, index=True),
    )
    with op.batch_alter_table("desk_audit") as table:
        table.add_column(sa.Column("address", sa.String(64), nullable=False, server_default=""))


def _sessions() -> None:
    op.create_table(
        "desk_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        _clerk(index=True),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False, index=True),
    )


def _second_factor() -> None:
    op.create_table(
        "desk_totp",
        _clerk(primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_step", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "desk_recovery_code",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        _clerk(primary_key=True),
    )


def _clerk(*, index: bool = False, primary_key: bool = False) -> "sa.Column[int]":
    return sa.Column(
        "clerk_id",
        sa.Integer,
        sa.ForeignKey("desk_clerk.id"),
        nullable=False,
        index=index,
        primary_key=primary_key,
    )
