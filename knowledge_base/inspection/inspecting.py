"""Look at everything, or at some records, by every rule (专项检查)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from knowledge_base.inspection.laws import Laws, national_laws
from knowledge_base.inspection.overview import Overview
from knowledge_base.inspection.registry import RULES
from knowledge_base.inspection.rule import SEVERITIES, Context, Finding, Found, Rule, Severity
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide

RECORDS = {
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
    laws: Laws | None = None,
) -> tuple[Finding, ...]:
    """Return what the rules find, the worst first.

    Args:
        catalogue: everything that is, or would be, published.
        on: the day for which it is to be right.
        records: kind and key of those to look at; every one where none are given.
        laws: what is known of laws; those of policy/laws.yml where none are given.
    """
    context = Context(catalogue, on, laws or national_laws(), Overview(catalogue))
    found = [
        Finding(rule.id, rule.severity, kind, key, one.path, one.text)
        for kind, key, value in _values(catalogue, records)
        for rule in RULES.values()
        if rule.kind == kind
        for one in dict.fromkeys(rule.check(value, context))
    ]
    order = list(SEVERITIES)
    return tuple(sorted(found, key=lambda f: order.index(f.severity)))


def alone_faults(guide: Guide) -> Iterator[Found]:
    """Yield the errors that show in a guide by itself."""
    for rule in RULES.values():
        if rule.alone and rule.severity is Severity.ERROR:
            yield from rule.check(guide, NOTHING)


def _values(
    catalogue: Catalogue, records: Collection[Record] | None
) -> Iterator[tuple[str, str, Any]]:
    for kind, of in RECORDS.items():
        known: Mapping[str, Any] = of(catalogue)
        wanted = known if records is None else [key for k, key in records if k == kind]
        yield from ((kind, key, known[key]) for key in wanted if key in known)


NOTHING = Context(Catalogue({}, {}, {}, {}, {}), date.min, None, Overview(Catalogue({}, {}, {}, {}, {})))  # type: ignore[arg-type]


def rules_of(kind: str) -> tuple[Rule, ...]:
    """Return the rules that look at records of a kind."""
    return tuple(rule for rule in RULES.values() if rule.kind == kind)
