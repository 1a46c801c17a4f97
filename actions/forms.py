"""Which form asks what stands open: the question of the hall decides, not the policies."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

FORMS = {
    "situation": "situation_form",
    "consent": "consent_form",
    "danger": "consent_form",
    "contact": "contact_form",
}
"""The form that puts a kind of question (`Pending.kind`); options that are merely offered need none."""
ANSWERS = {
    "situation_form": "situation",
    "consent_form": "consent",
    "contact_form": "contact",
}
"""The slot that each form fills."""
REQUESTED = "requested_slot"


def form_of(pending: Mapping[str, Any] | None) -> str | None:
    """Return the form that puts the question that stands open; None without one."""
    return FORMS.get(pending["kind"]) if pending else None


def required_slots(pending: Mapping[str, Any] | None) -> list[str]:
    """Return what is still to be told: the answer to the question that stands open, or nothing."""
    form = form_of(pending)
    return [ANSWERS[form]] if form else []


def loop_events(pending: Mapping[str, Any] | None) -> list[EventType]:
    """Return what puts the form of the open question in force, and empties the answers of all of them."""
    wanted = required_slots(pending)
    return [
        *(SlotSet(slot, None) for slot in ANSWERS.values()),
        ActiveLoop(form_of(pending)),
        SlotSet(REQUESTED, wanted[0] if wanted else None),
    ]


def is_answered(tracker: Tracker) -> bool:
    """Whether the latest message was taken for a reply to the form's question."""
    return any(tracker.get_slot(slot) for slot in ANSWERS.values())
