"""The fields of a form as a page lays them out."""

from dataclasses import dataclass
from typing import Any

from hall.doors.console.knowledge.editing.building import Fault
from hall.doors.console.knowledge.editing.shapes import Field, Path

LINE = 60
"""Longer texts get a box of several lines."""
ROW_NAME = 24
"""Characters of a row that tell which one it is."""


@dataclass(frozen=True)
class Tick:
    """A box to tick: the value it posts, and what stands beside it."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True)
class Ticks:
    """Boxes under one heading: the options of one situation question."""

    label: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Row:
    """One row: its number from 1, which one it is in a few words, and its fields."""

    number: int
    name: str
    said: str
    inputs: tuple["Input", ...]

    @property
    def id(self) -> str:
        """The anchor of the row."""
        return anchor(self.name)


@dataclass(frozen=True)
class Input:
    """One field of the form; which parts are filled depends on its kind."""

    field: Field
    name: str
    where: str
    value: Any = ""
    told: tuple[Fault, ...] = ()
    inputs: tuple["Input", ...] = ()
    rows: tuple[Row, ...] = ()
    ticks: tuple[Ticks, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the field on the page."""
        return anchor(self.name)

    @property
    def boxes(self) -> tuple[Tick, ...]:
        """The boxes of a field with several choices: what is ticked first, in its order."""
        labels = dict(self.field.choices)
        ticked = (Tick(v, labels.get(v, f"{v}（不在列表里）"), True) for v in self.value)
        others = (Tick(v, label, False) for v, label in labels.items() if v not in self.value)
        return (*ticked, *others)

    @property
    def is_long(self) -> bool:
        """Whether its text takes several lines."""
        return self.field.long or len(str(self.value)) > LINE or "\n" in str(self.value)

    @property
    def is_narrowed(self) -> bool:
        """Whether a condition has any option ticked."""
        return any(tick.on for ticks in self.ticks for tick in ticks.ticks)

    @property
    def faults(self) -> int:
        """How many things are wrong in it and below."""
        below = (*self.inputs, *(one for row in self.rows for one in row.inputs))
        return len(self.told) + sum(one.faults for one in below)


@dataclass(frozen=True)
class Section:
    """A part of the form that folds: its anchor, its heading and its fields."""

    id: str
    label: str
    help: str
    inputs: tuple[Input, ...]

    @property
    def rows(self) -> int:
        """How many rows stand in it, at the top."""
        return sum(len(one.rows) for one in self.inputs)

    @property
    def faults(self) -> int:
        """How many things are wrong in it."""
        return sum(one.faults for one in self.inputs)


def anchor(name: str) -> str:
    """Return the id of what has this name in the form."""
    return "f-" + name.replace(".", "-")


def name_of(path: Path) -> str:
    """Return the name of a place in the form."""
    return ".".join(map(str, path))
