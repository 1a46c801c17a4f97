"""Look items up by code, pinyin initials, the beginning of a name, or a name misspelt, as a clerk types."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

from knowledge_base.model.qa import Subject
from knowledge_base.text import initials, normalise, syllables

T = TypeVar("T")

_CODE_NAMED = re.compile(r"^(?:事项|基本|实施)?编[码号][\s:]*")
_APART = re.compile(r"[\s\-‐‑‒–—―−﹣_.·/]+")
"""What people put between the parts of a code, or leave out."""
_CODE = re.compile(r"[0-9a-z]{4,40}")
"""National codes hold letters too."""
FEWEST_FIGURES = 4
"""Fewer are a year's end or the number of a bus."""


SHORTEST_SWAPPED = 3
"""Two syllables the other way round are another word."""
_SOUNDS_ALIKE = re.compile(r"^([zcs])h|ng$")
"""What many people do not tell apart when they spell by ear: zh and z, ch and c, sh and s, -ng and -n."""


class Lookup:
    """Exact ways to an item: they come before anything retrieval thinks."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = [s for s in subjects if s.catalog_code]

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        return self._spelt(initials)

    @cached_property
    def _codes(self) -> list[tuple[str, str]]:
        codes = [(code, s.key) for s in self._subjects for code in (s.key, s.catalog_code)]
        return [(_APART.sub("", code).lower(), key) for code, key in codes]

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return self._spelt(lambda name: name)

    @cached_property
    def _sounds(self) -> dict[tuple[str, ...], list[str]]:
        return self._named_by(lambda name: tuple(syllables(name)))

    @cached_property
    def _alike(self) -> dict[tuple[str, ...], list[str]]:
        return self._named_by(_by_ear)

    @cached_property
    def _swapped(self) -> dict[tuple[str, ...], list[str]]:
        return self._named_by(lambda name: tuple(sorted(_by_ear(name))))

    def _named_by(self, spell: Callable[[str], T]) -> dict[T, list[str]]:
        """The normalised names by each way that they are spelt."""
        found: dict[T, list[str]] = defaultdict(list)
        for name in self._keys:
            found[spell(name)].append(name)
        return found

    def _spelt(self, spell: Callable[[str], T]) -> dict[T, list[str]]:
        """The keys of the subjects by each way that a normalised name of theirs is spelt."""
        found: dict[T, list[str]] = defaultdict(list)
        for subject in self._subjects:
            for name in dict.fromkeys(spell(normalise(n)) for n in subject.names):
                found[name].append(subject.key)
        return found

    def _heard(self, query: str) -> list[str]:
        """The names a normalised query was meant to be: they sound like it (身分证, senfenzeng) or have its syllables (身证份)."""
        sounds = tuple(syllables(query))
        if query in self._keys or (query.isascii() and sounds in self._sounds):
            return []  # a name, or its pinyin, which the speller restores
        by_ear = _by_ear(query)
        near = self._sounds.get(sounds) or self._alike.get(by_ear)
        if near or len(sounds) < SHORTEST_SWAPPED:
            return near or []
        return self._swapped.get(tuple(sorted(by_ear)), [])

    def meant(self, query: str) -> str:
        """Return the name that a normalised query misspells, empty where it misspells none."""
        return next(iter(self._heard(query)), "")

    def _misspelt(self, query: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for name in self._heard(query) for key in self._keys[name]))

    def named(self, query: str) -> tuple[str, ...]:
        """Return the keys of the subjects of which a normalised query is part of a name, or what `keys` finds."""
        holding = (s.key for s in self._subjects if any(query in normalise(n) for n in s.names))
        return (*holding, *self.keys(query, len(self._subjects)))

    def keys(self, query: str, limit: int) -> tuple[str, ...]:
        """Return subject keys for a normalised query that is a code, pinyin initials, or a name misspelt, best first."""
        found = self._coded(query) or self._misspelt(query) or self._begun(query)
        return found[:limit]

    def _coded(self, query: str) -> tuple[str, ...]:
        """The subjects whose code is, begins with or holds the query, whatever stands between its parts."""
        code = _APART.sub("", _CODE_NAMED.sub("", query))
        figures = sum(one.isdigit() for one in code)
        if figures < FEWEST_FIGURES or not _CODE.fullmatch(code):
            return ()
        starts = [key for compact, key in self._codes if compact.startswith(code)]
        inside = [key for compact, key in self._codes if code in compact]
        return tuple(dict.fromkeys((*starts, *inside)))

    def _begun(self, query: str) -> tuple[str, ...]:
        """The subjects a name of which has, begins with or holds these pinyin initials."""
        if not query.isascii() or " " in query:
            return ()
        whole = self._initials.get(query, [])
        starts = [
            k for name, keys in self._initials.items() if name.startswith(query) for k in keys
        ]
        inside = [k for name, keys in self._initials.items() if query in name for k in keys]
        return tuple(dict.fromkeys((*whole, *starts, *inside)))


def _by_ear(text: str) -> tuple[str, ...]:
    """The syllables of a normalised text, alike where people do not tell them apart."""
    return tuple(_SOUNDS_ALIKE.sub(_alike_part, sound) for sound in syllables(text))


def _alike_part(part: re.Match[str]) -> str:
    return part[1] or "n"
