"""Look at everything, or at some records, by every rule (专项检查)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from knowledge_base.inspection.overview import Overview
from knowledge_base.inspection.registry import RULES
from knowledge_base.inspection.rule import SEVERITIES, Context, Finding, Found
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide

RECORDS: Mapping[str, Callable[[Catalogue], Mapping[str, Any]]] = {
    "department": lambda c: c.departments,
    "venue": lambda c: c.venues,
    "material": lambda c: c.materials,
    "entry": lambda c: c.entries,
    "not_covered": lambda c: {row.name: row for row in c.not_covered},
    "guide": lambda c: c.guides,
    "phrasing": lambda c: c.phrasings,
    "questions": lambda c: c.questions,
}
"""The records of a catalogue that rules look at, by kind and key."""
Record = tuple[str, str]


def inspect(
    catalogue: Catalogue,
    on: date,
    records: Collection[Record] | None = None,
) -> tuple[Finding, ...]:
    """Return what the rules find, the worst first.

    Args:
        catalogue: everything that is, or would be, published.
        on: the day for which it is to be right.
        records: kind and key of those to look at; every one where none are given.
    """
    context = Context(catalogue, on, Overview(catalogue))
    found = [
        Finding(rule.id, rule.severity, kind, key, one.path, one.text)
        for kind, key, value in _values(catalogue, records)
        for rule in RULES.values()
        if rule.kind == kind
        for one in dict.fromkeys(rule.check(value, context))
    ]
    order = list(SEVERITIES)
    return tuple(sorted(found, key=lambda f: order.index(f.severity)))


def binding_faults(value: Guide) -> Iterator[Found]:
    """Yield what keeps a guide by itself from being loaded or published."""
    for rule in RULES.values():
        if rule.alone and rule.binding:
            yield from rule.check(value, _nothing())


def binding_together(
    catalogue: Catalogue, kinds: Collection[str] = tuple(RECORDS)
) -> Iterator[tuple[str, str, Found]]:
    """Yield what does not fit together, with kind and key: references without a target, names of two records."""
    context = Context(catalogue, date.min, Overview(catalogue))
    for kind, key, value in _values(catalogue, None):
        for rule in RULES.values():
            if rule.kind == kind and rule.binding and not rule.alone and kind in kinds:
                yield from ((kind, key, found) for found in rule.check(value, context))


@cache
def _nothing() -> Context:
    empty = Catalogue({}, {}, {}, {}, {})
    return Context(empty, date.min, Overview(empty))


def _values(
    catalogue: Catalogue, records: Collection[Record] | None
) -> Iterator[tuple[str, str, Any]]:
    for kind, of in RECORDS.items():
        known = of(catalogue)
        wanted = known if records is None else [key for k, key in records if k == kind]
        yield from ((kind, key, known[key]) for key in wanted if key in known)
