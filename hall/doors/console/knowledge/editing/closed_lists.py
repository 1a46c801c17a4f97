"""Which fields of the model hold one of a closed list, or name another record."""

from collections.abc import Mapping

from knowledge_base.loading.guide import (
    AGENT_RULES,
    ITEM_TYPES,
    NECESSITIES,
    ONLINE_DEPTHS,
)
from knowledge_base.loading.rows import TIME_UNITS
from knowledge_base.model.element import LABELS

Choices = tuple[tuple[str, str], ...]


def _same(words: tuple[str, ...]) -> Choices:
    return tuple((word, word) for word in words)


AUDIENCES: Choices = (("person", "个人"), ("enterprise", "企业和单位"))
ELEMENTS: Choices = tuple((element.value, label) for element, label in LABELS.items())

CHOICES: Mapping[str, Choices] = {
    "ServiceItem.type": _same(ITEM_TYPES),
    "ServiceItem.audience": AUDIENCES,
    "GuideMaterial.necessity": _same(NECESSITIES),
    "TimeLimit.unit": _same(TIME_UNITS),
    "Online.depth": _same(ONLINE_DEPTHS),
    "Agent.allowed": _same(AGENT_RULES),
    "Faq.element": ELEMENTS,
    "Asked.elements": ELEMENTS,
    "Material.kind": _same(("证件证书证明", "申请表格文书", "其他")),
}
"""Class and field → what may be chosen, as value and label."""

REFERENCES: Mapping[str, str] = {
    "ServiceItem.department": "department",
    "GuideMaterial.material": "material",
    "Place.venues": "venue",
    "Department.venue": "venue",
    "CatalogEntry.department": "department",
}
"""Class and field → the kind of record whose key it holds."""

FIXED = frozenset(
    {"ServiceItem.code", "ServiceItem.catalog_code", "CatalogEntry.catalog_code"}
    | {f"{record}.id" for record in ("Venue", "Department", "Material")}
    | {"NotCovered.name", "Phrasing.code", "PolicyText.key"}
)
"""What is settled when a record is made, and never typed afterwards."""

UNSEEN = frozenset({"Guide.version"})
"""What the record keeps by itself."""
