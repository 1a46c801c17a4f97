"""Rows of a record: added, copied, moved and removed by the buttons of its form."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum

from hall.doors.console.knowledge.editing.building import row_ids
from hall.doors.console.knowledge.editing.shapes import (
    Field,
    Kind,
    Path,
    Plain,
    Shape,
    at,
    field_at,
)
from knowledge_base.loading.ids import drawn_id

Draw = Callable[[], str]
"""Returns another seed each time."""


class Act(StrEnum):
    """What a button does to a row, or to the rows of a field."""

    ADD = "add"
    COPY = "copy"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Step:
    """A button that was pressed: the row it belongs to, or the field for a new row at its end."""

    act: Act
    path: Path

    @classmethod
    def read(cls, told: str) -> "Step | None":
        """Return the step that a button's value tells: `up materials.2`; None where it tells none."""
        act, _, name = told.partition(" ")
        parts = tuple(int(p) if p.isdecimal() and len(p) < 5 else p for p in name.split("."))
        return cls(Act(act), parts) if act in set(Act) and all(parts[:1]) else None


def take(step: Step, shape: Shape, plain: Plain, draw: Draw) -> tuple[Plain, Path]:
    """Return the record after the step, and the place to go on at; a row that is not there changes nothing."""
    changed = deepcopy(plain)
    field = field_at(shape, step.path)
    if field is not None and field.optional and field.kind is Kind.GROUP:
        return _switch(step, field, changed)
    if field is None or field.kind is not Kind.ROWS:
        return changed, step.path
    if step.act is Act.ADD:
        rows = at(changed, step.path)
        if not isinstance(rows, list):
            return changed, step.path
        rows.append(_new(field, _names(shape, changed, draw)))
        return changed, (*step.path, len(rows) - 1)
    return changed, _move(step, shape, changed, draw)


def _switch(step: Step, field: Field, changed: Plain) -> tuple[Plain, Path]:
    """Add the one part that a field may have, or take it away."""
    *above, name = step.path
    around = at(changed, tuple(above))
    if isinstance(around, dict):
        around[name] = _blank(field) if step.act is Act.ADD else None
    return changed, step.path


def _move(step: Step, shape: Shape, changed: Plain, draw: Draw) -> Path:
    *above, number = step.path
    rows = at(changed, tuple(above))
    if not isinstance(number, int) or not isinstance(rows, list) or number >= len(rows):
        return tuple(above)
    if step.act is Act.REMOVE:
        del rows[number]
        return (*above, min(number, len(rows) - 1)) if rows else tuple(above)
    if step.act is Act.COPY:
        field = field_at(shape, step.path)
        assert field is not None
        rows.insert(
            number + 1, _renamed(field, deepcopy(rows[number]), _names(shape, changed, draw))
        )
        return (*above, number + 1)
    to = min(max(number + (-1 if step.act is Act.UP else 1), 0), len(rows) - 1)
    rows.insert(to, rows.pop(number))
    return (*above, to)


def _names(shape: Shape, plain: Plain, draw: Draw) -> Callable[[], str]:
    taken = set(row_ids(shape, plain))

    def name() -> str:
        taken.add(made := drawn_id(draw(), taken))
        return made

    return name


def _new(field: Field, name: Callable[[], str]) -> Plain:
    return _renamed(field, _blank(field), name)


def _blank(field: Field) -> Plain:
    return {one.name: deepcopy(one.empty) for one in field.within.fields}


def _renamed(field: Field, row: Plain, name: Callable[[], str]) -> Plain:
    """Return the row with an id of its own, and those of the rows within it."""
    for one in field.within.fields:
        if one.kind is Kind.ROW_ID:
            row[one.name] = name()
    return row


def with_ids(shape: Shape, plain: Plain, draw: Draw) -> Plain:
    """Return the record with an id in each row that has none."""
    changed = deepcopy(plain)
    _complete(shape, changed, _names(shape, changed, draw))
    return changed


def _complete(shape: Shape, plain: Plain, name: Callable[[], str]) -> None:
    for field in shape.fields:
        if field.kind is Kind.ROW_ID:
            plain[field.name] = plain.get(field.name) or name()
        parts = plain.get(field.name)
        if field.kind is Kind.GROUP and isinstance(parts, dict):
            _complete(field.within, parts, name)
        elif field.kind is Kind.ROWS:
            for row in parts or []:
                _complete(field.within, row, name)
