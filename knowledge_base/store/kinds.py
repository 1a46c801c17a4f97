"""The kinds of records: what a record of each is, and where it stands in a catalogue."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from knowledge_base.model.catalogue import (
    CatalogEntry,
    Catalogue,
    Department,
    Law,
    Material,
    NotCovered,
    Phrasing,
    PolicyText,
    Questions,
    Venue,
)
from knowledge_base.model.codec import digest, from_plain, to_content
from knowledge_base.model.guide import Guide
from knowledge_base.model.upcasting import SCHEMA, upcast

GUIDE, TEXT, LAW = "guide", "text", "law"


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    Attributes:
        label: what it is called.
        model: the class of its values.
        records: those of a catalogue, by key.
    """

    label: str
    model: type[Any]
    records: Callable[[Catalogue], Mapping[str, Any]]


KINDS: Mapping[str, Kind] = {
    "department": Kind("部门", Department, lambda c: c.departments),
    "venue": Kind("办理地点", Venue, lambda c: c.venues),
    "material": Kind("材料", Material, lambda c: c.materials),
    "entry": Kind("目录条目", CatalogEntry, lambda c: c.entries),
    "not_covered": Kind(
        "本地不办的事", NotCovered, lambda c: {row.name: row for row in c.not_covered}
    ),
    GUIDE: Kind("办事指南", Guide, lambda c: c.guides),
    "phrasing": Kind("市民说法", Phrasing, lambda c: c.phrasings),
    "questions": Kind("约定问题", Questions, lambda c: c.questions),
    TEXT: Kind("提示语", PolicyText, lambda c: c.texts),
    LAW: Kind("法规", Law, lambda c: c.laws),
}
"""By name, in the order in which one may refer to another."""


@dataclass(frozen=True)
class Content:
    """A value as it is stored, and what is listed and scheduled by."""

    schema: int
    data: dict[str, Any]
    digest: str
    title: str
    department: str
    effective_from: date | None
    effective_until: date | None
    review_on: date | None


def content_of(key: str, value: Any) -> Content:
    """Return a value as it is stored; the number of a guide's version is not part of what it says."""
    if isinstance(value, Guide):
        value = replace(value, version=0)
    data = to_content(value)
    named = value.item if isinstance(value, Guide) else value
    return Content(
        schema=SCHEMA,
        data=data,
        digest=digest(data),
        title=str(getattr(named, "name", key))[:200],
        department=_department_of(named)[:64],
        effective_from=getattr(value, "effective_from", None),
        effective_until=getattr(value, "effective_until", None),
        review_on=getattr(value, "review_on", None),
    )


def _department_of(value: Any) -> str:
    """Return whose record it is; empty for one of the centre."""
    return value.id if isinstance(value, Department) else str(getattr(value, "department", ""))


def value_of(kind: str, no: int, schema: int, data: dict[str, Any]) -> Any:
    """Return the value of a stored version, whichever model wrote it."""
    value = from_plain(KINDS[kind].model, upcast(kind, schema, data), as_typed=True)
    return replace(value, version=no) if isinstance(value, Guide) else value


def with_records(catalogue: Catalogue, changed: Mapping[tuple[str, str], Any]) -> Catalogue:
    """Return the catalogue with other values of some records, by kind and key; None takes one out."""
    records = {
        (name, key): value
        for name, kind in KINDS.items()
        for key, value in kind.records(catalogue).items()
    }
    found = {**records, **changed}
    return catalogue_of((name, key, v) for (name, key), v in found.items() if v is not None)


def catalogue_of(found: Iterable[tuple[str, str, Any]]) -> Catalogue:
    """Return the catalogue of some records: kind, key and value of each, in their order."""
    by_kind: dict[str, dict[str, Any]] = {name: {} for name in KINDS}
    for kind, key, value in found:
        by_kind[kind][key] = value
    return Catalogue(
        departments=by_kind["department"],
        venues=by_kind["venue"],
        materials=by_kind["material"],
        entries=by_kind["entry"],
        guides=dict(sorted(by_kind[GUIDE].items())),
        not_covered=tuple(by_kind["not_covered"].values()),
        phrasings=by_kind["phrasing"],
        questions=by_kind["questions"],
        texts=by_kind[TEXT],
        laws=by_kind[LAW],
    )
