"""Adding to the chain, inside the unit of work that does what is put on record.

The row of the chain's end is updated first: on PostgreSQL that locks it, on SQLite it takes the file's write lock, so
that of two who add at once the second goes on from the first. It is held to the end of the unit of work.
"""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from knowledge_base.audit.hashing import hash_of_entry, hash_of_words
from knowledge_base.audit.tables import EntryRow, HeadRow, printed

PENDING = "audit_entries"


@dataclass(frozen=True)
class NewEntry:
    """What is to be put on record.

    at: aware. actor: a login name, 64 characters at most; `system` where no person acted. subject: what it was done
    to, as `kind:name` where a witness tells its digest, 200 characters at most.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
    address: str = ""
    digest: str = ""


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: str = "",
    address: str = "",
    digest: str = "",
) -> int:
    """Add an entry to the end of the chain and return its number; it stands or falls with the unit of work.

    Call it last in a unit of work: the end of the chain stays locked for everybody until that is over.
    """
    return append_all(session, [NewEntry(at, actor, action, subject, detail, address, digest)])


def append_all(session: Session, entries: Iterable[NewEntry]) -> int:
    """Add entries in their order and return the number of the last."""
    given = list(entries)
    taken = update(HeadRow).values(seq=HeadRow.seq + len(given))
    head = session.execute(
        taken.returning(HeadRow.seq, HeadRow.hash, HeadRow.algorithm),
        execution_options={"synchronize_session": False},
    ).one()
    seq, previous, rows = head.seq - len(given), head.hash, []
    for number, entry in enumerate(given, start=seq + 1):
        rows.append(_row(number, entry, previous, head.algorithm))
        previous = rows[-1]["hash"]
    if rows:
        session.execute(insert(EntryRow), rows)
        session.execute(
            update(HeadRow).values(hash=previous),
            execution_options={"synchronize_session": False},
        )
    return int(head.seq)


def append_at_end(session: Session, entry: NewEntry) -> None:
    """Add an entry when the unit of work is about to be kept, so that the chain's end is locked for no longer."""
    transaction, waiting = session.info.get(PENDING, (None, []))
    if transaction is not session.get_transaction() or transaction is None:
        if transaction is None:
            event.listen(session, "before_commit", _append_waiting)
        waiting = []
        session.info[PENDING] = (session.get_transaction(), waiting)
    waiting.append(entry)


def _append_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return
    transaction, waiting = session.info.get(PENDING, (None, []))
    if waiting and transaction is session.get_transaction():
        append_all(session, waiting)
    waiting.clear()


def _row(seq: int, entry: NewEntry, previous: str, algorithm: str) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    words = hash_of_words(algorithm, salt, entry.actor, entry.subject, entry.detail, entry.address)
    at = printed(entry.at)
    return {
        **asdict(entry),
        "seq": seq,
        "salt": salt,
        "words": words,
        "algorithm": algorithm,
        "prev_hash": previous,
        "hash": hash_of_entry(algorithm, previous, seq, at, entry.action, entry.digest, words),
    }
