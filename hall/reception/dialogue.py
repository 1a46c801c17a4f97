"""What the hall decides in a turn, with Rasa and without: no word of it touches the database.

Read in this order: a reply to a question of the hall, danger, a contact, one's own ticket, what a person is wanted for,
and what the base answers.
"""

from dataclasses import dataclass, field, replace

from hall.reception.matter import says_little
from hall.reception.offers import (
    AGREES,
    DECLINES,
    NO_CONTACT,
    WITHOUT_A_MATTER,
    question_for_the_contact,
    question_for_the_matter,
    taken,
    ticket_offer,
)
from hall.reception.phrases import Phrases, is_a_word, load_phrases
from hall.reception.turns import Draft, Errand, Given, Said
from hall.web.wording import Wording
from knowledge_base.answering.outcomes import IN_DANGER, NO_DANGER
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.context import Context, PendingKind
from knowledge_base.services import KnowledgeBase
from service_desk.numbers import find_numbers

UNANSWERED = (AnswerStatus.UNANSWERED_UNKNOWN, AnswerStatus.UNANSWERED_ELEMENT)
"""The base has no answer."""
ENDING = ("blocked", "error")
"""Families of answers after which nothing else counts."""
SAYS_NOTHING = ("unanswered", "clarify", "smalltalk")
"""Families of answers to words in which the base finds no question."""
UNCLEAR_BEFORE = 1
"""So many turns in a row may stay unclear before a ticket is offered."""
LIKELY = 4
"""Items to tap where a question was not understood."""
WANTS_STAFF = ("person", "complaint")
"""What Rasa may hear where no phrase does: enough for an offer, never for a ticket."""
YES_OR_NO = {
    PendingKind.CONSENT: (AGREES, DECLINES),
    PendingKind.DANGER: (IN_DANGER, NO_DANGER),
    PendingKind.CONTACT: ("", NO_CONTACT),
}


