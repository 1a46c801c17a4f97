"""Read what earlier models wrote: each change of the model that a default cannot bridge has one step here."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

SCHEMA = 2
"""The number of the model as it is; stored beside every content."""

Step: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any]]


def upcast(kind: str, schema: int, content: dict[str, Any]) -> dict[str, Any]:
    """Return content of a kind of record as the present model writes it.

    Raises:
        KeyError: it was written by a later model.
    """
    if schema > SCHEMA:
        raise KeyError(f"schema {schema} is later than {SCHEMA}")
    for number in range(schema, SCHEMA):
        content = STEPS[number](kind, content)
    return content


def _shared_becomes_waived(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """`shared: true` of a material said that data sharing replaces it; now that is one of four reasons."""
    if kind != "guide" or "materials" not in content:
        return content
    return {**content, "materials": [_waived(row) for row in content["materials"]]}


def _waived(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name != "shared"}
    return {**kept, "waived": {"by": "数据共享"}} if row.get("shared") else kept


STEPS: Mapping[int, Step] = {1: _shared_becomes_waived}
"""From each schema to the next one."""
