"""Read what earlier models wrote: each change of the model that a default cannot bridge has one step here."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

SCHEMA = 1
"""The number of the model as it is; stored beside every content."""

Step: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any]]

STEPS: Mapping[int, Step] = {}
"""From each schema to the next one."""


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
