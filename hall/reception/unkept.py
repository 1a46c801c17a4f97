"""What is said while nothing can be kept: the answer all the same, and that it is not on record."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

import structlog

from hall.reception.handover import UNANSWERED, Handover
from hall.web.wording import Wording
from knowledge_base.answering.context import context_after
from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.context import Context
from knowledge_base.services import KnowledgeBase
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
    handover: Handover
    wording: Wording
    clock: Callable[[], datetime]
    threads: Threads = field(default_factory=Threads)
    complaints: Complaints = field(default_factory=Complaints)

    def answer(
        self, conversation_id: str, door: str, text: str, trouble: StoreUnavailable
    ) -> tuple[tuple[Message, ...], Speaker]:
        """Return what is said, none of it stored, and who speaks.

        Raises:
            BadQuestion: the text cannot be taken.
        """
        self.complaints.note(trouble, door)
        talk = self.threads.taken_up(self._known(conversation_id, door))
        answers = self._answers(talk, text)
        context = context_after(talk.context, answers)
        if context.frame:
            self.threads.remember(talk.id, context)
        return (*map(self._said, answers), self._note(talk)), talk.speaker

    def _known(self, conversation_id: str, door: str) -> Conversation:
        try:
            found = self.desk.conversation(conversation_id)
        except StoreUnavailable:
            found = None
        return found or Conversation(conversation_id, door, Speaker.BOT, Context(), None, "")

    def _answers(self, talk: Conversation, text: str) -> tuple[Answer, ...]:
        answers = self.kb.answer_turn(text, talk.context, door=talk.door)
        if talk.speaker is Speaker.STAFF:
            return tuple(a for a in answers if a.status is AnswerStatus.BLOCKED_EMERGENCY)
        try:
            about_ticket, rest = self.handover.about_ticket(talk, text)
        except StoreUnavailable:
            about_ticket, rest = (), text
        return about_ticket + tuple(map(self._without_ticket, answers if rest else ()))

    def _without_ticket(self, answer: Answer) -> Answer:
        """Return the answer; one that needs a person says that nobody was told."""
        if answer.status not in FOR_A_PERSON:
            return answer
        return replace(answer, text=self.wording.say("unkept_person"), blocks=())

    def _note(self, talk: Conversation) -> Message:
        name = "unkept_staff" if talk.speaker is Speaker.STAFF else "unkept"
        return Message(UNSTORED, Sender.SYSTEM, self.wording.say(name), self.clock(), None)

    def _said(self, answer: Answer) -> Message:
        return Message(UNSTORED, Sender.BOT, answer.text, self.clock(), answer.to_dict())
