"""Read a text as words of the dictionary: what a name stands between, and what the text costs without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.privacy.dictionary import LONGEST_WORD, Entry, dictionary, word_costs
from knowledge_base.privacy.words import HAN

_UNKNOWN = Entry("-", "?", 18)
"""A character that is no word."""
_FIRST_HAN = HAN[0]
_FAR = 1 << 30


@dataclass(frozen=True)
class Reading:
    """The cheapest way to read a text as words.

    until, since: what the words cost up to a place, and from a place on.
    before, after: places where the word begins that ends at a place, and ends that begins there.
    """

    text: str
    until: Sequence[int]
    since: Sequence[int]
    before: Sequence[int]
    after: Sequence[int]

    def saved(self, start: int, end: int) -> int:
        """Return what reading the text costs less where text[start:end] is a name: much, if it makes no words."""
        return self.until[-1] - self.until[start] - self.since[end]

    def part_before(self, place: int) -> str:
        """Return the part of speech of the word that ends at a place."""
        return _part(self.text[self.before[place] : place])

    def part_after(self, place: int) -> str:
        """Return the part of speech of the word that begins at a place."""
        return _part(self.text[place : self.after[place]])


def read_words(text: str) -> Reading:
    """Return the cheapest reading of a text; its words are no names of persons."""
    size, costs = len(text), word_costs()
    ways = [_words_from(text, start, costs) for start in range(size)]
    since, after = [0] * (size + 1), [size] * (size + 1)
    for start in range(size - 1, -1, -1):
        cheapest = _FAR
        for end, cost in ways[start]:
            if cost + since[end] < cheapest:
                cheapest, after[start] = cost + since[end], end
        since[start] = cheapest
    until, before = [0] + [_FAR] * size, [0] * (size + 1)
    for start, words in enumerate(ways):
        so_far = until[start]
        for end, cost in words:
            if so_far + cost < until[end]:
                until[end], before[end] = so_far + cost, start
    return Reading(text, until, since, before, after)


def _words_from(text: str, start: int, costs: Mapping[str, int]) -> list[tuple[int, int]]:
    if text[start] < _FIRST_HAN:
        return [(start + 1, 0)]
    ways = [(start + 1, costs.get(text[start], _UNKNOWN.cost))]
    for end in range(start + 2, min(start + LONGEST_WORD, len(text)) + 1):
        cost = costs.get(text[start:end])
        if cost:
            ways.append((end, cost))
    return ways


def _part(word: str) -> str:
    if not word:
        return "^"
    if word < _FIRST_HAN:
        return "w"
    return dictionary().get(word, _UNKNOWN).part
