"""A statement (要点): what of a guide can be said on its own. Answers choose statements and cite their ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.model.element import Element
from knowledge_base.model.situation import ALWAYS, When


class StatementKind(StrEnum):
    """Which field of a guide a statement comes from; the last three are made of several rows."""

    SUMMARY = "summary"
    VISITS = "visits"
    CONDITION = "condition"
    MATERIAL = "material"
    NO_MATERIALS = "no_materials"
    STEP = "step"
    LIMIT = "limit"
    LIMIT_NOTE = "limit_note"
    FEE = "fee"
    FEE_NOTE = "fee_note"
    VENUE = "venue"
    PLACE_NOTE = "place_note"
    VENUE_HOURS = "venue_hours"
    HOURS_NOTE = "hours_note"
    HOTLINE = "hotline"
    CONTACT_NOTE = "contact_note"
    ONLINE_DEPTH = "online_depth"
    CHANNEL = "channel"
    ONLINE_NOTE = "online_note"
    AGENT_RULE = "agent_rule"
    AGENT_NOTE = "agent_note"
    RESULT = "result"
    VALIDITY = "validity"
    DELIVERY = "delivery"
    RESULT_NOTE = "result_note"
    CLAUSE = "clause"
    FAQ = "faq"
    WHOLE = "whole"
    ALL_MATERIALS = "materials"
    ALL_STEPS = "steps"


COMPOSED = frozenset({StatementKind.WHOLE, StatementKind.ALL_MATERIALS, StatementKind.ALL_STEPS})
"""Kinds without a text of their own: who, where, with what, for how much; everything to bring; every step."""
LISTS = {
    StatementKind.ALL_MATERIALS: StatementKind.MATERIAL,
    StatementKind.ALL_STEPS: StatementKind.STEP,
}
"""Which rows a list is made of: who asks what to bring wants all of it."""


def asked_for(ids: Sequence[str]) -> Sequence[str]:
    """Return which of the statements that answer an ask, best first, it is labelled with.

    Who asks for what is made of several rows wants that, and none of the rows that were named with it.
    """
    return ids[:1] if ids and ids[0] in COMPOSED else ids


@dataclass(frozen=True)
class Statement:
    """One statement of one guide.

    Attributes:
        id: the id of the row it is made of, or the name of the field where there is one such field in a guide.
        element: what it is grouped under on a page.
        text: the statement as it can be read out of context.
        when: in which situation it holds.
        wordings: how its guide words what it answers: a FAQ's question and variants, the names of a material.
    """

    id: str
    kind: StatementKind
    element: Element
    text: str
    when: When = ALWAYS
    wordings: tuple[str, ...] = ()

    @property
    def is_composed(self) -> bool:
        """Whether it stands for several rows."""
        return self.kind in COMPOSED
