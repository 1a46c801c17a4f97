"""One guide as the YAML that `loading` reads: the readable form for exchange and review."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import yaml

from knowledge_base.model.codec import to_content
from knowledge_base.model.guide import Faq, Guide, GuideMaterial
from knowledge_base.model.situation import When

WRITTEN: Mapping[type, tuple[str, ...]] = {
    GuideMaterial: ("necessity",),
    Faq: ("element",),
}
"""Fields that a file has to have though the model has a default for them."""
WIDTH = 120
"""Characters of a line, where a text may be broken."""


def guide_yaml(guide: Guide) -> str:
    """Return the file of a guide."""
    return dumped({"item": plain(guide.item), "guide": _body(guide)})


def dumped(data: Any) -> str:
    """Return data as YAML, in the order in which it stands."""
    text: str = yaml.dump(
        data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text


def _body(guide: Guide) -> dict[str, Any]:
    """Return the fields of the file; hours stand in it as their notes, like those of a place."""
    body: dict[str, Any] = plain(guide)
    del body["item"]
    if guide.hours:
        body["hours"] = {"notes": body["hours"]}
    return body


def plain(value: Any) -> Any:
    """Return a value as files have it: conditions as a mapping, days as days, nothing that is the default."""
    if isinstance(value, When):
        return {question: list(options) for question, options in value.choices}
    if is_dataclass(value) and not isinstance(value, type):
        return _mapping(value)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value if isinstance(value, date) else to_content(value)


def _mapping(value: Any) -> dict[str, Any]:
    """Return what differs from the defaults, and what has to be written in any case; ids first."""
    said = to_content(value)
    wanted = [
        f.name for f in fields(value) if f.name in said or f.name in WRITTEN.get(type(value), ())
    ]
    wanted.sort(key=lambda name: name != "id")
    return {name: plain(getattr(value, name)) for name in wanted}
