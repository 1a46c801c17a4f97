"""Every version, move, comment and generation is entered in the audit's chain with its digest, and can be held against it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_all, append_at_end
from knowledge_base.audit.tables import EntryRow, printed
from knowledge_base.audit.witness import Witnesses
from knowledge_base.lifecycle.people import SYSTEM
from knowledge_base.lifecycle.states import LABELS, State
from knowledge_base.model.codec import digest
from knowledge_base.store.engine import alone
from knowledge_base.store.tables import (
    CommentRow,
    GenerationRow,
    MemberRow,
    MoveRow,
    RecordRow,
    VersionRow,
)
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.text import mask

VERSION_MADE, VERSION_MOVED = "version_made", "version_moved"
VERSION_COMMENTED = "version_commented"
GENERATION_MADE, TAKEN_OVER = "generation_made", "record_taken_over"
REGISTERED = select(EntryRow.seq).where(EntryRow.subject.like("version:%")).limit(1)


def register_version(session: Session, row: VersionRow) -> None:
    """Enter a new version in the chain."""
    record = session.get_one(RecordRow, row.record_id)
    subject, mark = f"version:{row.id}", _of_version(record, row)
    said = f"{row.title} 第 {row.no} 版"
    append_at_end(
        session,
        NewEntry(row.created_at, row.author, VERSION_MADE, subject, said, digest=mark),
    )


def register_move(session: Session, row: MoveRow) -> None:
    """Enter a move in the chain."""
    version = session.get_one(VersionRow, row.version_id)
    step = f"{LABELS[State(row.from_state)]}→{LABELS[State(row.to_state)]}"
    said = mask(f"{version.title} 第 {version.no} 版：{step} {row.comment}".strip())[:500]
    subject = f"move:{row.id}"
    append_at_end(
        session, NewEntry(row.at, row.actor, VERSION_MOVED, subject, said, digest=_of_move(row))
    )


def register_comment(session: Session, row: CommentRow) -> None:
    """Enter what somebody said about a version in the chain."""
    version = session.get_one(VersionRow, row.version_id)
    said = mask(f"{version.title} 第 {version.no} 版：{row.text}")[:500]
    subject, mark = f"comment:{row.id}", _of_comment(row)
    append_at_end(
        session, NewEntry(row.at, row.author, VERSION_COMMENTED, subject, said, digest=mark)
    )


def register_generation(session: Session, no: int, by: str, at: datetime) -> None:
    """Enter a generation in the chain: when, and which versions it shows from then on."""
    row = session.get_one(GenerationRow, no)
    mark = _of_generation(row, _members(session, no))
    subject = f"generation:{no}"
    append_at_end(
        session, NewEntry(at, by, GENERATION_MADE, subject, mask(row.cause)[:500], digest=mark)
    )


def take_over(engine: Engine, now: datetime) -> int:
    """Enter what an earlier release had published, once: where nothing of the record is in the chain yet.

    Returns:
        How many entries were made.
    """
    if _is_taken_over(engine):
        return 0
    with alone(engine) as connection, Session(connection) as session:
        if session.scalars(REGISTERED).first() is not None:
            return 0
        entries = [
            NewEntry(now, SYSTEM.login, TAKEN_OVER, subject, digest=mark)
            for witness in WITNESSES.values()
            for subject, mark in witness(session)
        ]
        if entries:
            append_all(session, entries)
        session.commit()
    return len(entries)


def _is_taken_over(engine: Engine) -> bool:
    """Look without a lock, for at every start but one there is nothing to do."""
    with unit_of_work(engine) as session:
        is_empty = session.scalars(select(VersionRow.id).limit(1)).first() is None
        return is_empty or session.scalars(REGISTERED).first() is not None


def _versions(session: Session) -> Iterator[tuple[str, str]]:
    rows = select(RecordRow, VersionRow).join(VersionRow, VersionRow.record_id == RecordRow.id)
    for record, row in session.execute(rows.order_by(VersionRow.id)):
        yield f"version:{row.id}", _of_version(record, row)


def _moves(session: Session) -> Iterator[tuple[str, str]]:
    for row in session.scalars(select(MoveRow).order_by(MoveRow.id)):
        yield f"move:{row.id}", _of_move(row)


def _comments(session: Session) -> Iterator[tuple[str, str]]:
    for row in session.scalars(select(CommentRow).order_by(CommentRow.id)):
        yield f"comment:{row.id}", _of_comment(row)


def _generations(session: Session) -> Iterator[tuple[str, str]]:
    for row in session.scalars(select(GenerationRow).order_by(GenerationRow.no)):
        yield f"generation:{row.no}", _of_generation(row, _members(session, row.no))


WITNESSES: Witnesses = {
    "version": _versions,
    "move": _moves,
    "comment": _comments,
    "generation": _generations,
}
"""Who tells what stands in the record now; every row is to have the digest that was entered."""


def _members(session: Session, no: int) -> list[list[int | None]]:
    rows = select(MemberRow.record_id, MemberRow.version_id).where(MemberRow.no == no)
    return [list(row) for row in session.execute(rows.order_by(MemberRow.record_id))]


def _of_version(record: RecordRow, row: VersionRow) -> str:
    content: Mapping[str, Any] = row.content
    told = [row.id, record.kind, record.key, row.no, row.schema, row.digest, digest(content)]
    listed = [row.title, row.department, row.effective_from, row.effective_until, row.review_on]
    written = [row.based_on, row.origin, row.author, row.authors, printed(row.created_at)]
    return digest([*told, *listed, *written])


def _of_move(row: MoveRow) -> str:
    told = [row.version_id, row.from_state, row.to_state, row.actor, printed(row.at)]
    return digest([*told, row.comment])


def _of_comment(row: CommentRow) -> str:
    return digest([row.version_id, row.author, printed(row.at), row.text])


def _of_generation(row: GenerationRow, members: list[list[int | None]]) -> str:
    return digest([row.no, row.digest, printed(row.published_at), row.cause, members])
