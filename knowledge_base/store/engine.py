"""Open the database and bring its tables up to date, on SQLite and PostgreSQL alike."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import StaticPool

from knowledge_base.store.gate import WriteGate, guard_writes
from knowledge_base.store.trouble import told_apart

BUSY_SECONDS = 15.0
"""How long a command waits for another writer before it gives up."""
SERVING_SECONDS = 2.0
"""The same for a hall: WeChat does not wait longer, and the answer itself takes its part."""
WAL_AGAIN_SECONDS = 0.02
CONNECTIONS = 16
"""Kept open; twice as many more are opened when all threads of a hall come at once."""
ALONE = 0x6F6E6564
"""The name of PostgreSQL's advisory lock under which tables are made and guides published (“oned”)."""


def connect(url: str, patience: float = BUSY_SECONDS) -> Engine:
    """Return an engine for `url`; SQLite gets WAL, foreign keys, and overwrites what is deleted.

    Args:
        url: `sqlite:///path`, `sqlite://` (in memory, one shared connection) or `postgresql+psycopg://…`;
            plain `postgresql://` is taken for psycopg.
        patience: seconds a write, or a wait for a connection, may take before it is given up.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return _postgres(url, patience)
    file = sqlite_file(url)
    if file is None:
        engine = create_engine(url, connect_args={"check_same_thread": False}, poolclass=StaticPool)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    file.parent.mkdir(parents=True, exist_ok=True)
    return _sqlite(url, patience)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite address; None in memory and for other databases."""
    if not url.startswith("sqlite") or url in ("sqlite://", "sqlite:///:memory:"):
        return None
    return Path(url.partition("sqlite:///")[2])


def _sqlite(url: str, patience: float) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": patience},
        pool_size=CONNECTIONS,
        max_overflow=2 * CONNECTIONS,
        pool_timeout=patience,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    guard_writes(engine, WriteGate(patience))
    return engine


def _postgres(url: str, patience: float) -> Engine:
    waits = f"-c lock_timeout={int(patience * 1000)}"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=patience,
        connect_args={"connect_timeout": max(2, int(patience)), "options": waits},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    if not cursor.execute("PRAGMA page_count").fetchone()[0]:  # later it would take the write lock
        cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Have the database keep a WAL; of two that open a new one, SQLite refuses one at once, and it tries again."""
    until = time.monotonic() + SERVING_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(WAL_AGAIN_SECONDS)


@contextmanager
def alone(engine: Engine, *, rebuilds: bool = False) -> Iterator[Connection]:
    """Open a unit of work in which nobody else makes tables or publishes; two starts at once wait for each other.

    SQLite takes the write lock before anything is read, PostgreSQL a lock of its own. With `rebuilds` a table
    may be replaced by a copy of itself: SQLite would take its old form's end for the end of all its rows.
    """
    sqlite = engine.dialect.name == "sqlite"
    with told_apart(), engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if rebuilds else 'ON'}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ALONE})"))
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Open a unit of work that reads everything as it was at one moment."""
    with told_apart(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def migrate(engine: Engine, migrations: Path, version_table: str) -> None:
    """Bring the tables of one room to the newest revision; two that begin at once do it once.

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
    with alone(engine, rebuilds=True) as connection:
        config.attributes["connection"] = connection
        config.attributes["version_table"] = version_table
        command.upgrade(config, "head")


def _is_up_to_date(connection: Connection, config: Config, version_table: str) -> bool:
    context = MigrationContext.configure(connection, opts={"version_table": version_table})
    return set(context.get_current_heads()) == set(ScriptDirectory.from_config(config).get_heads())
