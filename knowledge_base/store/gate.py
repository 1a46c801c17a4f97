"""One writer at a time to an SQLite file; while it is stuck the others are turned away, not kept waiting."""

import re
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.store.trouble import PRIMARY

WRITES = re.compile(r"\A\s*(?:INSERT|UPDATE|DELETE|REPLACE|BEGIN IMMEDIATE)\b", re.IGNORECASE)
STUCK_SECONDS = 1.0
"""An ordinary unit of work takes milliseconds, on a machine out of breath some hundred."""
MOST_WAITING = 10
"""Writers that may wait for a stuck one: a third of the hall's threads."""
PAUSE_SECONDS = 1.0
"""After a writer gave up, so long nobody tries; then one does."""
HELD, FAILED = "onedoor_writes", "onedoor_was_busy"
"""Marks on a connection: it holds the gate; the file was locked against it."""


class WriteGate:
    """Admits writers of this process one after the other.

    A reader never comes here. Once a writer found the file locked by another process, one writer a pause may
    try, and the others are refused at once until that try succeeds.
    """

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience, self._clock = patience, clock
        self._turn, self._guard = threading.Lock(), threading.Lock()
        self._waiting = 0
        self._since: float | None = None
        self._suspect = False
        self._closed_until = 0.0

    def enter(self) -> None:
        """Return when it is this writer's turn.

        Raises:
            StoreUnavailable: the file is locked by somebody else, or the writer before is stuck.
        """
        with self._guard:
            self._require_hope(self._waiting)
            self._waiting += 1
        try:
            admitted = self._admitted()
        finally:
            with self._guard:
                self._waiting -= 1
        if not admitted:
            raise StoreUnavailable(Cause.LOCKED)

    def leave(self, *, was_busy: bool) -> None:
        """Let the next one in; `was_busy` when the file was locked against this writer."""
        with self._guard:
            self._since, self._suspect = None, was_busy
            if was_busy:
                self._closed_until = self._clock() + PAUSE_SECONDS
        self._turn.release()

    def _admitted(self) -> bool:
        """Whether the turn came; who waits for a stuck writer is one of few, and waits so long and no longer."""
        first = min(STUCK_SECONDS, self._patience)
        if not self._turn.acquire(timeout=first):
            with self._guard:
                self._require_hope(self._waiting - 1)
            if not self._turn.acquire(timeout=max(0.0, self._patience - first)):
                return False
        with self._guard:
            if self._clock() >= self._closed_until:
                self._since = self._clock()
                return True
        self._turn.release()
        return False

    def _require_hope(self, waiting: int) -> None:
        now = self._clock()
        busy = self._since is not None
        stuck = self._since is not None and now - self._since >= STUCK_SECONDS
        if (
            now < self._closed_until
            or (self._suspect and busy)
            or (stuck and waiting >= MOST_WAITING)
        ):
            raise StoreUnavailable(Cause.LOCKED)


def guard_writes(engine: Engine, gate: WriteGate) -> None:
    """Let every unit of work of this engine that writes go through the gate, from its first write to its end."""

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if WRITES.match(statement) and not connection.info.get(HELD):
            gate.enter()
            connection.info[HELD] = True

    @event.listens_for(engine, "handle_error")
    def note(context: Any) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", 0) & PRIMARY
        if code == sqlite3.SQLITE_BUSY and context.connection is not None:
            context.connection.info[FAILED] = True

    @event.listens_for(engine, "checkin")
    def end(_connection: Any, record: Any) -> None:
        was_busy = record.info.pop(FAILED, False)
        if record.info.pop(HELD, False):
            gate.leave(was_busy=was_busy)
