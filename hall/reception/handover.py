"""Handing a question to a person (转人工), and what a citizen may then ask and give."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from hall.reception.ticket_words import TicketWords
from hall.web.metrics import Metrics
from hall.web.wording import Wording
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import find_personal_data
from service_desk.contact import find_contact
from service_desk.deadlines import due_text
from service_desk.model import Conversation, Sender, Speaker, Ticket, TicketState
from service_desk.numbers import find_code, find_numbers
from service_desk.services import ServiceDesk

HANDED_OVER = {
    AnswerStatus.ROUTED_STAFF: "person_wanted",
    AnswerStatus.UNANSWERED_UNKNOWN: "no_answer",
    AnswerStatus.UNANSWERED_ELEMENT: "no_answer",
}
"""A person is wanted, or the base has no answer: both go to the responsible department."""
OWN_TICKET = re.compile(
    r"工单.{0,8}(到哪|进度|咋样|怎么样|状态|处理|办|结果|回复|答复|查)|(查|问).{0,4}工单"
)
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

    def about_ticket(self, conversation: Conversation, text: str) -> tuple[tuple[Answer, ...], str]:
        """Return what the message settles about a ticket, and what of it is still to be answered."""
        if number := self._number_asked(conversation, text):
            return (self._state(conversation, number, find_code(text)),), ""
        if conversation.speaker is not Speaker.WAITING or not gives_contact(text):
            return (), text
        answer = self._contact(conversation, text)
        rest = _without_personal_data(text)
        return (answer,), rest if len(rest) > WORTH_ANSWERING else ""

    def followed_up(self, conversation: Conversation, text: str, answer: Answer) -> Answer:
        """Return the answer, with its ticket where it was handed over."""
        if answer.status not in HANDED_OVER or _is_nothing_but_contact(answer, text):
            return answer
        item = answer.item or self._guess(conversation, answer)
        again = conversation.speaker is Speaker.WAITING
        ticket = self.desk.hand_over(
            conversation.id, self._question(conversation, text, answer), item
        )
        if gives_contact(text):
            ticket = replace(self.desk.add_contact(conversation.id, text), code=ticket.code)
        self.metrics.handover(conversation.door)
        said = self._promise("added" if again else HANDED_OVER[answer.status], ticket)
        said = "\n".join((said, *self.words.beside(ticket)))
        return replace(answer, status=AnswerStatus.ROUTED_STAFF, text=said, item=item)

    def _question(self, conversation: Conversation, text: str, answer: Answer) -> str:
        """Return what the department is to answer: not the call for a person, but what came before."""
        if answer.status is not AnswerStatus.ROUTED_STAFF:
            return text
        messages = self.desk.messages_after(conversation.id)
        said = [message.text for message in messages if message.sender is Sender.CITIZEN]
        return said[-2] if len(said) > 1 else text

    def _guess(self, conversation: Conversation, answer: Answer) -> ItemRef | None:
        """Return the item the question most likely is about: the nearest named, else the settled one."""
        near = [o.item_code for o in (*answer.options, *answer.alternatives) if o.item_code]
        for code in (*near[:1], conversation.context.item_code):
            if item := self._item(code):
                return item
        return None

    def _item(self, code: str) -> ItemRef | None:
        guide = self.kb.catalogue.guides.get(code)
        return self.kb.base.item_ref(guide) if guide else None

    def _contact(self, conversation: Conversation, text: str) -> Answer:
        ticket = self.desk.add_contact(conversation.id, text)
        said = self._promise("contact_taken", ticket)
        return Answer(AnswerStatus.ROUTED_STAFF, said, item=ticket.item)

    def _number_asked(self, conversation: Conversation, text: str) -> str:
        if found := find_numbers(text):
            return found[0]
        return conversation.ticket_number if OWN_TICKET.search(text) else ""

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
