"""`ask()`: one stateless pipeline for every door. The list of steps reads as the product."""

from collections.abc import Callable
from dataclasses import replace

from knowledge_base import text
from knowledge_base.answering import outcomes, subject, taking
from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.compose import compose
from knowledge_base.answering.decide import decide
from knowledge_base.answering.signs import signs
from knowledge_base.errors import BadQuestion
from knowledge_base.model.answer import Answer
from knowledge_base.model.context import Context

MAX_QUESTION = 1000
"""Longest question in characters; a long story has about 200."""

Step = Callable[[Turn, Base], Answer | None]


def read(turn: Turn, base: Base) -> None:
    """Personal data is gone, spelling, pinyin and politeness make no difference, and what is asked is known."""
    turn.masked = text.mask(text.without_faces(turn.question))
    turn.plain = text.strip_fillers(text.normalise(turn.masked))
    turn.wanted = base.finder.prepare(subject.wanted(turn.plain, turn.context))
    turn.asking = base.asker.read(turn.wanted)


def heed_danger(turn: Turn, base: Base) -> Answer | None:
    """Emergencies, other people's records, politics, small talk: answered before any guide."""
    if turn.option is not None:
        return None
    said = text.normalise(turn.masked) or text.A_FACE
    verdict = base.screener.screen(said, in_talk=turn.context.frame is not None)
    if verdict is None or not verdict.certain:
        turn.suspicion = verdict
        return None
    turn.suspicion = verdict.suspicion
    return outcomes.screened(verdict, turn, base)


def repeat(turn: Turn, base: Base) -> None:
    """“再说一遍” asks the last question again."""
    frame = turn.context.frame
    if turn.context.hint == "repeat" and frame and len(turn.plain) <= taking.LONGEST_REPEAT:
        taking.ask_again(frame, turn, base)


def one_visit_list(turn: Turn, base: Base) -> Answer | None:
    """“哪些事最多跑一次” asks for the published list, not for an item."""
    asked = turn.option is None and signs().one_visit_list.search(turn.plain)
    return outcomes.one_visit_list(base) if asked else None


def choose(turn: Turn, base: Base) -> None:
    """Choose the statements that answer each ask; what tells the case asks nothing in particular."""
    if turn.guide is not None and turn.asking.asks:
        code = turn.guide.item.code
        asked = [subject.without_case(ask.text, turn) for ask in turn.asking.asks]
        content = [base.finder.content_beside(text, code) for text in asked]
        turn.choices = base.chooser.choose(code, turn.asking, turn.answers, content)


STEPS: tuple[Step, ...] = (
    read,
    taking.tapped,
    heed_danger,
    taking.said,
    repeat,
    one_visit_list,
    subject.search,
    subject.settle,
    choose,
    decide,
    compose,
)


def ask(question: str, context: Context, base: Base, option_id: str = "") -> Answer:
    """Return the answer to one question.

    Raises:
        BadQuestion: it is blank, longer than MAX_QUESTION characters, or no text at all.
    """
    check_question(question)
    return run(Turn(question, context, option_id), base)


def run(turn: Turn, base: Base) -> Answer:
    """Return the answer to a turn, which then holds what each step found."""
    for step in STEPS:
        answer = step(turn, base)
        if answer is not None:
            checked = _checked(replace(answer, generation=base.generation), turn, base)
            return outcomes.with_safety_line(checked, turn.suspicion)
    return outcomes.internal_error(turn, base)


def _checked(answer: Answer, turn: Turn, base: Base) -> Answer:
    """Nothing leaves whose figures do not stand in the published records it cites."""
    loose = outcomes.unsupported_figures(answer, turn, base)
    return outcomes.internal_error(turn, base) if loose else answer


def look_ahead(question: str, context: Context, base: Base) -> None:
    """Begin to look for what a question is about that somebody else still reads."""
    turn = Turn(question, context)
    read(turn, base)
    limit = base.thresholds.nearest
    base.finder.start(turn.wanted, limit=limit, keep=subject.matters(context))


def check_question(question: str) -> None:
    """Refuse what is no question.

    Raises:
        BadQuestion: blank, too long, or not text.
    """
    if not isinstance(question, str):
        raise BadQuestion("not_text", f"question 需为文字, 现为 {type(question).__name__}")
    if len(question) > MAX_QUESTION:
        raise BadQuestion("too_long", f"问题太长了, 请缩短到{MAX_QUESTION}字以内")
    if not question.strip():
        raise BadQuestion("blank", "请先输入您的问题")
