"""Look items up by code, pinyin initials or the beginning of a name, as a clerk types."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

from knowledge_base.model.qa import Subject
from knowledge_base.text import initials, normalise, syllables

T = TypeVar("T")


class Lookup:
    """Exact ways to an item: they come before anything retrieval thinks."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = [s for s in subjects if s.catalog_code]

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        return self._spelt(initials)

    @cached_property
    def _sounds(self) -> dict[tuple[str, ...], list[str]]:
        return self._spelt(lambda name: tuple(syllables(name)))

    def _spelt(self, spell: Callable[[str], T]) -> dict[T, list[str]]:
        """The keys of the subjects by each way that a normalised name of theirs is spelt."""
        found: dict[T, list[str]] = defaultdict(list)
        for subject in self._subjects:
            for name in dict.fromkeys(spell(normalise(n)) for n in subject.names):
                found[name].append(subject.key)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(normalise(name) for subject in self._subjects for name in subject.names)

    def _misspelt(self, query: str) -> tuple[str, ...]:
        """The subjects a name of which sounds like the query (身分证), unless it is a name itself."""
        return () if query in self._names else tuple(self._sounds.get(tuple(syllables(query)), ()))

    def named(self, query: str) -> tuple[str, ...]:
        """Return the keys of the subjects of which a normalised query is part of a name, or what `keys` finds."""
        holding = (s.key for s in self._subjects if any(query in normalise(n) for n in s.names))
        return (*holding, *self.keys(query, len(self._subjects)))

    def keys(self, query: str, limit: int) -> tuple[str, ...]:
        """Return subject keys for a normalised query that is a code, pinyin initials, or a name misspelt, best first."""
        if not query.isascii():
            return self._misspelt(query)[:limit]
        if " " in query:
            return ()
        if query[:4].isdigit():
            return tuple(s.key for s in self._subjects if s.key.startswith(query))[:limit]
        whole = self._initials.get(query, [])
        starts = [
            k for name, keys in self._initials.items() if name.startswith(query) for k in keys
        ]
        inside = [k for name, keys in self._initials.items() if query in name for k in keys]
        return tuple(dict.fromkeys((*whole, *starts, *inside)))[:limit]
