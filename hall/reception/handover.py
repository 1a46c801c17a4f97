"""Handing a question to a person (转人工), and what a citizen may then ask and give."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from hall.reception.asked import LITTLE, Asked, last_asked
from hall.reception.offers import (
    HAND_OVER,
    REPHRASE,
    WITHOUT_A_MATTER,
    is_offered,
    question_for_the_matter,
    ticket_offer,
)
from hall.reception.phrases import Phrases, load_phrases
from hall.reception.ticket_words import TicketWords
from hall.web.metrics import Metrics
from hall.web.wording import Wording
from knowledge_base.answering.taking import chosen_option
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef
from knowledge_base.model.catalogue import Department
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import find_personal_data, mask, normalise, units
from service_desk.contact import find_contact
from service_desk.deadlines import due_text
from service_desk.model import Conversation, Speaker, Ticket, TicketState
from service_desk.numbers import find_code, find_numbers
from service_desk.services import ServiceDesk

UNANSWERED = (AnswerStatus.UNANSWERED_UNKNOWN, AnswerStatus.UNANSWERED_ELEMENT)
"""The base has no answer: a ticket is offered."""
CALLS = (AnswerStatus.ROUTED_STAFF, AnswerStatus.SMALLTALK)
"""What a clause is that only calls for a person, politely or not."""
LONGEST_QUOTE = 60
"""Characters of a citizen's words that are said back, to be confirmed."""
LIKELY = 4
"""Items to tap beside “换个说法”."""
_ADDRESS_OR_MARKUP = re.compile(
    r"<[^<>]{0,1000}>|https?://[^\s，。]+|www\.[^\s，。]+|[<>]", re.IGNORECASE
)
_CLAUSE = re.compile(r"[，。！？；,!?;\n]+")
WORTH_ANSWERING = 12
"""With fewer characters left beside the contact, a message only gives the contact (我的电话是…)."""


