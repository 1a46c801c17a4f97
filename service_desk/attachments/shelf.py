"""Files in the database: functions over an open unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from service_desk.attachment_tables import AttachmentRow
from service_desk.attachments.checking import CheckedFile
from service_desk.attachments.kinds import Attachment, FileKind


@dataclass(frozen=True)
class StoredFile:
    """A file as it is handed out."""

    attachment: Attachment
    content: bytes
    digest: str


def add(session: Session, message_id: int, files: Sequence[CheckedFile], now: datetime) -> None:
    """Store the files beside a message that has its id."""
    for file in files:
        session.add(
            AttachmentRow(
                message_id=message_id,
                name=file.name,
                kind=file.kind.value,
                size=len(file.content),
                digest=file.digest,
                content=file.content,
                created_at=now,
            )
        )
        session.flush()


def listed(session: Session, message_ids: Sequence[int]) -> dict[int, tuple[Attachment, ...]]:
    """Return the files beside each of these messages, as they were chosen, without their content."""
    query = select(AttachmentRow).where(AttachmentRow.message_id.in_(message_ids))
    found: dict[int, tuple[Attachment, ...]] = {}
    for row in session.scalars(query.order_by(AttachmentRow.id)):
        found[row.message_id] = (*found.get(row.message_id, ()), _attachment(row))
    return found


def hold(session: Session, message_id: int, files: Sequence[CheckedFile]) -> bool:
    """Whether these files, and no others, lie beside the message."""
    query = select(AttachmentRow.digest).where(AttachmentRow.message_id == message_id)
    return sorted(session.scalars(query)) == sorted(file.digest for file in files)


def taken(session: Session, attachment_id: int) -> StoredFile | None:
    """Return the file with its content; None once it is deleted."""
    query = select(AttachmentRow).where(AttachmentRow.id == attachment_id)
    row = session.scalars(query.options(undefer(AttachmentRow.content))).one_or_none()
    return None if row is None else StoredFile(_attachment(row), row.content, row.digest)


def _attachment(row: AttachmentRow) -> Attachment:
    return Attachment(row.id, row.name, FileKind(row.kind), row.size)
