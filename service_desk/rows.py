"""Rows of the database as the model has them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from knowledge_base.model.answer import ItemRef
from knowledge_base.model.codec import from_plain
from knowledge_base.model.context import Context
from service_desk.attachments import shelf
from service_desk.attachments.kinds import Attachment
from service_desk.model import Callback, Conversation, Message, Sender, Speaker, Ticket, TicketState
from service_desk.staff import Clerk
from service_desk.tables import (
    ClerkRow,
    ContactRow,
    ConversationRow,
    MessageRow,
    TicketRow,
)


def message(row: MessageRow) -> Message:
    """Return the message of the row, with the files beside it."""
    return messages((row,))[0]


def messages(found: Sequence[MessageRow]) -> tuple[Message, ...]:
    """Return the messages of the rows; the files beside them are read at once."""
    files = _files([row for row in found if row.sender == Sender.STAFF])
    return tuple(
        Message(
            row.id, Sender(row.sender), row.text, row.created_at, row.answer, files.get(row.id, ())
        )
        for row in found
    )


def _files(found: Sequence[MessageRow]) -> dict[int, tuple[Attachment, ...]]:
    session = object_session(found[0]) if found else None
    return {} if session is None else shelf.listed(session, [row.id for row in found])


def conversation(row: ConversationRow, ticket_number: str) -> Conversation:
    """Return the conversation of the row; `ticket_number` is that of its unsettled ticket, or empty."""
    return Conversation(
        id=row.id,
        door=row.door,
        speaker=Speaker(row.speaker),
        context=from_plain(Context, row.context),
        clerk_id=row.clerk_id,
        ticket_number=ticket_number,
    )


def ticket(session: Session, row: TicketRow) -> Ticket:
    """Return the ticket of the row, with what its conversation, clerk and contact add."""
    talk = session.get_one(ConversationRow, row.conversation_id)
    owner = session.get(ClerkRow, row.clerk_id) if row.clerk_id else None
    return _ticket(row, talk, owner, session.get(ContactRow, row.number))


def tickets(session: Session, found: Sequence[TicketRow]) -> tuple[Ticket, ...]:
    """Return the tickets of the rows; what belongs to them is read at once, not ticket by ticket."""
    numbers = [row.number for row in found]
    query = (
        select(TicketRow.number, ConversationRow, ClerkRow, ContactRow)
        .join(ConversationRow, ConversationRow.id == TicketRow.conversation_id)
        .outerjoin(ClerkRow, ClerkRow.id == TicketRow.clerk_id)
        .outerjoin(ContactRow, ContactRow.ticket_number == TicketRow.number)
        .where(TicketRow.number.in_(numbers))
    )
    beside = {
        number: (talk, owner, contact) for number, talk, owner, contact in session.execute(query)
    }
    return tuple(_ticket(row, *beside[row.number]) for row in found)


def _ticket(
    row: TicketRow, talk: ConversationRow, clerk: ClerkRow | None, contact: ContactRow | None
) -> Ticket:
    return Ticket(
        number=row.number,
        conversation_id=row.conversation_id,
        door=talk.door,
        questions=tuple(row.questions.splitlines()),
        item=item(row),
        department=row.department,
        department_name=row.department_name,
        state=TicketState(row.state),
        created_at=row.created_at,
        due_at=row.due_at,
        due_estimated=row.due_estimated,
        clerk_id=row.clerk_id,
        clerk_name=clerk.name if clerk else "",
        answered_at=row.answered_at,
        replied_at=row.replied_at,
        promised_at=row.promised_at,
        closed_at=row.closed_at,
        reason=row.reason,
        contact=contact.masked if contact else "",
        unread=is_unread(talk),
        callback=Callback(contact.callback) if contact else None,
    )


def item(row: TicketRow) -> ItemRef | None:
    """Return the item the ticket is about, None when it is about none."""
    if not row.item_name:
        return None
    return ItemRef(row.item_code, row.catalog_code, row.item_name, row.item_department)


def is_unread(row: ConversationRow) -> bool:
    """Whether the citizen wrote after the last staff message."""
    if row.citizen_at is None or row.staff_at is None:
        return False
    return row.citizen_at > row.staff_at


def clerk(row: ClerkRow) -> Clerk:
    """Return the clerk of the row."""
    return Clerk(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=row.roles,
        department=row.department,
        active=row.active,
        must_change=row.must_change,
        stamp=row.stamp,
    )
