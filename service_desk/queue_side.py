"""What staff do with many tickets at once: list them, be called to them, close and export them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from service_desk import conversations, rows, tickets
from service_desk.calls import calls
from service_desk.errors import TicketError, TooMany
from service_desk.exporting import AT_ONCE, MOST_ROWS, put_on_record
from service_desk.model import Ticket
from service_desk.parts import read_ticket
from service_desk.reach import visible, within_reach
from service_desk.staff import Clerk
from service_desk.staff_side import StaffSide, refuse_closing, refuse_if_taken
from service_desk.tables import ConversationRow, TicketRow
from service_desk.tickets import TicketFilter

MOST_CLOSED = 100
"""Tickets closed in one go: more than a page of the list holds."""


@dataclass(frozen=True)
class TicketPage:
    """Some of the tickets asked for, and how many there are in all."""

    tickets: tuple[Ticket, ...]
    total: int


@dataclass(frozen=True)
class Closing:
    """A ticket about to be closed with others, or just closed.

    ticket: None where the clerk may not see it. seen: the citizen's last message then. refusal: why it stays open.
    """

    number: str
    ticket: Ticket | None = None
    seen: int = 0
    refusal: str = ""


class QueueSide(StaffSide):
    """Use cases of the list; a clerk sees and moves the tickets of the own department only."""

    def list_tickets(self, wanted: TicketFilter, clerk: Clerk) -> TicketPage:
        """Return the tickets asked for that the clerk may see."""
        wanted = within_reach(wanted, clerk)
        with self.store.unit() as session:
            page = rows.tickets(session, tickets.listed(session, wanted))
            return TicketPage(page, tickets.counted(session, wanted))

    def count_tickets(self, wanted: TicketFilter, clerk: Clerk) -> int:
        """Return how many tickets asked for the clerk may see."""
        with self.store.unit() as session:
            return tickets.counted(session, within_reach(wanted, clerk))

    def calls(self, clerk: Clerk) -> tuple[str, ...]:
        """Return a key for each ticket that calls for the clerk; see `service_desk.calls`."""
        wanted = within_reach(TicketFilter(needs_staff=True), clerk)
        with self.store.unit() as session:
            return calls(session, wanted, clerk)

    def closings(self, numbers: Iterable[str], clerk: Clerk) -> tuple[Closing, ...]:
        """Return what closing each ticket with a reason would come to; nothing changes.

        Raises:
            TooMany: more tickets than are closed at once.
        """
        wanted = _few(numbers)
        return tuple(self._closing(number, clerk) for number in wanted)

    def _closing(self, number: str, clerk: Clerk) -> Closing:
        with self.store.unit() as session:
            try:
                row = visible(session, number, clerk)
            except TicketError as error:
                return Closing(number, refusal=str(error))
            talk = session.get_one(ConversationRow, row.conversation_id)
            seen, refusal = conversations.last_of_citizen(session, talk.id), ""
            try:
                refuse_if_taken(session, talk, clerk)
                refuse_closing(session, row, "…")
            except TicketError as error:
                refusal = str(error)
            return Closing(number, read_ticket(session, row), seen, refusal)

    def close_each(
        self, seen: Iterable[tuple[str, int]], clerk: Clerk, reason: str
    ) -> tuple[Closing, ...]:
        """Close every ticket that may be closed, by the rules of one, and tell which were not and why.

        Args:
            seen: numbers, each with the citizen's last message the clerk knew of.
            clerk: who closes them.
            reason: what each citizen is told.

        Raises:
            TooMany: more tickets than are closed at once.
            TicketError: no reason is given.
        """
        known = dict(seen)
        wanted = _few(known)
        if not reason.strip():
            raise TicketError("请选一条办结说明，或者自己写一句，市民会看到")
        return tuple(self._close_one(number, known[number], clerk, reason) for number in wanted)

    def _close_one(self, number: str, seen: int, clerk: Clerk, reason: str) -> Closing:
        try:
            return Closing(number, self.close(number, clerk, reason, seen=seen), seen)
        except TicketError as error:
            return Closing(number, refusal=str(error))

    def export_tickets(self, wanted: TicketFilter, clerk: Clerk, form: str) -> Iterator[Ticket]:
        """Return every ticket asked for that the clerk may see, read bit by bit; it is put on record.

        Raises:
            TooMany: more than a sheet holds.
        """
        wanted = replace(within_reach(wanted, clerk), limit=MOST_ROWS + 1, offset=0)
        query = tickets.narrowed(select(TicketRow.number), wanted)
        query = query.order_by(*tickets.sorting(wanted.order)).limit(wanted.limit)
        with self.store.unit() as session:
            numbers = list(session.scalars(query))
            put_on_record(session, self.clock(), clerk, f"工单 {form}", len(numbers))
        return self._read_bit_by_bit(numbers, clerk)

    def _read_bit_by_bit(self, numbers: list[str], clerk: Clerk) -> Iterator[Ticket]:
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            query = select(TicketRow).where(TicketRow.number.in_(some))
            with self.store.unit() as session:
                found = [row for row in session.scalars(query) if clerk.may_list(row.department)]
                read = {ticket.number: ticket for ticket in rows.tickets(session, found)}
            yield from (read[number] for number in some if number in read)


def _few(numbers: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST_CLOSED:
        raise TooMany(f"一次最多办结 {MOST_CLOSED} 件，请分几次办")
    return wanted
