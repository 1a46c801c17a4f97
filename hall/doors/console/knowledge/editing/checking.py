"""What the inspection finds in a record that is being edited, said at its field."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy

from hall.doors.console.knowledge.editing.building import Fault
from hall.doors.console.knowledge.editing.posted import BETWEEN
from hall.doors.console.knowledge.editing.shapes import (
    Kind,
    Path,
    Plain,
    Shape,
    at,
)
from hall.doors.console.knowledge.editing.situations import QUESTIONS, tables
from hall.web.policy_texts import own_sentences
from knowledge_base.inspection import Finding, Severity
from knowledge_base.model.catalogue import PolicyText
from knowledge_base.model.guide import Guide
from knowledge_base.policy_texts import text_faults

SHOWN = (Severity.ERROR, Severity.WARNING)
"""What is said beside a form; hints and what is to be verified stand on the page of the inspection."""
ELSEWHERE = frozenset({"condition-known", "options-alike", "row-ids"})
"""Rules that say what the form says by itself at each tick, or mends when it saves."""
Look = Callable[[object], Iterable[Finding]]
"""Inspects the record as it is written, among everything that is published."""


def check(shape: Shape, plain: Plain, value: object, look: Look) -> Iterator[Fault]:
    """Yield what the inspection finds in a record that can be read; sentences have checks of their own."""
    if isinstance(value, PolicyText):
        own = own_sentences().get(value.key, "")
        yield from (Fault(("text",), told) for told in text_faults(value.text, own))
    if isinstance(value, Guide):
        yield from _gone(shape, plain)
    for one in look(value) if value is not None else ():
        if one.severity in SHOWN and one.rule not in ELSEWHERE:
            stops = one.severity is Severity.ERROR
            yield Fault(located(plain, one.path), one.text, stops=stops)
    if isinstance(value, Guide):
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


def located(plain: object, path: str) -> Path:
    """Return the place in a form that a finding names: by fields, and by ids of rows."""
    found: list[str | int] = []
    for part in path.split("."):
        if isinstance(plain, list):
            number = _number(plain, part)
            if number is None:
                break
            found.append(number)
            plain = plain[number]
        elif isinstance(plain, dict) and part in plain:
            found.append(part)
            plain = plain[part]
        else:
            break
    return tuple(found)


def _number(rows: list[object], id_: str) -> int | None:
    """Return which row has an id; None where none has, or the rows are no records."""
    for number, row in enumerate(rows):
        if isinstance(row, dict) and id_ in (row.get("id"), str(number)):
            return number
    return None