@dataclass(frozen=True)
class Handover:
    """Makes tickets, takes contacts and tells how far a ticket is."""

    kb: KnowledgeBase
    desk: ServiceDesk
    metrics: Metrics
    wording: Wording
    clock: Callable[[], datetime]
    words: TicketWords
    phrases: Phrases = field(default_factory=load_phrases)

    def replied(self, conversation: Conversation, text: str) -> tuple[Answer, ...]:
        """Return what is said to who takes up what the last turn offered; nothing to all others."""
        option = chosen_option(text, conversation.context.options)
        tapped = option.id if option else ""
        if is_offered(conversation.context, HAND_OVER):
            if tapped == HAND_OVER or self.phrases.agree(text):
                return (self._agreed(conversation),)
            if tapped == REPHRASE:
                return (self._asked_to_rephrase(conversation),)
            if self.phrases.decline(text):
                return (Answer(AnswerStatus.SMALLTALK, self.wording.say("declined")),)
        if tapped == WITHOUT_A_MATTER:
            return (self._handed_over_as_it_is(conversation, text),)
        return ()

    def about_ticket(self, conversation: Conversation, text: str) -> tuple[tuple[Answer, ...], str]:
        """Return what the message settles about a ticket, and what of it is still to be answered."""
        if number := self._number_asked(conversation, text):
            return (self._state(conversation, number, find_code(text)),), ""
        if conversation.speaker is not Speaker.WAITING or not gives_contact(text):
            return (), text
        answer = self._contact(conversation, text)
        rest = _without_personal_data(text)
        return (answer,), rest if len(rest) > WORTH_ANSWERING else ""

    def followed_up(
        self, conversation: Conversation, text: str, answers: tuple[Answer, ...]
    ) -> tuple[Answer, ...]:
        """Return the answers, with a ticket where a person is wanted, and an offer where none answers."""
        if is_offered(conversation.context, WITHOUT_A_MATTER):
            return self._with_its_matter(conversation, text, answers)
        return tuple(self._followed_up(conversation, text, answer) for answer in answers)

    def _followed_up(self, conversation: Conversation, text: str, answer: Answer) -> Answer:
        if answer.status is AnswerStatus.ROUTED_STAFF:
            return self._person_wanted(conversation, text, answer)
        if answer.status in UNANSWERED and not _is_nothing_but_contact(answer, text):
            return self._unanswered(conversation, text, answer)
        return answer

    def _unanswered(self, conversation: Conversation, text: str, answer: Answer) -> Answer:
        """Return the offer of a ticket; a complaint, or more words beside an open ticket, need none."""
        department = self._note(text, answer)
        if conversation.speaker is Speaker.WAITING:
            return self._handed_over(conversation, text, text, "added", answer.item)
        if self.phrases.complain(text):
            return self._handed_over(conversation, text, text, "complaint_taken", answer.item)
        said = self.wording.say("offer", department=department.name, question=quoted(text))
        return replace(answer, text=said, options=ticket_offer(self.wording))

    def _agreed(self, conversation: Conversation) -> Answer:
        asked = self._last_asked(conversation)
        question = asked.question if asked else ""
        return self._handed_over(conversation, question, "", "no_answer", _item_of(asked))

    def _asked_to_rephrase(self, conversation: Conversation) -> Answer:
        """Return the request to ask in other words, with the items that were near or are mostly asked."""
        asked = self._last_asked(conversation)
        near = asked.answer.alternatives if asked else ()
        options = near or self.kb.most_asked(LIKELY)
        return Answer(AnswerStatus.CLARIFY_ITEM, self.wording.say("rephrase"), options=options)

    def _person_wanted(self, conversation: Conversation, text: str, answer: Answer) -> Answer:
        """Return the ticket for what was asked; where nothing was, the question what it is about."""
        waits = conversation.speaker is Speaker.WAITING
        if matter := self._matter_beside(text):
            said = "added" if waits else "person_wanted"
            return self._handed_over(conversation, matter, text, said, answer.item)
        asked = self._last_asked(conversation)
        if asked is None and waits and (ticket := self.desk.open_ticket(conversation.id)):
            return replace(answer, text=self._promise("added", ticket), item=ticket.item)
        if asked is None:
            return self._asked_for_the_matter(answer)
        item = _item_of(asked) or (answer.item if asked.answer.status.family == "clarify" else None)
        said = "added" if waits else "person_wanted"
        return self._handed_over(conversation, asked.question, text, said, item)

    def _with_its_matter(
        self, conversation: Conversation, text: str, answers: tuple[Answer, ...]
    ) -> tuple[Answer, ...]:
        """Return the ticket of who was asked what a person is wanted for, beside what the base knows of it."""
        last = answers[-1]
        if last.status.family in ("blocked", "error"):
            return answers
        if last.status is AnswerStatus.ROUTED_STAFF:
            return (self._handed_over_as_it_is(conversation, text),)
        if last.item is None and (last.status is AnswerStatus.SMALLTALK or _says_little(text)):
            return (self._asked_for_the_matter(last),)
        if last.status in UNANSWERED:
            self._note(text, last)
        handed = self._handed_over(conversation, text, text, "person_wanted", last.item)
        return (handed, *(a for a in answers if a.status not in UNANSWERED))

    def _handed_over_as_it_is(self, conversation: Conversation, text: str) -> Answer:
        """Return the ticket of who wants a person, was asked what for, and rather does not say."""
        matter = self._matter_beside(text) or self.wording.say("no_matter")
        return self._handed_over(conversation, matter, text, "person_wanted", None)

    def _asked_for_the_matter(self, answer: Answer) -> Answer:
        """Return the question what a person is wanted for."""
        said, options = self.wording.say("matter_wanted"), question_for_the_matter(self.wording)
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=answer.item, options=options)

    def _note(self, text: str, answer: Answer) -> Department:
        """Count the question among those without an answer; return the department it belongs to."""
        department = self.desk.router.route(mask(text), answer.item)
        self.desk.note_unanswered(text, department.id)
        return department

    def _handed_over(
        self,
        conversation: Conversation,
        question: str,
        said: str,
        wording: str,
        item: ItemRef | None,
    ) -> Answer:
        """Return what is said about the ticket that carries the question, and what was `said` beside it."""
        ticket = self.desk.hand_over(conversation.id, question, item)
        if gives_contact(said):
            ticket = replace(self.desk.add_contact(conversation.id, said), code=ticket.code)
        self.metrics.handover(conversation.door)
        promise = "\n".join((self._promise(wording, ticket), *self.words.beside(ticket)))
        return Answer(AnswerStatus.ROUTED_STAFF, promise, item=ticket.item)

    def _last_asked(self, conversation: Conversation) -> Asked | None:
        return last_asked(self.desk.messages_after(conversation.id)[:-1])

    def _matter_beside(self, text: str) -> str:
        """Return what is asked beside the call for a person: “我家鸽子丢了，给我转人工”."""
        clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
        rest = [clause for clause in clauses if not self._calls_for_a_person(clause)]
        matter = "，".join(rest)
        return "" if _says_little(matter) or len(rest) == len(clauses) else matter

    def _calls_for_a_person(self, clause: str) -> bool:
        verdict = self.kb.base.screener.screen(normalise(clause))
        return verdict is not None and verdict.status in CALLS

    def _contact(self, conversation: Conversation, text: str) -> Answer:
        ticket = self.desk.add_contact(conversation.id, text)
        said = self._promise("contact_taken", ticket)
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=ticket.item)

    def _number_asked(self, conversation: Conversation, text: str) -> str:
        if numbers := find_numbers(text):
            return numbers[0]
        asks = conversation.ticket_number and self.phrases.ask_for_the_state(text)
        return conversation.ticket_number if asks else ""

    def _state(self, conversation: Conversation, number: str, code: str) -> Answer:
        """Return how far a ticket is; what it is about is told in its own conversation, or for its code."""
        ticket = self.desk.ticket(number)
        if ticket is None:
            return Answer(AnswerStatus.ROUTED_STAFF, self.words.unknown(number))
        is_own = ticket.conversation_id == conversation.id
        if code and not is_own:
            return Answer(AnswerStatus.ROUTED_STAFF, self.words.read(number, code))
        item = ticket.item if is_own else None
        return Answer(AnswerStatus.ROUTED_STAFF, self._told(ticket), item=item)

    def _told(self, ticket: Ticket) -> str:
        name = {TicketState.ANSWERED: "ticket_answered", TicketState.CLOSED: "ticket_closed"}.get(
            ticket.state, "ticket_late" if ticket.is_overdue(self.clock()) else "ticket_promise"
        )
        promise = self._promise(name, ticket)
        return self._promise("ticket_state", ticket, state=ticket.state_label, promise=promise)

    def _promise(self, name: str, ticket: Ticket, **values: str) -> str:
        return self.wording.say(
            name,
            number=ticket.number,
            department=ticket.department_name,
            due=due_text(ticket.due_at, estimated=ticket.due_estimated),
            contact=ticket.contact,
            **values,
        )


