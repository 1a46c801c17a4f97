"""The direct line of an answer: one or two statements, as a good clerk would say them."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge_base.answering.material_views import is_waived, names, said_of_waived
from knowledge_base.answering.views import View
from knowledge_base.model.asking import Ask, AskType
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.element import Element
from knowledge_base.model.statement import LISTS, Statement, StatementKind

LONGEST_LINE = 100
"""Characters of a direct line, about; a statement is never cut."""
LONGEST_REST = 220
"""Characters of what is said below it."""
MOST_BESIDE = 4
SPREAD = 0.6
"""With a smaller part of the share of its kind, no single row is meant but all of them."""
LISTED = frozenset(
    {StatementKind.MATERIAL, StatementKind.STEP, StatementKind.FEE, StatementKind.LIMIT}
)
"""Kinds whose rows belong together."""
ALIKE = 0.7
"""From this share on two statements say the same."""
SAMPLE, UNKNOWN = "（样例）", "待主管部门核实"
"""Marks of sample data, which the source line of every answer tells once."""


@dataclass(frozen=True)
class Said:
    """What answers one ask.

    line: the direct line.
    statements: those it says, best first.
    beside: further ones that belong to it.
    element: under which the rest stands.
    all_of: the kind whose rows are all meant, if so.
    """

    line: str
    statements: tuple[Statement, ...]
    beside: tuple[Statement, ...]
    element: Element
    all_of: StatementKind | None = None


def say(
    choice: Choice, view: View, beside: float, said: Collection[Statement] = frozenset()
) -> Said | None:
    """Return what answers an ask in the case of the view; None where all that answers it was said.

    Args:
        choice: the statements, best first.
        view: the guide and the case that was told.
        beside: the share of a further statement, of that of the first one, from which it is said as well.
        said: what answers the asks before it.
    """
    if view.is_ended(choice.first.element) and choice.first.kind is not StatementKind.FAQ:
        ended = say_ending(view)
        return None if any(s in said for s in ended.statements) else ended
    likely = [one for one in choice.likely if view.stands(one.statement)]
    if not likely or likely[0].statement in said:
        return None
    likely = [one for one in likely if one.statement not in said]
    first = likely[0].statement
    worth = [one.statement for one in likely[1:] if one.share >= beside * likely[0].share]
    worth = [s for s in worth if not s.is_composed and s.kind is not StatementKind.CLAUSE]
    if first.kind is StatementKind.FEE and first.when.holds(view.answers) is None:
        return _all(first, view)
    if first.kind is StatementKind.WHOLE or _means_the_whole(likely, choice.ask):
        return say_whole(view)
    kind = LISTS.get(first.kind, first.kind)
    if kind is not first.kind or (kind in LISTED and _means_all(kind, likely)):
        rows = _rows(view, kind)
        others = [s for s in worth if s.kind is not kind]
        line = _listed(kind, rows, view)
        return Said(line, tuple(rows), _fitting(others, LONGEST_REST), first.element, kind)
    lead, rest = _leading(first, worth, view)
    others = [s for s in rest if not _said_already(s, lead)]
    return Said(
        "".join(sentence(s, view) for s in lead),
        tuple(lead),
        _fitting(others, LONGEST_REST),
        first.element,
    )


def say_whole(view: View) -> Said:
    """Return the whole matter in one sentence, and what holds in the case that was told; or what ends it."""
    if view.ending is not None:
        return say_ending(view)
    return Said(whole(view), _whole_statements(view), _own_case(view), Element.OVERVIEW)


def say_ending(view: View) -> Said:
    """Return what ends the matter in the situation that was told, and on which statement that rests."""
    assert view.ending is not None
    found = tuple(s for s in view.statements if s.id == view.ending.id)
    return Said(view.ending.text, found, (), Element.CONDITIONS)


def say_element(element: Element, view: View) -> Said:
    """Return the direct line of a whole element, as it is asked for by a tap; empty where nothing of it holds."""
    if view.is_ended(element):
        return say_ending(view)
    rows = [s for s in _holding(view) if s.element is element and s.kind is not StatementKind.FAQ]
    if element is Element.MATERIALS:
        return Said(materials(view), tuple(rows), (), element, StatementKind.MATERIAL)
    rows = rows or [s for s in _holding(view) if s.element is element]
    kind = rows[0].kind if rows and rows[0].kind in LISTED else None
    if kind:
        rows = _rows(view, kind)
        return Said(_listed(kind, rows, view), tuple(rows), (), element, kind)
    lead, rest = _leading(rows[0], rows[1:], view) if rows else ([], [])
    line = "".join(sentence(s, view) for s in lead)
    return Said(line, tuple(lead), _fitting(rest, LONGEST_REST), element)


def _means_the_whole(likely: Sequence[Likely], ask: Ask) -> bool:
    """Whether the whole matter, which names what to bring as well, answers better than a list of that (“丢了咋整”)."""
    if ask.type is AskType.HOW and likely[0].statement.kind is StatementKind.ALL_MATERIALS:
        return True
    whole = (one.share for one in likely if one.statement.kind is StatementKind.WHOLE)
    return likely[0].statement.is_composed and sum(whole) >= SPREAD * likely[0].share


def _means_all(kind: StatementKind, likely: Sequence[Likely]) -> bool:
    """Whether no single row is meant, but all of its kind."""
    shares = [one.share for one in likely if one.statement.kind is kind]
    listed = sum(one.share for one in likely if LISTS.get(one.statement.kind) is kind)
    return len(shares) > 1 and shares[0] < SPREAD * (sum(shares) + listed)


def _leading(
    first: Statement, worth: Sequence[Statement], view: View
) -> tuple[list[Statement], list[Statement]]:
    """Return the first statement with the next one where both are short, and what is left."""
    rest = [s for s in worth if not _said_already(s, [first])]
    if rest and len(sentence(first, view)) + len(sentence(rest[0], view)) <= LONGEST_LINE:
        return [first, rest[0]], rest[1:]
    return [first], rest


def _fitting(statements: Iterable[Statement], room: int) -> tuple[Statement, ...]:
    """Return as many statements as fit into so many characters, a few at most."""
    taken: list[Statement] = []
    for statement in statements:
        if _said_already(statement, taken):
            continue
        room -= len(statement.text)
        if room < 0 or len(taken) == MOST_BESIDE:
            break
        taken.append(statement)
    return tuple(taken)


def _said_already(statement: Statement, taken: Iterable[Statement]) -> bool:
    return any(alike(statement.text, other.text) >= ALIKE for other in taken)


def alike(one: str, other: str) -> float:
    """Return what share of the pairs of characters of the shorter text the other one has as well."""
    pairs, others = _pairs(one), _pairs(other)
    return len(pairs & others) / max(1, min(len(pairs), len(others)))


@lru_cache(maxsize=4096)
def _pairs(published: str) -> frozenset[str]:
    """The pairs of characters of a published text; the same ones are compared all the time."""
    return frozenset(a + b for a, b in pairwise(published))


def sentence(statement: Statement, view: View) -> str:
    """Return a statement with the case it depends on, if that is open."""
    words = view.wording.direct
    text = _waived(statement, view) or _bare(statement.text)
    if statement.kind is StatementKind.VENUE:
        text = f"{text.split('（地址')[0]}"
    label = view.when_label(statement.when)
    if label and statement.kind is not StatementKind.FAQ and not _names_its_case(text, label):
        text = words["in_case"].format(case=label, text=text)
    return f"{text.rstrip('。；')}。"


def _waived(statement: Statement, view: View) -> str:
    """Return that a material need not be handed in, where it need not in just this situation; else nothing."""
    rows = (r for r in view.guide.materials if r.id == statement.id and is_waived(view, r))
    row = next(rows, None) if statement.kind is StatementKind.MATERIAL else None
    return said_of_waived(view, row) if row else ""


def _names_its_case(text: str, label: str) -> bool:
    """Whether a statement says itself in which case it holds."""
    return any(option and option in text for option in re.split("[、，]", label))


def _bare(text: str) -> str:
    return text.replace(SAMPLE, "").replace(f"（地址{UNKNOWN}）", "")


def _holding(view: View) -> list[Statement]:
    return [s for s in view.statements if not s.is_composed and view.stands(s)]


def _rows(view: View, kind: StatementKind) -> list[Statement]:
    return [s for s in _holding(view) if s.kind is kind]


def _all(first: Statement, view: View) -> Said:
    """Of what depends on a case that nobody told, one row alone would mislead."""
    rows = _rows(view, first.kind)
    line = _listed(first.kind, rows, view)
    return Said(line, tuple(rows), (), first.element, first.kind)


def _listed(kind: StatementKind, rows: Sequence[Statement], view: View) -> str:
    """Return all rows of a kind in one line, as many as there is room for."""
    if kind is StatementKind.MATERIAL:
        return materials(view)
    if kind is StatementKind.STEP:
        return _steps(rows, view)
    return "".join(sentence(s, view) for s in rows)


def materials(view: View) -> str:
    """Return what to bring, by name; what depends on the case comes last."""
    words = view.wording.direct
    certain, open_ = view.applying(view.guide.materials)
    here = names(view, certain)
    said = words["bring"].format(names=_some(here)) if here else ""
    depends = names(view, open_)
    more = words["bring_if"].format(names=_some(depends)) if depends else ""
    return said + more or words["bring_nothing"]


def _some(listed: Sequence[str]) -> str:
    """Return as many names as fit into a line, and how many there are if not all do."""
    shown: list[str] = []
    for name in dict.fromkeys(listed):
        if shown and sum(map(len, shown)) + len(name) > LONGEST_LINE:
            return f"{'、'.join(shown)}等{len(listed)}样"
        shown.append(name)
    return "、".join(shown)


def _steps(rows: Sequence[Statement], view: View) -> str:
    said = ""
    for number, row in enumerate(rows, start=1):
        step = f"{number}. {sentence(row, view)}"
        if said and len(said) + len(step) > LONGEST_LINE + LONGEST_REST:
            break
        said += step
    return said


def whole(view: View) -> str:
    """Return the whole matter in a sentence: where with what, for how much, how long; or what ends it."""
    if view.ending is not None:
        return view.ending.text
    words = view.wording.direct
    certain, _ = view.applying(view.guide.materials)
    here = names(view, certain)
    bring = words["whole_bring"].format(names=_some(here[:4])) if here else ""
    parts = (bring + _where(view), _cost(view), _duration(view))
    return f"{'；'.join(p.rstrip('。') for p in parts if p)}。"


def _whole_statements(view: View) -> tuple[Statement, ...]:
    """Return the statements of which the sentence about the whole matter is made."""
    kinds = (StatementKind.VENUE, StatementKind.MATERIAL, StatementKind.FEE, StatementKind.LIMIT)
    certain = [s for s in view.statements if s.when.holds(view.answers)]
    return tuple(s for s in certain if s.kind in kinds or s.kind is StatementKind.WHOLE)


def _own_case(view: View) -> tuple[Statement, ...]:
    """Return what holds in just the case that was told, then what the matter is."""
    own = [s for s in view.statements if s.when.choices and s.when.holds(view.answers)]
    told_of = (StatementKind.CONDITION, StatementKind.STEP, StatementKind.FAQ)
    summary = [s for s in view.statements if s.kind is StatementKind.SUMMARY]
    return _fitting([*(s for s in own if s.kind in told_of), *summary], LONGEST_REST)


def _where(view: View) -> str:
    words, guide = view.wording.direct, view.guide
    venues = [_bare(view.catalogue.venues[v].name) for v in guide.place.venues]
    there = words["whole_venue"].format(venue="、".join(venues[:2]))
    if guide.online.depth != "全程网办":
        return there
    channel = guide.online.channels[0].name if guide.online.channels else ""
    online = words["whole_channel"].format(channel=channel) if channel else words["whole_online"]
    return words["either"].format(online=online, there=there)


def _cost(view: View) -> str:
    fee, words = view.guide.fee, view.wording.direct
    if not fee.charged:
        return words["whole_free"] if not fee.notes else ""
    certain, open_ = view.applying(fee.rows)
    if certain and not open_:
        return "，".join(f"{row.name}{row.amount}" for row in certain[:2])
    amounts = [f"{view.when_label(row.when) or row.name}{row.amount}" for row in (*certain, *open_)]
    return "，".join(amounts[:3])


def _duration(view: View) -> str:
    limits = [s for s in view.statements if s.kind is StatementKind.LIMIT]
    return limits[0].text.split("。")[0] if limits else ""
