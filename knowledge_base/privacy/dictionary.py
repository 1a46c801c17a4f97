"""How common a word is in general Chinese: what is a word is seldom a name, and what cuts a word is none."""

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import jieba

LONGEST_WORD = 4
ABSENT: Final = "-"
PERSON: Final = "p"
"""A word that the dictionary lists as a person's name."""
_PLACE: Final = "ns"
_RARE, _KNOWN = "1", "2"
COMMON: Final = "3"
_KNOWN_FROM, _COMMON_FROM = 20, 500
_OCCURRENCES = 60_000_000
"""Words in the texts that the dictionary was counted in."""


class Entry(NamedTuple):
    """A word of the dictionary: how common, what part of speech, and what reading it costs.

    cost: the negative logarithm of its share of all words.
    """

    kind: str
    part: str
    cost: int


def frequency(word: str) -> str:
    """Return the class of a word: absent, a person's name, rare, known or common."""
    found = dictionary().get(word)
    return found.kind if found and len(word) > 1 else ABSENT


def is_place(word: str) -> bool:
    """Return whether the dictionary lists a word as the name of a place."""
    found = dictionary().get(word)
    return found is not None and found.part == _PLACE


def known_words() -> tuple[str, ...]:
    """Return all words but the common ones, names of persons among them."""
    return _words(lambda kind: kind != COMMON)


def common_words() -> tuple[str, ...]:
    """Return the words that are not rare and are no person's name."""
    return _words(lambda kind: kind in (_KNOWN, COMMON))


@cache
def dictionary() -> dict[str, Entry]:
    """Return the words of jieba's dictionary that are no longer than a name, with what is known of them."""
    path = Path(jieba.__file__).with_name("dict.txt")
    entry = cache(_entry)
    lines = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: entry(count, part) for word, count, part in lines if len(word) <= LONGEST_WORD}


@cache
def word_costs() -> dict[str, int]:
    """Return what reading each word costs, without the names of persons."""
    return {
        word: entry.cost
        for word, entry in dictionary().items()
        if len(word) == 1 or entry.kind != PERSON
    }


def _words(fits: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(w for w, entry in dictionary().items() if len(w) > 1 and fits(entry.kind))


def _entry(count: str, part: str) -> Entry:
    kind = PERSON if part.startswith("nr") else _class(int(count))
    return Entry(kind, part, round(math.log(_OCCURRENCES / max(int(count), 1))))


def _class(count: int) -> str:
    if count < _KNOWN_FROM:
        return _RARE
    return _KNOWN if count < _COMMON_FROM else COMMON
