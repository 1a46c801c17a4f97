"""`python -m hall ask … --explain`: how the answer to a question comes about, on one screen."""

from collections.abc import Iterable, Iterator

import numpy as np

from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.compose import situation_labels
from knowledge_base.answering.pipeline import check_question, run
from knowledge_base.model.answer import Answer
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.context import Context
from knowledge_base.model.qa import SubjectKind
from knowledge_base.retrieval.choosing import StatementRanker
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.statements import PARTS
from knowledge_base.searching import Sureness

SUBJECTS, STATEMENTS, LARGEST = 4, 5, 3
"""How many candidates, statements of an ask, and parts of the score of a statement are shown."""
SHORT, LINE = 22, 60
"""Characters of a statement in a table, and of one in a line of its own."""


def explain(question: str, base: Base) -> str:
    """Return what each step makes of a question that stands alone, and what is decided by it.

    Raises:
        BadQuestion: it cannot be taken.
    """
    check_question(question)
    turn = Turn(question, Context())
    answer = run(turn, base)
    sections = (
        ("问点", _asks(turn)),
        ("候选事项（得分，把握 P）", _subjects(turn)),
        ("说到的情形", _case(turn)),
        ("要点（份额，得分中最大的几份）", _statements(turn, base)),
        ("决定", _decision(turn, answer, base)),
        ("引用的要点", _cited(turn, answer)),
    )
    return "\n".join(line for title, lines in sections for line in _section(title, lines))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"【{title}】"
    yield from (f"  {line}" for line in list(lines) or ["无"])


def _asks(turn: Turn) -> Iterator[str]:
    for number, ask in enumerate(turn.asking.asks, start=1):
        yield f"{number}. {ask.type}  {ask.text}"


def _subjects(turn: Turn) -> Iterator[str]:
    if turn.findings is None:
        return
    sureness = Sureness(turn.findings.probability, next(iter(turn.findings.hits), None))
    for hit in turn.findings.hits[:SUBJECTS]:
        subject = hit.subject
        name = subject.name if subject.key == subject.name else f"{subject.name} {subject.key}"
        yield f"{hit.score:6.2f}  P {sureness.of(hit):.2f}  {name}（{subject.kind}）"


def _case(turn: Turn) -> Iterator[str]:
    for question, option in turn.told.items():
        label = situation_labels(turn.guide, {question: option}) if turn.guide else ""
        yield f"{question}={option}  {label}"


def _statements(turn: Turn, base: Base) -> Iterator[str]:
    if turn.guide is None or not turn.choices:
        return
    assert isinstance(base.chooser, StatementRanker)
    code = turn.guide.item.code
    places = {s.id: at for at, s in enumerate(base.chooser.evidence.statements(code))}
    added = base.chooser.added(code, turn.asking, turn.answers)
    for number, (choice, parts) in enumerate(zip(turn.choices, added, strict=True), start=1):
        yield f"问点 {number}：P(第一条能答) {choice.probability:.2f}"
        for one in choice.likely[:STATEMENTS]:
            yield f"  {_likely(one)}  {_largest(parts[places[one.statement.id]])}"


def _likely(one: Likely) -> str:
    statement = one.statement
    return f"{one.share:.2f}  {statement.id}（{statement.kind}）{_cut(statement.text, SHORT)}"


def _largest(parts: Scores) -> str:
    """Return the parts that move the score most, up or down."""
    order = np.argsort(-np.abs(parts), kind="stable")[:LARGEST]
    return "  ".join(f"{PARTS[at]} {parts[at]:+.1f}" for at in order)


def _decision(turn: Turn, answer: Answer, base: Base) -> Iterator[str]:
    yield f"{answer.status}：{_cut(answer.text, LINE)}"
    if turn.suspicion:
        yield f"像有危险（{turn.suspicion.topic}），没有确定：照常答复，前面加一句"
    if turn.subject is not None and turn.probability is not None:
        is_item = turn.subject.kind is SubjectKind.ITEM
        names = ("answer" if is_item else "route", "confirm")
        yield f"P(事项) {turn.probability:.2f}  {_compared(turn.probability, names, base)}"
    for number, choice in enumerate(turn.choices, start=1):
        compared = _compared(choice.probability, _limits_of(choice, turn), base)
        yield f"P(问点 {number}) {choice.probability:.2f}  {compared}"


def _limits_of(choice: Choice, turn: Turn) -> tuple[str, ...]:
    """The surest ask is answered in any case; the others must reach `ask`."""
    surest = max(turn.choices, key=lambda one: one.probability)
    return ("say", "perhaps") if choice is surest else ("ask", "say", "perhaps")


def _compared(value: float, names: Iterable[str], base: Base) -> str:
    limits = ((name, getattr(base.thresholds, name)) for name in names)
    return "  ".join(f"{'≥' if value >= limit else '<'} {name} {limit}" for name, limit in limits)


def _cited(turn: Turn, answer: Answer) -> Iterator[str]:
    texts = {one.statement.id: one.statement.text for c in turn.choices for one in c.likely}
    for id_ in dict.fromkeys(citation.statement for citation in answer.citations):
        yield f"{id_}  {_cut(texts.get(id_, ''), LINE)}"


def _cut(text: str, length: int) -> str:
    """Return a text as one line, shortened where it is longer."""
    line = text.replace("\n", " ")
    return line if len(line) <= length else f"{line[: length - 1]}…"
