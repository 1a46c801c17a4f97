"""The desk's database: brought up to date, and opened for one unit of work at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge_base.audit.opening import migrate_audit
from knowledge_base.store.engine import migrate
from knowledge_base.store.trouble import unit_of_work
from service_desk.tables import Base

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_desk"


def insert_unless_there(session: Session, row: Base) -> bool:
    """Store the row, unless somebody stored one with its key since we looked; return whether it was stored."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        session.expire_all()
        return False
    return True


class DeskStore:
    """Tickets, conversations and staff on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def migrate(self) -> None:
        """Bring the tables of the desk, and of the audit that it writes to, to the newest revision."""
        migrate_audit(self._engine)
        migrate(self._engine, MIGRATIONS, VERSION_TABLE)

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """Open a unit of work: all of it is kept at the end, or nothing when it fails.

        Raises:
            StoreUnavailable: the database is locked, full, damaged or gone.
        """
        with unit_of_work(self._engine) as session:
            yield session
