"""Tables that only staff read: notes on tickets, transfers between departments, canned replies."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service_desk.tables import Base


class NoteRow(Base):
    """What a clerk noted on a ticket for other staff (内部备注)."""

    __tablename__ = "desk_note"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket_number: Mapped[str] = mapped_column(ForeignKey("desk_ticket.number"), index=True)
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class TransferRow(Base):
    """A ticket that went from one department to another (改派), by whom and why."""

    __tablename__ = "desk_transfer"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket_number: Mapped[str] = mapped_column(ForeignKey("desk_ticket.number"), index=True)
    from_department: Mapped[str] = mapped_column(String(64))
    to_department: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    clerk_id: Mapped[int] = mapped_column(ForeignKey("desk_clerk.id"))
    created_at: Mapped[datetime]


class CannedRow(Base):
    """A canned reply (常用语) of a department; of every department where `department` is empty."""

    __tablename__ = "desk_canned"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    department: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
