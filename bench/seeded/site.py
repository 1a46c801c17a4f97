"""Where something is planted, and what a kind of fault or of harmless edit is."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

from knowledge_base.loading.ids import FIRST, LENGTH, REST
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Faq, Guide, Note
from knowledge_base.store.kinds import GUIDE

T = TypeVar("T")
Key: TypeAlias = tuple[str, str]
"""A record: its kind and its key."""


@dataclass(frozen=True)
class Change:
    """What a record becomes.

    path: the field that was touched.
    beside: other records that a finding may as well stand at, because the fault lies between two.
    """

    value: Any
    path: str
    beside: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Site:
    """A record of a catalogue as an editor finds it, with the dice and the day."""

    key: str
    value: Any
    catalogue: Catalogue
    chance: random.Random
    on: date

    @property
    def guide(self) -> Guide:
        """The record, which is a guide."""
        assert isinstance(self.value, Guide)
        return self.value

    def row_id(self) -> str:
        """Return an id for a new row."""
        return self.chance.choice(FIRST) + "".join(self.chance.choices(REST, k=LENGTH - 1))

    def pick(self, found: Sequence[T]) -> T:
        """Return one of them."""
        return self.chance.choice(found)

    def note(self, *texts: str) -> Note:
        """Return a sentence, worded one way or another."""
        return Note(self.pick(texts), id=self.row_id())

    def faq(
        self, question: str, variants: tuple[str, ...], answer: str, element: str = "faq"
    ) -> Faq:
        """Return a new question of the guide."""
        return Faq(self.row_id(), question, variants, answer, element)

    def others(self) -> list[Guide]:
        """Return the other guides in an order of chance, those of the same department first."""
        found = [guide for code, guide in sorted(self.catalogue.guides.items()) if code != self.key]
        self.chance.shuffle(found)
        own = self.guide.item.department
        return sorted(found, key=lambda other: other.item.department != own)


Make: TypeAlias = Callable[[Site], Change | None]
"""Changes the record, or returns None where it does not lend itself to it."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault or of harmless edit; of: the kind of record it is planted in."""

    name: str
    label: str
    make: Make
    of: str = GUIDE


class Kinds(dict[str, Kind]):
    """Kinds by name; the decorator of each function that makes one enters it."""

    def __call__(self, label: str, of: str = GUIDE) -> Callable[[Make], Make]:
        """Return the decorator for a kind that is called `label`."""

        def entered(make: Make) -> Make:
            name = make.__name__
            self[name] = Kind(name, label, make, of)
            return make

        return entered


FAULTS, HARMLESS = Kinds(), Kinds()


def swapped(rows: tuple[T, ...], old: T, new: T) -> tuple[T, ...]:
    """Return the rows with one exchanged for another."""
    return tuple(new if row is old else row for row in rows)


def changed(guide: Guide, path: str, **fields: Any) -> Change:
    """Return the guide with other fields."""
    return Change(replace(guide, **fields), path)


def texts_of(value: Any) -> str:
    """Return every text of a value in one."""
    if isinstance(value, str):
        return value + "\n"
    if isinstance(value, tuple | list):
        return "".join(texts_of(part) for part in value)
    if isinstance(value, Mapping):
        return "".join(texts_of(part) for part in value.values())
    fields = getattr(value, "__dataclass_fields__", {})
    return "".join(texts_of(getattr(value, name)) for name in fields)
