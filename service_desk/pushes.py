"""Messages that still have to reach citizens who cannot poll (WeChat): a queue that hands out each once."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from service_desk.errors import ContactError
from service_desk.model import Message
from service_desk.rows import message
from service_desk.safe import Safe
from service_desk.store import DeskStore
from service_desk.tables import ConversationRow, MessageRow, PushRow

GIVEN_UP_AFTER = timedelta(minutes=1)
"""A push not settled by then was lost with its sender and is handed out again."""


class PushState(StrEnum):
    """Where a message on its way is."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"


@dataclass(frozen=True)
class Push:
    """A message to be sent to a citizen; `tries` counts failures so far."""

    message: Message
    conversation_id: str
    address: str
    tries: int


@dataclass(frozen=True)
class Pushes:
    """The queue of messages on their way."""

    store: DeskStore
    safe: Safe
    clock: Callable[[], datetime]

    def remember_address(self, conversation_id: str, address: str) -> None:
        """Keep the citizen's address with the conversation, encrypted."""
        sealed = self.safe.seal(address)
        with self.store.unit() as session:
            session.execute(
                update(ConversationRow)
                .where(ConversationRow.id == conversation_id)
                .values(address=sealed)
            )

    def forget_address(self, conversation_id: str) -> None:
        """Push nothing to this citizen any more; what waits is left for the next passive reply."""
        with self.store.unit() as session:
            forgotten = update(ConversationRow).where(ConversationRow.id == conversation_id)
            session.execute(forgotten.values(address=None))

    def take(self, limit: int = 50) -> tuple[Push, ...]:
        """Return messages to push now, oldest first; each is handed out once until it is settled.

        A citizen whose address no key here opens keeps nobody else waiting; the messages stay in the queue.
        """
        now = self.clock()
        with self.store.unit() as session:
            waiting = session.execute(
                select(PushRow.message_id, PushRow.conversation_id, ConversationRow.address)
                .join(ConversationRow, ConversationRow.id == PushRow.conversation_id)
                .where(_free(now), ConversationRow.address.is_not(None))
                .order_by(PushRow.message_id)
            ).all()
            addresses = self._opened({talk: address for _, talk, address in waiting})
            reachable = [message_id for message_id, talk, _ in waiting if talk in addresses][:limit]
            claimed = [row for row in reachable if _claim(session, row, PushState.SENDING, now)]
            return tuple(_push(session, row, addresses) for row in claimed)

    def _opened(self, sealed: Mapping[str, bytes | None]) -> dict[str, str]:
        """Return the addresses that can be read, by conversation."""
        opened: dict[str, str] = {}
        for conversation_id, address in sealed.items():
            with suppress(ContactError):
                opened[conversation_id] = self.safe.open(address or b"")
        return opened

    def settle(self, message_id: int, *, sent: bool) -> None:
        """Note that a push arrived, or put it back in the queue for the citizen's next message."""
        state = PushState.SENT if sent else PushState.PENDING
        with self.store.unit() as session:
            session.execute(
                update(PushRow)
                .where(PushRow.message_id == message_id, PushRow.state == PushState.SENDING)
                .values(state=state.value, tries=PushRow.tries + (0 if sent else 1))
            )

    def add(self, message_id: int) -> None:
        """Queue a message that missed its passive reply; one already queued stays as it is."""
        with self.store.unit() as session:
            row = session.get_one(MessageRow, message_id)
            if session.get(PushRow, message_id) is None:
                enqueue(session, row)

    def collect(self, conversation_id: str) -> tuple[Message, ...]:
        """Return the messages waiting for this citizen, oldest first; they count as sent."""
        now = self.clock()
        with self.store.unit() as session:
            rows = session.scalars(
                select(MessageRow)
                .join(PushRow, PushRow.message_id == MessageRow.id)
                .where(PushRow.conversation_id == conversation_id, _free(now))
                .order_by(MessageRow.id)
            ).all()
            return tuple(
                message(row) for row in rows if _claim(session, row.id, PushState.SENT, now)
            )

    def put_back(self, message_ids: Collection[int]) -> None:
        """Queue collected messages again that did not reach the citizen after all."""
        if not message_ids:
            return
        with self.store.unit() as session:
            session.execute(
                update(PushRow)
                .where(PushRow.message_id.in_(message_ids), PushRow.state == PushState.SENT)
                .values(state=PushState.PENDING.value)
            )


def enqueue(session: Session, row: MessageRow) -> None:
    """Put a stored message into the queue."""
    session.add(
        PushRow(
            message_id=row.id,
            conversation_id=row.conversation_id,
            state=PushState.PENDING.value,
            tries=0,
            created_at=row.created_at,
        )
    )


def _push(session: Session, message_id: int, addresses: Mapping[str, str]) -> Push:
    row, said = session.get_one(PushRow, message_id), session.get_one(MessageRow, message_id)
    return Push(message(said), row.conversation_id, addresses[row.conversation_id], row.tries)


def _free(now: datetime) -> ColumnElement[bool]:
    """Whether nobody is sending the message at the moment."""
    given_up = (PushRow.state == PushState.SENDING) & (PushRow.taken_at < now - GIVEN_UP_AFTER)
    return or_(PushRow.state == PushState.PENDING, given_up)


def _claim(session: Session, message_id: int, state: PushState, now: datetime) -> bool:
    """Whether this caller, and no other, took the push out of the queue."""
    claim = (
        update(PushRow)
        .where(PushRow.message_id == message_id, _free(now))
        .values(state=state.value, taken_at=now)
        .returning(PushRow.message_id)
    )
    return session.scalar(claim) is not None
