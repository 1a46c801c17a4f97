"""Open the database and bring its tables up to date, on SQLite and PostgreSQL alike."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.pool import StaticPool

SQLITE_BUSY_SECONDS = 15
"""How long a writer waits for another one before it gives up."""


def connect(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets WAL, foreign keys and a busy timeout.

    Args:
        url: `sqlite:///path`, `sqlite://` (in memory, one shared connection) or `postgresql+psycopg://…`;
            plain `postgresql://` is taken for psycopg.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    if not in_memory:
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": SQLITE_BUSY_SECONDS}, **options
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def migrate(engine: Engine, migrations: Path, version_table: str) -> None:
    """Bring the tables of one room to the newest revision.

    Args:
        engine: where.
        migrations: the room's Alembic folder (with `env.py` and `versions/`).
        version_table: the room's own version table, so that rooms migrate independently.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with engine.connect() as connection:
        if _is_up_to_date(connection, config, version_table):
            return
    with engine.begin() as connection:
        keep_others_out(connection, version_table)
        config.attributes["connection"] = connection
        config.attributes["version_table"] = version_table
        command.upgrade(config, "head")


def _is_up_to_date(connection: Connection, config: Config, version_table: str) -> bool:
    context = MigrationContext.configure(connection, opts={"version_table": version_table})
    return set(context.get_current_heads()) == set(ScriptDirectory.from_config(config).get_heads())


def keep_others_out(connection: Connection, what: str) -> None:
    """Let no other process past this line for the same `what` until the transaction ends.

    The first statement of the transaction: on SQLite it keeps every other writer out.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
