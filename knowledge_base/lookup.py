"""Look items up by code, pinyin initials or the beginning of a name, as a clerk types."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from knowledge_base.model.qa import Subject
from knowledge_base.text import initials, normalise


class Lookup:
    """Exact ways to an item: they come before anything retrieval thinks."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = [s for s in subjects if s.catalog_code]

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for subject in self._subjects:
            for name in dict.fromkeys(initials(normalise(n)) for n in subject.names):
                found[name].append(subject.key)
        return found

    def keys(self, query: str, limit: int) -> tuple[str, ...]:
        """Return subject keys for a normalised query that is a code or pinyin initials, best first."""
        if not query.isascii() or " " in query:
            return ()
        if query[:4].isdigit():
            return tuple(s.key for s in self._subjects if s.key.startswith(query))[:limit]
        whole = self._initials.get(query, [])
        starts = [
            k for name, keys in self._initials.items() if name.startswith(query) for k in keys
        ]
        inside = [k for name, keys in self._initials.items() if query in name for k in keys]
        return tuple(dict.fromkeys((*whole, *starts, *inside)))[:limit]
