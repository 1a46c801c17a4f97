"""What tells about a person is blanked when its time is over; the entry and its hash stay.

That it was done is an entry itself, about the last entry that may have been blanked by then. Entries about a row with
a digest tell who answers for what was published: they are never blanked.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, select, update
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import append
from knowledge_base.audit.tables import EntryRow

BLANKED = "audit_blanked"
"""The action of the entry that says up to where entries may be blank."""
SUBJECT = "audit_entry"
NOTHING: ColumnElement[str] = literal_column("''")
"""Written out, so that the index of what is not blanked yet is used."""


def blank(session: Session, before: datetime, now: datetime, days: int, most: int) -> int:
    """Blank up to `most` entries from before the moment and return how many those were.

    Args:
        session: an open unit of work.
        before: entries from before it are over.
        now: the present moment.
        days: how long entries are kept; stands in the entry about the blanking, and is what it is checked by.
        most: how many entries at once.
    """
    last = session.scalar(select(func.max(EntryRow.seq)).where(_over(before)))
    if last is None:
        return 0
    if last > _blanked_to(session):
        digest = session.get_one(EntryRow, last).hash
        append(
            session,
            at=now,
            actor="system",
            action=BLANKED,
            subject=f"{SUBJECT}:{last}",
            detail=str(days),
            digest=digest,
        )
    chosen = select(EntryRow.seq).where(_over(before)).order_by(EntryRow.at).limit(most)
    blanking = (
        update(EntryRow)
        .where(EntryRow.seq.in_(session.scalars(chosen).all()))
        .values(actor="", subject="", detail="", address="", salt="")
        .execution_options(synchronize_session=False)
        .returning(EntryRow.seq)
    )
    return len(session.scalars(blanking).all())


def _over(before: datetime) -> ColumnElement[bool]:
    return and_(EntryRow.at < before, EntryRow.digest == NOTHING, EntryRow.salt != NOTHING)


def _blanked_to(session: Session) -> int:
    newest = (
        select(EntryRow.subject)
        .where(EntryRow.action == BLANKED)
        .order_by(EntryRow.seq.desc())
        .limit(1)
    )
    return int((session.scalar(newest) or f"{SUBJECT}:0").partition(":")[2])
