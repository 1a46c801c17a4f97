"""Conversations and messages in the database: functions over an open unit of work."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context
from knowledge_base.privacy.personal_data import find_personal_data
from knowledge_base.text import mask, mask_with
from service_desk import tickets, turns, unanswered
from service_desk.attachments import shelf
from service_desk.attachments.checking import CheckedFile
from service_desk.model import Message, Sender, Speaker, TicketState
from service_desk.pushes import enqueue
from service_desk.rows import messages
from service_desk.store import insert_unless_there
from service_desk.tables import ConversationRow, MessageRow, TicketRow

NEVER_IN_A_REPLY = frozenset({"id_card", "bank_card", "passport"})
"""A clerk may tell an office phone or address; these have no place in any transcript."""

READ_TOGETHER = 2
"""So many earlier messages are read with a new one: people split a number in two, seldom in three."""


@dataclass(frozen=True)
class Draft:
    """A message about to be stored."""

    sender: Sender
    text: str
    client_message_id: str | None = None
    answer: Mapping[str, Any] | None = None
    files: tuple[CheckedFile, ...] = ()


def lock(
    session: Session, conversation_id: str, now: datetime, **settled: Any
) -> ConversationRow | None:
    """Return the conversation, kept for this unit of work alone; None when there is none yet.

    The update, which also stores what is `settled`, comes before anything is read: on SQLite it takes the
    write lock, on PostgreSQL the row.
    """
    touch = update(ConversationRow).where(ConversationRow.id == conversation_id)
    touched = touch.values(touched_at=now, **settled).returning(ConversationRow)
    return session.scalars(touched, execution_options={"populate_existing": True}).one_or_none()


def lock_or_open(
    session: Session, conversation_id: str, door: str, now: datetime, **settled: Any
) -> ConversationRow:
    """Return the conversation for this unit of work alone, created on first use."""
    found = lock(session, conversation_id, now, **settled)
    if found is not None:
        return found
    new = _new_conversation(conversation_id, door, now, **settled)
    if insert_unless_there(session, new):
        return new
    opened = lock(session, conversation_id, now, **settled)
    if opened is None:
        raise LookupError(f"conversation {conversation_id!r} vanished while it was opened")
    return opened


def _new_conversation(
    conversation_id: str, door: str, now: datetime, **settled: Any
) -> ConversationRow:
    return ConversationRow(
        id=conversation_id,
        door=door,
        speaker=Speaker.BOT.value,
        created_at=now,
        touched_at=now,
        **{"context": to_plain(Context()), "polls": True, **settled},
    )


def add(session: Session, conversation: ConversationRow, draft: Draft, now: datetime) -> MessageRow:
    """Store a message with personal data masked; whether its client sent it before, the caller has asked."""
    row = MessageRow(
        conversation_id=conversation.id,
        sender=draft.sender.value,
        text=_kept(session, conversation.id, draft),
        answer=None if draft.answer is None else dict(draft.answer),
        client_message_id=draft.client_message_id,
        ticket_number=_in_hand(session, conversation),
        created_at=now,
    )
    session.add(row)
    session.flush()
    shelf.add(session, row.id, draft.files, now)
    _note_who_wrote(conversation, draft.sender, now)
    if not conversation.polls and draft.sender in (Sender.STAFF, Sender.SYSTEM):
        enqueue(session, row)
    return row


def _in_hand(session: Session, conversation: ConversationRow) -> str | None:
    """Return the number of the ticket about which staff have the word; None while they have not."""
    if conversation.speaker != Speaker.STAFF or conversation.clerk_id is None:
        return None
    query = select(TicketRow.number).where(
        TicketRow.conversation_id == conversation.id,
        TicketRow.clerk_id == conversation.clerk_id,
        TicketRow.state != TicketState.CLOSED,
    )
    return session.scalars(query.order_by(TicketRow.created_at.desc())).first()


def _kept(session: Session, conversation_id: str, draft: Draft) -> str:
    """Return the text as it is stored; what it completes in the citizen's messages before is hidden there too."""
    if draft.sender is not Sender.CITIZEN:
        return screened(draft.sender, draft.text)
    earlier = _just_written(session, conversation_id)
    *masked, text = mask_with([row.text for row in earlier], draft.text)
    for row, shown in zip(earlier, masked, strict=True):
        if shown != row.text:
            tickets.hide_again(session, conversation_id, row.text, shown)
            unanswered.forget(session, row.text)
            turns.hide_again(session, row.id, shown)
            row.text = shown
    return text


