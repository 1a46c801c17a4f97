r"""Prove of a pattern for Python's own engine that it cannot run long.

`re` goes back and tries again, so its time depends on in how many ways a piece of a pattern can match. From the parsed
pattern the most steps are counted that it can take on a text of a length: the ways of what stands before, times the
steps of what follows. A repetition has one way where what follows cannot begin as the repeated does (`\d+-`), or cannot
fail (`\s+` at the end), or where it is possessive. What is read by a repetition with which the whole pattern then
matches is not read again. The count is never too low, often too high.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from knowledge_base.patterns.characters import REPEATS, SINGLE, inside, named_codes, reads
from knowledge_base.patterns.syntax import alternatives

LENGTH = 1000
"""Longest text that a citizen may send, in characters."""

MOST_STEPS = 10_000_000
"""For a text of LENGTH. Of patterns that count so much the dearest text found takes `re` a millisecond."""

STEEPEST = 2.2
"""Twice the text may cost so many times the steps: linear, and something for what is counted once."""

BEYOND_COUNTING = 10**12

EVERYDAY = "aZ5_ -.,\n\tй中龘，。·\u3000\u0663\u1963\u200b\u2e3b\u205f\U0002b81d"
"""Characters of every kind, everyday and rare ones, beside those that a pattern names itself."""

ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT, op.FAILURE, op.GROUPREF_EXISTS)

Chars = int
"""A set of characters: bit n is the n-th of the alphabet."""


@dataclass(frozen=True)
class Follow:
    """What comes after a piece.

    first: how it may begin; required: some of it must be there; certain: it cannot fail;
    final: with it the search is over, and what was read lies behind.
    """

    first: Chars
    required: bool = False
    certain: bool = False
    final: bool = False


@dataclass(frozen=True)
class Cost:
    """Most steps of a piece at one place, in how many ways what follows may be tried, and steps once for all places."""

    steps: int
    ways: int = 1
    once: int = 0


MATCHED = Follow(0, certain=True, final=True)
DECIDED = Follow(0, certain=True)
"""The end of a group that is not entered again (lookaround, atomic, possessive)."""
END_OF_TEXT = Follow(0, required=True)


def most_steps(pattern: str, flags: int = 0, length: int = LENGTH) -> int:
    """Return a number of steps that looking for the pattern in a text of that length never exceeds.

    It holds for search, finditer, sub and split (from every place) and for fullmatch (from the first).
    """
    return _Count(_parser.parse(pattern, flags)).most_steps(length)


@lru_cache(maxsize=4096)
def is_linear(pattern: str, flags: int = 0) -> bool:
    """Return whether it is proved that the pattern takes few steps, and no more than twice as many for twice the text."""
    return all(map(are_linear, alternatives(_parser.parse(pattern, flags))))


def are_linear(pieces: Any) -> bool:
    """Return the same of one alternative of a parsed pattern; one after the other each is looked for."""
    if all(kind in SINGLE for kind, _ in pieces):
        return True
    count = _Count(pieces)
    once = count.most_steps(LENGTH)
    return once <= MOST_STEPS and count.most_steps(2 * LENGTH) <= STEEPEST * once


class _Count:
    """The costs of the pieces of one parsed pattern."""

    def __init__(self, tree: Any) -> None:
        self.tree, self.length = tree, LENGTH
        self.caseless = bool(tree.state.flags & re.IGNORECASE)
        self.codes = sorted(named_codes(tree) | {ord(char) for char in EVERYDAY})
        self.alphabet = {chr(code): 1 << place for place, code in enumerate(self.codes)}
        self.everything = (1 << len(self.codes)) - 1
        self.categories: dict[str, Chars] = {}
        self.begins: dict[tuple[Any, int], Chars] = {}

    def most_steps(self, length: int) -> int:
        """The most steps of a search, or of fullmatch, in a text of that length."""
        self.length = length
        found = self._cost(self.tree, MATCHED)
        searched = length + (1 if self._anchored else length) * found.steps + found.once
        return max(searched, self._cost(self.tree, END_OF_TEXT).steps)

    @property
    def _anchored(self) -> bool:
        return list(self.tree[:1]) in (
            [(op.AT, op.AT_BEGINNING)],
            [(op.AT, op.AT_BEGINNING_STRING)],
        ) and not (self.tree.state.flags & re.MULTILINE)

    def _cost(self, sequence: Any, follow: Follow) -> Cost:
        total = Cost(0)
        for kind, given in reversed(list(sequence)):
            piece = self._piece(kind, given, follow)
            total = Cost(
                min(piece.steps + piece.ways * total.steps, BEYOND_COUNTING),
                min(piece.ways * total.ways, BEYOND_COUNTING),
                piece.once + total.once,
            )
            follow = self._before(kind, given, follow)
        return total

    def _piece(self, kind: Any, given: Any, follow: Follow) -> Cost:
        if kind is op.BRANCH:
            return self._branch(given[1], follow)
        if kind is op.POSSESSIVE_REPEAT:
            decided = self._repeat(given, follow if follow.final else DECIDED)
            return Cost(decided.steps, 1, decided.once)
        if kind in REPEATS:
            return self._repeat(given, follow)
        if kind is op.SUBPATTERN:
            return self._cost(given[3], follow)
        if kind in (op.ATOMIC_GROUP, op.ASSERT, op.ASSERT_NOT):
            return Cost(1 + self._cost(inside(kind, given), DECIDED).steps)
        if kind is op.GROUPREF:
            return Cost(min(self.tree.state.groupwidths[given][1], self.length))
        return Cost(BEYOND_COUNTING if kind is op.GROUPREF_EXISTS else 1)

    def _branch(self, branches: Any, follow: Follow) -> Cost:
        """A look at each, and in full those that begin alike, at the character where this is dearest."""
        costs = [self._cost(branch, follow) for branch in branches]
        begins = [
            self.everything if empty else begin for begin, empty in map(self._begin, branches)
        ]
        steps, ways = max(cost.steps for cost in costs), max(cost.ways for cost in costs)
        for bit in _shared(begins):
            tried = [cost for cost, begin in zip(costs, begins, strict=True) if bit & begin]
            steps = max(steps, sum(cost.steps for cost in tried))
            ways = max(ways, sum(cost.ways for cost in tried))
        return Cost(len(costs) + steps, ways, sum(cost.once for cost in costs))

    def _repeat(self, given: Any, follow: Follow) -> Cost:
        least, most, body = given
        begin, empty = self._begin(body)
        certain = follow.certain and least <= 1
        again = Follow(
            begin | follow.first, follow.required and not empty, certain, follow.final and certain
        )
        turn = self._cost(body, again)
        times = min(int(most), self.length // max(1, body.getwidth()[0]))
        if turn.ways > 1:
            return _growing(turn, times)
        if follow.final:
            wasted = (min(least, times) + 1) * (turn.steps + 2)
            return Cost(wasted, 1, turn.once + times * (turn.steps + 2))
        apart = follow.required and not empty and not begin & follow.first
        ways = 1 if apart or follow.certain else max(times - least, 0) + 1
        return Cost(times * (turn.steps + 2) + 1, ways, turn.once)

    def _before(self, kind: Any, given: Any, follow: Follow) -> Follow:
        """What follows the piece before this one."""
        if kind is op.AT and given in (op.AT_END, op.AT_END_STRING):
            line_end = self.alphabet["\n"] if given is op.AT_END else 0
            return Follow(line_end, required=True)
        begin, empty = self._begin([(kind, given)])
        if not empty:
            return Follow(begin, required=True)
        certain = follow.certain and _cannot_fail(kind, given)
        return Follow(begin | follow.first, follow.required, certain, follow.final and certain)

    def _begin(self, sequence: Any) -> tuple[Chars, bool]:
        """The characters with which it may begin, and whether it may be empty."""
        found = 0
        for kind, given in sequence:
            found |= self._begins(kind, given)
            if not self._may_be_empty(kind, given):
                return found, False
        return found, True

    def _begins(self, kind: Any, given: Any) -> Chars:
        key = kind, id(given)
        if key not in self.begins:
            self.begins[key] = self._begins_now(kind, given)
        return self.begins[key]

    def _begins_now(self, kind: Any, given: Any) -> Chars:
        if kind in SINGLE:
            return self._chars(kind, given)
        if kind is op.GROUPREF:
            return self.everything
        if kind in ZERO_WIDTH:
            return 0
        found = 0
        for sequence in given[1] if kind is op.BRANCH else [inside(kind, given)]:
            for piece in sequence:
                found |= self._begins(*piece)
                if not self._may_be_empty(*piece):
                    break
        return found

    def _may_be_empty(self, kind: Any, given: Any) -> bool:
        if kind in SINGLE or kind in ZERO_WIDTH:
            return kind in ZERO_WIDTH
        if kind is op.GROUPREF:
            return bool(self.tree.state.groupwidths[given][0] == 0)
        if kind is op.BRANCH:
            return any(branch.getwidth()[0] == 0 for branch in given[1])
        return bool((kind in REPEATS and given[0] == 0) or not inside(kind, given).getwidth()[0])

    def _chars(self, kind: Any, given: Any) -> Chars:
        """What a piece that reads one character, or a member of a set, reads of the alphabet."""
        if self.caseless:
            return sum(bit for char, bit in self.alphabet.items() if _is(kind, given, char))
        if kind is op.LITERAL:
            return self.alphabet[chr(given)]
        if kind is op.RANGE:
            least, end = bisect_left(self.codes, given[0]), bisect_right(self.codes, given[1])
            return (1 << end) - (1 << least)
        if kind is op.IN:
            negated = given[0][0] is op.NEGATE
            found = reduce(or_, (self._chars(part, of) for part, of in given[negated:]), 0)
            return self.everything ^ found if negated else found
        if kind is op.CATEGORY:
            return self._category(str(given))
        return self.everything ^ self.alphabet["\n" if kind is op.ANY else chr(given)]

    def _category(self, name: str) -> Chars:
        if name not in self.categories:
            self.categories[name] = sum(
                bit for char, bit in self.alphabet.items() if reads(op.CATEGORY, name, char)
            )
        return self.categories[name]


def _is(kind: Any, given: Any, char: str) -> bool:
    """Whether a piece reads a character in either case."""
    return any(
        len(form) == 1 and reads(kind, given, form) for form in {char, char.lower(), char.upper()}
    )


def _shared(sets: list[Chars]) -> Iterator[Chars]:
    """Each character that is in several of the sets."""
    seen, shared = 0, 0
    for chars in sets:
        shared |= seen & chars
        seen |= chars
    while shared:
        yield shared & -shared
        shared &= shared - 1


def _growing(turn: Cost, times: int) -> Cost:
    """A repetition of what has several ways: they multiply."""
    steps, ways = 1, 1
    for _ in range(times):
        steps = min(steps + ways * turn.steps, BEYOND_COUNTING)
        ways = min(1 + ways * turn.ways, BEYOND_COUNTING)
    return Cost(steps, ways, turn.once)


def _cannot_fail(kind: Any, given: Any) -> bool:
    if kind in SINGLE or kind in ZERO_WIDTH or kind is op.GROUPREF:
        return False
    if kind is op.BRANCH:
        return any(all(_cannot_fail(*piece) for piece in branch) for branch in given[1])
    if kind in REPEATS and given[0] == 0:
        return True
    return all(_cannot_fail(*piece) for piece in inside(kind, given))
