"""What an error of the database driver means: it is busy, full, damaged, or our own mistake."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from knowledge_base.errors import Cause, StoreUnavailable

PRIMARY = 0xFF
"""SQLite's extended result codes carry the plain one in their last byte (sqlite.org/rescode.html)."""
SQLITE = {
    sqlite3.SQLITE_BUSY: Cause.LOCKED,
    sqlite3.SQLITE_LOCKED: Cause.LOCKED,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_PERM: Cause.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Cause.GONE,
    sqlite3.SQLITE_IOERR: Cause.GONE,
}
POSTGRES = {
    "53100": Cause.FULL,
    "55P03": Cause.LOCKED,
    "40P01": Cause.LOCKED,
    "25006": Cause.READ_ONLY,
}
"""SQLSTATE → cause; any other operational error means that the server is not there."""
NO_TABLE = "no such table"
"""Our tables are made before anybody is served: without them the file is not the one we opened."""


def cause_of(error: BaseException) -> Cause | None:
    """Return why the database could not be used; None for an error of another kind."""
    if isinstance(error, NoConnection):
        return Cause.LOCKED
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    state = getattr(error.orig, "sqlstate", None) or ""
    known = POSTGRES.get(state)
    return known or (Cause.GONE if isinstance(error, OperationalError) else None)


def _of_sqlite(error: sqlite3.Error) -> Cause | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & PRIMARY in SQLITE:
        return SQLITE[code & PRIMARY]
    return Cause.DAMAGED if NO_TABLE in str(error) else None


@contextmanager
def told_apart() -> Iterator[None]:
    """Inside, an unusable database is a `StoreUnavailable`; any other error stays as it is."""
    try:
        yield
    except (DBAPIError, NoConnection) as error:
        cause = cause_of(error)
        if cause is None:
            raise
        raise StoreUnavailable(cause) from error


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Open a unit of work: all of it is kept at the end, or nothing when it fails.

    Raises:
        StoreUnavailable: the database is locked, full, damaged or gone.
    """
    with told_apart(), Session(engine) as session, session.begin():
        yield session
