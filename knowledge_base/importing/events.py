"""What a document says, part by part, before it is put into guides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Named:
    """The name of one or more fields; what follows belongs to them."""

    fields: tuple[str, ...]
    text: str
    origin: str


@dataclass(frozen=True)
class Unknown:
    """A name that is in no dictionary; what follows is not understood."""

    text: str
    origin: str


@dataclass(frozen=True)
class Title:
    """What may be the title of a guide; `weak` where it only is one if nothing better is found."""

    text: str
    origin: str
    weight: int
    begins: bool = False


@dataclass(frozen=True)
class Said:
    """A line of the field that was named last."""

    text: str
    origin: str
    listed: bool = False


@dataclass(frozen=True)
class Frame:
    """A line that belongs to the frame of the page."""

    text: str
    origin: str


@dataclass(frozen=True)
class Fact:
    """A value with the name of its fields beside it."""

    fields: tuple[str, ...]
    text: str
    origin: str


@dataclass(frozen=True)
class Record:
    """A row of a table with named columns; `kind` is the field whose rows they are."""

    kind: str
    values: Mapping[str, str]
    origin: str


@dataclass(frozen=True)
class Item:
    """A row of a list of guides: everything that is said of one of them, by field."""

    values: Mapping[tuple[str, ...], str]
    origins: Mapping[tuple[str, ...], str]
    origin: str


Event: TypeAlias = Named | Unknown | Title | Said | Frame | Fact | Record | Item
