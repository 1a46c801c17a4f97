"""What the doors do for a citizen: keep the conversation, hand it over, find tickets again."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from knowledge_base.model.answer import Context, ItemRef
from knowledge_base.text import mask
from service_desk import conversations, rows, tickets, unanswered
from service_desk.contact import find_contact
from service_desk.conversations import Draft
from service_desk.deadlines import reply_deadline
from service_desk.errors import ContactError, UnknownTicket
from service_desk.idle import IdleWatch
from service_desk.model import Conversation, Message, Sender, Speaker, Ticket
from service_desk.parts import read_conversation, read_ticket, ticket_for_contact
from service_desk.tables import ContactRow, ConversationRow, TicketRow


class CitizenSide(IdleWatch):
    """Use cases of the doors."""

    def hold(self, conversation_id: str) -> AbstractContextManager[None]:
        """Let one turn of the conversation at a time through; TimeoutError when the other one never ends."""
        return self.locks.hold(f"conversation:{conversation_id}")

    def staff_are_in(self) -> bool:
        """Whether it is office hours now."""
        return self.calendar.is_open(self.clock())

    def open_conversation(self, conversation_id: str, door: str) -> Conversation:
        """Return the conversation, created on first use; staff who left it idle no longer speak in it."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                row = conversations.lock_or_open(session, conversation_id, door, self.clock())
            elif self.is_idle(row):
                row = self.end_if_idle(session, conversation_id)
            return read_conversation(session, row)

    def speaker(self, conversation_id: str) -> Speaker:
        """Return who speaks in the conversation; the bot where there is none yet."""
        with self.store.unit() as session:
            row = session.get(ConversationRow, conversation_id)
            return Speaker.BOT if row is None else Speaker(row.speaker)

    def save_context(self, conversation_id: str, context: Context) -> None:
        """Keep what the conversation has settled so far."""
        with self.store.unit() as session:
            conversations.keep_context(session, conversation_id, context, self.clock())

    def add_message(
        self,
        conversation_id: str,
        sender: str,
        text: str,
        *,
        client_message_id: str | None = None,
        answer: Mapping[str, Any] | None = None,
    ) -> Message:
        """Store a message, personal data masked; a repeated `client_message_id` returns the first one."""
        draft = Draft(Sender(sender), text, client_message_id, answer)
        now = self.clock()
        with self.store.unit() as session:
            talk = conversations.lock_or_open(session, conversation_id, "api", now)
            return rows.message(conversations.add(session, talk, draft, now))

    def find_reply(
        self, conversation_id: str, client_message_id: str
    ) -> tuple[Message, ...] | None:
        """Return the reply to a message the client already sent.

        None when the message is new, or was stored but never answered while the bot had the word: then the
        turn is to be taken (again). Empty when staff have the word and nothing was due.
        """
        with self.store.unit() as session:
            asked = conversations.by_client_id(session, conversation_id, client_message_id)
            if asked is None:
                return None
            said = conversations.reply_to(session, asked)
            talk = session.get_one(ConversationRow, conversation_id)
            return said if said or talk.speaker == Speaker.STAFF else None

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
            row = tickets.unsettled(session, conversation_id)
            if row is None:
                row = self._register(session, talk, mask(question), item, department)
            else:
                tickets.add_question(row, mask(question))
            unanswered.note(session, mask(question), row.department, self.clock())
            if talk.speaker == Speaker.BOT:
                talk.speaker = Speaker.WAITING.value
            return read_ticket(session, row)

    def _register(
        self,
        session: Any,
        talk: ConversationRow,
        question: str,
        item: ItemRef | None,
        department: Any,
    ) -> TicketRow:
        now = self.clock()
        due = reply_deadline(now, self.policy.reply_within, self.calendar)
        prefix = self.policy.ticket_prefix
        return tickets.register(
            session, talk.id, question, item, department, now=now, due=due, prefix=prefix
        )

    def add_contact(self, conversation_id: str, contact: str) -> Ticket:
        """Keep how the citizen can be reached about the open ticket, encrypted; a later one replaces it.

        Raises:
            ContactError: there is no phone number or e-mail address in it.
            UnknownTicket: the conversation has no ticket that is still open.
        """
        found = find_contact(contact)
        if found is None:
            raise ContactError("没有看到电话号码或邮箱，请写一个手机号、带区号的座机或邮箱")
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
                    created_at=self.clock(),
                )
            )
            return read_ticket(session, row)

    def ticket(self, number: str) -> Ticket | None:
        """Return the ticket of that number, however it was typed; None when there is none."""
        with self.store.unit() as session:
            row = session.get(TicketRow, number.strip().upper())
            return None if row is None else read_ticket(session, row)

    def open_ticket(self, conversation_id: str) -> Ticket | None:
        """Return the ticket of the conversation that still waits for an answer."""
        with self.store.unit() as session:
            row = tickets.unsettled(session, conversation_id)
            return None if row is None else read_ticket(session, row)
