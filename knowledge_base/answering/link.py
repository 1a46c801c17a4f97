"""Link a question to item × element × situation, with what the conversation already settled."""

import re
from functools import lru_cache

from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.views import conditional_rows
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.situation import SituationQuestion, replay
from knowledge_base.patterns import compile_pattern
from knowledge_base.text import mask, normalise, strip_fillers

_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_ORDINAL = re.compile(
    r"(?:我?(?:选|要|是|就)?(?:第|头)?)?([1-9]|[一二三四五六七八九])(?:个|项|条|号|种)?(?:吧|的)?"
)
_PUNCTUATION = re.compile(r"[\s，。！？、,.!?;；:：]+")
_CORRECTION = re.compile(
    r"^(?:不对|错了|说错了|弄错了|整错了|打错了|我说错了|你?(?:理解|听|整|弄)(?:岔|错|反)了|不是这个"
    r"|我?不是问这个|不是那个|不是)[，,。 ]*"
)
_NOT_BUT = compile_pattern(
    r"(?:不是|没让你|不要|没问|不问)(?P<not>[^，,。]{1,14}?)[，,。 ]+"
    r"(?:我?(?:是|要|问的是|想)(?:问|办)?)?(?P<but>.{2,})"
)
_BUT_NOT = compile_pattern(
    r"^(?:不对[，, ]*)?我?(?:问|说|要问|要办|想问)的是(?P<but>.{2,}?)[，, ]*(?:而?不是|不要|没问)(?P<not>.+)"
)
SHORTEST_MENTION = 2
TOLD_SHORTLY = 12
"""“身份证丢了咋整” asks what to do and to bring; a side question about what happened takes more words."""
_AT_HAND = re.compile("我?都?有[，,。了]|办(?:好|完|下来)了")
LONGEST_REPEAT = 12
FOREIGN_SHARE = 0.4
"""How much more of a question another item must explain than the item in talk."""
SURE_SWITCH = 0.7
"""Without naming another item, a question must point to it this surely to leave the item in talk."""
_ELLIPSIS = re.compile(r"^(?:那|那么|要是|如果)|呢[？?]?$")


def tapped(turn: Turn, base: Base) -> None:
    """A tap sends an option's own words, which mean that option whatever else they might mean."""
    _take(tapped_option(turn.question, turn.context.options), turn, base)


def choose(turn: Turn, base: Base) -> None:
    """An option that was offered is taken when it is numbered or said in about its words."""
    if not turn.chosen and not _take(_said(turn.plain, turn.context.options), turn, base):
        _repeat(turn, base)


def _take(option: Option | None, turn: Turn, base: Base) -> bool:
    """Return whether the option was taken, which leads to a published item."""
    if option is None or option.item_code not in base.catalogue.guides:
        return False
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
    return True


def _repeat(turn: Turn, base: Base) -> None:
    """“再说一遍” gives the last answer again."""
    guide = base.catalogue.guides.get(turn.context.item_code)
    if turn.context.hint == "repeat" and guide is not None and len(turn.plain) <= LONGEST_REPEAT:
        turn.guide, turn.chosen, turn.element_said = guide, True, True
        turn.element = Element(turn.context.element or Element.OVERVIEW)
        turn.answers = replay(guide.situations, turn.context.situation)
        turn.probability = 1.0


