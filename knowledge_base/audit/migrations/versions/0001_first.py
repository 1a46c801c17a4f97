"""The chain, its end, and what refuses to change it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

REFUSAL = "audit_entry: rows are added, never changed or deleted"
STAYS = ("seq", "at", "action", "digest", "words", "algorithm", "prev_hash", "hash")
BLANKED = ("actor", "subject", "detail", "address", "salt")
INDEXED = ("at", "actor", "action", "subject")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("digest", "words")),
        sa.Column("algorithm", sa.String(8), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("prev_hash", "hash")),
    )
    for column in INDEXED:
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column])
    due = sa.text("digest = '' AND salt <> ''")
    op.create_index(
        "ix_audit_entry_due", "audit_entry", ["at"], sqlite_where=due, postgresql_where=due
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("algorithm", sa.String(8), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64, "algorithm": "sha256"}])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _only_blanks() -> str:
    same = [f"NEW.{name} = OLD.{name}" for name in STAYS]
    blank = [f"NEW.{name} = ''" for name in BLANKED]
    return " AND ".join([*same, *blank, "OLD.digest = ''"])


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(
        f"CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry WHEN NOT ({_only_blanks()}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry {refuse}")


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION audit_entry_stays() RETURNS trigger AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {_only_blanks()} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
    )
    for name, when in (
        ("audit_entry_unchanged", "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW"),
        ("audit_entry_kept", "BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT"),
    ):
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_entry_stays()")
