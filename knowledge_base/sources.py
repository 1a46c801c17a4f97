"""What of a catalogue something was made of, so that it is made again only when that is another."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from knowledge_base.model.catalogue import Catalogue


class Read(NamedTuple):
    """One record that was looked up, None for one that is not there."""

    table: str
    key: str
    record: Any


Sources = tuple[Read, ...]
"""Every record that something was made of."""


class _Watched(Mapping[str, Any]):
    """A table of a catalogue that writes down what is looked up."""

    def __init__(
        self, name: str, table: Mapping[str, Any], read: dict[tuple[str, str], None]
    ) -> None:
        self._name, self._table, self._read = name, table, read

    def __getitem__(self, key: str) -> Any:
        self._read[self._name, key] = None
        return self._table[key]

    def __iter__(self) -> Iterator[str]:
        return map(self._looked_up, self._table)

    def _looked_up(self, key: str) -> str:
        self.get(key)
        return key

    def __len__(self) -> int:
        return len(self._table)


class Watch:
    """A catalogue to make something from, and what was read of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._whole = catalogue
        self._read: dict[tuple[str, str], None] = {}
        tables = {
            field.name: _Watched(field.name, value, self._read)
            for field in fields(catalogue)
            if isinstance(value := getattr(catalogue, field.name), Mapping)
        }
        self.catalogue = replace(catalogue, **tables)  # type: ignore[arg-type]  # tables only

    def sources(self) -> Sources:
        """Return what was read so far."""
        return tuple(
            Read(table, key, getattr(self._whole, table).get(key)) for table, key in self._read
        )


def are_same(sources: Sources, catalogue: Catalogue) -> bool:
    """Return whether everything that was read is as it was."""
    return all(getattr(catalogue, table).get(key) == record for table, key, record in sources)