def chosen_option(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option that a message chooses: tapped, numbered, or said in about its words."""
    return tapped_option(text, options) or _said(strip_fillers(normalise(text)), options)


def tapped_option(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option whose words the message is, to the letter or with personal data masked."""
    said = text.strip()
    exact = (o for o in options if said in (o.send.strip(), o.label.strip()))
    return next(exact, None) or next((o for o in options if said == mask(o.send.strip())), None)


def _said(plain: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option whose words a normalised message is, with polite words or without, or its number."""
    said = _PUNCTUATION.sub("", plain)
    for option in options:
        if said in (*_bare(option.label), *_bare(option.send)):
            return option
    found = _ORDINAL.fullmatch(said)
    if not found:
        return None
    digit = found[1]
    number = int(digit) if digit.isdigit() else _CHINESE_DIGITS[digit]
    return options[number - 1] if number <= len(options) else None


def _bare(label: str) -> tuple[str, str]:
    plain = normalise(label)
    return _PUNCTUATION.sub("", plain), _PUNCTUATION.sub("", strip_fillers(plain))


def wanted(turn: Turn) -> str:
    """Return the part of the question to look for: after “不是A，是B” only B."""
    if not is_correction(turn):
        return turn.plain
    found = _BUT_NOT.search(turn.plain) or _NOT_BUT.search(turn.plain)
    return found["but"] if found else _CORRECTION.sub("", turn.plain) or turn.plain


def is_correction(turn: Turn) -> bool:
    """Return whether the citizen takes back what was understood before."""
    if not turn.context.item_code:
        return False
    said = turn.plain
    return bool(
        _CORRECTION.match(said) or _BUT_NOT.match(said) or said.startswith(("没让你", "没问"))
    )


def link(turn: Turn, base: Base) -> None:
    """Settle item, element and situation from the findings and the context."""
    if turn.chosen or turn.findings is None or not turn.findings.hits:
        return
    turn.probability = turn.findings.probability
    turn.hit, in_talk = turn.findings.hits[0], _hit_in_talk(turn)
    if in_talk is not None and _stays(turn, turn.hit, in_talk, base):
        turn.hit, turn.follows_up = in_talk, True
    if turn.hit.subject.kind is not SubjectKind.ITEM:
        return
    turn.guide = base.catalogue.guides[turn.hit.subject.key]
    said = said_options(turn.plain, turn.guide)
    kept = turn.context.situation if turn.follows_up else {}
    turn.told = tuple(said)
    turn.answers = replay(turn.guide.situations, {**kept, **said})
    _settle_element(turn, base)


def _hit_in_talk(turn: Turn) -> Hit | None:
    assert turn.findings is not None
    kept = turn.findings.kept
    return next((h for h in kept if h.subject.key == turn.context.item_code), None)


def _stays(turn: Turn, first: Hit, in_talk: Hit, base: Base) -> bool:
    """Whether a question is still about the item in talk rather than about what was found first."""
    if first.subject.key == in_talk.subject.key:
        return True
    plain, guide = wanted(turn), base.catalogue.guides[in_talk.subject.key]
    if is_correction(turn):
        likely = (turn.probability or 0) >= base.thresholds.confirm
        other_meant = likely and not said_options(plain, guide)
        return not other_meant and not mentions(plain, first.subject)
    if _answers_what_was_asked(plain, turn.context, guide) or mentions(plain, in_talk.subject):
        return not _longer_mention(plain, first.subject, in_talk.subject)
    if mentions(plain, first.subject) or _points_elsewhere(turn, first, in_talk, base):
        return False
    elliptical = bool(_ELLIPSIS.search(normalise(turn.masked))) or bool(said_options(plain, guide))
    return elliptical or (turn.probability or 0) < SURE_SWITCH


def _points_elsewhere(turn: Turn, first: Hit, in_talk: Hit, base: Base) -> bool:
    """Whether the words belong to another item and hardly any of them to the one in talk."""
    likely = (turn.probability or 0) >= base.thresholds.answer
    return likely and first.explained - in_talk.explained > FOREIGN_SHARE


def _answers_what_was_asked(plain: str, context: Context, guide: Guide) -> bool:
    """Whether a reply tells an option of the situation question that was asked last."""
    asked = {o.question_id for o in context.options if o.question_id}
    return any(q.id in asked and _said_option(plain, q) for q in guide.situations)


def _longer_mention(plain: str, other: Subject, this: Subject) -> bool:
    """Whether another item is named more fully than the one in talk: 离婚登记 against 登记."""
    return mention_length(plain, other) > mention_length(plain, this) + 1


def mentions(plain: str, subject: Subject) -> bool:
    """Return whether a name people use for the subject stands in the question."""
    return mention_length(plain, subject) >= SHORTEST_MENTION


def mention_length(plain: str, subject: Subject) -> int:
    """Return the length of the longest name of the subject that the question asks about.

    What the citizen says to have already (“护照有，签证没办过”) is not asked about.
    """
    names = (n for n in map(_wording, subject.names) if n and n in plain)
    return max((len(n) for n in names if not _AT_HAND.match(plain.split(n, 1)[1])), default=0)


def beside_the_name(plain: str, subject: Subject) -> int:
    """Return how many characters of a question are no part of the longest name that it mentions."""
    return len(plain) - mention_length(plain, subject)


def _settle_element(turn: Turn, base: Base) -> None:
    """The question's own element; where it has none, the hint, then the element in talk."""
    assert turn.findings is not None and turn.hit is not None
    turn.element = Element(turn.hit.element)
    if turn.element is Element.FAQ and turn.told and len(turn.plain) <= TOLD_SHORTLY:
        turn.element = Element.OVERVIEW
    probability = turn.findings.elements[turn.element]
    if turn.hit.subject.pays_out and turn.element == Element.RESULT:
        probability += turn.findings.elements[Element.FEE]
    turn.element_said = turn.element != Element.OVERVIEW and probability >= base.thresholds.element
    if turn.element_said or not (turn.follows_up or is_correction(turn)):
        return
    inherited = _hinted(turn.context) or _changed_by_told(turn)
    if not inherited and is_correction(turn):
        inherited = turn.context.element
    if inherited:
        turn.element, turn.element_said = Element(inherited), True


def _changed_by_told(turn: Turn) -> str:
    """The element in talk if what was told just now changes it, else the first element that it changes."""
    assert turn.guide is not None
    changed = [
        element
        for element, rows in conditional_rows(turn.guide).items()
        if any(set(turn.told) & set(row.when.question_ids) for row in rows)
    ]
    if not turn.told or turn.context.element in changed:
        return turn.context.element if turn.told else ""
    return changed[0] if changed else turn.context.element


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
