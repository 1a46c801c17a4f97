"""What the use cases of the desk work with; handed in once, by whoever opens the desk."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import WorkCalendar
from service_desk import conversations, rows, unanswered
from service_desk.attachments.checking import USUAL_SIZE
from service_desk.conversations import Draft
from service_desk.deadlines import due_text, shut_text
from service_desk.gaps.model import Missed
from service_desk.locks import Locks
from service_desk.model import Conversation, Sender, Speaker, Ticket, TicketState
from service_desk.numbers import Choose
from service_desk.passwords import Passwords
from service_desk.policy import Policy
from service_desk.routing import Router
from service_desk.safe import Safe
from service_desk.store import DeskStore
from service_desk.tables import ConversationRow, TicketRow
from service_desk.tickets import latest, unsettled
from service_desk.turns import Tally, turn_of

Clock = Callable[[], datetime]
"""The present moment, aware."""


def every_text(_text: str) -> bool:
    """Take every text for a question that knowledge could answer."""
    return True


@dataclass(frozen=True)
class Parts:
    """The parts of a desk.

    is_question: tells a question from a greeting or the wish for a person.
    largest_file: bytes that a file may have which a clerk sends.
    """

    store: DeskStore
    clock: Clock
    calendar: WorkCalendar
    router: Router
    safe: Safe
    policy: Policy
    locks: Locks
    passwords: Passwords
    choose: Choose = secrets.choice
    is_question: Callable[[str], bool] = every_text
    tally: Tally = field(default_factory=Tally)
    largest_file: int = USUAL_SIZE

    def shut_note(self) -> str:
        """Return when staff are back, in a citizen's words; empty while they are at work."""
        now = self.clock()
        if self.calendar.is_open(now):
            return ""
        return self.policy.say("shut", **shut_text(now, self.calendar))

    def tell(self, session: Session, talk: ConversationRow, name: str, **parts: str) -> None:
        """Say something to the citizen as the system, in the policy's words."""
        text = self.policy.say(name, **parts)
        said = conversations.add(session, talk, Draft(Sender.SYSTEM, text), self.clock())
        said.ticket_number = parts.get("number", said.ticket_number)

    def note_gap(self, session: Session, missed: Missed) -> None:
        """Count a masked question that found no answer; what asks for none shows no gap."""
        if self.is_question(missed.question):
            unanswered.note(session, missed, self.clock())

    def count_answer(self, door: str, answer: Mapping[str, Any]) -> None:
        """Count an answer, given as JSON, that was said outside a conversation; nothing is written now."""
        self.tally.note(turn_of(door, answer, self.clock(), self.department_of))

    def department_of(self, name: str) -> str:
        """Return the id of the department with this name or id; empty where there is none."""
        found = self.router.find(name) if name else None
        return found.id if found else ""

    def let_bot_speak(self, session: Session, talk: ConversationRow, wording: str) -> None:
        """Give the conversation back to the bot and tell the citizen, with the ticket still open if any."""
        open_ticket = unsettled(session, talk.id)
        talk.clerk_id = None
        if open_ticket is None:
            talk.speaker = Speaker.BOT.value
            self.tell(session, talk, wording)
            return
        talk.speaker = Speaker.WAITING.value
        due = due_text(open_ticket.due_at, estimated=open_ticket.due_estimated)
        self.tell(session, talk, f"{wording}_waiting", number=open_ticket.number, due=due)

    def settle_speaker(self, session: Session, talk: ConversationRow) -> None:
        """Await staff no longer once no ticket of the conversation waits for an answer."""
        if talk.speaker == Speaker.WAITING and unsettled(session, talk.id) is None:
            talk.speaker = Speaker.BOT.value


def read_conversation(session: Session, row: ConversationRow) -> Conversation:
    """Return the conversation with the number of its unsettled ticket; while the bot speaks there is none."""
    open_ticket = None if row.speaker == Speaker.BOT else unsettled(session, row.id)
    return rows.conversation(row, open_ticket.number if open_ticket else "")


def read_ticket(session: Session, row: TicketRow) -> Ticket:
    """Return the ticket as it stands in this unit of work."""
    session.flush()
    return rows.ticket(session, row)


def ticket_for_contact(session: Session, conversation_id: str) -> TicketRow | None:
    """Return the ticket a contact belongs to: the unsettled one, else the newest that is not closed."""
    newest = latest(session, conversation_id)
    if newest is None:
        return None
    row = unsettled(session, conversation_id) or newest
    return None if row.state == TicketState.CLOSED else row
