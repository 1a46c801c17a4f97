"""Conversations that staff took over and left: the bot speaks again, nothing is lost, the citizen is told."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service_desk import conversations, tickets
from service_desk.audit import SYSTEM, Action, record
from service_desk.deadlines import reply_deadline
from service_desk.model import Move, Speaker, TicketState
from service_desk.parts import Parts
from service_desk.rows import is_unread
from service_desk.tables import ConversationRow, TicketRow


class IdleWatch(Parts):
    """Ends staff conversations in which staff wrote nothing for too long."""

    def is_idle(self, talk: ConversationRow) -> bool:
        """Whether staff have the word and left it unused."""
        if talk.speaker != Speaker.STAFF or talk.staff_at is None:
            return False
        return self.clock() - talk.staff_at >= self.policy.idle

    def return_idle(self) -> int:
        """End every idle staff conversation; return how many there were."""
        with self.store.unit() as session:
            taken = session.scalars(
                select(ConversationRow).where(ConversationRow.speaker == Speaker.STAFF)
            )
            idle = [row.id for row in taken if self.is_idle(row)]
        for conversation_id in idle:
            with self.store.unit() as session:
                self.end_if_idle(session, conversation_id)
        return len(idle)

    def give_back_talks(self, session: Session, clerk_id: int) -> None:
        """Give every conversation the clerk speaks in back to the bot at once, and tell the citizens."""
        held = select(ConversationRow.id).where(
            ConversationRow.speaker == Speaker.STAFF, ConversationRow.clerk_id == clerk_id
        )
        for conversation_id in session.scalars(held).all():
            talk = conversations.lock(session, conversation_id, self.clock())
            if talk is not None and talk.clerk_id == clerk_id:
                self._give_back(session, talk, "left", Action.RETURNED)

    def end_if_idle(self, session: Session, conversation_id: str) -> ConversationRow:
        """Give the conversation back to the bot, unless staff wrote in the meantime."""
        talk = conversations.lock_or_open(session, conversation_id, "api", self.clock())
        if self.is_idle(talk):
            self._give_back(session, talk, "idle", Action.RETURNED_IDLE)
        return talk

    def _give_back(
        self, session: Session, talk: ConversationRow, wording: str, action: Action
    ) -> None:
        """Let the bot speak; a ticket whose citizen wrote after the last reply waits again."""
        row = tickets.latest(session, talk.id)
        if row is not None and row.state == TicketState.ANSWERED and is_unread(talk):
            self._reopen(row)
        self.let_bot_speak(session, talk, wording)
        record(session, self.clock(), SYSTEM, action, row.number if row is not None else "")

    def _reopen(self, row: TicketRow) -> None:
        """Let the ticket wait again: nobody read what the citizen wrote after the last reply."""
        now = self.clock()
        due = reply_deadline(now, self.policy.reply_within, self.calendar)
        tickets.step(row, Move.FOLLOW_UP, now)
        row.due_at, row.due_estimated = due.at, due.estimated
