"""What is said while nothing can be kept: the answer all the same, and that it is not on record."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

import structlog

from hall.reception.contacts import given
from hall.reception.dialogue import UNANSWERED, Dialogue
from hall.reception.handover import Handover, Visit
from hall.reception.turns import Draft, Errand, Said, Standing
from hall.web.wording import Wording
from knowledge_base.answering.context import context_after
from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.context import Context
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import mask
from service_desk.model import Conversation, Message, Sender, Speaker
from service_desk.services import ServiceDesk

UNSTORED = 0
"""The id of a message that is in no list: stored ones begin at 1."""
MOST_REMEMBERED = 2_000
"""Conversations whose thread is kept in memory meanwhile: some ten megabytes."""
FOR_A_PERSON = frozenset({AnswerStatus.ROUTED_STAFF, *UNANSWERED})
"""What a ticket would be made of or offered for, could one be kept."""
SAID_AGAIN_AFTER = 60.0
"""Seconds between two log lines about the same trouble."""

log = structlog.get_logger(__name__)


class Threads:
    """What was settled in turns that could not be kept, until one of the conversation can be."""

    def __init__(self) -> None:
        self._contexts: OrderedDict[str, Context] = OrderedDict()
        self._lock = Lock()

    def remember(self, conversation_id: str, context: Context) -> None:
        """Keep what is settled; the conversation that was quiet longest makes room."""
        with self._lock:
            self._contexts.pop(conversation_id, None)
            self._contexts[conversation_id] = context
            if len(self._contexts) > MOST_REMEMBERED:
                self._contexts.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        """Leave the conversation to what is on record."""
        with self._lock:
            self._contexts.pop(conversation_id, None)

    def taken_up(self, conversation: Conversation) -> Conversation:
        """Return the conversation with what was settled since it was last kept."""
        with self._lock:
            context = self._contexts.get(conversation.id)
        return conversation if context is None else replace(conversation, context=context)


class Complaints:
    """One log line for each kind of trouble, again only while it lasts."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._said: dict[Cause, float] = {}

    def note(self, trouble: StoreUnavailable, where: str) -> None:
        """Log the trouble, with its remedy, unless that was done just now."""
        now = self._clock()
        with self._lock:
            if now - self._said.get(trouble.cause, -SAID_AGAIN_AFTER) < SAID_AGAIN_AFTER:
                return
            self._said[trouble.cause] = now
        log.error("store_unavailable", where=where, cause=trouble.cause, remedy=str(trouble))


@dataclass(frozen=True)
class Unkept:
    """Answers without writing; what the database can still tell is read."""

    kb: KnowledgeBase
    desk: ServiceDesk
    dialogue: Dialogue
    handover: Handover
    wording: Wording
    clock: Callable[[], datetime]
    threads: Threads = field(default_factory=Threads)
    complaints: Complaints = field(default_factory=Complaints)

    def answer(
        self,
        conversation_id: str,
        door: str,
        text: str,
        trouble: StoreUnavailable,
        option: str = "",
    ) -> tuple[tuple[Message, ...], Speaker]:
        """Return what is said, none of it stored, and who speaks.

        Raises:
            BadQuestion: the text cannot be taken.
        """
        self.complaints.note(trouble, door)
        talk = self.threads.taken_up(self._known(conversation_id, door))
        answers = self._answers(talk, text, option)
        context = context_after(talk.context, answers, mask(text))
        if context.frames:
            self.threads.remember(talk.id, context)
        return (*map(self._said, answers), self._note(talk)), talk.speaker

    def _known(self, conversation_id: str, door: str) -> Conversation:
        try:
            found = self.desk.conversation(conversation_id)
        except StoreUnavailable:
            found = None
        return found or Conversation(conversation_id, door, Speaker.BOT, Context(), None, "")

    def _answers(self, talk: Conversation, text: str, option: str) -> tuple[Answer, ...]:
        if talk.speaker is Speaker.STAFF:
            answers = self.kb.answer_turn(text, talk.context, door=talk.door)
            return tuple(a for a in answers if a.status is AnswerStatus.BLOCKED_EMERGENCY)
        number = talk.ticket_number
        standing = Standing(
            number, talk.speaker is Speaker.WAITING, given(text, self.dialogue.phrases)
        )
        said = Said(mask(text), talk.context, option, talk.door, standing)
        drafts = self.dialogue.drafts(said)
        return tuple(self._without_ticket(Visit(talk, said, mask(text)), d) for d in drafts)

    def _without_ticket(self, visit: Visit, draft: Draft) -> Answer:
        """Return the answer; one that needs a person says that nobody was told."""
        if draft.errand is Errand.PROGRESS:
            return self._progress(visit, draft)
        if draft.errand is Errand.NONE and draft.answer.status not in FOR_A_PERSON:
            return draft.answer
        if draft.errand in (Errand.OFFER_ROUTED, Errand.DANGER):
            return replace(draft.answer, options=())
        return replace(draft.answer, text=self.wording.say("unkept_person"), blocks=(), options=())

    def _progress(self, visit: Visit, draft: Draft) -> Answer:
        """Return what the database can still tell of a ticket."""
        try:
            return self.handover.carried_out(visit, draft)
        except StoreUnavailable:
            return replace(draft.answer, text=self.wording.say("unkept_person"))

    def _note(self, talk: Conversation) -> Message:
        name = "unkept_staff" if talk.speaker is Speaker.STAFF else "unkept"
        return Message(UNSTORED, Sender.SYSTEM, self.wording.say(name), self.clock(), None)

    def _said(self, answer: Answer) -> Message:
        return Message(UNSTORED, Sender.BOT, answer.text, self.clock(), answer.to_dict())
