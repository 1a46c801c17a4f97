"""A message about two matters (两件事) gets two answers, each to its own part."""

import re
from dataclasses import replace

from knowledge_base import text
from knowledge_base.answering.base import Base
from knowledge_base.answering.context import context_after
from knowledge_base.answering.pipeline import ask
from knowledge_base.answering.signs import cut, signs
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.model.context import Context
from knowledge_base.model.finding import Mention

_CLAUSE_END = re.compile(r"[，,。.？?！!；;\n ]+")
ANSWERABLE = ("answered", "clarify", "routed_department")
ONE_ONLY = frozenset({"blocked", "smalltalk", "error"})


def ask_all(question: str, context: Context, base: Base, option_id: str = "") -> tuple[Answer, ...]:
    """Return one answer for each matter in a message: two when it clearly asks about two.

    Raises:
        BadQuestion: it is blank, too long, or no text at all.
    """
    whole = ask(question, context, base, option_id)
    alone = whole.status.family in ONE_ONLY or whole.status is AnswerStatus.ROUTED_STAFF
    if option_id or alone:
        return (whole,)
    if len(context.frames) == 2 and signs().each.search(question):
        return _of_each_frame(question, context, base)
    parts = _parts(question, context, base)
    if len(parts) != 2:
        return (whole,)
    first = ask(parts[0], context, base)
    second = ask(parts[1], context_after(context, (first,), parts[0]), base)
    return (first, second) if _two_matters(first, second) else (whole,)


def _of_each_frame(question: str, context: Context, base: Base) -> tuple[Answer, ...]:
    """“各要多少钱” asks of both matters in talk, the older one first."""
    newer, older = context.frames
    asked = (replace(context, frames=(frame,)) for frame in (older, newer))
    return tuple(ask(question, one, base) for one in asked)


def _parts(question: str, context: Context, base: Base) -> tuple[str, ...]:
    plain = text.normalise(text.mask(question))
    mentions = base.finder.mentions(plain)
    if not context.frames and (joined := _joined(plain, mentions)):
        return joined
    if apart := _apart(plain, mentions, base):
        return apart
    parts = (part.strip() for part in cut(signs().next_matter, question))
    return tuple(part for part in parts if len(part) >= base.thresholds.matter)


def _joined(plain: str, mentions: tuple[Mention, ...]) -> tuple[str, ...]:
    """“身份证和户口本一起丢了” as what is said of each; nothing where more or fewer than two are named."""
    if len({m.key for m in mentions}) != 2 or len(mentions) != 2:
        return ()
    one, other = mentions
    if not signs().joins.fullmatch(plain[one.end : other.start]):
        return ()
    before, after = plain[: one.start], plain[other.end :]
    return tuple(f"{before}{plain[m.start : m.end]}{after}" for m in mentions)


def _apart(plain: str, mentions: tuple[Mention, ...], base: Base) -> tuple[str, ...]:
    """Two clauses that each name another matter and ask something of it, as the two halves of the message."""
    asking: list[tuple[int, str]] = []
    at = 0
    for clause in _CLAUSE_END.split(plain):
        start = plain.index(clause, at)
        at = start + len(clause)
        named = {m.key for m in mentions if start <= m.start < at}
        if len(named) == 1 and not base.asker.read(clause).asks_nothing:
            asking.append((start, named.pop()))
    if len(asking) != 2 or asking[0][1] == asking[1][1]:
        return ()
    border = asking[1][0]
    return (plain[:border].strip(" ,，"), plain[border:])


def _two_matters(first: Answer, second: Answer) -> bool:
    """Both parts are understood, and about different subjects."""
    both = all(a.status.value.startswith(ANSWERABLE) and a.item for a in (first, second))
    return both and first.item != second.item
