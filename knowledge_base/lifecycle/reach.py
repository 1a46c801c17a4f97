"""Whose answers a change of a record reaches, by what refers to it."""

from collections.abc import Iterator
from typing import Any

from knowledge_base.model.catalogue import CatalogEntry, Catalogue, NotCovered, Phrasing
from knowledge_base.model.guide import Guide

BY_CODE = ("guide", "phrasing", "questions")
"""Kinds of records whose key is the code of an item."""


def guides_of(kind: str, key: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the codes of the guides that say something of a record."""
    if kind in BY_CODE:
        return (key,) if key in catalogue.guides else ()
    return tuple(
        code for code, guide in catalogue.guides.items() if (kind, key) in _named(guide, catalogue)
    )


def words_of(value: Any) -> tuple[str, ...]:
    """Return the words by which people ask for a record; none for one that nobody asks about by itself."""
    if isinstance(value, Guide):
        return (value.item.name, *value.item.aliases)
    if isinstance(value, CatalogEntry | NotCovered):
        return (value.name, *value.aliases)
    if isinstance(value, Phrasing):
        return tuple(text for asked in value.asked for text in asked.texts)
    return ()


def _named(guide: Guide, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    item = guide.item
    yield "department", item.department
    yield "entry", item.catalog_code
    yield from (("material", row.material) for row in guide.materials)
    yield from (("venue", venue) for venue in guide.place.venues)
    department = catalogue.departments.get(item.department)
    if department is not None:
        yield "venue", department.venue
