"""A text as the recogniser reads it: plain forms, nothing unseen, and where each character stood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeAlias

Found: TypeAlias = tuple[int, int, str]
"""Start, end and type."""

_HAN_DIGITS = str.maketrans(
    "零〇○一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖洞拐勾叉", "00012234567891123456789079X"
)
_UNSEEN_KINDS = frozenset({"Cf", "Cc", "Mn", "Me", "Co", "Cn"})
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters by their category, but drawn as nothing."""
_ACCENTED = re.compile("[\u00c0-\u024f]")
"""Latin letters of pinyin with its tones."""
_O_FOR_ZERO = re.compile(r"(?<=\d)[Oo]{1,8}(?![A-Za-z])|(?<![A-Za-z])[Oo]{1,8}(?=\d)")


@dataclass(frozen=True)
class Folded:
    """A plain text; its character `i` stood at `places[i]` of the text as it was written."""

    text: str
    places: Sequence[int]

    def original(self, found: Found) -> Found:
        """Return what was found here with its place in the text as it was written."""
        start, end, kind = found
        return self.places[start], self.places[end - 1] + 1, kind


def fold(text: str) -> Folded:
    """Return the text with every character in its plain form and unseen ones left out.

    Full-width forms, digits of any script, Traditional characters and accented letters are plain; the letter O
    between digits is a zero.
    """
    if text.isascii():
        return Folded(_zeros(text), range(len(text)))
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        forms = _plain(char)
        plain.extend(forms)
        places.extend([place] * len(forms))
    return Folded(_zeros("".join(plain)), places)


def in_digits(text: str) -> str:
    """Return a folded text, as long as before, with 一三八, 幺 and 壹 read as digits."""
    return text.translate(_HAN_DIGITS)


def _zeros(text: str) -> str:
    return _O_FOR_ZERO.sub(lambda found: "0" * len(found.group()), text)


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) in _UNSEEN_KINDS or char in _FILLERS:
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if _ACCENTED.match(char):
        return unicodedata.normalize("NFKD", char)[0]
    return str(_simplified().convert(unicodedata.normalize("NFKC", char)))


@cache
def _simplified() -> Any:
    """Return the converter to Simplified; OpenCC comes without types."""
    from opencc import OpenCC

    return OpenCC("t2s")
