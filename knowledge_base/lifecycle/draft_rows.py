"""Rows of drafts and their saves, read and written within a unit of work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.moves import NOT_YOURS
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.states import State
from knowledge_base.store.kinds import content_of, value_of
from knowledge_base.store.reading import in_force
from knowledge_base.store.tables import DraftRow, MoveRow, RecordRow, SaveRow, VersionRow
from knowledge_base.store.writing import owner

STAFF = "staff"
"""The origin of what people write at the console."""
APPROVED = (State.APPROVED, State.PUBLISHED)
"""States into which a version comes with the consent of somebody who did not write it, or from files."""
CLOSED = "这份草稿已经提交或放弃，不能再改：请从现行版重新开始修改"


GIVEN_AWAY = "“负责部门”只能填您自己的部门：要交给别的部门，请政务服务中心的编辑来改"


@dataclass(frozen=True)
class Save:
    """A draft as it was saved once.

    based_on: the save that was on the screen when this one was written; None for the first.
    beside: somebody had saved in between, so it is not what the draft says.
    value: of the record's model.
    """

    id: int
    based_on: int | None
    author: str
    at: datetime
    beside: bool
    value: Any


@dataclass(frozen=True)
class Draft:
    """The work on the next version of a record.

    base: the id of the version it started from, None for a new record; base_no: its number.
    behind: the number of the newer version that was published meanwhile, 0 where there is none.
    version_id: of the version it became.
    """

    id: int
    kind: str
    key: str
    title: str
    department: str
    base: int | None
    base_no: int
    behind: int
    author: str
    origin: str
    created_at: datetime
    is_open: bool
    version_id: int | None


def begin_draft(
    session: Session,
    record: RecordRow,
    version_no: int | None,
    by: Person,
    now: datetime,
    origin: str = STAFF,
) -> DraftRow:
    """Add a draft of a record on what is in force, or on another version.

    Raises:
        UnknownVersion: there is no such version.
    """
    current = in_force(session, record.id)
    wanted = select(VersionRow).where(VersionRow.record_id == record.id)
    if version_no is not None:
        wanted = wanted.where(VersionRow.no == version_no)
    newest = session.scalars(wanted.order_by(VersionRow.no.desc()).limit(1)).first()
    source = newest if version_no is not None or current is None else current
    if source is None:
        raise UnknownVersion(f"“{record.key}”没有可以修改的版本")
    require_editor(by, (current or source).department)
    row = add_draft(session, record, current.id if current else source.id, by, now, origin)
    row.source_id = source.id
    value = value_of(record.kind, source.no, source.schema, source.content)
    add_save(session, row, value, by, now, based_on=None)
    return row


def add_draft(
    session: Session,
    record: RecordRow,
    base: int | None,
    by: Person,
    now: datetime,
    origin: str = STAFF,
) -> DraftRow:
    """Add a draft that has no save yet."""
    row = DraftRow(
        record_id=record.id,
        based_on=base,
        author=by.login,
        origin=origin,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def known(session: Session, draft_id: int) -> DraftRow:
    """Return the row of a draft.

    Raises:
        UnknownVersion: there is none with this id.
    """
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise UnknownVersion(f"没有编号为 {draft_id} 的草稿")
    return row


def for_editing(session: Session, draft_id: int, by: Person) -> DraftRow:
    """Return the row of a draft that this person may write on.

    Raises:
        UnknownVersion: there is none with this id.
        MoveRefused: it is closed, or not this person's to edit.
    """
    row = known(session, draft_id)
    if row.closed_at is not None:
        raise MoveRefused(CLOSED)
    require_editor(by, newest(session, row).department)
    return row


def require_editor(by: Person, department: str) -> None:
    """Raise unless this person edits records of the department."""
    if Duty.EDIT not in by.duties or not by.may_work_on(department):
        raise MoveRefused(NOT_YOURS)


def require_kept(by: Person, save: SaveRow) -> None:
    """Raise where somebody would give a record to a department that is not theirs to write for."""
    if not by.may_work_on(save.department):
        raise MoveRefused(GIVEN_AWAY)


def open_draft(session: Session, record_id: int) -> DraftRow | None:
    """Return the open draft of a record."""
    wanted = select(DraftRow).where(DraftRow.record_id == record_id, DraftRow.closed_at.is_(None))
    return session.scalars(wanted).first()


def newest(session: Session, row: DraftRow) -> SaveRow:
    """Return what a draft says now."""
    wanted = select(SaveRow).where(SaveRow.draft_id == row.id, SaveRow.beside.is_(False))
    return session.scalars(wanted.order_by(SaveRow.id.desc()).limit(1)).one()


def authors(session: Session, row: DraftRow) -> list[str]:
    """Return everybody who wrote on a draft."""
    wanted = select(SaveRow.author).where(SaveRow.draft_id == row.id).distinct()
    return [row.author, *session.scalars(wanted), *_authors_before(session, row)]


def _authors_before(session: Session, row: DraftRow) -> list[str]:
    """Return who wrote the version that a draft began with, unless somebody else has approved those words."""
    if row.source_id is None:
        return []
    approved = select(MoveRow.id).where(
        MoveRow.version_id == row.source_id, MoveRow.to_state.in_(APPROVED)
    )
    if session.scalars(approved.limit(1)).first() is not None:
        return []
    return session.get_one(VersionRow, row.source_id).authors


def add_save(
    session: Session,
    row: DraftRow,
    value: Any,
    by: Person,
    now: datetime,
    *,
    based_on: int | None,
    beside: bool = False,
) -> SaveRow:
    """Keep what is written."""
    record = session.get_one(RecordRow, row.record_id)
    content = content_of(record.key, value)
    save = SaveRow(
        draft_id=row.id,
        based_on=based_on,
        author=by.login,
        at=now,
        beside=beside,
        schema=content.schema,
        content=content.data,
        title=content.title,
        department=owner(session, record, content),
    )
    session.add(save)
    session.flush()
    return save


def saved(session: Session, row: SaveRow) -> Save:
    """Return a save as it is handed out."""
    record = session.get_one(RecordRow, session.get_one(DraftRow, row.draft_id).record_id)
    value = value_of(record.kind, 0, row.schema, row.content)
    return Save(row.id, row.based_on, row.author, row.at, row.beside, value)


def draft(session: Session, row: DraftRow) -> Draft:
    """Return a draft as it is handed out."""
    record, said = session.get_one(RecordRow, row.record_id), newest(session, row)
    base = None if row.based_on is None else session.get_one(VersionRow, row.based_on)
    current = in_force(session, row.record_id) if row.closed_at is None else None
    in_force_now = (current.id, current.no) if current is not None else None
    return draft_of(
        row, record, (said.title, said.department), base.no if base else 0, in_force_now
    )


def draft_of(
    row: DraftRow,
    record: RecordRow,
    said: tuple[str, str],
    base_no: int,
    current: tuple[int, int] | None,
) -> Draft:
    """Return a draft of its title and department, and the id and number of what is in force."""
    title, department = said
    is_behind = current is not None and current[0] != row.based_on
    return Draft(
        id=row.id,
        kind=record.kind,
        key=record.key,
        title=title,
        department=department,
        base=row.based_on,
        base_no=base_no,
        behind=current[1] if current is not None and is_behind else 0,
        author=row.author,
        origin=row.origin,
        created_at=row.created_at,
        is_open=row.closed_at is None,
        version_id=row.version_id,
    )
