"""What the doors do for a citizen: keep the conversation, hand it over, find tickets again."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.city import city
from knowledge_base.model.answer import ItemRef
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context
from knowledge_base.text import mask
from service_desk import conversations, rows, tickets, turns
from service_desk.contact import find_contact
from service_desk.conversations import Draft
from service_desk.deadlines import reply_deadline
from service_desk.errors import ContactError, UnknownTicket
from service_desk.idle import IdleWatch
from service_desk.model import Callback, Conversation, Message, Sender, Speaker, Ticket
from service_desk.numbers import find_numbers
from service_desk.parts import read_conversation, read_ticket, ticket_for_contact
from service_desk.presence import is_stale, note_look
from service_desk.tables import ContactRow, ConversationRow, MessageRow, TicketRow

AWAITED_SECONDS = 1.0
"""Between two looks while a person speaks or is awaited; the contract of the chat API."""
POSSIBLE_SECONDS = 1.2
"""The same while a ticket is open: what staff add must be there within two seconds too."""


@dataclass(frozen=True)
class Heard:
    """A message as it came in: its conversation, and the reply when it was answered before.

    masked: the text as it is kept, read together with what the citizen wrote before.
    contact_ticket: the number of the ticket that a contact would belong to; empty where none is open.
    """

    conversation: Conversation
    reply: tuple[Message, ...] | None
    masked: str
    contact_ticket: str


@dataclass(frozen=True)
class Look:
    """What is new in a conversation: messages, who speaks, and in how many seconds to look again (0: not)."""

    messages: tuple[Message, ...]
    speaker: Speaker
    next_look: float


class CitizenSide(IdleWatch):
    """Use cases of the doors."""

    def hold(self, conversation_id: str) -> AbstractContextManager[None]:
        """Let one turn of the conversation at a time through; TimeoutError when the other one never ends."""
        return self.locks.hold(f"conversation:{conversation_id}")

    def staff_are_in(self) -> bool:
        """Whether it is office hours now."""
        return self.calendar.is_open(self.clock())

    def open_conversation(
        self, conversation_id: str, door: str, *, polls: bool = True
    ) -> Conversation:
        """Return the conversation, created on first use; staff who left it idle no longer speak in it."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                now = self.clock()
                row = conversations.lock_or_open(session, conversation_id, door, now, polls=polls)
            elif self.is_idle(row):
                row = self.end_if_idle(session, conversation_id)
            return read_conversation(session, row)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Return the conversation as it stands, without touching it; None when there is none."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            return None if row is None else read_conversation(session, row)

    def knows(self, conversation_id: str) -> bool:
        """Return whether there is such a conversation."""
        with self.store.unit() as session:
            wanted = select(ConversationRow.id).where(ConversationRow.id == conversation_id)
            return session.scalar(wanted) is not None

    def speaker(self, conversation_id: str) -> Speaker:
        """Return who speaks in the conversation; the bot where there is none yet."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            return Speaker.BOT if row is None else Speaker(row.speaker)

    def hear(
        self,
        conversation_id: str,
        door: str,
        text: str,
        client_message_id: str | None = None,
        *,
        polls: bool = True,
    ) -> Heard:
        """Take a message of the citizen, personal data masked, in a conversation created on first use.

        A message that carries the `client_message_id` of an earlier one, and its text, is not stored again. It
        comes with the reply to that one, which is empty when staff have the word and nothing was due. `polls` is false where the
        client does not look for new messages itself: then what staff say has to be brought.
        """
        with self.store.unit() as session:
            now = self.clock()
            talk = conversations.lock_or_open(session, conversation_id, door, now, polls=polls)
            if self.is_idle(talk):
                talk = self.end_if_idle(session, conversation_id)
            draft = Draft(Sender.CITIZEN, text, client_message_id)
            asked, draft = conversations.sent_before(session, talk.id, draft)
            if asked is None:
                kept, reply = conversations.add(session, talk, draft, now), None
            else:
                kept, reply = asked, _earlier_reply(session, talk, asked)
            ticket = ticket_for_contact(session, talk.id)
            number = ticket.number if ticket else ""
            return Heard(read_conversation(session, talk), reply, kept.text, number)

    def say(
        self,
        conversation_id: str,
        said: Iterable[tuple[str, Mapping[str, Any] | None]],
        context: Context | None = None,
    ) -> Look:
        """Store what the bot says, each with its answer as JSON, and what is settled now; return what is new by it."""
        with self.store.unit() as session:
            now = self.clock()
            settled = {} if context is None else {"context": to_plain(context)}
            talk = conversations.lock_or_open(session, conversation_id, "api", now, **settled)
            drafts = [Draft(Sender.BOT, text, answer=answer) for text, answer in said]
            kept = [conversations.add(session, talk, draft, now) for draft in drafts]
            turns.note(session, talk.door, kept, now, self.department_of)
            messages = rows.messages(kept)
            return Look(messages, Speaker(talk.speaker), _next_look(session, talk))

    def look(self, conversation_id: str, after: int = 0) -> Look:
        """Return what is new in a conversation and when to look again; looking opens none.

        While staff may write, they see when the citizen last looked.
        """
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                return Look((), Speaker.BOT, 0)
            if self.is_idle(row):
                row = self.end_if_idle(session, conversation_id)
            messages = conversations.after(session, conversation_id, after)
            look = Look(messages, Speaker(row.speaker), _next_look(session, row))
            stale = look.next_look > 0 and is_stale(row, self.clock())
        if stale:
            note_look(self.store, conversation_id, self.clock())
        return look

    def next_look(self, conversation_id: str) -> float:
        """Return in how many seconds a client should look for new messages again; 0 when none can come.

        Staff may write as long as a ticket is open, whoever speaks.
        """
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            return 0 if row is None else _next_look(session, row)

    def waiting_note(self, speaker: Speaker) -> str:
        """Return what a citizen who waits for staff should know now; empty when nobody is awaited."""
        return self.shut_note() if speaker is Speaker.WAITING else ""

    def messages_after(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        """Return the messages after one, oldest first; an idle staff conversation is ended before."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is not None and self.is_idle(row):
                self.end_if_idle(session, conversation_id)
            return conversations.after(session, conversation_id, after)

    def hand_over(self, conversation_id: str, question: str, item: ItemRef | None) -> Ticket:
        """Return the ticket that carries the question to a department; staff are awaited from now on.

        While a ticket of this conversation waits for an answer, the question is added to it.
        """
        department = self.router.route(question, item)
        with self.store.unit() as session:
            talk = conversations.lock_or_open(session, conversation_id, "api", self.clock())
            row, code = tickets.unsettled(session, conversation_id), ""
            if row is None:
                row, code = self._register(session, talk, mask(question), item, department)
            else:
                tickets.add_question(row, mask(question))
            if talk.speaker == Speaker.BOT:
                talk.speaker = Speaker.WAITING.value
            return replace(read_ticket(session, row), code=code)

    def _register(
        self,
        session: Any,
        talk: ConversationRow,
        question: str,
        item: ItemRef | None,
        department: Any,
    ) -> tuple[TicketRow, str]:
        now = self.clock()
        due = reply_deadline(now, self.policy.reply_within, self.calendar)
        return tickets.register(
            session,
            talk.id,
            question,
            item,
            department,
            now=now,
            due=due,
            prefix=city().ticket_prefix,
            choose=self.choose,
        )

    def register_at_centre(
        self, session: Session, talk: ConversationRow, question: str, item: ItemRef
    ) -> tuple[TicketRow, str]:
        """Make a ticket of the service centre, whoever owns the item; return it with its read code."""
        made = self._register(session, talk, question, item, self.router.centre)
        talk.speaker = Speaker.WAITING.value
        return made

    def add_contact(self, conversation_id: str, contact: str) -> Ticket:
        """Keep how the citizen can be reached about the open ticket, encrypted; a later one replaces it.

        Raises:
            ContactError: there is no phone number, e-mail address or account in it.
            UnknownTicket: the conversation has no ticket that is still open.
        """
        found = find_contact(contact)
        if found is None:
            raise ContactError(
                "没有看到电话号码、邮箱或微信号，请写一个手机号、带区号的座机、邮箱或微信号"
            )
        with self.store.unit() as session:
            conversations.lock(session, conversation_id, self.clock())
            row = ticket_for_contact(session, conversation_id)
            if row is None:
                raise UnknownTicket("这个对话没有在办的工单，不需要留联系方式")
            sealed = self.safe.seal(found.value)
            session.merge(
                ContactRow(
                    ticket_number=row.number,
                    sealed=sealed,
                    masked=found.masked,
                    callback=Callback.PENDING.value,
                    created_at=self.clock(),
                )
            )
            return read_ticket(session, row)

    def ticket(self, number: str) -> Ticket | None:
        """Return the ticket of that number, however it was typed; None when there is none."""
        typed = next(iter(find_numbers(number)), number.strip().upper())
        with self.store.unit() as session:
            row = session.get(TicketRow, typed)
            return None if row is None else read_ticket(session, row)

    def tickets_of(self, conversation_id: str) -> tuple[Ticket, ...]:
        """Return every ticket of the conversation, newest first."""
        with self.store.unit() as session:
            return tuple(
                read_ticket(session, row) for row in tickets.all_of(session, conversation_id)
            )

    def open_ticket(self, conversation_id: str) -> Ticket | None:
        """Return the ticket of the conversation that still waits for an answer."""
        with self.store.unit() as session:
            row = tickets.unsettled(session, conversation_id)
            return None if row is None else read_ticket(session, row)


def _next_look(session: Session, talk: ConversationRow) -> float:
    if talk.speaker != Speaker.BOT:
        return AWAITED_SECONDS
    return POSSIBLE_SECONDS if tickets.is_open(session, talk.id) else 0


def _earlier_reply(
    session: Session, talk: ConversationRow, asked: MessageRow
) -> tuple[Message, ...] | None:
    """Return the reply to a message that was sent before; None when it is still to be answered."""
    said = conversations.reply_to(session, asked)
    return said if said or talk.speaker == Speaker.STAFF else None
