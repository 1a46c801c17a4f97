"""Link a question to item × element × situation, with what the conversation already settled."""

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge_base.answering.base import Base, Turn
from knowledge_base.model.answer import Context, Option
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import SubjectKind
from knowledge_base.model.situation import SituationQuestion, replay
from knowledge_base.text import normalise

_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_ORDINAL = re.compile(
    r"(?:我?(?:选|要|是|就)?(?:第|头)?)?([1-9]|[一二三四五六七八九])(?:个|项|条|号|种)?(?:吧|的)?"
)
_PUNCTUATION = re.compile(r"[\s，。！？、,.!?;；:：]+")
_CORRECTION = re.compile(
    r"^(?:不对|错了|说错了|弄错了|整错了|打错了|你理解岔了|你理解错了|理解错了|不是这个|我不是问这个|不是)[，,。 ]*"
)
_NOT_BUT = re.compile(
    r"(?:不是|没让你|不要|没问|不问)(?P<not>[^，,。]{1,14}?)[，,。 ]+(?:我?(?:是|要|问的是|想)(?:问|办)?)?(?P<but>.{2,})"
)


def choose(turn: Turn, base: Base) -> None:
    """An option that was offered is taken when it is tapped, numbered or said word for word."""
    option = _chosen(turn.plain, turn.context.options)
    if option is None or option.item_code not in base.catalogue.guides:
        return
    turn.guide = base.catalogue.guides[option.item_code]
    turn.chosen = True
    turn.element = Element(option.element or turn.context.element or Element.OVERVIEW)
    turn.element_said = bool(option.element)
    same = turn.context.item_code == option.item_code
    given = {**(turn.context.situation if same else {})}
    if option.question_id:
        given[option.question_id] = option.option_id
    turn.answers = replay(turn.guide.situations, given)
    turn.probability = 1.0


def _chosen(plain: str, options: tuple[Option, ...]) -> Option | None:
    said = _PUNCTUATION.sub("", plain)
    for option in options:
        if said in (_bare(option.label), _bare(option.send)):
            return option
    found = _ORDINAL.fullmatch(said)
    if not found:
        return None
    digit = found[1]
    number = int(digit) if digit.isdigit() else _CHINESE_DIGITS[digit]
    return options[number - 1] if number <= len(options) else None


def _bare(label: str) -> str:
    return _PUNCTUATION.sub("", normalise(label))


def wanted(turn: Turn, _base: Base) -> str:
    """Return the part of the question to look for: after “不是A，是B” only B."""
    found = _NOT_BUT.search(turn.plain)
    if found and is_correction(turn):
        return found["but"]
    return _CORRECTION.sub("", turn.plain) or turn.plain


def is_correction(turn: Turn) -> bool:
    """Return whether the citizen takes back what was understood before."""
    if not turn.context.item_code:
        return False
    return bool(_CORRECTION.match(turn.plain) or turn.plain.startswith(("没让你", "没问")))


def bonus(turn: Turn, base: Base) -> Mapping[str, float]:
    """Return the head start of the item in talk; a correction turns it round."""
    code = turn.context.item_code
    if not code:
        return {}
    limits = base.thresholds
    return {code: limits.correction_bonus if is_correction(turn) else limits.context_bonus}


def link(turn: Turn, base: Base) -> None:
    """Settle item, element and situation from the findings and the context."""
    if turn.chosen or turn.findings is None or not turn.findings.hits:
        return
    turn.hit = turn.findings.hits[0]
    turn.probability = turn.findings.probability
    if turn.hit.subject.kind is not SubjectKind.ITEM:
        return
    turn.guide = base.catalogue.guides[turn.hit.subject.key]
    turn.follows_up = turn.guide.item.code == turn.context.item_code
    said = said_options(turn.plain, turn.guide)
    kept = turn.context.situation if turn.follows_up else {}
    turn.answers = replay(turn.guide.situations, {**kept, **said})
    _settle_element(turn, base, said=bool(said))


def _settle_element(turn: Turn, base: Base, *, said: bool) -> None:
    """The question's own element; where it has none, the hint, then the element in talk."""
    assert turn.findings is not None and turn.hit is not None
    turn.element = Element(turn.hit.element)
    clearest = max(turn.findings.elements, key=lambda e: turn.findings.elements[e])  # type: ignore[union-attr]
    sure = turn.findings.elements[clearest] >= base.thresholds.element
    turn.element_said = turn.element != Element.OVERVIEW and (sure or clearest == turn.element)
    if turn.element_said or not turn.follows_up:
        return
    inherited = _hinted(turn.context) or (turn.context.element if said else "")
    if inherited:
        turn.element, turn.element_said = Element(inherited), True


def _hinted(context: Context) -> str:
    return context.hint if context.hint in set(Element) - {Element.OVERVIEW} else ""


def said_options(plain: str, guide: Guide) -> dict[str, str]:
    """Return the situation options a question tells in its own words: 丢了 → reason=lost."""
    found = {}
    for question in guide.situations:
        option_id = _said_option(plain, question)
        if option_id:
            found[question.id] = option_id
    return found


def _said_option(plain: str, question: SituationQuestion) -> str:
    """The option whose longest wording stands in the question; none when two are equally long."""
    lengths = {
        option.id: max(
            (len(w) for w in map(_wording, (option.label, *option.say)) if w and w in plain),
            default=0,
        )
        for option in question.options
    }
    longest = max(lengths.values(), default=0)
    best = [option_id for option_id, length in lengths.items() if length == longest and length > 0]
    return best[0] if len(best) == 1 else ""


@lru_cache(maxsize=16384)
def _wording(published: str) -> str:
    """A published wording made comparable; there are some thousands, asked about all the time."""
    return normalise(published)
