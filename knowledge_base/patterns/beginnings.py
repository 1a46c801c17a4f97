r"""Where a pattern may begin, so that `re` runs past all other characters of a text.

`re` looks for one of a set of characters in a few nanoseconds a place, for one of many words in a hundred; it knows the
set only of a pattern that is written so that it begins with one: `[ab](?<=(?=ax|bx)[\w\W])` reads a character of it and
looks from before that for the whole.
"""

from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from knowledge_base.patterns.bounds import ZERO_WIDTH, is_linear
from knowledge_base.patterns.characters import REPEATS, SINGLE, inside
from knowledge_base.patterns.syntax import Writer, parsed


class Unnamed(Exception):
    """A pattern may begin with all but a few characters, or be empty."""


def from_first(patterns: list[str]) -> list[str]:
    """Return fewer patterns of which one is found where one of these is; these are without groups, and proved."""
    firsts = {pattern: _first_of(pattern) for pattern in patterns}
    quick, others = _quick({pattern: first for pattern, first in firsts.items() if first})
    others += [pattern for pattern, first in firsts.items() if not first]
    return quick + ([_one_of(others)] if others else [])


def _quick(firsts: dict[str, list[Any]]) -> tuple[list[str], list[str]]:
    """As few as are proved of those that begin with a set, and the patterns of which none is."""
    if not firsts:
        return [], []
    behind = rf"(?<=(?={_one_of(list(firsts))})[\w\W])"
    if is_linear(behind):
        return [_set_of(firsts) + behind], []
    if len(firsts) == 1:
        return [], list(firsts)
    rows, middle = list(firsts.items()), len(firsts) // 2
    left, right = _quick(dict(rows[:middle])), _quick(dict(rows[middle:]))
    return left[0] + right[0], left[1] + right[1]


def _set_of(firsts: dict[str, list[Any]]) -> str:
    parts = dict.fromkeys(part for first in firsts.values() for part in first)
    return Writer().write([(op.IN, list(parts))])


def _one_of(patterns: list[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _first_of(pattern: str) -> list[Any]:
    """The members of the set of characters with which it may begin; none where they cannot be named."""
    tree = parsed(pattern)
    try:
        return list(_first(tree)) if tree.getwidth()[0] else []
    except Unnamed:
        return []


def _first(pieces: Any) -> Iterator[Any]:
    for kind, given in pieces:
        yield from _first_of_piece(kind, given)
        if not _may_be_empty(kind, given):
            return


def _first_of_piece(kind: Any, given: Any) -> Iterator[Any]:
    if kind is op.LITERAL:
        yield kind, given
    elif kind is op.IN and given[0][0] is not op.NEGATE:
        yield from given
    elif kind is op.BRANCH:
        for branch in given[1]:
            yield from _first(branch)
    elif kind in REPEATS or (kind is op.SUBPATTERN and not given[1]):
        yield from _first(inside(kind, given))
    elif kind not in ZERO_WIDTH:
        raise Unnamed


def _may_be_empty(kind: Any, given: Any) -> bool:
    if kind in SINGLE or kind in ZERO_WIDTH:
        return kind in ZERO_WIDTH
    if kind is op.BRANCH:
        return any(not branch.getwidth()[0] for branch in given[1])
    return bool((kind in REPEATS and not given[0]) or not inside(kind, given).getwidth()[0])
