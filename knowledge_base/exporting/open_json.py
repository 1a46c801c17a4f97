"""Everything published as one JSON document, and the JSON Schema of it, made from the model."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from knowledge_base.exporting.edition import Edition
from knowledge_base.model.catalogue import CatalogEntry, Department, NotCovered, Venue
from knowledge_base.model.codec import to_plain
from knowledge_base.model.guide import Guide
from knowledge_base.model.material import Material
from knowledge_base.model.upcasting import SCHEMA

LISTS: Mapping[str, type] = {
    "departments": Department,
    "venues": Venue,
    "materials": Material,
    "entries": CatalogEntry,
    "not_covered": NotCovered,
    "guides": Guide,
}
"""The lists of the document and what their rows are."""
PLAIN: Mapping[Any, Mapping[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document(edition: Edition) -> dict[str, Any]:
    """Return everything of a generation that citizens may read."""
    found = edition.catalogue
    rows: Mapping[str, Any] = {
        "departments": found.departments.values(),
        "venues": found.venues.values(),
        "materials": found.materials.values(),
        "entries": found.entries.values(),
        "not_covered": found.not_covered,
        "guides": found.guides.values(),
    }
    return {
        "schema": SCHEMA,
        "generation": edition.no,
        "published_at": edition.published_at.isoformat(),
        "digest": edition.digest,
        "city": edition.city,
        "notice": edition.notice,
        **{name: [to_plain(value) for value in rows[name]] for name in LISTS},
    }


def schema(address: str) -> dict[str, Any]:
    """Return the JSON Schema of the document; `address` is where it is found."""
    definitions: dict[str, Any] = {}
    rows = {
        name: {"type": "array", "items": _of(kind, definitions)} for name, kind in LISTS.items()
    }
    head = {
        "schema": {"const": SCHEMA},
        "generation": {"type": "integer", "minimum": 1},
        "published_at": {"type": "string", "format": "date-time"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "city": PLAIN[str],
        "notice": PLAIN[str],
    }
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "办事指南开放数据",
        "version": SCHEMA,
        **_object({**head, **rows}),
        "$defs": definitions,
    }


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; dataclasses are described once, beside it."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _reference(kind, definitions)
    if origin in (Union, UnionType):
        return {"anyOf": [_of(one, definitions) for one in arguments]}
    if origin is tuple:
        return _list(arguments, definitions)
    return {"type": "null"} if kind is type(None) else dict(PLAIN[kind])


def _reference(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = get_type_hints(kind)
        parts = {f.name: _of(hints[f.name], definitions) for f in fields(kind)}
        said = (kind.__doc__ or "").partition("\n")[0]
        definitions[name] = {"description": said, **_object(parts)}
    return {"$ref": f"#/$defs/{name}"}


def _list(arguments: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list of any length, or of one with a part for each type."""
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    parts = [_of(one, definitions) for one in arguments]
    return {"type": "array", "prefixItems": parts, "items": False, "minItems": len(parts)}


def _object(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(parts),
        "required": list(parts),
        "additionalProperties": False,
    }