def gives_contact(text: str) -> bool:
    """Whether the message tells how to reach the citizen, and does not merely name an office's number."""
    contact = find_contact(text)
    if contact is None:
        return False
    own = {span.type for span in find_personal_data(text)} & {"phone", "email"}
    return bool(own) or len(text) <= len(contact.value) + WORTH_ANSWERING


def _is_nothing_but_contact(answer: Answer, text: str) -> bool:
    """A number that nobody asked for is no question to a department, and is not kept."""
    unasked = answer.status is not AnswerStatus.ROUTED_STAFF and gives_contact(text)
    return unasked and len(_without_personal_data(text)) <= WORTH_ANSWERING


def _without_personal_data(text: str) -> str:
    for span in reversed(find_personal_data(text)):
        text = text[: span.start] + text[span.end :]
    return text.strip(" ，,。.；;")


def _item_of(asked: Asked | None) -> ItemRef | None:
    """Return the item the question is about; an unknown one is about none."""
    unknown = asked is None or asked.answer.status is AnswerStatus.UNANSWERED_UNKNOWN
    return None if asked is None or unknown else asked.answer.item


def _says_little(text: str) -> bool:
    return units(normalise(text)) <= LITTLE


def quoted(text: str) -> str:
    """Return a citizen's words as they may be said back: masked, short, without addresses and markup."""
    plain = " ".join(_ADDRESS_OR_MARKUP.sub(" ", mask(text)).split())
    return plain if len(plain) <= LONGEST_QUOTE else plain[:LONGEST_QUOTE] + "…"
