"""Reading a ticket's answer with its number and read code (查询码), from any device.

Whoever guesses is slowed down by where the guesses come from: one address gets a few wrong tries an hour for a
ticket and some more for all; doors that know no address (chat, WeChat) share a few for each ticket, and the
citizen is sent to the page, which knows one. So no stranger elsewhere can lock the owner out.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service_desk.numbers import code_as_drawn
from service_desk.store import DeskStore, insert_unless_there
from service_desk.tables import CodeTryRow, TicketRow

WINDOW = timedelta(hours=1)
TRIES_PER_TICKET = 10
"""Wrong ones in the window; a thousand addresses would need some eight years for one of 729 million codes."""
TRIES_PER_ADDRESS = 60
"""Wrong ones in the window for all tickets together: a household or an office may share an address."""


class Verdict(StrEnum):
    """What came of a number and a code."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class ReadCodes:
    """Judges read codes."""

    store: DeskStore
    clock: Callable[[], datetime]

    def judge(self, number: str, code: str, address: str = "") -> Verdict:
        """Return whether this code opens the ticket.

        Args:
            number: as it is stored.
            code: as it was typed.
            address: where the question comes from; empty where the door does not know.
        """
        limits, now = _limits(number, address), self.clock()
        with self.store.unit() as session:
            if any(_is_spent(session, key, most, now) for key, most in limits.items()):
                return Verdict.TOO_MANY
            row = session.get(TicketRow, number)
            if row is not None and _opens(row, code):
                return Verdict.RIGHT
        with self.store.unit() as session:
            _count(session, limits, now)
        return Verdict.WRONG


def sealed_code(number: str, code: str) -> str:
    """Return what is kept of a code.

    A plain digest is enough: whoever can read it in the database can read the answer beside it.
    """
    return hashlib.sha256(f"{number} {code_as_drawn(code)}".encode()).hexdigest()


def _opens(row: TicketRow, code: str) -> bool:
    return row.code_digest is not None and hmac.compare_digest(
        row.code_digest, sealed_code(row.number, code)
    )


def _limits(number: str, address: str) -> dict[str, int]:
    """Return how many wrong tries are borne, by the name they are counted under; no address is in clear."""
    limits = {f"{address} {number}": TRIES_PER_TICKET}
    if address:
        limits[address] = TRIES_PER_ADDRESS
    return {hashlib.sha256(name.encode()).hexdigest(): most for name, most in limits.items()}


def _is_spent(session: Session, key: str, most: int, now: datetime) -> bool:
    row = session.get(CodeTryRow, key)
    return row is not None and row.since > now - WINDOW and row.failures >= most


def _count(session: Session, keys: Iterable[str], now: datetime) -> None:
    session.execute(delete(CodeTryRow).where(CodeTryRow.since <= now - WINDOW))
    for key in keys:
        insert_unless_there(session, CodeTryRow(key=key, failures=0, since=now))
        counted = update(CodeTryRow).where(CodeTryRow.key == key)
        session.execute(counted.values(failures=CodeTryRow.failures + 1))
