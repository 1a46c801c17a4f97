"""What a turn leaves on the list of questions without an answer: nothing but what asks for something."""

from collections.abc import Mapping
from typing import Any

from hall.reception.asked import LITTLE, last_asked
from hall.reception.turns import Said
from knowledge_base.model.answer import Answer
from knowledge_base.text import mask, normalise, units
from service_desk.gaps.model import Missed, Why
from service_desk.services import ServiceDesk

ACTS = frozenset(
    {
        *("affirm", "deny", "choose", "contact", "correct", "repeat", "start_over", "progress"),
        *("feedback_good", "feedback_bad", "greet", "goodbye", "thanks", "chitchat", "abuse"),
    }
)
"""What Rasa hears in words that ask for nothing by themselves."""


def missed(said: Said, answer: Answer, department: str) -> Missed | None:
    """Return the question that found no answer; None where the words were an act of the dialogue, or a sign."""
    is_understood = answer.item is not None
    is_act = said.context.hint in ACTS
    if not is_understood and (is_act or units(normalise(said.text)) <= LITTLE):
        return None
    return Missed(said.text, department, _item(answer), answer.element or "")


def _item(answer: Answer) -> str:
    """Return what the question is understood to be about, else the first that it may be about."""
    if answer.item is not None:
        return answer.item.key
    return next((one.item_code for one in answer.alternatives if one.item_code), "")


def note_rated(desk: ServiceDesk, conversation_id: str, message_id: int) -> None:
    """Put the question before an answer that did not help on the list; a rating of nothing asked leaves nothing."""
    messages = desk.messages_after(conversation_id)
    before = tuple(one for one in messages if one.id <= message_id)
    answer = before[-1].answer if before and before[-1].id == message_id else None
    asked = last_asked(before) if answer else None
    if asked is None:
        return
    item: Mapping[str, Any] = (answer and answer.get("item")) or {}
    desk.note_missed(
        Missed(
            mask(asked.question),
            desk.department_of(str(item.get("department") or "")),
            str(item.get("item_code") or item.get("catalog_code") or ""),
            str((answer or {}).get("element") or ""),
            Why.RATED,
        )
    )
