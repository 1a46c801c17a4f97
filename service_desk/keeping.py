"""What time does to the desk: answered tickets close, contacts and old conversations are deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service_desk.audit import SYSTEM, Action, record
from service_desk.model import TicketState
from service_desk.store import DeskStore
from service_desk.tables import (
    ContactRow,
    ConversationRow,
    MessageRow,
    PushRow,
    StaffReplyRow,
    TicketRow,
)


@dataclass(frozen=True)
class Keeping:
    """How long things are kept."""

    contacts: timedelta
    conversations: timedelta
    answered: timedelta


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    closed: int
    contacts: int
    messages: int


def sweep(store: DeskStore, keeping: Keeping, now: datetime) -> Swept:
    """Close answered tickets nobody closed, delete contacts, addresses and messages whose time is over."""
    with store.unit() as session:
        closed = _close_answered(session, now - keeping.answered, now)
    with store.unit() as session:  # one after the other: a sweep holds few rows, and each briefly
        contacts = _delete_contacts(session, now - keeping.contacts)
        if contacts:
            record(session, now, SYSTEM, Action.CONTACTS_DELETED, str(contacts))
    with store.unit() as session:
        messages = _delete_messages(session, now - keeping.conversations)
    return Swept(closed, contacts, messages)


def _close_answered(session: Session, before: datetime, now: datetime) -> int:
    closing = (
        update(TicketRow)
        .where(TicketRow.state == TicketState.ANSWERED, TicketRow.answered_at < before)
        .values(state=TicketState.CLOSED.value, closed_at=now)
        .returning(TicketRow.number)
    )
    return len(session.scalars(closing).all())


def _delete_contacts(session: Session, before: datetime) -> int:
    closed = select(TicketRow.number).where(TicketRow.closed_at < before)
    gone = (
        delete(ContactRow)
        .where(ContactRow.ticket_number.in_(closed))
        .returning(ContactRow.ticket_number)
    )
    deleted = len(session.scalars(gone).all())
    open_talks = select(TicketRow.conversation_id).where(TicketRow.state != TicketState.CLOSED)
    session.execute(
        update(ConversationRow)
        .where(
            ConversationRow.address.is_not(None),
            ConversationRow.touched_at < before,
            ConversationRow.id.not_in(open_talks),
        )
        .values(address=None)
    )
    return deleted


def _delete_messages(session: Session, before: datetime) -> int:
    open_talks = select(TicketRow.conversation_id).where(TicketRow.state != TicketState.CLOSED)
    old_talks = select(ConversationRow.id).where(
        ConversationRow.touched_at < before, ConversationRow.id.not_in(open_talks)
    )
    old = select(MessageRow.id).where(MessageRow.conversation_id.in_(old_talks))
    session.execute(delete(StaffReplyRow).where(StaffReplyRow.message_id.in_(old)))
    session.execute(delete(PushRow).where(PushRow.message_id.in_(old)))
    gone = (
        delete(MessageRow).where(MessageRow.conversation_id.in_(old_talks)).returning(MessageRow.id)
    )
    return len(session.scalars(gone).all())
