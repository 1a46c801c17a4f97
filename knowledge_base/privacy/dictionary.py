"""How common a word is in general Chinese: what is a word is seldom a name, and what cuts a word is none."""

from functools import cache
from pathlib import Path
from typing import Final

import jieba

LONGEST_WORD = 4
ABSENT: Final = "-"
PERSON: Final = "p"
"""A word that the dictionary lists as a person's name."""
_RARE, _KNOWN, _COMMON = "1", "2", "3"
_KNOWN_FROM, _COMMON_FROM = 20, 500


def frequency(word: str) -> str:
    """Return the class of a word: absent, a person's name, rare, known or common."""
    return _dictionary().get(word, ABSENT)


def known_words() -> tuple[str, ...]:
    """Return all words but the common ones, names of persons among them."""
    return tuple(w for w, kind in _dictionary().items() if kind != _COMMON)


def common_words() -> tuple[str, ...]:
    """Return the words that are not rare and are no person's name."""
    return tuple(w for w, kind in _dictionary().items() if kind in (_KNOWN, _COMMON))


@cache
def _dictionary() -> dict[str, str]:
    """Return the words of jieba's dictionary that are as long as a name, with their classes."""
    path = Path(jieba.__file__).with_name("dict.txt")
    words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, part = line.split(" ")
        if 2 <= len(word) <= LONGEST_WORD:
            words[word] = PERSON if part.startswith("nr") else _class(int(count))
    return words


def _class(count: int) -> str:
    if count < _KNOWN_FROM:
        return _RARE
    return _KNOWN if count < _COMMON_FROM else _COMMON
