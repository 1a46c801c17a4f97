"""What staff tell each other on a ticket: notes (内部备注), and why it went to another department (改派).

Whoever may see the ticket reads both; no citizen does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from knowledge_base.text import mask
from service_desk.audit import Action, record
from service_desk.errors import TicketError
from service_desk.reach import visible
from service_desk.staff import Clerk
from service_desk.store import DeskStore
from service_desk.tables import ClerkRow
from service_desk.ticket_tables import NoteRow, TransferRow

LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Note:
    """A note: masked text, who wrote it, when."""

    id: int
    text: str
    clerk_name: str
    at: datetime


@dataclass(frozen=True)
class Transfer:
    """A transfer: ids of the departments, why, by whom, when."""

    from_department: str
    to_department: str
    reason: str
    clerk_name: str
    at: datetime


@dataclass(frozen=True)
class Notes:
    """Use cases of notes and transfers; a clerk reads and writes where the ticket may be seen."""

    store: DeskStore
    clock: Callable[[], datetime]

    def add(self, number: str, clerk: Clerk, text: str) -> None:
        """Keep a note, personal data masked.

        Raises:
            TicketError: it is blank or too long.
            UnknownTicket: the clerk may not see the ticket.
        """
        kept = mask(text.strip())
        if not kept:
            raise TicketError("备注是空的，请写好再保存")
        if len(text) > LONGEST_NOTE:
            raise TicketError(f"备注请不超过 {LONGEST_NOTE} 字")
        with self.store.unit() as session:
            row, now = visible(session, number, clerk), self.clock()
            session.add(
                NoteRow(ticket_number=row.number, clerk_id=clerk.id, text=kept, created_at=now)
            )
            record(session, now, clerk, Action.NOTED, row.number)

    def of(self, number: str, clerk: Clerk) -> tuple[Note, ...]:
        """Return the notes on a ticket, oldest first."""
        query = (
            select(NoteRow, ClerkRow.name)
            .join(ClerkRow, ClerkRow.id == NoteRow.clerk_id)
            .order_by(NoteRow.id)
        )
        with self.store.unit() as session:
            found = query.where(NoteRow.ticket_number == visible(session, number, clerk).number)
            return tuple(
                Note(row.id, row.text, name, row.created_at) for row, name in session.execute(found)
            )

    def transfers(self, number: str, clerk: Clerk) -> tuple[Transfer, ...]:
        """Return the ways a ticket went between departments, oldest first."""
        query = (
            select(TransferRow, ClerkRow.name)
            .join(ClerkRow, ClerkRow.id == TransferRow.clerk_id)
            .order_by(TransferRow.id)
        )
        with self.store.unit() as session:
            found = query.where(TransferRow.ticket_number == visible(session, number, clerk).number)
            return tuple(
                Transfer(row.from_department, row.to_department, row.reason, name, row.created_at)
                for row, name in session.execute(found)
            )
