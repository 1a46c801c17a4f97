"""What is done at the desk for a turn that was decided: tickets made, contacts kept, states told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hall.reception.asked import Asked, last_asked
from hall.reception.contacts import Jottings, gives_contact
from hall.reception.gaps import missed
from hall.reception.matter import matter_beside_the_call, quoted
from hall.reception.offers import (
    question_for_the_contact,
    question_for_the_matter,
    ticket_offer,
)
from hall.reception.progress import Progress
from hall.reception.ticket_words import TicketWords
from hall.reception.turns import Draft, Errand, Said
from hall.web.metrics import Metrics
from hall.web.wording import Wording
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, ItemRef
from knowledge_base.model.catalogue import Department
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import mask, normalise
from service_desk.model import Conversation, Message, Sender, Ticket
from service_desk.services import ServiceDesk


@dataclass(frozen=True)
class Visit:
    """A message at the desk: the conversation, what was decided on, and the words as they came.

    written: the words with what is hidden elsewhere, and with the part of a number that came before them.
    """

    conversation: Conversation
    said: Said
    written: str

    @property
    def waits(self) -> bool:
        """Whether the citizen waits for the answer to a ticket."""
        return self.said.standing.waits


@dataclass(frozen=True)
class Handover:
    """Runs the errands of drafted answers."""

    kb: KnowledgeBase
    desk: ServiceDesk
    metrics: Metrics
    wording: Wording
    words: TicketWords
    progress: Progress
    jottings: Jottings = field(default_factory=Jottings)

    def carried_out(self, visit: Visit, draft: Draft) -> Answer:
        """Return the answer to a draft, once everything is done that it promises."""
        errand = ERRANDS.get(draft.errand)
        return errand(self, visit, draft.answer) if errand else draft.answer

    def _unclear(self, visit: Visit, answer: Answer) -> Answer:
        self._jot(visit)
        self._note(visit, answer)
        return answer

    def _offer(self, visit: Visit, answer: Answer) -> Answer:
        """Return the offer of a ticket."""
        self._jot(visit)
        named = {
            "department": self._note(visit, answer).name,
            "question": quoted(visit.said.text),
        }
        if answer.status is AnswerStatus.UNANSWERED_UNKNOWN:
            return replace(answer, text=self.wording.say("offer", **named), blocks=())
        return _with_line(answer, self.wording.say("offer_element", **named))

    def _offer_routed(self, _visit: Visit, answer: Answer) -> Answer:
        """Return the answer with an offer, where the department is one that tickets go to."""
        department = answer.item and self.desk.router.find(answer.item.department)
        if not department:
            return replace(answer, options=())
        return _with_line(answer, self.wording.say("offer_routed", department=department.name))

    def _agreed(self, visit: Visit, _answer: Answer) -> Answer:
        asked = self._last_asked(visit)
        question = asked.question if asked else self.wording.say("no_matter")
        return self._handed_over(visit, question, "no_answer", _item_of(asked))

    def _person(self, visit: Visit, answer: Answer) -> Answer:
        """Return the ticket for what was asked; where nothing was, the question what it is about."""
        wording = "added" if visit.waits else "person_wanted"
        if matter := matter_beside_the_call(visit.said.text, self.kb):
            return self._handed_over(visit, matter, wording, answer.item)
        asked = self._last_asked(visit)
        if asked is None and visit.waits and (ticket := self._open(visit)):
            said = self.words.promise("added", ticket)
            return replace(answer, text=said, item=ticket.item, options=())
        if asked is None:
            self._jot(visit)
            options = question_for_the_matter(self.wording)
            return replace(answer, text=self.wording.say("matter_wanted"), options=options)
        item = _item_of(asked) or (answer.item if asked.answer.status.family == "clarify" else None)
        return self._handed_over(visit, asked.question, wording, item)

    def _matter(self, visit: Visit, answer: Answer) -> Answer:
        return self._handed_over(visit, visit.said.text, "person_wanted", answer.item)

    def _as_it_is(self, visit: Visit, _answer: Answer) -> Answer:
        """Return the ticket of who wants a person, was asked what for, and rather does not say."""
        matter = matter_beside_the_call(visit.said.text, self.kb) or self.wording.say("no_matter")
        return self._handed_over(visit, matter, "person_wanted", None)

    def _complaint(self, visit: Visit, answer: Answer) -> Answer:
        self._note(visit, answer)
        return self._handed_over(visit, visit.said.text, "complaint_taken", answer.item)

    def _add(self, visit: Visit, answer: Answer) -> Answer:
        self._note(visit, answer)
        return self._handed_over(visit, visit.said.text, "added", answer.item)

    def _contact(self, visit: Visit, _answer: Answer) -> Answer:
        ticket = self._kept_with_its_contact(visit)
        said = self.words.promise("contact_taken", ticket)
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=ticket.item)

    def _contact_part(self, visit: Visit, answer: Answer) -> Answer:
        self.jottings.add(visit.conversation.id, visit.written)
        return answer

    def _progress(self, visit: Visit, answer: Answer) -> Answer:
        """Return how far the tickets are; who has none is offered one for what was asked last."""
        tickets = self.desk.tickets_of(visit.conversation.id)
        if told := self.progress.told(visit.conversation.id, visit.said.text, tickets):
            return told
        asked = self._last_asked(visit)
        if asked is None:
            return replace(answer, text=self.wording.say("no_ticket"))
        said = self.wording.say("no_ticket_yet", question=quoted(asked.question))
        return replace(answer, text=said, options=ticket_offer(self.wording))

    def _danger(self, visit: Visit, answer: Answer) -> Answer:
        """Return the advice for the danger that was heard in the message before."""
        said = (m for m in self._before(visit) if m.sender is Sender.CITIZEN)
        heard = next((self.kb.base.screener.screen(normalise(m.text)) for m in said), None)
        is_danger = heard is not None and heard.status is AnswerStatus.BLOCKED_EMERGENCY
        return replace(answer, text=heard.text) if heard and is_danger else answer

    def _jot(self, visit: Visit) -> None:
        """Keep a contact beside a question until a ticket is agreed to."""
        if gives_contact(visit.written):
            self.jottings.add(visit.conversation.id, visit.written)

    def _note(self, visit: Visit, answer: Answer) -> Department:
        """Count the question among those without an answer; return the department it belongs to."""
        department = self.desk.router.route(mask(visit.said.text), answer.item)
        if gap := missed(visit.said, answer, department.id):
            self.desk.note_missed(gap)
        return department

    def _handed_over(
        self, visit: Visit, question: str, wording: str, item: ItemRef | None
    ) -> Answer:
        """Return what is said about the ticket that carries the question; a contact goes with it."""
        ticket = self.desk.hand_over(visit.conversation.id, question, item)
        if gives_contact(visit.written) or gives_contact(self._jotted(visit)):
            ticket = replace(self._kept_with_its_contact(visit), code=ticket.code)
        self.metrics.handover(visit.conversation.door)
        said = "\n".join((self.words.promise(wording, ticket), *self.words.beside(ticket)))
        asks = bool(ticket.code) and not ticket.contact
        options = question_for_the_contact(self.wording) if asks else ()
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=ticket.item, options=options)

    def _kept_with_its_contact(self, visit: Visit) -> Ticket:
        """Keep the contact of this message, else the one that came before it, with the open ticket."""
        own = visit.written if gives_contact(visit.written) else self._jotted(visit)
        self.jottings.strike(visit.conversation.id)
        return self.desk.add_contact(visit.conversation.id, own)

    def _jotted(self, visit: Visit) -> str:
        return self.jottings.read(visit.conversation.id)

    def _open(self, visit: Visit) -> Ticket | None:
        return self.desk.open_ticket(visit.conversation.id)

    def _last_asked(self, visit: Visit) -> Asked | None:
        return last_asked(self.desk.messages_after(visit.conversation.id)[:-1])

    def _before(self, visit: Visit) -> tuple[Message, ...]:
        """Return the messages before this one, newest first."""
        return self.desk.messages_after(visit.conversation.id)[-2::-1]


ERRANDS: Mapping[Errand, Callable[[Handover, Visit, Answer], Answer]] = {
    Errand.UNCLEAR: Handover._unclear,
    Errand.OFFER: Handover._offer,
    Errand.OFFER_ROUTED: Handover._offer_routed,
    Errand.AGREED: Handover._agreed,
    Errand.PERSON: Handover._person,
    Errand.MATTER: Handover._matter,
    Errand.AS_IT_IS: Handover._as_it_is,
    Errand.COMPLAINT: Handover._complaint,
    Errand.ADD: Handover._add,
    Errand.CONTACT: Handover._contact,
    Errand.CONTACT_PART: Handover._contact_part,
    Errand.PROGRESS: Handover._progress,
    Errand.DANGER: Handover._danger,
}


def _with_line(answer: Answer, line: str) -> Answer:
    """Return the answer with a line below everything it says."""
    blocks = (*answer.blocks, Block("text", items=(BlockItem(line),))) if answer.blocks else ()
    return replace(answer, text=f"{answer.text}\n{line}", blocks=blocks)


def _item_of(asked: Asked | None) -> ItemRef | None:
    """Return the item the question is about; an unknown one is about none."""
    unknown = asked is None or asked.answer.status is AnswerStatus.UNANSWERED_UNKNOWN
    return None if asked is None or unknown else asked.answer.item
