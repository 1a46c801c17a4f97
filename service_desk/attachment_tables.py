"""The table of files that clerks send."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from service_desk.tables import Base


class AttachmentRow(Base):
    """A file beside a message. Ids are never used twice: the link to a deleted file must open no other one.

    The content stands last, so that SQLite reads the rest without it.
    """

    __tablename__ = "desk_attachment"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read from the class

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("desk_message.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
