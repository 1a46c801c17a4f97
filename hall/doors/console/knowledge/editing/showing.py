"""A record as its form shows it: every field with name, value and what was found wrong with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of
from functools import cached_property
from typing import Any

from hall.doors.console.knowledge.editing.building import Fault, References
from hall.doors.console.knowledge.editing.inputs import (
    ROW_NAME,
    Input,
    Row,
    Section,
    Tick,
    Ticks,
    anchor,
    name_of,
)
from hall.doors.console.knowledge.editing.posted import BETWEEN
from hall.doors.console.knowledge.editing.shapes import (
    Field,
    Kind,
    Path,
    Plain,
    Shape,
    all_fields,
    at,
    place,
)
from knowledge_base.model.situation import SituationQuestion

TOP = "basics"
"""The section of the fields that belong to no other."""


@dataclass(frozen=True)
class Showing:
    """A record about to be shown.

    names: of the records that it may refer to. faults: what was found wrong.
    """

    shape: Shape
    plain: Plain
    names: References
    faults: Sequence[Fault] = ()
    _shown: dict[str, Mapping[str, str]] = of(default_factory=dict)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the form, in the order of the model."""
        inputs = self._inputs(self.shape, self.plain, ())
        top = tuple(one for one in inputs if one.field.kind not in (Kind.GROUP, Kind.ROWS))
        apart = [one for one in inputs if one.field.kind in (Kind.GROUP, Kind.ROWS)]
        basics = [Section(TOP, "基本信息", "", top)] if top else []
        return (
            *basics,
            *(Section(one.id + "-part", one.field.label, one.field.help, (one,)) for one in apart),
        )

    @cached_property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """What may be chosen of each kind of record that the form refers to."""
        wanted = {field.refers_to for _, field in all_fields(self.shape) if field.refers_to}
        return {kind: tuple(self.names_of(kind).values()) for kind in sorted(wanted)}

    @property
    def summary(self) -> list[tuple[str, str, Fault]]:
        """Every fault with the anchor of its field and its place in words."""
        return [
            (anchor(name_of(one.path)), place(self.shape, one.path), one) for one in self.faults
        ]

    def names_of(self, kind: str) -> Mapping[str, str]:
        """Return what each record of a kind is called in a list, by key; two of one name with their keys."""
        if kind not in self._shown:
            names = self.names.get(kind, {})
            times = Counter(names.values())
            self._shown[kind] = {
                key: name if times[name] == 1 else f"{name}［{key}］" for key, name in names.items()
            }
        return self._shown[kind]

    @cached_property
    def _told(self) -> dict[Path, tuple[Fault, ...]]:
        told: dict[Path, tuple[Fault, ...]] = {}
        for one in self.faults:
            told[one.path] = (*told.get(one.path, ()), one)
        return told

    @cached_property
    def _questions(self) -> list[Plain]:
        """The situation questions that a condition may look at, as they were typed."""
        fields = self.shape.fields
        found = (f for f in fields if f.part is not None and f.part.model is SituationQuestion)
        return [row for one in found for row in at(self.plain, (one.name,)) or []]

    def _inputs(self, shape: Shape, plain: Any, path: Path) -> tuple[Input, ...]:
        given = plain if isinstance(plain, dict) else {}
        return tuple(
            self._input(one, given.get(one.name, one.empty), (*path, one.name), given)
            for one in shape.fields
            if one.kind is not Kind.HELD
        )

    def _input(self, field: Field, value: Any, path: Path, around: Plain) -> Input:
        name, told = name_of(path), self._told.get(path, ())
        where = place(self.shape, path)
        if field.kind is Kind.GROUP:
            is_there = value is not None or not field.optional
            inputs = self._inputs(field.within, value, path) if is_there else ()
            return Input(field, name, where, is_there, told, inputs=inputs)
        if field.kind is Kind.ROWS:
            given = value if isinstance(value, list) else []
            rows = (self._row(field, row, (*path, at)) for at, row in enumerate(given))
            return Input(field, name, where, "", told, rows=tuple(rows))
        if field.kind is Kind.WHEN:
            return self._when(field, value, path, around)
        return Input(field, name, where, self._value(field, value), told)

    def _value(self, field: Field, value: Any) -> Any:
        if value is None:
            return ""
        if field.kind is Kind.REFERENCE:
            return self.names_of(field.refers_to).get(value, value)
        if field.kind is Kind.REFERENCES:
            names = self.names_of(field.refers_to)
            return [names.get(key, key) for key in value]
        return value

    def _row(self, field: Field, row: Any, path: Path) -> Row:
        inputs = self._inputs(field.within, row, path)
        number = path[-1]
        assert isinstance(number, int)
        texts = (one.value for one in inputs if one.field.kind in (Kind.TEXT, Kind.REFERENCE))
        said = next((text for text in texts if text), "")
        return Row(number + 1, name_of(path), str(said)[:ROW_NAME], inputs)

    def _when(self, field: Field, value: Any, path: Path, around: Plain) -> Input:
        pairs = (value or {}).get("choices", ())
        ticked = [f"{question}{BETWEEN}{one}" for question, options in pairs for one in options]
        ticks = [_ticks(question, ticked) for question in self._questions if question is not around]
        offered = [tick.value for ticks_ in ticks for tick in ticks_.ticks]
        gone = tuple(Tick(one, one, True) for one in ticked if one not in offered)
        if gone:
            ticks.append(Ticks("已经删掉的问题或选项（请取消勾选）", gone))
        in_order = [one for one in (*offered, *(tick.value for tick in gone)) if one in ticked]
        return Input(
            field,
            name_of(path),
            place(self.shape, path),
            "",
            self._told.get(path, ()),
            ticks=tuple(one for one in ticks if one.ticks),
            order=() if in_order == ticked else tuple(ticked),
        )


def _ticks(question: Plain, ticked: Sequence[str]) -> Ticks:
    values = ((f"{question.get('id')}{BETWEEN}{o.get('id')}", o) for o in question["options"])
    return Ticks(
        str(question.get("ask") or "（这个问题还没有写）"),
        tuple(
            Tick(value, str(option.get("label") or "（没有写）"), value in ticked)
            for value, option in values
        ),
    )
