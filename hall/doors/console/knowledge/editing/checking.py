"""What the loader's checks find in a guide that is being edited, said at its field and in the words of the form."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from hall.doors.console.knowledge.editing.building import Fault, References
from hall.doors.console.knowledge.editing.posted import BETWEEN
from hall.doors.console.knowledge.editing.shapes import (
    Field,
    Kind,
    Path,
    Plain,
    Shape,
    all_fields,
    at,
    field_at,
)
from hall.doors.console.knowledge.editing.situations import QUESTIONS, tables
from hall.web.policy_texts import own_sentences
from knowledge_base.loading.checks import check_guide
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import PolicyText
from knowledge_base.model.guide import Guide
from knowledge_base.policy_texts import text_faults

NAMED = re.compile(r"[a-z_]{2,40}(?:\.[a-z_]{2,40}){0,3}")
"""A field as the loader names it: `place.venues`."""
QUOTED = re.compile(r"'([^']{1,80})'")
WORDS = {"true": "勾上", "false": "没勾"}
OF_CONDITIONS = "when"
"""What the loader says of these is said at each tick instead."""


def check(shape: Shape, plain: Plain, value: object, names: References) -> Iterator[Fault]:
    """Yield what the checks find in a record that can be read; guides and sentences have checks of their own."""
    if isinstance(value, PolicyText):
        own = own_sentences().get(value.key, "")
        yield from (Fault(("text",), told) for told in text_faults(value.text, own))
    if not isinstance(value, Guide):
        return
    yield from _gone(shape, plain)
    found = Faults()
    check_guide(value, value.item.department, "", found)
    for told in found.found:
        where, _, what = told.strip().partition(": ")
        if not what.startswith(OF_CONDITIONS):
            yield _fault(shape, plain, where, what, names)
    yield from _without_effect(plain)


def without_gone(shape: Shape, plain: Plain) -> Plain:
    """Return the record without conditions on questions and options that are no more."""
    known, kept = _options(plain), deepcopy(plain)
    for path, value in _conditions(shape, kept, ()):
        chosen = [(q, [o for o in os if f"{q}{BETWEEN}{o}" in known]) for q, os in _pairs(value)]
        at(kept, path[:-1])[path[-1]] = {"choices": [[q, os] for q, os in chosen if os]}
    return kept


def _options(plain: Plain) -> set[str]:
    rows = plain.get(QUESTIONS) or []
    return {f"{q['id']}{BETWEEN}{o['id']}" for q in rows for o in q.get("options") or []}


def _pairs(when: Plain | None) -> list[tuple[str, list[str]]]:
    return [(question, options) for question, options in (when or {}).get("choices", ())]


def _gone(shape: Shape, plain: Plain) -> Iterator[Fault]:
    """Yield the conditions that look at a question or an option that is no more."""
    known = _options(plain)
    for path, value in _conditions(shape, plain, ()):
        if any(f"{q}{BETWEEN}{o}" not in known for q, options in _pairs(value) for o in options):
            yield Fault(path, "用到了已经删掉的情形问题或选项，请取消勾选")


def _conditions(shape: Shape, plain: object, path: Path) -> Iterator[tuple[Path, Plain]]:
    """Yield every condition of a record with its place."""
    given = plain if isinstance(plain, dict) else {}
    for field in shape.fields:
        value, here = given.get(field.name), (*path, field.name)
        if field.kind is Kind.WHEN and value:
            yield here, value
        elif field.kind is Kind.GROUP:
            yield from _conditions(field.within, value, here)
        elif field.kind is Kind.ROWS:
            for number, row in enumerate(value or []):
                yield from _conditions(field.within, row, (*here, number))


def _without_effect(plain: Plain) -> Iterator[Fault]:
    for number, table in enumerate(tables(plain, {})):
        for option in table.options:
            if table.rows and option.same_as:
                path = (QUESTIONS, number, "options", option.number)
                yield Fault(
                    path, f"选它和选“{option.same_as}”结果一样，分开问就白问了", stops=False
                )


def _fault(shape: Shape, plain: Plain, where: str, what: str, names: References) -> Fault:
    """Return what the loader says, with its names of fields put into words and its place found."""
    section, _, key = where.partition(" ")
    base: Path = () if section == "guide" else tuple(section.split("."))
    fields = [path for path in _named(shape, base, what) if path]
    narrowed = _emptiest(plain, fields) if fields and _is_part(shape, base) else base
    row = _row(plain, narrowed, [key, *QUOTED.findall(what)])
    return Fault(row, _in_words(shape, (base, narrowed), what, names))


def _is_part(shape: Shape, path: Path) -> bool:
    """Whether a place is the whole record or a group of its fields, so that a field of it can be pointed to."""
    field = field_at(shape, path)
    return field is None or field.kind is Kind.GROUP


def _named(shape: Shape, base: Path, what: str) -> Iterator[Path]:
    for name in NAMED.findall(what):
        yield _path_of(shape, base, name)


def _path_of(shape: Shape, base: Path, name: str) -> Path:
    """Return the place of a field that the loader names; empty where it names none."""
    parts = tuple(name.split("."))
    for path in ((*base, *parts), parts):
        if field_at(shape, path) is not None:
            return path
    return ()


def _emptiest(plain: Plain, fields: list[Path]) -> Path:
    """Of several fields that are named, the first that is empty; else the first."""
    return next((path for path in fields if not at(plain, path)), fields[0])


def _row(plain: Plain, path: Path, keys: list[str]) -> Path:
    """Return the row that one of the keys names, else the place itself."""
    rows = at(plain, path)
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and any(key and key in row.values() for key in keys):
            return (*path, number)
    return path


def _in_words(shape: Shape, around: Sequence[Path], what: str, names: References) -> str:
    """Return what the loader says with each field that lies around these places called as the form calls it."""

    def label(found: re.Match[str]) -> str:
        fields = (_called(shape, base, found[0]) for base in around)
        field = next((one for one in fields if one), None)
        return f"“{field.label}”" if field else WORDS.get(found[0], found[0])

    said = QUOTED.sub(lambda found: f"“{_name_of(found[1], names)}”", what)
    return NAMED.sub(label, said).replace(", ", "，").replace(": ", "：")


def _called(shape: Shape, base: Path, name: str) -> Field | None:
    path = _path_of(shape, base, name)
    return field_at(shape, path) if path else _below(shape, base, name)


def _below(shape: Shape, base: Path, name: str) -> Field | None:
    """Return the field of a row or part that lies at the place."""
    around = field_at(shape, base) if base else None
    fields = all_fields(around.part) if around and around.part else ()
    return next((field for _, field in fields if field.name == name), None)


def _name_of(key: str, names: References) -> str:
    return next((known[key] for known in names.values() if key in known), key)
