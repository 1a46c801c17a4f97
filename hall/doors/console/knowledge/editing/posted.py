"""What a browser posts of a form → the record as it was typed; nothing is refused here and nothing lost.

A field's name is its place with dots between: `materials.2.copies`. Rows come in the order in which they are posted.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from werkzeug.datastructures import MultiDict

from hall.doors.console.knowledge.editing.building import References
from hall.doors.console.knowledge.editing.shapes import Field, Kind, Plain, Shape

WHOLE_NUMBER = re.compile(r"\d{1,9}")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database takes as text."""
IS_THERE = "there"
"""Tells that a group that may be absent is there."""
CHOSEN, ORDER = "on", "order"
"""Parts of a `when`: the ticked options, and in which order they stood."""
BETWEEN = ":"
"""Stands between the ids of a question and its option."""
NAME_AND_KEY = re.compile(r"［([^［］]{1,100})］\Z")
"""The key behind a name that several records have."""

Tree: TypeAlias = dict[str, Any]
"""Posted values by parts of their names; a leaf is a list of values."""


def read_form(shape: Shape, form: MultiDict[str, str], references: References) -> Plain:
    """Return the record that was posted, by the fields of its form; every other field is passed over."""
    tree: Tree = {}
    for name, value in form.items(multi=True):
        *parts, last = name.split(".")
        within = tree
        for part in parts:
            within = within.setdefault(part, {})
            if not isinstance(within, dict):
                break
        else:
            if isinstance(leaf := within.setdefault(last, []), list):
                leaf.append(UNSTORABLE.sub("", value.replace("\r\n", "\n")).strip())
    return _group(shape, tree, references)


def with_held(shape: Shape, plain: Plain, before: Plain) -> Plain:
    """Return a posted record with what no form shows as it was before."""
    held = {one.name: before[one.name] for one in shape.fields if one.kind is Kind.HELD}
    return {**plain, **held}


def _group(shape: Shape, tree: Any, references: References) -> Plain:
    given = tree if isinstance(tree, dict) else {}
    return {one.name: _value(one, given.get(one.name), references) for one in shape.fields}


def _value(field: Field, given: Any, references: References) -> Any:
    if field.kind is Kind.GROUP:
        is_there = not field.optional or (isinstance(given, dict) and IS_THERE in given)
        return _group(field.within, given, references) if is_there else None
    if field.kind is Kind.ROWS:
        rows = given.values() if isinstance(given, dict) else ()
        return [_group(field.within, row, references) for row in rows]
    if field.kind is Kind.WHEN:
        return _when(given if isinstance(given, dict) else {})
    values = given if isinstance(given, list) else []
    return READERS[field.kind](field, values, references)


def _text(_field: Field, values: list[str], _references: References) -> str:
    return values[0] if values else ""


def _number(field: Field, values: list[str], references: References) -> int | str | None:
    text = _text(field, values, references)
    if not text and field.optional:
        return None
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text


def _fixed(field: Field, values: list[str], references: References) -> Any:
    return (_number if isinstance(field.empty, int) else _text)(field, values, references)


def _held(field: Field, _values: list[str], _references: References) -> Any:
    return field.empty


def _day(field: Field, values: list[str], references: References) -> str | None:
    return _text(field, values, references) or (None if field.optional else "")


def _flag(_field: Field, values: list[str], _references: References) -> bool:
    return bool(values)


def _several(_field: Field, values: list[str], _references: References) -> list[str]:
    return [value for value in values if value]


def _lines(_field: Field, values: list[str], _references: References) -> list[str]:
    lines = (line.strip() for value in values for line in value.split("\n"))
    return [line for line in lines if line]


def _reference(field: Field, values: list[str], references: References) -> str:
    return key_of(_text(field, values, references), references.get(field.refers_to, {}))


def _references(field: Field, values: list[str], references: References) -> list[str]:
    names = references.get(field.refers_to, {})
    return [key_of(value, names) for value in values if value]


def key_of(typed: str, names: Mapping[str, str]) -> str:
    """Return the key of the record that was meant: by its name or its key; what was typed where there is none."""
    if behind := NAME_AND_KEY.search(typed):
        return behind[1] if behind[1] in names else typed
    if typed in names:
        return typed
    called = [key for key, name in names.items() if name == typed]
    return called[0] if len(called) == 1 else typed


def _when(tree: Tree) -> Plain:
    """Return the condition in which the ticked options stand, in their order of before."""
    chosen: dict[str, list[str]] = {}
    ticked = _leaf(tree, CHOSEN)
    before = [one for one in _leaf(tree, ORDER) if one in ticked]
    for one in dict.fromkeys((*before, *ticked)):
        question, _, option = one.partition(BETWEEN)
        chosen.setdefault(question, []).append(option)
    return {"choices": [[question, options] for question, options in chosen.items()]}


def _leaf(tree: Tree, name: str) -> list[str]:
    given = tree.get(name)
    return given if isinstance(given, list) else []


READERS: Mapping[Kind, Callable[[Field, list[str], References], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.CHOICE: _text,
    Kind.CHOICES: _several,
    Kind.LINES: _lines,
    Kind.REFERENCE: _reference,
    Kind.REFERENCES: _references,
    Kind.ROW_ID: _text,
    Kind.FIXED: _fixed,
    Kind.UNSEEN: _fixed,
    Kind.HELD: _held,
}
