"""What two versions of a record say differently: by field, with rows matched by their id, and by statement.

A row that only stands elsewhere is moved, not gone and new. Nothing here knows what a field is called; a step of a
path carries its name in the model (`Guide.fee`) for whoever shows it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from knowledge_base.calendar.saying import day_text
from knowledge_base.lifecycle.marking import Part, marked
from knowledge_base.model.element import Element
from knowledge_base.model.situation import ALWAYS, When
from knowledge_base.model.statement import Statement

NOT_CONTENT = frozenset({"Guide.version"})
"""Numbers that are given, not written."""
NAMED_BY = ("id", "material", "law", "name", "question", "text", "label")
"""By which of its fields a row is matched; the first one it has."""
CALLED_BY = ("name", "question", "label", "ask", "material", "law", "text")
"""By which of its fields a row is called where somebody reads of it; the first one that says something."""
LONGEST_CALL = 24


class What(StrEnum):
    """What became of a part."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Step:
    """A step on the way to a part: the field (`Fees.rows`), and which row of it, in words; empty for all of it."""

    field: str
    row: str = ""


@dataclass(frozen=True)
class Change:
    """A part that differs; `before` and `after` are in words, `words` marks what is other within a text."""

    path: tuple[Step, ...]
    what: What
    before: str = ""
    after: str = ""

    @property
    def words(self) -> tuple[Part, ...]:
        """The words of both texts in one, marked; empty unless a text was changed."""
        return marked(self.before, self.after) if self.what is What.CHANGED else ()


@dataclass(frozen=True)
class SaidChange:
    """A sentence that a citizen would read differently."""

    element: Element
    what: What
    before: str = ""
    after: str = ""

    @property
    def words(self) -> tuple[Part, ...]:
        """The words of both sentences in one, marked; empty unless one was changed."""
        return marked(self.before, self.after) if self.what is What.CHANGED else ()


Say = Callable[[str, Any], str]
"""A value in words, by the field it stands in: a material by its name, a condition by its options."""


def plainly(_field: str, value: Any) -> str:
    """Return a value as it stands; a day and a yes or no in words."""
    if value is None or value == ALWAYS:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return day_text(value)
    return str(value)


def naming(names: Mapping[str, Mapping[str, str]], *guides: Any) -> Say:
    """Return what says values with the names of what they refer to, and conditions with the options of the guides.

    Args:
        names: by field (`GuideMaterial.material`) the name of each id.
        guides: the newest last; other records have no situations.
    """
    labels = {
        (question.id, option.id): option.label
        for guide in guides
        for question in getattr(guide, "situations", ())
        for option in question.options
    }

    def say(field: str, value: Any) -> str:
        if isinstance(value, When):
            parts = ((question, options) for question, options in value.choices)
            return "，".join("、".join(labels.get((q, o), o) for o in given) for q, given in parts)
        if field in names and isinstance(value, str):
            return names[field].get(value, value)
        return plainly(field, value)

    return say


def differences(before: Any, after: Any, say: Say = plainly) -> tuple[Change, ...]:
    """Return what differs between two values of one model, in the order of its fields."""
    return tuple(_between((), before, after, say))


def said_differently(
    before: Sequence[Statement], after: Sequence[Statement], say: Say = plainly
) -> tuple[SaidChange, ...]:
    """Return which sentences a citizen would read differently, in the order of the newer version."""
    old, new = ({s.id: s for s in those if s.text} for those in (before, after))
    found = [
        SaidChange(s.element, What.GONE, _said(s, say)) for i, s in old.items() if i not in new
    ]
    for id_, statement in new.items():
        said, was = _said(statement, say), old.get(id_)
        if was is None:
            found.append(SaidChange(statement.element, What.NEW, after=said))
        elif _said(was, say) != said:
            found.append(SaidChange(statement.element, What.CHANGED, _said(was, say), said))
    order = list(Element)
    return tuple(sorted(found, key=lambda change: order.index(change.element)))


