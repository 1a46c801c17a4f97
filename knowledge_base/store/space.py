"""Space in an SQLite file: what is deleted is overwritten, and its pages go back to the disk."""

import logging
import sqlite3
from typing import Any

from sqlalchemy import Engine

from knowledge_base.errors import Cause
from knowledge_base.store.engine import sqlite_file
from knowledge_base.store.trouble import cause_of

INCREMENTAL = 2
PAGES_AT_ONCE = 2_000
"""8 MB: given back in some ten milliseconds, so that nobody waits for the writer."""

log = logging.getLogger(__name__)


def prepare_space(engine: Engine) -> None:
    """Let the file give space back page by page; one made before is written anew once, without what was deleted.

    That takes a second for each 100 MB and as much free disk; where it cannot be done now, the next start does it.
    """
    if sqlite_file(str(engine.url)) is None:
        return
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA auto_vacuum").scalar()
        if mode == INCREMENTAL:
            return
        try:
            connection.exec_driver_sql("PRAGMA auto_vacuum=INCREMENTAL")
            connection.exec_driver_sql("VACUUM")
        except Exception as error:
            _postponed("vacuum", engine, cause_of(error))
            if cause_of(error) is None:
                raise


def release_space(engine: Engine) -> bool:
    """Give free pages back and empty the write-ahead log; return whether nothing deleted is left in the files."""
    if sqlite_file(str(engine.url)) is None:
        return True
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            # A script is stepped to its end, and each step gives one page back.
            driver.executescript(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})")
            held, _log, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # somebody writes just now, or the disk is full
            return False
    return not held


def _postponed(what: str, engine: Engine, cause: Cause | None) -> None:
    log.warning("%s of %s postponed to the next start: %s", what, engine.url.database, cause)
