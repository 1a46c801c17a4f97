"""Mark which words of a text are other than before: numbers and Latin words whole, Chinese by the character."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"[0-9A-Za-z.]{1,40}|.", re.DOTALL)
LONGEST = 3000
"""Tokens that are compared; a longer text is shown as gone and new, for comparing takes their square."""
SAME, GONE, NEW = "same", "gone", "new"
BREATH = 1
"""So few equal characters between two changes are read over."""


@dataclass(frozen=True)
class Part:
    """Some words of a text: `same` in both, `gone` or `new`."""

    kind: str
    text: str


def marked(before: str, after: str) -> tuple[Part, ...]:
    """Return the words of both texts in one, in reading order, what went before what came."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return _parts([(GONE, before), (NEW, after)])
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        found += [(SAME, gone)] if tag == "equal" else [(GONE, gone), (NEW, came)]
    return _parts(found)


def _parts(found: list[tuple[str, str]]) -> tuple[Part, ...]:
    """Return the parts that have words, those between two changes that are too short to read taken in."""
    gone = came = ""
    parts: list[Part] = []
    for index, (kind, text) in enumerate(found):
        is_breath = kind == SAME and len(text) <= BREATH and 0 < index < len(found) - 1
        if kind == SAME and not is_breath:
            parts += [Part(GONE, gone), Part(NEW, came), Part(SAME, text)]
            gone = came = ""
            continue
        gone += text if kind in (GONE, SAME) else ""
        came += text if kind in (NEW, SAME) else ""
    parts += [Part(GONE, gone), Part(NEW, came)]
    return tuple(part for part in parts if part.text)
