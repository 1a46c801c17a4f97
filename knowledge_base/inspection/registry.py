"""All rules by id, in the order in which they are listed."""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge_base.inspection.rule import Rule
from knowledge_base.inspection.rules import (
    claims,
    dates,
    elements,
    fees,
    item,
    law,
    laws,
    limits,
    materials,
    papers,
    questions,
    records,
    situations,
    visits,
    words,
)

FAMILIES = (
    item.family,
    elements.family,
    situations.family,
    materials.family,
    limits.family,
    visits.family,
    fees.family,
    questions.family,
    law.family,
    laws.family,
    words.family,
    claims.family,
    dates.family,
    papers.family,
    records.family,
)
RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for family in FAMILIES for rule in family.rules}
)
