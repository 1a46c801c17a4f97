"""Which fields of the model hold one of a closed list, or name another record."""

from collections.abc import Mapping

from knowledge_base.loading import handling, materials
from knowledge_base.loading.guide import (
    AGENT_RULES,
    FORMS,
    HANDLING_KINDS,
    ITEM_TYPES,
    NECESSITIES,
    ONLINE_DEPTHS,
    PAYMENTS,
    SERVINGS,
)
from knowledge_base.loading.rows import TIME_UNITS
from knowledge_base.model.element import LABELS
from knowledge_base.model.law import LAW_KINDS, STATUSES
from knowledge_base.model.material import SHARING

Choices = tuple[tuple[str, str], ...]


def _same(words: tuple[str, ...]) -> Choices:
    return tuple((word, word) for word in words)


AUDIENCES: Choices = (("person", "个人"), ("enterprise", "企业和单位"))
ELEMENTS: Choices = tuple((element.value, label) for element, label in LABELS.items())

ENDINGS = {"not_needed": "不用办", "not_eligible": "不符合条件", "elsewhere": "不在这里办"}

CHOICES: Mapping[str, Choices] = {
    "ServiceItem.type": _same(ITEM_TYPES),
    "ServiceItem.audience": AUDIENCES,
    "GuideMaterial.necessity": _same(NECESSITIES),
    "TimeLimit.unit": _same(TIME_UNITS),
    "Online.depth": _same(ONLINE_DEPTHS),
    "Agent.allowed": _same(AGENT_RULES),
    "Faq.element": ELEMENTS,
    "Asked.elements": ELEMENTS,
    "Material.kind": _same(materials.KINDS),
    "Sharing.possible": _same(SHARING),
    "GuideMaterial.form": _same(FORMS),
    "TimeLimits.kind": _same(HANDLING_KINDS),
    "Fees.payment": _same(PAYMENTS),
    "Outcome.serving": _same(SERVINGS),
    "Ending.kind": tuple((kind, ENDINGS[kind]) for kind in handling.ENDINGS),
    "Waiver.by": _same(handling.WAIVERS),
    "Authority.nature": _same(handling.NATURES),
    "Authority.level": _same(handling.LEVELS),
    "Authority.scope": _same(handling.SCOPES),
    "Access.appointment": _same(handling.APPOINTMENTS),
    "Post.ways": _same(handling.POST_WAYS),
    "Trips.what": _same(handling.TRIPS),
    "Remedy.way": _same(handling.REMEDIES),
    "Law.kind": _same(LAW_KINDS),
    "Law.status": _same(STATUSES),
}
"""Class and field → what may be chosen, as value and label."""

REFERENCES: Mapping[str, str] = {
    "ServiceItem.department": "department",
    "GuideMaterial.material": "material",
    "Place.venues": "venue",
    "Department.venue": "venue",
    "Venue.department": "department",
    "CatalogEntry.department": "department",
    "AgreedQuestion.statement": "statement",
    "Confirmed.fact": "statement",
}
"""Class and field → the kind of record whose key it holds."""

FIXED = frozenset(
    {"ServiceItem.code", "ServiceItem.catalog_code", "CatalogEntry.catalog_code"}
    | {f"{record}.id" for record in ("Venue", "Department", "Material")}
    | {"NotCovered.name", "Phrasing.code", "Questions.code", "PolicyText.key", "Material.code"}
    | {"Law.name"}
)
"""What is settled when a record is made, and never typed afterwards."""

UNSEEN = frozenset({"Guide.version"})
"""What the record keeps by itself."""

HELD = frozenset({"Questions.labelled"})
"""What the form does not show: it is written in files, many at a time."""
