"""Which part of a conversation belongs to which department (本部门的部分).

A conversation may concern several departments one after the other. Every message belongs to one of them: staff's to
that of their ticket, what is said while staff have the word too, a question to that of the ticket it became or of
the item it was answered from. What says nothing new belongs to whom the word before belonged.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service_desk import conversations
from service_desk.model import Message, Sender
from service_desk.rows import messages
from service_desk.staff import Clerk
from service_desk.tables import MessageRow, TicketRow
from service_desk.tickets import one_line

DepartmentOf = Callable[[str], str]
"""The id of the department with this name or id; empty where there is none."""


@dataclass(frozen=True)
class OwnPart:
    """The messages a clerk may read, and how many of the conversation are not among them."""

    messages: tuple[Message, ...]
    hidden: int = 0


def own_part(
    session: Session,
    conversation_id: str,
    clerk: Clerk,
    department_of: DepartmentOf,
    after: int = 0,
) -> OwnPart:
    """Return what the clerk may read of the conversation after a message; who sees all reads all."""
    if clerk.sees_all:
        return OwnPart(conversations.after(session, conversation_id, after))
    rows = _messages(session, conversation_id)
    owned = _owned(rows, _tickets(session, conversation_id), department_of)
    seen = [row for row, department in owned if department in ("", clerk.department)]
    shown = messages([row for row in seen if row.id > after])
    return OwnPart(shown, len(rows) - len(seen))


def _messages(session: Session, conversation_id: str) -> list[MessageRow]:
    query = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(MessageRow.id)))


def _tickets(session: Session, conversation_id: str) -> list[TicketRow]:
    query = select(TicketRow).where(TicketRow.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(TicketRow.created_at, TicketRow.number)))


def _owned(
    rows: list[MessageRow], tickets: list[TicketRow], department_of: DepartmentOf
) -> Iterator[tuple[MessageRow, str]]:
    """Yield every message with the department it belongs to, empty before anything was said to any."""
    by_number = {ticket.number: ticket.department for ticket in tickets}
    owner = ""
    for turn, until in _turns(rows):
        named = _of_tickets(turn[0], until, tickets)
        owner = named or _of_items(turn, department_of) or owner
        for row in turn:
            owner = by_number.get(row.ticket_number or "", owner)
            yield row, owner


def _turns(rows: list[MessageRow]) -> Iterator[tuple[list[MessageRow], datetime | None]]:
    """Yield each message of the citizen with what follows until the next one, and when that comes."""
    starts = [at for at, row in enumerate(rows) if at == 0 or row.sender == Sender.CITIZEN]
    for start, end in zip_longest(starts, starts[1:]):
        yield rows[start:end], None if end is None else rows[end].created_at


def _of_tickets(asked: MessageRow, until: datetime | None, tickets: list[TicketRow]) -> str:
    """Return the department of the ticket that a turn is about: spoken of, asked for, or made in it."""
    spoken_of = [t for t in tickets if t.number == asked.ticket_number]
    made = [
        t
        for t in tickets
        if t.created_at >= asked.created_at and (until is None or t.created_at < until)
    ]
    line = one_line(asked.text)
    asked_for = [t for t in tickets if line in t.questions.splitlines()]
    before = [t for t in reversed(asked_for) if t.created_at < asked.created_at]
    found = (*spoken_of, *made, *before, *asked_for)
    return found[0].department if found else ""


def _of_items(turn: list[MessageRow], department_of: DepartmentOf) -> str:
    """Return the department whose item the turn was answered from; empty when it was from none."""
    named = (department_of(_item_department(row.answer)) for row in turn if row.answer)
    return next((department for department in named if department), "")


def _item_department(answer: Mapping[str, Any]) -> str:
    item = answer.get("item")
    return str(item.get("department") or "") if isinstance(item, Mapping) else ""
