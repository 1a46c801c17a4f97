"""Look items up by code, pinyin initials, the beginning of a name, or a name misspelt, as a clerk types."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from knowledge_base.model.qa import Subject
from knowledge_base.retrieval.kept import Parts
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


@dataclass(frozen=True)
class Spelt:
    """A normalised name in every way that it may be typed."""

    name: str
    initials: str
    sounds: tuple[str, ...]
    alike: tuple[str, ...]

    @classmethod
    def of(cls, subject: Subject) -> "tuple[Spelt, ...]":
        """Return the names of a subject; one without a code is looked up by nothing."""
        names = dict.fromkeys(map(normalise, subject.names)) if subject.catalog_code else ()
        return tuple(cls(n, initials(n), tuple(syllables(n)), _by_ear(n)) for n in names)


class Lookup:
    """Exact ways to an item: they come before anything retrieval thinks.

    Args:
        subjects: of which those with a code can be looked up.
        before: the lookup of the generation before; what is the same is taken over.
    """

    def __init__(self, subjects: Sequence[Subject], before: "Lookup | None" = None) -> None:
        self._parts: Parts[tuple[Spelt, ...]] = Parts(
            subjects,
            lambda at: Spelt.of(subjects[at]),
            lambda subject: (subject.names, subject.catalog_code),
            before._parts if before else None,
        )
        self._subjects = [
            (s, names) for s, names in zip(subjects, self._parts.all, strict=True) if names
        ]

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        return self._keys_by(lambda spelt: spelt.initials)

    @cached_property
    def _codes(self) -> list[tuple[str, str]]:
        codes = [(code, s.key) for s, _ in self._subjects for code in (s.key, s.catalog_code)]
        return [(_APART.sub("", code).lower(), key) for code, key in codes]

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return self._keys_by(lambda spelt: spelt.name)

    @cached_property
    def _sounds(self) -> dict[tuple[str, ...], list[str]]:
        return self._names_by(lambda spelt: spelt.sounds)

    @cached_property
    def _alike(self) -> dict[tuple[str, ...], list[str]]:
        return self._names_by(lambda spelt: spelt.alike)

    @cached_property
    def _swapped(self) -> dict[tuple[str, ...], list[str]]:
        return self._names_by(lambda spelt: tuple(sorted(spelt.alike)))

    def _names_by(self, way: Callable[[Spelt], T]) -> dict[T, list[str]]:
        """The normalised names by each way that they are spelt."""
        found: dict[T, dict[str, None]] = defaultdict(dict)
        for _, names in self._subjects:
            for spelt in names:
                found[way(spelt)][spelt.name] = None
        return {spelling: list(names) for spelling, names in found.items()}

    def _keys_by(self, way: Callable[[Spelt], str]) -> dict[str, list[str]]:
        """The keys of the subjects by each way that a normalised name of theirs is spelt."""
        found: dict[str, list[str]] = defaultdict(list)
        for subject, names in self._subjects:
            for spelling in dict.fromkeys(map(way, names)):
                found[spelling].append(subject.key)
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
        holding = (s.key for s, names in self._subjects if any(query in n.name for n in names))
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
