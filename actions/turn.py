"""The one thing every action does: hand the turn to the hall and dispatch what it answers."""

import time
from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hall import Outcome, TurnFailed
from actions.hints import HINTS

ACTIONS = (
    "action_ask",
    "action_choose",
    "action_correct",
    "action_steer",
    "action_hand_over",
    "action_feedback",
    "action_smalltalk",
)
"""Named apart so that rules and stories read; which act a turn is, the hint tells the hall."""

SURE_ACT = 0.7
"""Confidence from which a dialogue act (thanks, goodbye, …) is believed; Rasa falls back below 0.3."""

LISTEN = FollowupAction("action_listen")
"""After every action the bot listens: Rasa, told so, need not predict it."""

SLOTS = ("item_code", "element", "situation", "options")

log = structlog.get_logger(__name__)


class AnswersTurns(Protocol):
    """Whoever answers a turn: the hall."""

    async def turn(self, text: str, context: Mapping[str, Any], door: str) -> Outcome:
        """Return the outcome or raise `TurnFailed`."""
        ...


class TurnAction:
    """Runs a turn: tracker in, answers dispatched, settled context back into the slots."""

    def __init__(self, hall: AnswersTurns) -> None:
        self._hall = hall

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Dispatch one `{"answer": …}` per answer and return the slots to set.

        When the hall cannot be asked, one `{"error": …}` is dispatched and no slot changes: the hall then
        answers the citizen by itself.
        """
        started = time.perf_counter()
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        context = context_of(tracker, metadata)
        try:
            outcome = await self._hall.turn(message["text"], context, metadata.get("door", "api"))
        except TurnFailed as error:
            log.warning("turn failed", code=error.code, detail=error.detail)
            dispatcher.utter_message(json_message={"error": {"code": error.code}})
            return [LISTEN]
        for answer in outcome.answers:
            dispatcher.utter_message(json_message={"answer": answer})
        _record(message, context["hint"], outcome, time.perf_counter() - started)
        return [*(SlotSet(name, outcome.context.get(name)) for name in SLOTS), LISTEN]


def context_of(tracker: Tracker, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is settled, with the hint of the latest intent.

    The context the hall sends along outranks the slots: it also knows the turns that did not come here.
    """
    settled = metadata.get("context") or {name: tracker.get_slot(name) for name in SLOTS}
    intent = tracker.latest_message.get("intent") or {}
    return {
        "item_code": settled.get("item_code") or "",
        "element": settled.get("element") or "",
        "situation": settled.get("situation") or {},
        "options": settled.get("options") or [],
        "hint": hint_of(intent.get("name") or "", intent.get("confidence") or 0.0),
    }


def hint_of(intent: str, confidence: float) -> str:
    """Return what an intent hints at; a dialogue act only where it was read for sure.

    A wrong element is seen and asked again; a wrong “再见” leaves the citizen without an answer.
    """
    hint = HINTS.get(intent, "")
    return hint if intent.startswith("ask_") or confidence >= SURE_ACT else ""


def _record(message: Mapping[str, Any], hint: str, outcome: Outcome, seconds: float) -> None:
    """Log the turn; the citizen's words are no part of it."""
    intent = message.get("intent") or {}
    log.info(
        "turn",
        intent=intent.get("name"),
        confidence=round(intent.get("confidence") or 0.0, 3),
        hint=hint,
        statuses=[answer.get("status") for answer in outcome.answers],
        ms=round(seconds * 1000, 1),
    )
