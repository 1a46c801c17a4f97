"""Decide whether to answer, to ask back, to send to the department, or to say that we do not know."""

from knowledge_base import text
from knowledge_base.answering import outcomes
from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.subject import mentions
from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.model.answer import Answer
from knowledge_base.model.qa import SubjectKind


def decide(turn: Turn, base: Base) -> Answer | None:
    """Return the outcome of a message that no guide may answer; None when the guide speaks."""
    if turn.option is not None:
        return None
    if turn.follows_up:
        return _followed_up(turn, base)
    probability, limits = turn.probability or 0.0, base.thresholds
    if probability < limits.answer and _names_nothing(turn, limits):
        return outcomes.act(turn, base) or outcomes.which_item(turn, base)
    if turn.subject is None or _is_unknown(turn, limits):
        return outcomes.act(turn, base) or _asked_back(turn, base) or outcomes.unknown(turn, base)
    if turn.subject.kind is SubjectKind.ITEM:
        return outcomes.confirm(turn, base) if probability < limits.answer else None
    return outcomes.confirm(turn, base) if probability < limits.route else _routed(turn, base)


def _is_unknown(turn: Turn, limits: Thresholds) -> bool:
    """Whether not even asking back makes sense; “怎么年检” is known, though two matters have a claim to it.

    What asks nothing is not: “窗口的人骂我” happens to be said in words of many guides.
    """
    is_question = text.units(turn.plain) > limits.little and not turn.asking.asks_nothing
    is_known = is_question and turn.hit is not None and turn.hit.explained >= limits.known
    unsure = (turn.probability or 0.0) < limits.confirm
    return (unsure and not is_known) or _is_a_letter(turn.plain)


def _routed(turn: Turn, base: Base) -> Answer:
    assert turn.subject is not None
    is_entry = turn.subject.kind is SubjectKind.ENTRY
    routed = outcomes.routed_entry if is_entry else outcomes.routed_not_covered
    return routed(turn.subject, turn, base)


def _followed_up(turn: Turn, base: Base) -> Answer | None:
    """Something said in the middle of a conversation is answered if it is about the matter at all."""
    if not _is_about_it(turn, base):
        return outcomes.act(turn, base) or _asked_back(turn, base) or outcomes.unknown(turn, base)
    return None if turn.guide is not None else _routed(turn, base)


def _is_about_it(turn: Turn, base: Base) -> bool:
    """“多久能下来” holds nothing foreign; “地里挖出个铁箱子归谁管” asks of something else than the matter in talk."""
    assert turn.hit is not None and turn.findings is not None
    limits = base.thresholds
    if turn.told or mentions(turn.wanted, turn.hit.subject, limits):
        return True
    if turn.hit.explained >= limits.about_it:
        return True
    if turn.asking.asks_nothing:
        return False
    if turn.findings.content <= limits.content:
        return True
    return turn.hit.explained >= limits.hinted and _is_surely_told(turn, base)


def _is_surely_told(turn: Turn, base: Base) -> bool:
    """Whether the guide in talk answers what is asked; what asks nothing resembles some statement of any guide."""
    surest = max((choice.probability for choice in turn.choices), default=0.0)
    limits = base.thresholds
    elsewhere = (turn.probability or 0.0) >= limits.answer
    return surest >= (limits.stay if elsewhere else limits.ask)


def _names_nothing(turn: Turn, limits: Thresholds) -> bool:
    """“得带啥”, “在哪办”: something is asked for, of what was not said."""
    content = turn.findings.content if turn.findings else 0
    is_short = len(turn.plain) <= limits.elliptical and content <= limits.content
    return is_short and not turn.asking.asks_nothing


def _asked_back(turn: Turn, base: Base) -> Answer | None:
    """Return the question what is wanted to who said too little to be a question; None to all others."""
    if text.units(turn.plain) > base.thresholds.little:
        return None
    frame = turn.context.frame
    in_talk = base.catalogue.guides.get(frame.key) if frame else None
    if in_talk is None:
        return outcomes.which_item(turn, base)
    return outcomes.which_element(in_talk, turn, base)


def _is_a_letter(plain: str) -> bool:
    """A letter or a digit by itself may be near to some name, and means nothing."""
    return len(plain) == 1 and plain.isascii()
