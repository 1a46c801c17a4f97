"""Dataclasses of the model ↔ plain JSON data, both ways by their type hints."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return `value` as JSON data: dates as ISO text, tuples as lists, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: to_plain(v) for k, v in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def to_content(value: Any) -> Any:
    """Return `value` as JSON data without the fields that have their default.

    A field that the model gains later changes no content that does without it.
    """
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: to_content(part) for f, part in parts if part != _default(f)}
    if isinstance(value, tuple | list):
        return [to_content(v) for v in value]
    if isinstance(value, Mapping):
        return {k: to_content(v) for k, v in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def from_plain(kind: type[T], data: Any, *, as_typed: bool = False) -> T:
    """Return the value of type `kind` that `to_plain` or `to_content` wrote.

    Args:
        kind: a dataclass.
        data: JSON data.
        as_typed: let a text stand where a day or a member of a closed list belongs, as somebody typed it into a draft.

    Raises:
        ValueError: such a text, unless `as_typed`.
    """
    return _Reading(as_typed).read(kind, data)  # type: ignore[no-any-return]


def digest(value: Any) -> str:
    """Return a SHA-256 over the content, the same for equal content in every process."""
    text = json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@dataclass(frozen=True)
class _Reading:
    """Reads values by type hints; see `from_plain`."""

    as_typed: bool

    def read(self, kind: Any, data: Any) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if is_dataclass(kind) and isinstance(kind, type):
            hints = _hints(kind)
            return kind(**{name: self.read(hints[name], part) for name, part in data.items()})
        if origin is tuple:
            return self._tuple(arguments, data)
        if origin in (Union, UnionType):
            inner = next(a for a in arguments if a is not type(None))
            return None if data is None else self.read(inner, data)
        if isinstance(kind, type) and issubclass(kind, date | Enum):
            return self._one(kind, data)
        return data

    def _one(self, kind: type[date | Enum], data: Any) -> Any:
        """Return a day, or a member of a closed list."""
        try:
            return date.fromisoformat(data) if issubclass(kind, date) else kind(data)
        except ValueError:
            if self.as_typed:
                return data
            raise

    def _tuple(self, arguments: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(self.read(arguments[0], part) for part in data)
        pairs = zip(arguments, data, strict=True)
        return tuple(self.read(kind, part) for kind, part in pairs)
