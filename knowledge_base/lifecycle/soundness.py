"""What is wrong with a record: by itself, and together with everything that is published."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from knowledge_base.inspection import Finding, Severity, inspect
from knowledge_base.inspection.inspecting import binding_faults, binding_together
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.store.kinds import KINDS, with_records

Check = Callable[[Catalogue], Sequence[str]]
"""Returns the faults for which a catalogue may not be published."""
Changed = Mapping[tuple[str, str], Any]
"""Values of records by kind and key; None takes one out."""
TOGETHER = ("department", "material", "entry", "guide")
"""Kinds of records that may not be published without what they refer to."""


def common_faults(catalogue: Catalogue) -> list[str]:
    """Return what does not fit together: references without a target, names and codes that two records have."""
    return [
        f"{_called(catalogue, kind, key)}{found.text}"
        for kind, key, found in binding_together(catalogue, TOGETHER)
    ]


def faults_when_published(check: Check, published: Catalogue, changed: Changed) -> list[str]:
    """Return what would be wrong once the records are changed, and is not wrong already."""
    found = []
    for (kind, key), value in changed.items():
        before = set(_own_faults(KINDS[kind].records(published).get(key)))
        found += [fault for fault in _own_faults(value) if fault not in before]
    return [*found, *_common_with(check, published, changed)]


def faults_when_submitted(
    check: Check, published: Catalogue, changed: Changed, on: date
) -> list[str]:
    """Return every error that the inspection finds in the records, and what they would newly spoil."""
    then = with_records(published, changed)
    errors = [
        f"{_called(then, one.kind, one.key)}{one.text}"
        for one in inspect(then, on, _kept(changed))
        if one.severity is Severity.ERROR
    ]
    return list(dict.fromkeys([*errors, *_common_with(check, published, changed)]))


def warnings_when_submitted(
    published: Catalogue, changed: Changed, on: date
) -> tuple[Finding, ...]:
    """Return what the inspection finds in the records beside errors, but for hints and what is to be verified."""
    found = inspect(with_records(published, changed), on, _kept(changed))
    return tuple(one for one in found if one.severity is Severity.WARNING)


def _kept(changed: Changed) -> Collection[tuple[str, str]]:
    return [record for record, value in changed.items() if value is not None]


def _common_with(check: Check, published: Catalogue, changed: Changed) -> list[str]:
    known = set(check(published))
    return [fault for fault in check(with_records(published, changed)) if fault not in known]


def _own_faults(value: Any) -> list[str]:
    """Return what a record gets wrong by itself; only guides have binding rules of their own."""
    if not isinstance(value, Guide):
        return []
    return [f"《{value.item.name}》{found.text}" for found in binding_faults(value)]


def _called(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind == "guide":
        return f"《{catalogue.guides[key].item.name}》"
    return f"{KINDS[kind].label} {key}："
