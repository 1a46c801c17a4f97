"""What a turn leaves behind for the next one."""

from dataclasses import replace

from hall.reception.offers import without_offers
from knowledge_base.model.answer import Answer, AnswerStatus, Context

SETTLING = ("answered", "clarify")
"""Families whose item, element and situation the next turn goes on from."""
PASSING = ("smalltalk", "error")
"""Families after which the options offered before still stand."""


def context_after(context: Context, answers: tuple[Answer, ...]) -> Context:
    """Return what is settled after these answers; of two matters, the last one counts."""
    for answer in answers:
        context = _after(context, answer)
    return replace(context, hint="")


def _after(context: Context, answer: Answer) -> Context:
    family, status = answer.status.family, answer.status
    if family in PASSING or status is AnswerStatus.BLOCKED_EMERGENCY:
        return replace(
            without_offers(context), options=answer.options or without_offers(context).options
        )
    options = answer.options or answer.alternatives
    if answer.item is None:
        return replace(context, element=answer.element or context.element, options=options)
    if family in SETTLING or status is AnswerStatus.UNANSWERED_ELEMENT:
        item_code, element = answer.item.item_code, answer.element or ""
        return Context(item_code, element, dict(answer.situation), options)
    if status is AnswerStatus.ROUTED_DEPARTMENT:
        return Context(answer.item.item_code, answer.element or "", options=options)
    return replace(context, options=options)
