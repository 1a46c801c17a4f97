"""The one thing every action does: hand the turn to the hall and dispatch what it decided."""

import time
from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ANSWERS, is_answered, loop_events
from actions.hall import Outcome, TurnFailed
from actions.hints import HINTS

TURN = "action_turn"
VALIDATIONS = tuple(f"validate_{form}" for form in ANSWERS)

SURE_ACT = 0.7
"""Confidence from which a dialogue act (thanks, goodbye, …) is believed; Rasa falls back below 0.3."""

LISTEN = FollowupAction("action_listen")
"""After every action the bot listens: Rasa, told so, need not predict it."""

SLOTS = ("frames", "pending", "unclear")
"""The parts of the hall's context that are kept here as well."""
TICKET = "ticket"

log = structlog.get_logger(__name__)


class AnswersTurns(Protocol):
    """Whoever answers a turn: the hall."""

    async def turn(self, text: str, turn: Mapping[str, Any]) -> Outcome:
        """Return the outcome or raise `TurnFailed`."""
        ...


class TurnAction:
    """Runs a turn: tracker in, drafts dispatched, settled context back into the slots."""

    def __init__(self, hall: AnswersTurns) -> None:
        self._hall = hall

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Dispatch one draft of an answer after the other and return the slots and the form that hold now.

        When the hall cannot be asked, one `{"error": …}` is dispatched and nothing changes: the hall then
        answers the citizen by itself.
        """
        started = time.perf_counter()
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        turn = turn_of(tracker, metadata)
        try:
            outcome = await self._hall.turn(message["text"], turn)
        except TurnFailed as error:
            log.warning("turn failed", code=error.code, detail=error.detail)
            dispatcher.utter_message(json_message={"error": {"code": error.code}})
            return [LISTEN]
        for draft in outcome.drafts:
            dispatcher.utter_message(json_message=draft)
        _record(message, turn["context"]["hint"], outcome, time.perf_counter() - started)
        return [*_settled(outcome, turn), LISTEN]


class FormValidation(TurnAction):
    """Takes the reply to the question of a form; any other act is left to the rules."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Return what the hall makes of the reply; nothing where the message is none, so that Rasa goes by its rules."""
        return await super().run(dispatcher, tracker, domain) if is_answered(tracker) else []


def turn_of(tracker: Tracker, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the hall has to know of a turn beside its text, with the hint of the latest intent.

    The slots hold what is settled. What the hall sends along outranks them: it also knows the turns that did not
    come here.
    """
    slots = {name: tracker.get_slot(name) for name in SLOTS}
    settled = {**slots, **(metadata.get("context") or {})}
    intent = tracker.latest_message.get("intent") or {}
    return {
        "context": {
            "frames": settled["frames"] or [],
            "pending": settled["pending"],
            "unclear": settled["unclear"] or 0,
            "hint": hint_of(intent.get("name") or "", intent.get("confidence") or 0.0),
        },
        "option": metadata.get("option") or "",
        "door": metadata.get("door") or "api",
        "standing": metadata.get("standing") or {"ticket": tracker.get_slot(TICKET) or ""},
    }


def _settled(outcome: Outcome, turn: Mapping[str, Any]) -> list[EventType]:
    """Return the slots that mirror the context, and the form of the question that stands open."""
    slots = {name: outcome.context.get(name) for name in SLOTS}
    slots[TICKET] = turn["standing"].get("ticket") or None
    return [
        *(SlotSet(name, value) for name, value in slots.items()),
        *loop_events(outcome.context.get("pending")),
    ]


def hint_of(intent: str, confidence: float) -> str:
    """Return what an intent hints at, where it was read for sure: a wrong “再见” leaves the citizen without an answer."""
    return HINTS.get(intent, "") if confidence >= SURE_ACT else ""


def _record(message: Mapping[str, Any], hint: str, outcome: Outcome, seconds: float) -> None:
    """Log the turn; the citizen's words are no part of it."""
    intent = message.get("intent") or {}
    log.info(
        "turn",
        intent=intent.get("name"),
        confidence=round(intent.get("confidence") or 0.0, 3),
        hint=hint,
        statuses=[draft["answer"].get("status") for draft in outcome.drafts],
        ms=round(seconds * 1000, 1),
    )