@dataclass(frozen=True)
class Dialogue:
    """Decides turns; what is to be done at the desk is left as an errand."""

    kb: KnowledgeBase
    wording: Wording
    phrases: Phrases = field(default_factory=load_phrases)

    def drafts(self, said: Said) -> tuple[Draft, ...]:
        """Return what is said to a turn.

        Raises:
            BadQuestion: the text cannot be taken.
        """
        if reply := self._reply(said) or self._nothing_but_a_contact(said):
            return (reply,)
        answers = self.kb.answer_turn(
            said.text, self._for_the_base(said), option=said.option, door=said.door
        )
        if answers[0].status.family in ENDING:
            return tuple(map(Draft, answers))
        return self._at_the_desk(said, answers) or self._followed(said, answers)

    def _for_the_base(self, said: Said) -> Context:
        """Return the context without a hint that calls for staff: nobody is sent for on a guess."""
        is_call = said.context.hint in WANTS_STAFF
        return replace(said.context, hint="") if is_call else said.context

    def _reply(self, said: Said) -> Draft | None:
        """Return what is said to an answer to a question of the hall."""
        named = taken(said.context, said.text, said.option) or self._yes_or_no(said)
        return self._said_to(named)

    def _said_to(self, named: str) -> Draft | None:
        smalltalk = {
            DECLINES: "declined",
            NO_CONTACT: "contact_declined",
            NO_DANGER: "danger_no",
        }
        if named in smalltalk:
            return Draft(Answer(AnswerStatus.SMALLTALK, self.wording.say(smalltalk[named])))
        if named == IN_DANGER:
            advice = Answer(AnswerStatus.BLOCKED_EMERGENCY, self.wording.say("danger_yes"))
            return Draft(advice, Errand.DANGER)
        errand = {AGREES: Errand.AGREED, WITHOUT_A_MATTER: Errand.AS_IT_IS}.get(named)
        return self._ticket(errand) if errand else None

    def _yes_or_no(self, said: Said) -> str:
        pending = said.context.pending
        yes, no = YES_OR_NO.get(pending.kind, ("", "")) if pending else ("", "")
        if not yes and not no:
            return ""
        if self.phrases.agree(said.text):
            return yes
        return no if self.phrases.decline(said.text) else ""

    def _at_the_desk(self, said: Said, answers: tuple[Answer, ...]) -> tuple[Draft, ...]:
        """Return what is said to a message about a ticket; nothing where it is about none."""
        if heard := self._said_to(self._heard_by_rasa(said, answers)):
            return (heard,)
        if said.standing.contact is Given.BESIDE and (
            taken_up := self._contact_beside(said, answers)
        ):
            return taken_up
        if self._asks_for_the_state(said):
            return (self._staff(Errand.PROGRESS),)
        if said.context.asks(PendingKind.MATTER):
            return self._matter(said, answers)
        return ()

    def _heard_by_rasa(self, said: Said, answers: tuple[Answer, ...]) -> str:
        """Return the option that a yes or no in uncommon words takes, which means nothing to the base."""
        asks_nothing = is_a_word(said.text) and answers[0].status.family in SAYS_NOTHING
        if not asks_nothing or not said.context.asks(PendingKind.CONSENT):
            return ""
        return {"affirm": AGREES, "deny": DECLINES}.get(said.context.hint, "")

    def _asks_for_the_state(self, said: Said) -> bool:
        if find_numbers(said.text) or self.phrases.ask_for_the_state(said.text):
            return True
        news = self.phrases.ask_for_news(said.text) or said.context.hint == "progress"
        return bool(said.standing.ticket) and news and self.phrases.is_short(said.text)

    def _nothing_but_a_contact(self, said: Said) -> Draft | None:
        """Return what is said to a contact, or to a part of one that was asked for."""
        given = said.standing.contact
        if given is Given.PART:
            return self._asked_for_the_rest() if said.context.asks(PendingKind.CONTACT) else None
        if given is not Given.WHOLE:
            return None
        if said.context.asks(PendingKind.MATTER):
            return self._ticket(Errand.AS_IT_IS)
        return self._contact(said) or Draft(
            Answer(AnswerStatus.SMALLTALK, self.wording.say("contact_not_needed"))
        )

    def _contact(self, said: Said) -> Draft | None:
        """Return the contact's ticket: the open one, or that of an offer which it agrees to; else nothing."""
        if said.standing.ticket:
            return self._staff(Errand.CONTACT)
        return self._staff(Errand.AGREED) if self._agrees_by_a_contact(said) else None

    def _contact_beside(self, said: Said, answers: tuple[Answer, ...]) -> tuple[Draft, ...]:
        """Return what is said to a contact beside a question; nothing where the question is all that counts."""
        first = self._contact(said)
        if first is None or said.context.asks(PendingKind.MATTER):
            return ()
        waiting = replace(said, standing=replace(said.standing, waits=True))
        rest = self._followed(waiting, answers)
        return (first, *(draft for draft in rest if draft.errand is not Errand.ADD))

    def _agrees_by_a_contact(self, said: Said) -> bool:
        """Whether who gives a contact takes up an offer, or has nothing but an unanswered question."""
        unanswered = said.standing.contact is Given.WHOLE and said.context.unclear > 0
        return unanswered or said.context.asks(PendingKind.CONSENT)

    def _asked_for_the_rest(self) -> Draft:
        asks = question_for_the_contact(self.wording)
        answer = Answer(AnswerStatus.ROUTED_STAFF, self.wording.say("contact_part"), options=asks)
        return Draft(answer, Errand.CONTACT_PART)

    def _matter(self, said: Said, answers: tuple[Answer, ...]) -> tuple[Draft, ...]:
        """Return the ticket of who was asked what a person is wanted for, beside what the base knows of it."""
        last = answers[-1]
        if last.status is AnswerStatus.ROUTED_STAFF:
            return (self._ticket(Errand.AS_IT_IS),)
        if last.item is None and (last.status is AnswerStatus.SMALLTALK or says_little(said.text)):
            return (Draft(self._asked_for_the_matter(last)),)
        handed = self._ticket(Errand.MATTER, last)
        return (handed, *(Draft(a) for a in answers if a.status not in UNANSWERED))

    def _asked_for_the_matter(self, answer: Answer) -> Answer:
        options = question_for_the_matter(self.wording)
        said = self.wording.say("matter_wanted")
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=answer.item, options=options)

    def _followed(self, said: Said, answers: tuple[Answer, ...]) -> tuple[Draft, ...]:
        return tuple(self._followed_up(said, answer) for answer in answers)

    def _followed_up(self, said: Said, answer: Answer) -> Draft:
        """Return the base's answer, with an offer where it has none."""
        if answer.status is AnswerStatus.ROUTED_STAFF:
            return self._person(said, answer)
        if answer.status is AnswerStatus.ROUTED_DEPARTMENT and not said.standing.waits:
            return Draft(replace(answer, options=ticket_offer(self.wording)), Errand.OFFER_ROUTED)
        if answer.status in UNANSWERED:
            return self._unanswered(said, answer)
        return Draft(answer)

    def _person(self, said: Said, answer: Answer) -> Draft:
        """Return the ticket of who wants a person; “不要转人工” names one and wants none."""
        refused = self.phrases.decline(said.text)
        declined = Answer(AnswerStatus.SMALLTALK, self.wording.say("declined"))
        return Draft(declined) if refused else self._ticket(Errand.PERSON, answer)

    def _unanswered(self, said: Said, answer: Answer) -> Draft:
        """Return the request to rephrase at first, then the offer of a ticket; a complaint needs neither."""
        if said.standing.waits:
            return self._staff(Errand.ADD, answer)
        if self.phrases.complain(said.text):
            return self._ticket(Errand.COMPLAINT, answer)
        known = answer.status is AnswerStatus.UNANSWERED_ELEMENT
        wanted = said.context.hint in WANTS_STAFF or self.phrases.grumble_about(said.text)
        if known or wanted or said.context.unclear >= UNCLEAR_BEFORE:
            return Draft(replace(answer, options=ticket_offer(self.wording)), Errand.OFFER)
        options = answer.alternatives or self.kb.most_asked(LIKELY)
        unclear = replace(
            answer, text=self.wording.say("unclear"), blocks=(), options=options, alternatives=()
        )
        return Draft(unclear, Errand.UNCLEAR)

    def _ticket(self, errand: Errand, answer: Answer | None = None) -> Draft:
        """Return the draft of a ticket; beside it a contact is asked for."""
        draft = self._staff(errand, answer)
        options = question_for_the_contact(self.wording)
        return replace(draft, answer=replace(draft.answer, options=options))

    def _staff(self, errand: Errand, answer: Answer | None = None) -> Draft:
        item = answer.item if answer else None
        return Draft(Answer(AnswerStatus.ROUTED_STAFF, "", item=item), errand)
