"""Which entries may be blank: those that an entry about the blanking covers, and whose time was over then."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from knowledge_base.audit.blanking import BLANKED, SUBJECT
from knowledge_base.audit.tables import EntryRow, moment_of, printed

LEAST_DAYS = 180
"""Six months: Cybersecurity Law (网络安全法), article 21, on logs."""
AHEAD = timedelta(days=1)
"""How far a clock may have been wrong: what claims to be of later covers nothing."""


@dataclass(frozen=True)
class Covers:
    """Up to which number entries may be blank, and from before which moment, in step."""

    numbers: Sequence[int]
    moments: Sequence[str]

    def allow(self, seq: int, at: str) -> bool:
        """Whether the entry with this number and moment may be blank."""
        place = bisect_left(self.numbers, seq)
        return place < len(self.moments) and at < self.moments[place]


def read_covers(session: Session, now: datetime) -> Covers:
    """Return what the entries about blankings cover; that those are whole themselves, the walk tells."""
    found = [cover for row in session.execute(_query()) if (cover := _cover(session, row, now))]
    found.sort()
    moments: list[str] = []
    for _number, moment in reversed(found):
        moments.append(max(moment, moments[-1]) if moments else moment)
    return Covers([number for number, _moment in found], moments[::-1])


def _query() -> Any:
    return select(
        EntryRow.seq,
        type_coerce(EntryRow.at, String).label("at"),
        EntryRow.subject,
        EntryRow.detail,
        EntryRow.digest,
    ).where(EntryRow.action == BLANKED)


def _cover(session: Session, row: Any, now: datetime) -> tuple[int, str] | None:
    """Return up to which number and from before which moment a row covers; None where it covers nothing."""
    kind, _, number = row.subject.partition(":")
    try:
        last, days, at = int(number), int(row.detail), moment_of(row.at)
    except ValueError:
        return None
    if kind != SUBJECT or days < LEAST_DAYS or at > now + AHEAD or last >= row.seq:
        return None
    if session.scalar(select(EntryRow.hash).where(EntryRow.seq == last)) != row.digest:
        return None
    return last, printed(at - timedelta(days=days))
