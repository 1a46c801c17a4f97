"""A dataclass of the model → the form it is edited in, by its type hints; a new field appears by itself."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from dataclasses import Field as ModelField
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path as FilePath
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml

from hall.doors.console.knowledge.editing.closed_lists import (
    CHOICES,
    FIXED,
    HELD,
    REFERENCES,
    UNSEEN,
)
from hall.doors.console.knowledge.editing.shapes import Field, Kind, Shape
from knowledge_base.model.codec import to_plain
from knowledge_base.model.situation import When

LABELS = FilePath(__file__).with_name("labels.yml")
ROW_ID = "id"
"""The field of a row that nobody fills in: it is drawn with the row."""


@dataclass(frozen=True)
class Words:
    """What the form says of one field.

    label: its name. help: one line. long: it takes several lines. may_be_empty: though the model has no default for it.
    """

    label: str
    help: str = ""
    long: bool = False
    may_be_empty: bool = False


@cache
def words() -> Mapping[str, Words]:
    """Return what labels.yml says, by class and field: `Fee.amount`."""
    told = yaml.load(LABELS.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {
        f"{model}.{name}": Words(**said)
        for model, parts in told.items()
        for name, said in parts.items()
    }


@cache
def describe(model: type, *, is_row: bool = False) -> Shape:
    """Return the form of a dataclass of the model."""
    hints = get_type_hints(model)
    return Shape(
        model,
        tuple(_field(model, one, hints[one.name], is_row=is_row) for one in fields(model)),
    )


def _field(model: type, one: "ModelField[Any]", hint: Any, *, is_row: bool) -> Field:
    key = f"{model.__name__}.{one.name}"
    said = words().get(key, Words(one.name))
    hint, optional = _without_none(hint)
    kind, part = _kind(key, hint, is_row=is_row)
    has_default = one.default is not MISSING or one.default_factory is not MISSING
    return Field(
        name=one.name,
        kind=kind,
        label=said.label,
        help=said.help,
        required=not (has_default or optional or said.may_be_empty),
        empty=_empty(one, hint, kind),
        optional=optional,
        long=said.long,
        choices=CHOICES.get(key, _members(hint)),
        refers_to=REFERENCES.get(key, ""),
        part=part,
    )


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        (one,) = (kind for kind in get_args(hint) if kind is not type(None))
        return one, True
    return hint, False


def _kind(key: str, hint: Any, *, is_row: bool) -> tuple[Kind, Shape | None]:
    if is_row and key.endswith(f".{ROW_ID}"):
        return Kind.ROW_ID, None
    if key in FIXED | UNSEEN:
        return (Kind.FIXED if key in FIXED else Kind.UNSEEN), None
    if key in HELD:
        return Kind.HELD, None
    if hint is When:
        return Kind.WHEN, None
    if is_dataclass(hint) and isinstance(hint, type):
        return Kind.GROUP, describe(hint)
    if get_origin(hint) is tuple:
        return _several(key, get_args(hint)[0])
    return _single(key, hint), None


def _several(key: str, hint: Any) -> tuple[Kind, Shape | None]:
    if is_dataclass(hint) and isinstance(hint, type):
        return Kind.ROWS, describe(hint, is_row=True)
    if key in REFERENCES:
        return Kind.REFERENCES, None
    return (Kind.CHOICES if key in CHOICES or _members(hint) else Kind.LINES), None


def _single(key: str, hint: Any) -> Kind:
    if key in REFERENCES:
        return Kind.REFERENCE
    if key in CHOICES or _members(hint):
        return Kind.CHOICE
    return {int: Kind.NUMBER, bool: Kind.FLAG, date: Kind.DAY}.get(hint, Kind.TEXT)


def _members(hint: Any) -> tuple[tuple[str, str], ...]:
    """Return the members of an enumeration, of which the value is the label too."""
    hint = get_args(hint)[0] if get_origin(hint) is tuple else hint
    if isinstance(hint, type) and issubclass(hint, Enum):
        return tuple((str(member.value), str(member.value)) for member in hint)
    return ()


NOTHING: Mapping[Kind, Any] = {
    Kind.FLAG: False,
    Kind.GROUP: {},
    Kind.WHEN: {"choices": []},
    **{kind: [] for kind in (Kind.ROWS, Kind.LINES, Kind.CHOICES, Kind.REFERENCES)},
}


def _empty(one: "ModelField[Any]", hint: Any, kind: Kind) -> Any:
    if one.default is not MISSING:
        return to_plain(one.default)
    if one.default_factory is not MISSING:
        return to_plain(one.default_factory())
    return 0 if hint is int else NOTHING.get(kind, "")
