"""Decide whether to answer, to ask back, to send to the department, or to say that we do not know."""

from knowledge_base import text
from knowledge_base.answering import outcomes
from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.link import mentions
from knowledge_base.model.answer import Answer
from knowledge_base.model.element import Element
from knowledge_base.model.qa import SubjectKind

STILL_ABOUT_IT = 0.33
"""Share of a message that the wordings of the item in talk must hold, unless it names it or tells an option."""

ELLIPTICAL = 8
"""Characters up to which a question may ask for an element and name nothing."""
ASKED = 0.3
"""P(element) from which a message asks for that element."""
TOLD_MORE = 6
"""Characters from which a message tells more of the case."""
LITTLE = 3
"""Characters, words and numbers up to which what nobody knows is no question: yes, 1, QQ, VIP, 张三, 下雪了."""


def decide(turn: Turn, base: Base) -> Answer | None:
    """Return the outcome of a question that no guide may answer; None when the guide speaks."""
    if turn.chosen:
        return None
    if turn.follows_up:
        return None if _says_something(turn, base) else _unclear(turn, base)
    probability = turn.probability or 0.0
    limits = base.thresholds
    if probability < limits.answer and _names_nothing(turn):
        return outcomes.act(turn, base) or outcomes.which_item(turn, base)
    if turn.hit is None or probability < limits.confirm or _is_a_letter(turn.plain):
        return outcomes.act(turn, base) or _asked_back(turn, base) or outcomes.unknown(turn, base)
    if turn.hit.subject.kind is SubjectKind.ITEM:
        return outcomes.confirm(turn, base) if probability < limits.answer else _which(turn, base)
    if probability < limits.route:
        return outcomes.confirm(turn, base)
    if turn.hit.subject.kind is SubjectKind.ENTRY:
        return outcomes.routed_entry(turn.hit.subject, turn, base)
    return outcomes.routed_not_covered(turn.hit.subject, turn, base)


def _asked_back(turn: Turn, base: Base) -> Answer | None:
    """Return the question what is wanted to who said too little to be a question; None to all others."""
    if text.units(turn.plain) > LITTLE:
        return None
    in_talk = base.catalogue.guides.get(turn.context.item_code)
    if in_talk is None:
        return outcomes.which_item(turn, base)
    turn.guide = in_talk
    return outcomes.which_element(turn, base)


def _is_a_letter(plain: str) -> bool:
    """A letter or a digit by itself may be near to some name, and means nothing."""
    return len(plain) == 1 and plain.isascii()


def _names_nothing(turn: Turn) -> bool:
    """“得带啥”, “在哪办”: an element is asked for, of what was not said."""
    short = len(turn.plain) <= ELLIPTICAL
    named = turn.hit is not None and turn.hit.named > 0
    return short and not named and _asks_for_an_element(turn)


def _asks_for_an_element(turn: Turn) -> bool:
    likely = turn.findings.elements if turn.findings else {}
    return any(p >= ASKED for e, p in likely.items() if e != Element.OVERVIEW)


def _which(turn: Turn, base: Base) -> Answer | None:
    """The item is sure; ask which element where the wording leaves it open."""
    assert turn.findings is not None
    sure = turn.findings.answer_probability >= base.thresholds.answer_sure
    return None if sure or turn.element is Element.OVERVIEW else outcomes.which_element(turn, base)


def _says_something(turn: Turn, base: Base) -> bool:
    """A follow-up is understood when it names an element, tells a situation or meets a FAQ.

    “地里挖出个铁箱子归谁管” asks for an element too, but of something else than the item in talk.
    """
    assert turn.hit is not None
    if turn.told or mentions(turn.plain, turn.hit.subject):
        return True
    near_faq = turn.hit.faq_score >= base.thresholds.followed_faq_cosine
    return near_faq or (turn.element_said and turn.hit.explained >= STILL_ABOUT_IT)


def _unclear(turn: Turn, base: Base) -> Answer | None:
    """Something unclear in the middle of a conversation, if it is about the item at all.

    Who tells more of the case wants to know the same as before; after a word or two we ask which element.
    """
    assert turn.hit is not None
    acted = outcomes.act(turn, base)
    if acted is not None:
        return acted
    if turn.hit.explained < STILL_ABOUT_IT:
        return _asked_back(turn, base) or outcomes.unknown(turn, base)
    if not turn.context.element or len(turn.plain) < TOLD_MORE:
        return outcomes.which_element(turn, base)
    turn.element, turn.element_said = Element(turn.context.element), True
    return None
