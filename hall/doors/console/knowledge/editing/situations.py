"""The situations of a guide as a small tree: each question, its options, and the rows that each option switches."""

from collections.abc import Iterator
from dataclasses import dataclass

from hall.doors.console.knowledge.editing.building import References
from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.inputs import ROW_NAME, anchor, name_of
from hall.doors.console.knowledge.editing.shapes import Kind, Path, Plain, Shape, place
from knowledge_base.model.guide import Guide

QUESTIONS = "situations"


@dataclass(frozen=True)
class SwitchedRow:
    """A row that depends on a question: which it is, where it is edited, and with which options it applies."""

    said: str
    place: str
    anchor: str
    applies: tuple[bool, ...]


@dataclass(frozen=True)
class Choice:
    """An option; `same_as` is the label of another one that switches the same rows."""

    number: int
    label: str
    same_as: str = ""


@dataclass(frozen=True)
class Table:
    """A question and what its options switch."""

    ask: str
    why: str
    anchor: str
    asked_when: str
    options: tuple[Choice, ...]
    rows: tuple[SwitchedRow, ...]


def tables(plain: Plain, names: References) -> tuple[Table, ...]:
    """Return a table for each situation question of a guide as it was typed."""
    rows = list(_conditional(describe(Guide), plain, (), names))
    return tuple(
        _table(plain, number, question, rows)
        for number, question in enumerate(plain.get(QUESTIONS) or [])
    )


@dataclass(frozen=True)
class _Conditional:
    path: Path
    said: str
    chosen: dict[str, list[str]]


def _table(plain: Plain, number: int, question: Plain, rows: list[_Conditional]) -> Table:
    options = question.get("options") or []
    mine = [row for row in rows if question["id"] in row.chosen]
    switched = tuple(_switched(row, question, options) for row in mine)
    labels = [str(option.get("label") or "（没有写）") for option in options]
    columns = [tuple(row.applies[at] for row in switched) for at in range(len(options))]
    return Table(
        ask=str(question.get("ask") or "（这个问题还没有写）"),
        why=str(question.get("why") or ""),
        anchor=anchor(f"{QUESTIONS}.{number}"),
        asked_when=_asked_when(plain, question),
        options=tuple(
            Choice(at, label, _twin(at, columns, labels)) for at, label in enumerate(labels)
        ),
        rows=switched,
    )


def _twin(at: int, columns: list[tuple[bool, ...]], labels: list[str]) -> str:
    twins = (
        label for other, label in enumerate(labels) if other != at and columns[other] == columns[at]
    )
    return next(twins, "")


def _switched(row: _Conditional, question: Plain, options: list[Plain]) -> SwitchedRow:
    chosen = row.chosen[question["id"]]
    return SwitchedRow(
        said=row.said[:ROW_NAME],
        place=place(describe(Guide), row.path),
        anchor=anchor(name_of(row.path)),
        applies=tuple(option.get("id") in chosen for option in options),
    )


def _asked_when(plain: Plain, question: Plain) -> str:
    """Return after which options of other questions this one is asked; empty where it always is."""
    labels = {
        (other["id"], option["id"]): str(option.get("label"))
        for other in plain.get(QUESTIONS) or []
        for option in other.get("options") or []
    }
    pairs = (question.get("when") or {}).get("choices", ())
    return "，".join(
        "、".join(labels.get((q, o), "已删掉的选项") for o in options) for q, options in pairs
    )


def _conditional(
    shape: Shape, plain: object, path: Path, names: References
) -> Iterator[_Conditional]:
    given = plain if isinstance(plain, dict) else {}
    for field in shape.fields:
        value, here = given.get(field.name), (*path, field.name)
        if field.kind is Kind.WHEN and value and value.get("choices"):
            yield _Conditional(path, _said(shape, given, names), dict(value["choices"]))
        elif field.kind is Kind.GROUP:
            yield from _conditional(field.within, value, here, names)
        elif field.kind is Kind.ROWS:
            for number, row in enumerate(value or []):
                yield from _conditional(field.within, row, (*here, number), names)


def _said(shape: Shape, row: Plain, names: References) -> str:
    """Return which row it is, in the words that stand in it."""
    for one in shape.fields:
        value = row.get(one.name)
        if value and one.kind is Kind.REFERENCE:
            return names.get(one.refers_to, {}).get(value, str(value))
        if value and one.kind is Kind.TEXT:
            return str(value)
    return ""
