"""Decide whether to answer, to ask back, to send to the department, or to say that we do not know."""

from knowledge_base.answering import outcomes
from knowledge_base.answering.base import Base, Turn
from knowledge_base.model.answer import Answer
from knowledge_base.model.qa import SubjectKind


def decide(turn: Turn, base: Base) -> Answer | None:
    """Return the outcome of a question that no guide may answer; None when the guide speaks."""
    if turn.chosen:
        return None
    probability = turn.probability or 0.0
    limits = base.thresholds
    if turn.hit is None or probability < limits.confirm:
        return _in_talk(turn, base) or outcomes.unknown(turn, base)
    if turn.follows_up and _says_something(turn):
        return None
    if probability < limits.answer:
        return outcomes.confirm(turn, base)
    if turn.hit.subject.kind is SubjectKind.ENTRY:
        return outcomes.routed_entry(turn.hit.subject, turn, base)
    if turn.hit.subject.kind is SubjectKind.NOT_COVERED:
        return outcomes.routed_not_covered(turn.hit.subject, turn, base)
    return None


def _says_something(turn: Turn) -> bool:
    """A follow-up is understood when it names an element, tells a situation or meets a FAQ."""
    told = dict(turn.answers) != dict(turn.context.situation)
    return turn.element_said or told or (turn.hit is not None and turn.hit.faq_score > 0.6)


def _in_talk(turn: Turn, base: Base) -> Answer | None:
    """Something unclear about the item in talk: ask which element, instead of “I do not know”."""
    if turn.follows_up and turn.guide is not None:
        return None if _says_something(turn) else outcomes.which_element(turn, base)
    return None
