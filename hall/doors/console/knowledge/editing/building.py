"""A record as it was typed → the object of the model, with every fault and its place; and back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hall.doors.console.knowledge.editing.shapes import Field, Kind, Path, Plain, Shape
from knowledge_base.model.codec import from_plain, to_plain


@dataclass(frozen=True)
class Fault:
    """Something wrong with a record.

    path: where. text: what, and what to do. stops: it cannot be handed in like this (错误); others are to be looked at (提醒).
    """

    path: Path
    text: str
    stops: bool = True


@dataclass(frozen=True)
class Built:
    """The object that a form makes; what does not fit has the value of an empty field and stands among the faults."""

    value: Any
    faults: tuple[Fault, ...]


References = Mapping[str, Mapping[str, str]]
"""The name of every record that another one may name, by kind and key."""


def to_form(value: Any) -> Plain:
    """Return an object of the model as a record to be edited."""
    return to_plain(value)  # type: ignore[no-any-return]


def build(shape: Shape, plain: Plain, references: References) -> Built:
    """Return the object that a record says, as far as it can be told, and every fault."""
    reading = _Reading(references, [])
    fitting = _group(shape, plain, (), reading)
    return Built(from_plain(shape.model, fitting), tuple(reading.faults))


@dataclass(frozen=True)
class _Reading:
    references: References
    faults: list[Fault]

    def fault(self, path: Path, text: str) -> None:
        self.faults.append(Fault(path, text))

    def check_named(self, field: Field, key: str, path: Path) -> None:
        if key not in self.references.get(field.refers_to, {}):
            self.fault(path, f"没有“{key}”，请打几个字，从列表里选")


def _group(shape: Shape, plain: Any, path: Path, reading: _Reading) -> Plain:
    given = plain if isinstance(plain, dict) else {}
    return {
        one.name: _value(one, given.get(one.name, one.empty), (*path, one.name), reading)
        for one in shape.fields
    }


def _value(field: Field, given: Any, path: Path, reading: _Reading) -> Any:
    if field.optional and given in (None, ""):
        return None
    return READERS[field.kind](field, given, path, reading)


def _part(field: Field, given: Any, path: Path, reading: _Reading) -> Plain:
    return _group(field.within, given, path, reading)


def _rows(field: Field, given: Any, path: Path, reading: _Reading) -> list[Plain]:
    rows = enumerate(given if isinstance(given, list) else [])
    return [_group(field.within, row, (*path, number), reading) for number, row in rows]


def _text(field: Field, given: Any, path: Path, reading: _Reading) -> str:
    if field.required and not str(given).strip():
        reading.fault(path, "还没有填")
    return str(given)


def _number(field: Field, given: Any, path: Path, reading: _Reading) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    told = f"，现在写的是“{given}”" if given else "，现在空着"
    reading.fault(path, f"{field.label}要填数字{told}")
    return int(field.empty or 0)


def _flag(_field: Field, given: Any, _path: Path, _reading: _Reading) -> bool:
    return given is True


def _day(field: Field, given: Any, path: Path, reading: _Reading) -> str:
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        told = f"，现在写的是“{given}”" if given else "，现在空着"
        reading.fault(path, f"{field.label}要写成 2026-11-23 这样的日期{told}")
        return date.min.isoformat()


def _choice(field: Field, given: Any, path: Path, reading: _Reading) -> str:
    allowed = [value for value, _ in field.choices]
    if given in allowed or (given == "" and not field.required):
        return str(given)
    reading.fault(path, f"没有“{given}”这一项，请从列表里选" if given else "还没有选")
    return allowed[0]


def _choices(field: Field, given: Any, path: Path, reading: _Reading) -> list[str]:
    allowed, chosen = {value for value, _ in field.choices}, _list(given)
    for one in chosen:
        if one not in allowed:
            reading.fault(path, f"没有“{one}”这一项，请从列表里选")
    if field.required and not chosen:
        reading.fault(path, "至少选一项")
    return [one for one in chosen if one in allowed]


def _lines(field: Field, given: Any, path: Path, reading: _Reading) -> list[str]:
    lines = _list(given)
    if field.required and not lines:
        reading.fault(path, "还没有填")
    return lines


def _reference(field: Field, given: Any, path: Path, reading: _Reading) -> str:
    if given:
        reading.check_named(field, str(given), path)
    elif field.required:
        reading.fault(path, "还没有选")
    return str(given)


def _references(field: Field, given: Any, path: Path, reading: _Reading) -> list[str]:
    for one in (named := _list(given)):
        reading.check_named(field, one, path)
    return named


def _when(field: Field, given: Any, path: Path, reading: _Reading) -> Plain:
    if field.required and not (given or {}).get("choices"):
        reading.fault(path, "至少勾选一个选项")
    return given or {}


def _fixed(field: Field, given: Any, path: Path, reading: _Reading) -> Any:
    """Return what was settled when the record was made: a text, or a number."""
    return given if isinstance(given, int) else _text(field, given, path, reading)


def _held(_field: Field, given: Any, _path: Path, _reading: _Reading) -> Any:
    return given


def _list(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []


READERS: Mapping[Kind, Callable[[Field, Any, Path, _Reading], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.LINES: _lines,
    Kind.REFERENCE: _reference,
    Kind.REFERENCES: _references,
    Kind.WHEN: _when,
    Kind.ROW_ID: _text,
    Kind.FIXED: _fixed,
    Kind.UNSEEN: _fixed,
    Kind.HELD: _held,
    Kind.GROUP: _part,
    Kind.ROWS: _rows,
}


def row_ids(shape: Shape, plain: Plain) -> Iterator[str]:
    """Yield the id of every row of a record."""
    for field in shape.fields:
        given = plain.get(field.name)
        if field.kind is Kind.ROW_ID and given:
            yield str(given)
        elif field.kind is Kind.GROUP and isinstance(given, dict):
            yield from row_ids(field.within, given)
        elif field.kind is Kind.ROWS:
            for row in given or []:
                yield from row_ids(field.within, row)
