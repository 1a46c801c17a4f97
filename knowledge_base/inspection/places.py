"""Every text of a record with its place: names of fields, and of a row its id."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

UNREAD = frozenset(
    "id code catalog_code department material when element kind necessity by unit form any_of version go_to sources"
    " aliases keywords themes audience type say variants venues lines hotlines confirmed specimen spoken".split()
)
"""Fields that hold a name, a choice or citizens' own words: nobody reads a sentence in them."""


def texts_of(value: Any) -> tuple[tuple[str, str], ...]:
    """Return every sentence that a citizen reads, each with its place."""
    return tuple(_walk(value, ""))


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield path, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _walk(one, f"{path}.{getattr(one, 'id', '') or number}")
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in UNREAD:
                inner = f"{path}.{field.name}" if path else field.name
                yield from _walk(getattr(value, field.name), inner)
