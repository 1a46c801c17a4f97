"""Plant each kind of fault, or of harmless edit, in records taken by chance."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import bench.seeded.elsewhere
import bench.seeded.fees
import bench.seeded.harmless
import bench.seeded.harmless_records
import bench.seeded.laws
import bench.seeded.limits
import bench.seeded.papers
import bench.seeded.situations
import bench.seeded.visiting
import bench.seeded.wording  # noqa: F401  # each enters its kinds
from bench.seeded.site import Key, Kind, Site
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.kinds import KINDS, with_records


@dataclass(frozen=True)
class Planted:
    """One record that was changed, by one kind."""

    kind: Kind
    key: str
    value: Any
    path: str
    beside: tuple[Key, ...]

    @property
    def record(self) -> Key:
        """The record that was changed."""
        return self.kind.of, self.key

    @property
    def records(self) -> frozenset[Key]:
        """The records at which a finding counts: the changed one, and those that the fault lies between."""
        return frozenset((self.record, *self.beside))

    def within(self, catalogue: Catalogue) -> Catalogue:
        """Return the catalogue with the changed record."""
        return with_records(catalogue, {self.record: self.value})


def planted(
    catalogue: Catalogue, kinds: Mapping[str, Kind], *, each: int, seed: int, on: date
) -> Iterator[Planted]:
    """Yield at most `each` changes of every kind, the same for the same seed, no two of a kind in one record."""
    for kind in kinds.values():
        chance = random.Random(f"{seed} {kind.name}")
        records = KINDS[kind.of].records(catalogue)
        keys = sorted(records)
        chance.shuffle(keys)
        left = each
        for key in keys:
            found = kind.make(Site(key, records[key], catalogue, chance, on))
            if found is not None and found.value != records[key]:
                yield Planted(kind, key, found.value, found.path, found.beside)
                left -= 1
            if not left:
                break
