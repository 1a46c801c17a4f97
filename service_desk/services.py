"""The service desk as its doors and its console use it."""

from dataclasses import dataclass
from functools import cached_property

from knowledge_base.text import mask
from service_desk.accounts import Accounts
from service_desk.audit import Audit
from service_desk.citizen_side import CitizenSide
from service_desk.keeping import Keeping, Swept, sweep
from service_desk.model import StaffReply, Ticket
from service_desk.numbers import find_numbers
from service_desk.pushes import Pushes
from service_desk.read_codes import ReadCodes, Verdict
from service_desk.reports import GuideReports
from service_desk.staff_side import StaffSide
from service_desk.unanswered import UnansweredQuestion, most_asked, note


@dataclass(frozen=True)
class AnswerRead:
    """What a number and a read code open: the ticket with its replies, or neither."""

    verdict: Verdict
    ticket: Ticket | None = None
    replies: tuple[StaffReply, ...] = ()


class ServiceDesk(CitizenSide, StaffSide):
    """Conversations, tickets and staff: each use case is one method."""

    @cached_property
    def accounts(self) -> Accounts:
        """Staff accounts."""
        return Accounts(self.store, self.clock, self.passwords, self.give_back_talks)

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
    def audit(self) -> Audit:
        """What staff did."""
        return Audit(self.store)

    @cached_property
    def reports(self) -> GuideReports:
        """Faults in guides, reported at the counter."""
        return GuideReports(self.store, self.clock)

    @cached_property
    def pushes(self) -> Pushes:
        """Messages on their way to citizens who cannot poll."""
        return Pushes(self.store, self.safe, self.clock)

    def note_unanswered(self, question: str, department: str = "") -> None:
        """Count a question that found no answer outside a conversation; hand-overs count by themselves."""
        with self.store.unit() as session:
            note(session, mask(question), department, self.clock())

    def unanswered(self, limit: int = 100) -> tuple[UnansweredQuestion, ...]:
        """Return the questions without an answer, most asked first."""
        return most_asked(self.store, limit)

    def tend(self, keeping: Keeping) -> Swept:
        """Do what time demands: end idle staff conversations, close, delete. To be called every minute or so."""
        self.return_idle()
        return sweep(self.store, keeping, self.clock())
