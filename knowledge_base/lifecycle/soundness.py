"""What is wrong with a record: by itself, and together with everything that is published."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from knowledge_base.loading.checks import check_guide, check_references
from knowledge_base.loading.materials import check_materials
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from knowledge_base.store.kinds import KINDS, with_records

Check = Callable[[Catalogue], Sequence[str]]
"""Returns the faults for which a catalogue may not be published."""
Changed = Mapping[tuple[str, str], Any]
"""Values of records by kind and key; None takes one out."""


def common_faults(catalogue: Catalogue) -> list[str]:
    """Return what does not fit together: references without a target, names and codes that two records have."""
    faults = Faults()
    check_references(catalogue, faults)
    check_materials(catalogue, faults)
    return faults.found


def faults_when_published(check: Check, published: Catalogue, changed: Changed) -> list[str]:
    """Return what would be wrong once the records are changed, and is not wrong already."""
    found = []
    for (kind, key), value in changed.items():
        before = set(_own_faults(KINDS[kind].records(published).get(key)))
        found += [_named(value, fault) for fault in _own_faults(value) if fault not in before]
    return [*found, *_common_with(check, published, changed)]


def faults_when_submitted(check: Check, published: Catalogue, changed: Changed) -> list[str]:
    """Return everything that is wrong with the records themselves, and what they would newly spoil."""
    found = [_named(value, fault) for value in changed.values() for fault in _own_faults(value)]
    return [*found, *_common_with(check, published, changed)]


def _common_with(check: Check, published: Catalogue, changed: Changed) -> list[str]:
    known = set(check(published))
    return [fault for fault in check(with_records(published, changed)) if fault not in known]


def _own_faults(value: Any) -> list[str]:
    """Return what a record gets wrong by itself; only guides have rules of their own."""
    if not isinstance(value, Guide):
        return []
    faults = Faults()
    check_guide(value, value.item.department, "", faults)
    return [fault.strip() for fault in faults.found]


def _named(value: Guide, fault: str) -> str:
    return f"《{value.item.name}》{fault}"
