"""How a question ended, as a manager asks for it: the kinds that statuses of answers belong to."""

from collections.abc import Iterable
from enum import StrEnum

from knowledge_base.model.answer import AnswerStatus


class Kind(StrEnum):
    """How a question ended, as a manager asks for it."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    ROUTED = "routed"
    UNKNOWN = "unknown"
    HANDED = "handed"
    STOPPED = "stopped"
    FAILED = "failed"


KIND_LABELS = {
    Kind.ANSWERED: "直接答上",
    Kind.ASKED_BACK: "追问情况",
    Kind.ROUTED: "告知该找谁",
    Kind.UNKNOWN: "没答上",
    Kind.HANDED: "转人工、问工单",
    Kind.STOPPED: "安全提示",
    Kind.FAILED: "系统出错",
}
FAMILIES = {
    "answered": Kind.ANSWERED,
    "clarify": Kind.ASKED_BACK,
    "routed": Kind.ROUTED,
    "unanswered": Kind.UNKNOWN,
    "blocked": Kind.STOPPED,
    "error": Kind.FAILED,
}
"""Family of a status → its kind; small talk asks nothing and is not counted."""
ABOUT_MATTERS = (Kind.ANSWERED, Kind.ASKED_BACK, Kind.ROUTED, Kind.UNKNOWN)
"""What a list of questions most asked holds: no calls for a person, nothing that was stopped."""


def kind_of(status: str) -> Kind | None:
    """Return the kind of a status; None where nothing was asked."""
    if status == AnswerStatus.ROUTED_STAFF:
        return Kind.HANDED
    return FAMILIES.get(status.split("_", 1)[0])


def statuses(kinds: Iterable[Kind]) -> list[str]:
    """Return the statuses of these kinds."""
    wanted = set(kinds)
    return [status.value for status in AnswerStatus if kind_of(status.value) in wanted]