def _just_written(session: Session, conversation_id: str) -> list[MessageRow]:
    """Return the citizen's latest messages, oldest first."""
    query = (
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id)
        .where(MessageRow.sender == Sender.CITIZEN.value)
        .order_by(MessageRow.id.desc())
        .limit(READ_TOGETHER)
    )
    return list(session.scalars(query))[::-1]


def _note_who_wrote(conversation: ConversationRow, sender: Sender, now: datetime) -> None:
    if sender is Sender.CITIZEN:
        conversation.citizen_at = now
    elif sender is Sender.STAFF:
        conversation.staff_at = now


def screened(sender: Sender, text: str) -> str:
    """Return the text as it may be kept: a citizen's wholly masked, staff's less what nobody needs to know.

    What bot and system say stands in published records and is kept as it is.
    """
    if sender is Sender.CITIZEN:
        return mask(text)
    if sender is not Sender.STAFF:
        return text
    for span in find_personal_data(text):
        if span.type in NEVER_IN_A_REPLY:
            text = text[: span.start] + "*" * (span.end - span.start) + text[span.end :]
    return text


def sent_before(
    session: Session, conversation_id: str, draft: Draft
) -> tuple[MessageRow | None, Draft]:
    """Return the message that this draft repeats, if any, and the draft under an id that is free for it.

    An id that came with another text or other files before, as from a form gone back to, is no repeat: they would
    be lost. It gets an id of its own, drawn from both, so that its repeats are known in turn.
    """
    found = _by_client_id(session, conversation_id, draft.client_message_id)
    if found is None or _repeats(session, found, draft):
        return found, draft
    sent = (screened(draft.sender, draft.text), *(file.digest for file in draft.files))
    both = "\n".join((str(draft.client_message_id), found.text, *sent))
    own = replace(draft, client_message_id=hashlib.sha256(both.encode()).hexdigest())
    return _by_client_id(session, conversation_id, own.client_message_id), own


def _repeats(session: Session, found: MessageRow, draft: Draft) -> bool:
    same = _tells_the_same(found.text, screened(draft.sender, draft.text))
    return same and shelf.hold(session, found.id, draft.files)


def _tells_the_same(kept: str, sent: str) -> bool:
    """Whether two masked texts differ only in what is hidden: read with other messages, more of one may be."""
    return len(kept) == len(sent) and all(
        one == other or "*" in (one, other) for one, other in zip(kept, sent, strict=True)
    )


def _by_client_id(
    session: Session, conversation_id: str, client_message_id: str | None
) -> MessageRow | None:
    if not client_message_id:
        return None
    return session.scalars(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.client_message_id == client_message_id,
        )
    ).first()


def after(session: Session, conversation_id: str, message_id: int) -> tuple[Message, ...]:
    """Return the messages after one, oldest first."""
    rows = session.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.id > message_id)
        .order_by(MessageRow.id)
    )
    return messages(rows.all())


def last_of_citizen(session: Session, conversation_id: str) -> int:
    """Return the id of the citizen's last message; 0 where there is none."""
    query = select(func.max(MessageRow.id)).where(
        MessageRow.conversation_id == conversation_id, MessageRow.sender == Sender.CITIZEN.value
    )
    return session.scalar(query) or 0


def reply_to(session: Session, asked: MessageRow) -> tuple[Message, ...]:
    """Return what bot and system said between a citizen's message and the citizen's next one."""
    said: list[Message] = []
    for later in after(session, asked.conversation_id, asked.id):
        if later.sender is Sender.CITIZEN:
            break
        if later.sender is not Sender.STAFF:
            said.append(later)
    return tuple(said)
