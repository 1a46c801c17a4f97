"""Names of other peoples, which Chinese spells by their sound: 吾热克孜·买买提, 娜塔莎."""

import re
from collections.abc import Iterator

from knowledge_base.privacy.folding import Found
from knowledge_base.privacy.words import HAN, PersonalWords

DOT = "·•・‧."
"""What stands between the parts of such a name."""
LONGEST_PART = 8

_EDGE = re.compile(rf"[^{HAN}*]|$")
_PARTS = re.compile(rf"[{HAN}]{{1,8}}(?:[{DOT}][{HAN}]{{1,8}}){{1,3}}")
_DOTTED = re.compile(rf"(?<=[{HAN}])[{DOT}](?=[{HAN}])")


def find_dotted(text: str, words: PersonalWords) -> Iterator[Found]:
    """Yield names whose parts a dot joins (阿卜杜拉·吐尔逊), both spelt as such names are."""
    for dot in _DOTTED.finditer(text):
        start, end = _spelt_since(text, dot.start(), words), spelt_until(text, dot.end(), words)
        if start < dot.start() and end - dot.end() >= 2 and text[start - 1 : start] != "*":
            yield start, end, "name"


def end_of_parts(text: str, at: int, words: PersonalWords) -> int:
    """Return the end of a name in parts that begins here, 0 without one.

    Its last part is spelt as such names are, or short and all there is up to the edge.
    """
    parts = _PARTS.match(text, at)
    if parts is None:
        return 0
    last = max(parts.group().rfind(dot) for dot in DOT) + at + 1
    spelt = spelt_until(text, last, words)
    if spelt - last >= 2:
        return spelt
    by_sound = 3 * sum(char in words.foreign for char in parts.group()) >= len(parts.group())
    fits = by_sound and text[last - 1] != "." and not words.never & set(parts.group())
    return parts.end() if fits and parts.end() - last <= 4 and _EDGE.match(text, parts.end()) else 0


def spelt_until(text: str, at: int, words: PersonalWords) -> int:
    """Return the end of the run of characters of foreign names that begins here."""
    end = at
    while end < min(len(text), at + LONGEST_PART) and text[end] in words.foreign:
        end += 1
    return end


def _spelt_since(text: str, at: int, words: PersonalWords) -> int:
    start = at
    while start > max(0, at - LONGEST_PART) and text[start - 1] in words.foreign:
        start -= 1
    return start
