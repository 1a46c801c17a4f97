"""How long any pattern, and screening and masking as a whole, can be kept busy by a text of full length."""

import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.compiled import Compiled, compiled
from bench.pumped import everyday, mixed, of_pattern
from knowledge_base.answering.screen import Screener
from knowledge_base.text import mask

POLICY = Path(__file__).parents[1] / "knowledge_base" / "policy"
LENGTH = 1000
BAR_MS = 20.0
SLOWEST_SHOWN = 5
MIXTURES = 40
BY_CHANCE = 7
"""The texts are the same every time."""
POLICY_PATTERNS = "knowledge_base/patterns/"
PERSONAL_DATA = "knowledge_base/privacy/"
OWN_FILES = "hall/doors/chat/widget_bundle.py"
"""Its patterns read the product's own scripts, which no citizen writes."""


@dataclass(frozen=True)
class Took:
    """The processor time of one reading, in milliseconds."""

    ms: float
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.ms:.1f} ms {self.what[:60]!r} on {self.text[:12]!r}…"


def measure(_url: str = "") -> list[str]:
    """Return the slowest readings of single patterns, of whole screenings and of whole maskings."""
    chance = random.Random(BY_CHANCE)
    found = [one for one in compiled() if not one.place.startswith(OWN_FILES)]
    single = _slowest(_patterns(found, chance))
    screened = _slowest(_screenings(found, chance))
    masked = _slowest(_maskings(found, chance))
    return [
        *_told("a pattern of code or policy", single),
        *_told("a whole screening", screened),
        *_told("a whole masking", masked),
    ]


def _told(what: str, took: list[Took]) -> list[str]:
    kept = "within" if took[0].ms <= BAR_MS else "OVER"
    return [f"{what}: slowest {took[0].ms:.1f} ms, {kept} {BAR_MS:.0f} ms", *map(str, took)]


def _slowest(took: Iterator[Took]) -> list[Took]:
    return sorted(took, key=lambda one: -one.ms)[:SLOWEST_SHOWN]


def _patterns(found: list[Compiled], chance: random.Random) -> Iterator[Took]:
    for one in found:
        pattern = re.compile(one.pattern, one.flags)
        for text in (*of_pattern(one.pattern, LENGTH, chance), *everyday(LENGTH)):
            yield _took(one.place, pattern.search, text)


def _screenings(found: list[Compiled], chance: random.Random) -> Iterator[Took]:
    screener = Screener.load(POLICY)
    patterns = [one.pattern for one in found if one.place.startswith(POLICY_PATTERNS)]
    read = [text for one in patterns for text in of_pattern(one, LENGTH, chance)]
    pieces = sorted({text[at : at + 2] for text in read for at in range(0, 6, 2)} - {""})
    soups = [mixed(chance.sample(pieces, k=60), LENGTH, chance) for _ in range(MIXTURES)]
    screener.screen("身份证丢了咋整")  # what it needs for its first text is loaded
    for text in (*everyday(LENGTH), *chance.sample(read, k=400), *soups):
        yield _took("screen", screener.screen, text)


def _maskings(found: list[Compiled], chance: random.Random) -> Iterator[Took]:
    mask("张三13800001234")  # what it needs for its first text is loaded
    read = [text for one in found for text in of_pattern(one.pattern, LENGTH, chance)]
    about_people = [one.pattern for one in found if one.place.startswith(PERSONAL_DATA)]
    pieces = [text for one in about_people for text in of_pattern(one, 8, chance)]
    soups = [mixed(chance.sample(pieces, k=60), LENGTH, chance) for _ in range(MIXTURES)]
    for text in (*everyday(LENGTH), *read, *soups):
        yield _took("mask", mask, text)


def _took(what: str, read: Callable[[str], object], text: str) -> Took:
    start = time.thread_time()
    read(text)
    return Took((time.thread_time() - start) * 1000, what, text)
