"""What several fields of a guide file are made of: notes, conditions, limits."""

from datetime import date
from typing import TypeVar

from knowledge_base.loading.source import Reader
from knowledge_base.model.guide import TimeLimit
from knowledge_base.model.note import Note
from knowledge_base.model.situation import ALWAYS, When

TIME_UNITS = ("工作日", "自然日", "月", "小时", "即办")

T = TypeVar("T")


def closed(r: Reader, value: T) -> T:
    """Return the value after reporting the keys that nobody asked for."""
    r.close()
    return value


def when(r: Reader) -> When:
    """Return in which situation the row applies."""
    if not r.has("when"):
        return ALWAYS
    condition = r.child("when")
    choices = tuple((key, condition.texts(key)) for key in condition.keys())
    return closed(condition, When(choices))


def notes(r: Reader, key: str) -> tuple[Note, ...]:
    """Return a list of notes."""
    return tuple(
        closed(row, Note(row.text("text", required=True), when(row), row.text("id")))
        for row in r.mappings(key)
    )


def time_limit(r: Reader, key: str) -> TimeLimit | None:
    """Return a limit, None where there is none."""
    if not r.has(key):
        return None
    limit = r.child(key)
    return closed(
        limit,
        TimeLimit(limit.integer("amount"), limit.one_of("unit", TIME_UNITS), limit.text("note")),
    )


def some_of(r: Reader, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts from a closed list."""
    values = r.texts(key)
    for value in values:
        if value not in allowed:
            r.fault(key, f"只能写 {'、'.join(allowed)}, 现有 {value!r}")
    return values


def optional_day(r: Reader, key: str) -> date | None:
    """Return a date, None where there is none."""
    return r.day(key) if r.has(key) else None
