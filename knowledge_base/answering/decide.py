"""Decide whether to answer, to ask back, to send to the department, or to say that we do not know."""

from knowledge_base.answering import outcomes
from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.link import mentions
from knowledge_base.model.answer import Answer
from knowledge_base.model.qa import SubjectKind

STILL_ABOUT_IT = 0.2
"""Share of an unclear message that the wordings of the item in talk must hold."""


def decide(turn: Turn, base: Base) -> Answer | None:
    """Return the outcome of a question that no guide may answer; None when the guide speaks."""
    if turn.chosen:
        return None
    if turn.follows_up:
        return None if _says_something(turn, base) else _unclear(turn, base)
    probability = turn.probability or 0.0
    limits = base.thresholds
    if turn.hit is None or probability < limits.confirm:
        return outcomes.act(turn, base) or outcomes.unknown(turn, base)
    if turn.hit.subject.kind is SubjectKind.ITEM:
        return outcomes.confirm(turn, base) if probability < limits.answer else None
    if probability < limits.route:
        return outcomes.confirm(turn, base)
    if turn.hit.subject.kind is SubjectKind.ENTRY:
        return outcomes.routed_entry(turn.hit.subject, turn, base)
    return outcomes.routed_not_covered(turn.hit.subject, turn, base)


def _says_something(turn: Turn, base: Base) -> bool:
    """A follow-up is understood when it names an element, tells a situation or meets a FAQ."""
    assert turn.hit is not None
    near_faq = turn.hit.faq_score >= base.thresholds.followed_faq_cosine
    told = bool(turn.told)
    return turn.element_said or told or near_faq or mentions(turn.plain, turn.hit.subject)


def _unclear(turn: Turn, base: Base) -> Answer:
    """Something unclear in the middle of a conversation: ask which element, if it is about the item at all."""
    assert turn.hit is not None
    acted = outcomes.act(turn, base)
    if acted is not None:
        return acted
    about_it = turn.hit.explained >= STILL_ABOUT_IT
    return outcomes.which_element(turn, base) if about_it else outcomes.unknown(turn, base)
