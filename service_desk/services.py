"""The service desk as its doors and its console use it."""

from dataclasses import dataclass, replace
from functools import cached_property

from knowledge_base.text import mask
from service_desk import lockout, sessions
from service_desk.accounts import Accounts
from service_desk.attachments import shelf
from service_desk.attachments.shelf import StoredFile
from service_desk.audit import Audit
from service_desk.canned import CannedReplies
from service_desk.citizen_side import CitizenSide
from service_desk.colleagues import Colleagues
from service_desk.gaps.demands import Demands
from service_desk.gaps.model import GapFilter, Missed, UnansweredQuestion
from service_desk.keeping import Keeping, Swept, sweep
from service_desk.model import StaffReply, Ticket
from service_desk.notes import Notes
from service_desk.numbers import find_numbers
from service_desk.own_part import OwnPart, own_part
from service_desk.parts import read_ticket
from service_desk.presence import Presence, presence
from service_desk.pushes import Pushes
from service_desk.queue_side import QueueSide
from service_desk.reach import visible
from service_desk.read_codes import ReadCodes, Verdict
from service_desk.reports import GuideReports
from service_desk.second_factor import SecondFactor
from service_desk.sessions import USUAL, Sessions, Span
from service_desk.staff import Clerk
from service_desk.statistics import Statistics
from service_desk.tables import ConversationRow
from service_desk.turn_lists import TurnLists
from service_desk.unanswered import Questions


@dataclass(frozen=True)
class AnswerRead:
    """What a number and a read code open: the ticket with its replies, or neither."""

    verdict: Verdict
    ticket: Ticket | None = None
    replies: tuple[StaffReply, ...] = ()


class ServiceDesk(CitizenSide, QueueSide):
    """Conversations, tickets and staff: each use case is one method."""

    @cached_property
    def accounts(self) -> Accounts:
        """Staff accounts."""
        return Accounts(self.store, self.clock, self.passwords, self.router, self.give_back_talks)

    @cached_property
    def read_codes(self) -> ReadCodes:
        """Who may read a ticket's answer with its code."""
        return ReadCodes(self.store, self.clock)

    def read_answer(self, number: str, code: str, address: str = "") -> AnswerRead:
        """Return a ticket with its answer to whoever knows its code; see `ReadCodes.judge`."""
        typed = next(iter(find_numbers(number)), "")
        verdict = self.read_codes.judge(typed, code, address)
        if verdict is not Verdict.RIGHT:
            return AnswerRead(verdict)
        return AnswerRead(verdict, self.ticket(typed), self.replies(typed))

    @cached_property
    def sessions(self) -> Sessions:
        """Who is logged in, where, for how long."""
        return Sessions(self.store, self.clock)

    @cached_property
    def colleagues(self) -> Colleagues:
        """Which of the staff are there now."""
        return Colleagues(self.store, self.clock, self.router.departments)

    @cached_property
    def second_factor(self) -> SecondFactor:
        """Codes beside the password."""
        return SecondFactor(self.store, self.clock, self.safe)

    @cached_property
    def audit(self) -> Audit:
        """What staff did."""
        return Audit(self.store)

    @cached_property
    def reports(self) -> GuideReports:
        """Faults in guides, reported at the counter."""
        return GuideReports(self.store, self.clock, self.department_of)

    @cached_property
    def demands(self) -> Demands:
        """Demands that no guide knows, reported by citizens."""
        return Demands(
            self.store,
            self.clock,
            self.department_of,
            self.choose,
            self.register_at_centre,
            read_ticket,
            self.add_contact,
        )

    @cached_property
    def notes(self) -> Notes:
        """What staff tell each other on tickets."""
        return Notes(self.store, self.clock)

    @cached_property
    def canned(self) -> CannedReplies:
        """What departments say often."""
        return CannedReplies(self.store, self.clock)

    @cached_property
    def gaps(self) -> Questions:
        """Questions that found no answer, one by one."""
        return Questions(self.store, self.clock)

    @cached_property
    def statistics(self) -> Statistics:
        """What happened, in figures."""
        return Statistics(self)

    @cached_property
    def turn_lists(self) -> TurnLists:
        """The questions behind the figures."""
        return TurnLists(self)

    @cached_property
    def pushes(self) -> Pushes:
        """Messages on their way to citizens who cannot poll."""
        return Pushes(self.store, self.safe, self.clock)

    def note_missed(self, missed: Missed) -> None:
        """Count a question that the base had no answer to, or none that helped; a ticket does not matter."""
        with self.store.unit() as session:
            self.note_gap(session, replace(missed, question=mask(missed.question)))

    def note_unanswered(self, question: str, department: str = "") -> None:
        """Count a question that the base had no answer to."""
        self.note_missed(Missed(question, department))

    def unanswered(self, limit: int = 100) -> tuple[UnansweredQuestion, ...]:
        """Return the questions without an answer, most asked first."""
        return self.gaps.listed(GapFilter(limit=limit))

    def own_part(self, number: str, clerk: Clerk, after: int = 0) -> OwnPart:
        """Return what the clerk may read of a ticket's conversation after a message; UnknownTicket for others'."""
        talk_id = self.ticket_for(number, clerk).conversation_id
        with self.store.unit() as session:
            row = session.get(ConversationRow, talk_id)
            if row is not None and self.is_idle(row):
                self.end_if_idle(session, talk_id)
            return own_part(session, talk_id, clerk, self.department_of, after)

    def presence(self, number: str, clerk: Clerk) -> Presence:
        """Return whether the citizen of a ticket the clerk may see is still there."""
        with self.store.unit() as session:
            talk_id = visible(session, number, clerk).conversation_id
            return presence(session.get_one(ConversationRow, talk_id), self.clock())

    def attachment(self, attachment_id: int) -> StoredFile | None:
        """Return a file that a clerk sent, to whoever holds the link; None once it is deleted."""
        with self.store.unit() as session:
            return shelf.taken(session, attachment_id)

    def tend(self, keeping: Keeping, span: Span = USUAL) -> Swept:
        """Do what time demands: end idle staff conversations, close, delete. To be called every minute or so."""
        self.return_idle()
        with self.store.unit() as session:
            sessions.forget_over(session, span, self.clock())
        with self.store.unit() as session:
            lockout.forget_over(session, self.clock())
        swept = sweep(self.store, keeping, self.clock())
        self.tally.store(self.store)
        return swept
