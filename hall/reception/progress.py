"""How far a citizen's tickets are (工单进度), by number, by name, or simply all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hall.reception.ticket_words import TicketWords
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.text import normalise
from service_desk.model import Ticket, TicketState
from service_desk.numbers import find_code, find_numbers
from service_desk.services import ServiceDesk

MOST_TOLD = 3
"""Tickets told of at once; who has more asks by number."""
SHARED = 2
"""Characters in a row that a question and a ticket have in common where it names the ticket's matter."""
SETTLED_NAMES = {TicketState.ANSWERED: "ticket_answered", TicketState.CLOSED: "ticket_closed"}


@dataclass(frozen=True)
class Progress:
    """Tells of tickets."""

    desk: ServiceDesk
    words: TicketWords
    clock: Callable[[], datetime]

    def told(self, conversation_id: str, text: str, own: Sequence[Ticket]) -> Answer | None:
        """Return how far the ticket with a number is, or a citizen's own, newest first; None without one."""
        if numbers := find_numbers(text):
            return self._by_number(conversation_id, numbers[0], find_code(text))
        if not own:
            return None
        tickets = _named(text, own)[:MOST_TOLD]
        said = "\n".join(map(self._state, tickets))
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=tickets[0].item)

    def _by_number(self, conversation_id: str, number: str, code: str) -> Answer:
        """Return how far a ticket is; what it is about is told in its own conversation, or for its code."""
        ticket = self.desk.ticket(number)
        if ticket is None:
            return Answer(AnswerStatus.ROUTED_STAFF, self.words.unknown(number))
        is_own = ticket.conversation_id == conversation_id
        if code and not is_own:
            return Answer(AnswerStatus.ROUTED_STAFF, self.words.read(number, code))
        item = ticket.item if is_own else None
        return Answer(AnswerStatus.ROUTED_STAFF, self._state(ticket), item=item)

    def _state(self, ticket: Ticket) -> str:
        late = "ticket_late" if ticket.is_overdue(self.clock()) else "ticket_promise"
        promise = self.words.promise(SETTLED_NAMES.get(ticket.state, late), ticket)
        return self.words.promise("ticket_state", ticket, state=ticket.state_label, promise=promise)


def _named(text: str, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
    """Return the tickets whose matter the question names; all where it names none of them, or every one."""
    said = _pieces(text)
    named = [ticket for ticket in tickets if said & _pieces(_matter(ticket))]
    return named or tickets


def _matter(ticket: Ticket) -> str:
    return "\n".join((*ticket.questions, ticket.item.name if ticket.item else ""))


def _pieces(text: str) -> set[str]:
    plain = normalise(text)
    pieces = (plain[at : at + SHARED] for at in range(len(plain) - SHARED + 1))
    return {piece for piece in pieces if piece.isalpha()}