def _said(statement: Statement, say: Say) -> str:
    situation = say("Statement.when", statement.when)
    return f"（{situation}）{statement.text}" if situation else statement.text


def _between(path: tuple[Step, ...], before: Any, after: Any, say: Say) -> Iterator[Change]:
    if before == after:
        return
    if _is_record(before) and type(before) is type(after):
        for field in fields(before):
            step = Step(f"{type(before).__name__}.{field.name}")
            if step.field not in NOT_CONTENT:
                old, new = getattr(before, field.name), getattr(after, field.name)
                yield from _between((*path, step), old, new, say)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        compare = _rows if any(map(_is_record, (*before, *after))) else _items
        yield from compare(path, before, after, say)
    else:
        yield _one(path, _text(path, before, say), _text(path, after, say))


def _one(path: tuple[Step, ...], before: str, after: str) -> Change:
    what = What.CHANGED if before and after else What.NEW if after else What.GONE
    return Change(path, what, before, after)


def _items(
    path: tuple[Step, ...], before: Sequence[Any], after: Sequence[Any], say: Say
) -> Iterator[Change]:
    """Plain values in a row: those that came and went; the order alone where nothing else differs."""
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    for what, those in ((What.GONE, gone), (What.NEW, new)):
        for text in (_text(path, one, say) for one in those):
            yield Change(path, what, *((text, "") if what is What.GONE else ("", text)))
    if not gone and not new:
        texts = ("、".join(_text(path, one, say) for one in those) for those in (before, after))
        yield Change(path, What.MOVED, *texts)


def _rows(
    path: tuple[Step, ...], before: Sequence[Any], after: Sequence[Any], say: Say
) -> Iterator[Change]:
    old, new = ({_key(row): row for row in those} for those in (before, after))
    for key, row in old.items():
        if key not in new:
            yield Change(_at(path, row, say), What.GONE, _text(path, row, say))
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    for key, row in new.items():
        here = _at(path, row, say)
        if key not in old:
            yield Change(here, What.NEW, after=_text(path, row, say))
            continue
        if key in moved:
            yield Change(here, What.MOVED)
        yield from _between(here, old[key], row, say)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return which rows stand elsewhere among those that are in both: as few as explain the new order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for key in before[block.a : block.a + block.size]}
    return frozenset(after) - stayed


def _key(row: Any) -> str:
    named = (str(getattr(row, name, "")) for name in NAMED_BY)
    return next((name for name in named if name), repr(row))


def _at(path: tuple[Step, ...], row: Any, say: Say) -> tuple[Step, ...]:
    """Return the path to a row."""
    owner = type(row).__name__
    called = (say(f"{owner}.{name}", getattr(row, name, "")) for name in CALLED_BY)
    name = next((text for text in called if text), "")
    short = name if len(name) <= LONGEST_CALL else f"{name[:LONGEST_CALL]}…"
    return (*path[:-1], Step(path[-1].field if path else owner, short))


def text_of(field: str, value: Any, say: Say) -> str:
    """Return the value of a field in one line; of a record the words of all its fields."""
    return _text((Step(field),), value, say)


def _text(path: tuple[Step, ...], value: Any, say: Say) -> str:
    """Return a part in words; of a record the words of all its fields."""
    field = path[-1].field if path else ""
    if isinstance(value, When) or not (_is_record(value) or isinstance(value, tuple)):
        return say(field, value)
    if isinstance(value, tuple):
        return "、".join(text for text in (_text(path, one, say) for one in value) if text)
    parts = ((f.name, getattr(value, f.name)) for f in fields(value))
    owner = type(value).__name__
    said = (
        _text((Step(f"{owner}.{name}"),), part, say) for name, part in parts if _tells(name, part)
    )
    return "，".join(text for text in said if text)


def _tells(name: str, part: Any) -> bool:
    """Whether a field of a row says something to who reads the row in one line."""
    return name != "id" and part is not False and part != 0 and part != ()


def _is_record(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, When | type)
