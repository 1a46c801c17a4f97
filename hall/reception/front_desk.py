"""The one path every message takes, whichever door it came through (chat widget, page, WeChat)."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import BoundedSemaphore

import structlog
from redis.exceptions import RedisError

from hall.reception.contacts import given, question_beside
from hall.reception.dialogue import Dialogue
from hall.reception.handover import Handover, Visit
from hall.reception.offers import leads_to_knowledge, without_offers
from hall.reception.own_talk import OwnTalk
from hall.reception.rasa_client import RasaClient, RasaUnavailable
from hall.reception.turns import Draft, Given, Said, Standing
from hall.reception.unkept import Unkept
from hall.web.errors import RequestError
from hall.web.metrics import Metrics
from hall.web.wording import Wording
from knowledge_base.answering.context import context_after
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import BadQuestion, KnowledgeBaseError, StoreUnavailable
from knowledge_base.model.answer import Answer, AnswerStatus, Option
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context, Pending, PendingKind
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import mask
from service_desk.citizen_side import Heard, Look
from service_desk.model import Conversation, Message, Speaker
from service_desk.services import ServiceDesk

WAIT_FOR_TURN = 6.0
"""Seconds a message waits for the one before it; longer than any turn takes."""
SEATS = 8
"""Messages that may wait at once, of all doors: beside 12 turns in Rasa they leave 12 of the 32 common threads to
pages, polls and the console; what Rasa, WeChat and programs ask has threads of its own (`Lane`)."""
MENU_OPTIONS = 6

log = structlog.get_logger(__name__)


Outcome = tuple[tuple[Answer, ...], Context | None]
"""What is said, and what is settled now; None leaves it as it was."""


@dataclass(frozen=True)
class Reply(Look):
    """What is said back to one message, and whether both are on record."""

    kept: bool = True


@dataclass(frozen=True)
class FrontDesk:
    """Receives messages; every part it uses is given to it."""

    kb: KnowledgeBase
    desk: ServiceDesk
    rasa: RasaClient
    dialogue: Dialogue
    handover: Handover
    metrics: Metrics
    wording: Wording
    clock: Callable[[], datetime]
    unkept: Unkept
    own: OwnTalk
    seats: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(SEATS))

    def receive(
        self,
        conversation_id: str,
        text: str,
        door: str,
        client_message_id: str | None = None,
        *,
        option: str = "",
        polls: bool = True,
    ) -> Reply:
        """Return the reply to a message; the same `client_message_id` gets the first reply again.

        `option` is the id of what was tapped. A tap says what it says, whichever option stands open meanwhile.
        Messages of one conversation are answered one after the other. While the database cannot be written to
        they are answered all the same, and told that they are not kept.

        Raises:
            RequestError: the message before it takes too long.
            BadQuestion: the text cannot be taken.
        """
        if self.own.is_meant(conversation_id):
            message = self.own.answer(text, door)
            return Reply((message,), Speaker.BOT, next_look=0, kept=False)
        with ExitStack() as held:
            self._take_turn(held, conversation_id)
            try:
                heard = self.desk.hear(conversation_id, door, text, client_message_id, polls=polls)
                return self._replied(heard, text, option)
            except StoreUnavailable as trouble:
                self.metrics.turn("unkept", trouble.cause)
                said = self.unkept.answer(conversation_id, door, text, trouble, option)
                return Reply(*said, next_look=0, kept=False)

    def _take_turn(self, held: ExitStack, conversation_id: str) -> None:
        """Hold the conversation until `held` ends; few may wait, for each one that waits keeps a thread."""
        name = f"turn:{conversation_id}"
        try:
            try:
                held.enter_context(self.desk.locks.hold(name, 0))
            except TimeoutError:
                with self._seat():
                    held.enter_context(self.desk.locks.hold(name, WAIT_FOR_TURN))
        except TimeoutError as error:
            raise RequestError("busy", status=429) from error
        except RedisError:  # without shared locks two halls may interleave; silence is worse
            log.warning("locks_unavailable")

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self.seats.acquire(blocking=False):
            raise TimeoutError("nobody more may wait")
        try:
            yield
        finally:
            self.seats.release()

    def _replied(self, heard: Heard, text: str, option: str) -> Reply:
        if heard.reply is not None:
            talk = heard.conversation
            return Reply(heard.reply, talk.speaker, self.desk.next_look(talk.id))
        conversation = self.unkept.threads.taken_up(heard.conversation)
        written = self.handover.jottings.completed(conversation.id, text)
        standing = self._standing(heard, written)
        said = self._said(conversation, standing, _safe(heard, text), option)
        answers, context = self._answers(Visit(conversation, said, written))
        for answer in answers:
            self.metrics.answer(conversation.door, answer)
        spoken = [(answer.text, answer.to_dict()) for answer in answers]
        look = self.desk.say(conversation.id, spoken, context)
        self.unkept.threads.forget(conversation.id)
        return Reply(look.messages, look.speaker, look.next_look)

    def _standing(self, heard: Heard, written: str) -> Standing:
        """Return how the conversation stands with the staff, and which contact the message gives."""
        is_awaited = heard.conversation.speaker is Speaker.WAITING
        contact = given(written, self.dialogue.phrases)
        return Standing(heard.contact_ticket, is_awaited, contact)

    def _said(self, talk: Conversation, standing: Standing, safe: str, option: str) -> Said:
        """Return the message as it is decided on: masked, without a contact beside it, with what was tapped."""
        is_beside = standing.contact is Given.BESIDE
        beside = is_beside and question_beside(safe, self.dialogue.phrases)
        text = mask(beside or safe)
        context = self._with_the_tapped(talk, option)
        return Said(text, context, option, talk.door, standing)

    def _with_the_tapped(self, talk: Conversation, option: str) -> Context:
        """Return the context; an option of an older message stands open again if it names what is known."""
        context = talk.context
        if not option or any(o.id == option for o in context.options):
            return context
        shown = (o for m in self.desk.messages_after(talk.id)[::-1] for o in _options(m))
        tapped = next((o for o in shown if o.id == option and leads_to_knowledge(o)), None)
        return (
            replace(context, pending=Pending(PendingKind.CHOICE, (tapped,))) if tapped else context
        )

    def _answers(self, visit: Visit) -> Outcome:
        """Return what the bot says; while staff speak, only the emergency screen."""
        talk = visit.conversation
        try:
            if talk.speaker is Speaker.STAFF:
                return self._emergencies(visit.said), without_offers(talk.context)
            drafts = self._understood(talk, visit.said)
            answers = tuple(self.handover.carried_out(visit, draft) for draft in drafts)
            return answers, context_after(talk.context, answers, visit.said.text)
        except (BadQuestion, StoreUnavailable):
            raise
        except Exception:  # the shell: the citizen gets a sentence and a menu, the log the trace
            log.exception("turn_failed", door=talk.door)
            return (self._apology(),), None

    def _understood(self, talk: Conversation, said: Said) -> tuple[Draft, ...]:
        """Return what is decided, by way of Rasa or without; the base already searches while Rasa reads."""
        metadata = {
            "door": said.door,
            "context": to_plain(said.context),
            "option": said.option,
            "standing": to_plain(said.standing),
        }
        self.kb.look_ahead(said.text, said.context)
        try:
            drafts = self.rasa.turn(tracker_name(talk.id, self.clock()), said.text, metadata)
        except RasaUnavailable as unavailable:
            self.metrics.turn("direct", unavailable.reason)
            self.kb.bind_anew()  # while Rasa was waited for something may have been published
            return self.dialogue.drafts(said)
        self.metrics.turn("rasa")
        self.kb.bind_anew()
        return drafts

    def _emergencies(self, said: Said) -> tuple[Answer, ...]:
        answers = self.kb.answer_turn(said.text, said.context, door=said.door)
        return tuple(a for a in answers if a.status is AnswerStatus.BLOCKED_EMERGENCY)

    def _apology(self) -> Answer:
        return apology(self.kb, self.wording)


def _options(message: Message) -> tuple[Option, ...]:
    answer = Answer.from_dict(message.answer) if message.answer else None
    return (*answer.options, *answer.alternatives) if answer else ()


def _safe(heard: Heard, text: str) -> str:
    """Return the text; its mask where only earlier messages show that it holds personal data."""
    return text if heard.masked == mask(text) else heard.masked


def tracker_name(conversation_id: str, moment: datetime) -> str:
    """Return the name of Rasa's tracker: no secret, and new each day of the city, for long trackers are slow."""
    name = f"{conversation_id}:{moment.astimezone(CITY_TIME):%Y-%m-%d}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def ask_alone(
    kb: KnowledgeBase, wording: Wording, question: str, context: Context, door: str
) -> Answer:
    """Return the answer to a question outside a conversation; where that fails, a sentence and the hotline."""
    try:
        return kb.ask(question, context, door=door)
    except KnowledgeBaseError:
        raise
    except Exception:  # the shell of what answers without a talk: the trace goes to the log
        log.exception("ask_failed", door=door)
        return apology(kb, wording)


def apology(kb: KnowledgeBase, wording: Wording) -> Answer:
    """Return what is said when something broke: the hotline, and the menu where even that works."""
    try:
        menu = kb.most_asked(MENU_OPTIONS)
    except Exception:  # the base itself is broken; the sentence needs nothing
        log.exception("menu_failed")
        menu = ()
    return Answer(AnswerStatus.ERROR_INTERNAL, wording.say("error_internal"), options=menu)
