"""Lookaround for RE2: each place where one holds is marked in the text, and the pattern asks for the mark.

A lookaround looks at a few characters, so `re` finds in linear time where it holds; RE2 reads the marked text in linear
time. Marks are noncharacters, which no text means; between two characters they stand in the order of the lookarounds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from knowledge_base.patterns.bounds import is_linear
from knowledge_base.patterns.syntax import (
    BEGINNINGS,
    UNBOUNDED,
    Re2Writer,
    Untranslatable,
    Writer,
    is_assertion,
    parts,
)

FIRST_MARK, MOST_MARKS = 0xFDD0, 32
MARKS = r"\x{fdd0}-\x{fdef}"
ANY_MARKS = f"[{MARKS}]*"
UNMEANT = re.compile("[\ufdd0-\ufdef]")
FIRST_PLACE, LAST_PLACE = -1, MOST_MARKS


@dataclass(frozen=True)
class Assertion:
    """A lookaround that `re` finds at once.

    anywhere: what it looks for may stand anywhere further in the line, `(?=.*…)`; absent: it must not, `(?!.*…)`.
    """

    places: re.Pattern[str]
    anywhere: bool = False
    absent: bool = False

    def holds_at(self, text: str) -> Iterable[int]:
        """Return the places of the text where it holds, 0 before its first character."""
        found = (match.start() for match in self.places.finditer(text))
        return found if not self.anywhere else self._further(text, set(found))

    def _further(self, text: str, found: set[int]) -> Iterator[int]:
        ahead = False
        for place in range(len(text), -1, -1):
            ahead = place in found or (ahead and text[place : place + 1] != "\n")
            if ahead != self.absent:
                yield place


@dataclass(frozen=True)
class MarkedText:
    """A text with marks; `starts` says for each place of the text where it lies in the marked one."""

    marked: str
    starts: tuple[int, ...] = ()

    def index(self, place: int) -> int:
        """Return where a place of the text lies in the marked text; without marks they are the same."""
        return self.starts[place] if self.starts else place

    def place(self, index: int) -> int:
        """Return the place of the text that an index of the marked text means."""
        return bisect_right(self.starts, index) - 1 if self.starts and index >= 0 else index


def marked(text: str, assertions: tuple[Assertion, ...]) -> MarkedText:
    """Return the text with a mark of each assertion wherever it holds."""
    text = UNMEANT.sub("\ufffd", text)
    marks = [""] * (len(text) + 1)
    for number, assertion in enumerate(assertions):
        mark = chr(FIRST_MARK + number)
        for place in assertion.holds_at(text):
            marks[place] += mark
    pieces = [mark + char for mark, char in zip(marks, [*text, ""], strict=True)]
    starts = accumulate(map(len, pieces[:-1]), initial=0)
    return MarkedText("".join(pieces), tuple(starts))


class MarkingWriter(Re2Writer):
    """Writes for RE2 over a marked text; `assertions` are the lookarounds met, in their order."""

    def __init__(self, tree: Any) -> None:
        super().__init__(tree)
        self.assertions: list[Assertion] = []

    def _assertion(self, kind: Any, given: Any) -> str:
        if len(self.assertions) == MOST_MARKS:
            raise Untranslatable(f"more than {MOST_MARKS} lookarounds")
        self.assertions.append(assertion(kind, given))
        return f"{ANY_MARKS}\\x{{{FIRST_MARK + len(self.assertions) - 1:x}}}"

    def _consumed(self, written: str) -> str:
        return ANY_MARKS + written

    def _end(self) -> str:
        return rf"{ANY_MARKS}\z"

    def _never(self) -> str:
        return MARKS


def assertion(kind: Any, given: Any) -> Assertion:
    """Return a lookaround as `re` looks for it.

    Raises:
        Untranslatable: to look for it could take long.
    """
    rest = _after_anything(given[1]) if kind is not op.AT and given[0] > 0 else None
    if rest is None:
        return Assertion(_quick(Writer().write([(kind, given)])))
    return Assertion(_quick(f"(?={Writer().write(rest)})"), True, kind is op.ASSERT_NOT)


def _after_anything(pieces: Any) -> Any:
    """What follows `.*`, None for a lookaround that does not begin with it."""
    if len(pieces) and pieces[0][0] in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, body = pieces[0][1]
        if (least, int(most)) == (0, UNBOUNDED) and list(body) == [(op.ANY, None)]:
            return pieces[1:]
    return None


def _quick(source: str) -> re.Pattern[str]:
    if not is_linear(source):
        raise Untranslatable(source)
    return re.compile(source)


@dataclass(frozen=True)
class Edges:
    """The lookarounds at the two ends of a piece, by number; `passable`: it may lie between two of them."""

    first: frozenset[int]
    last: frozenset[int]
    passable: bool


def check_order(pieces: Any) -> None:
    """Two lookarounds at one place are asked in the order of their marks.

    Raises:
        Untranslatable: a repetition would come back to an earlier one without reading a character.
    """
    _Order().sequence(pieces)


class _Order:
    """Numbers lookarounds as `MarkingWriter` does."""

    def __init__(self) -> None:
        self.met = 0

    def sequence(self, pieces: Any) -> Edges:
        edges = Edges(frozenset(), frozenset(), True)
        for kind, given in pieces:
            edges = _joined(edges, self._piece(kind, given))
        return edges

    def _piece(self, kind: Any, given: Any) -> Edges:
        if is_assertion(kind, given):
            self.met += 1
            return _edge(self.met - 1)
        if kind is op.AT:
            return _edge(FIRST_PLACE if given in BEGINNINGS else LAST_PLACE)
        inner = [self.sequence(part) for part in parts(kind, given)]
        if not inner:
            return Edges(frozenset(), frozenset(), False)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            if given[1] != 1:
                _joined(inner[0], inner[0])
            return Edges(inner[0].first, inner[0].last, inner[0].passable or given[0] == 0)
        return Edges(
            frozenset().union(*(edges.first for edges in inner)),
            frozenset().union(*(edges.last for edges in inner)),
            any(edges.passable for edges in inner),
        )


def _edge(number: int) -> Edges:
    return Edges(frozenset({number}), frozenset({number}), True)


def _joined(left: Edges, right: Edges) -> Edges:
    for before in left.last:
        for after in right.first:
            same_place = before == after and before in (FIRST_PLACE, LAST_PLACE)
            if after <= before and not same_place:
                raise Untranslatable("lookarounds in turn at one place")
    return Edges(
        left.first | (right.first if left.passable else frozenset()),
        right.last | (left.last if right.passable else frozenset()),
        left.passable and right.passable,
    )
