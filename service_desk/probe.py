"""Whether the database takes a write right now."""

from datetime import UTC, datetime

from sqlalchemy import Engine, create_engine, insert, text, update
from sqlalchemy.pool import NullPool

from service_desk.tables import ProbeRow

SECONDS = 2
"""How long the write may wait for others; it comes every five seconds, and a longer wait is trouble."""
ONLY = 1


def probing_engine(engine: Engine) -> Engine:
    """Return an engine to the same database that shares no connection and waits for nobody long.

    A database in memory lives in its one connection, so there the engine itself is returned.
    """
    if engine.dialect.name == "sqlite":
        if engine.url.database in (None, "", ":memory:"):
            return engine
        return create_engine(engine.url, poolclass=NullPool, connect_args={"timeout": SECONDS})
    limits = f"-c lock_timeout={SECONDS}s -c statement_timeout={SECONDS}s"
    arguments = {"connect_timeout": SECONDS, "options": limits}
    return create_engine(engine.url, poolclass=NullPool, connect_args=arguments)


def write_probe(engine: Engine) -> None:
    """Write the moment into the one row kept for this, down to the disk.

    Raises:
        sqlalchemy.exc.DBAPIError: the database does not take it.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # begun as a writer: a reader that turns writer is refused at once, whatever the timeout
            connection.execute(text("BEGIN IMMEDIATE"))
        now = datetime.now(UTC)
        done = connection.execute(update(ProbeRow).where(ProbeRow.id == ONLY).values(at=now))
        if not done.rowcount:
            connection.execute(insert(ProbeRow).values(id=ONLY, at=now))
        connection.commit()
