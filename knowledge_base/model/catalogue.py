"""What the city offers at all: departments, places, materials, catalogue entries and guides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from knowledge_base.model.guide import Guide
from knowledge_base.model.law import Law as Law
from knowledge_base.model.material import Material as Material


@dataclass(frozen=True)
class Venue:
    """A place (办理地点); in the sample data every local detail is a placeholder.

    department: whose place it is, so that its editors keep hours and telephone right; empty for one of the centre.
    """

    id: str
    name: str
    address: str
    window: str
    phone: str
    hours: str
    department: str = ""


@dataclass(frozen=True)
class Department:
    """A responsible department (实施主体) with the names people still use for it."""

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    hotline: str
    venue: str


@dataclass(frozen=True)
class CatalogEntry:
    """A row of the basic catalogue (基本目录); it may have no guide yet."""

    catalog_code: str
    name: str
    aliases: tuple[str, ...]
    department: str
    co_departments: str
    audience: str
    priority: str
    situations: str


@dataclass(frozen=True)
class NotCovered:
    """A known service that the base does not cover, and who answers for it (本地不办的事)."""

    name: str
    aliases: tuple[str, ...]
    route_to: str
    hotline: str = "12345"


@dataclass(frozen=True)
class Asked:
    """What citizens say (相似问), with every element that answers it, best first."""

    elements: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Phrasing:
    """Everything citizens say about one item, or one catalogue row without a guide; never shown."""

    code: str
    asked: tuple[Asked, ...]


WHOLE, MISSING = "whole", "missing"
"""What a question asks for that is no statement: the whole matter, or something the guide does not say."""


@dataclass(frozen=True)
class LabelledQuestion:
    """A question that somebody wrote about a guide, with the statements that answer it.

    asks: for each thing asked, in order, the ids of the statements that answer it, best first; or WHOLE or MISSING.
    situation: what the question tells of the case.
    by_row: whether it was written for a row that somebody looked at: it tells what is near to the row, but not how
        often people ask for it.
    """

    text: str
    asks: tuple[tuple[str, ...], ...]
    situation: Mapping[str, str] = field(default_factory=dict)
    by_row: bool = False


@dataclass(frozen=True)
class AgreedQuestion:
    """A question that staff want answered (约定问题); it trains nothing.

    statement: the id of the statement that answers it; empty where any answer about the item will do.
    """

    text: str
    statement: str = ""


@dataclass(frozen=True)
class Questions:
    """The labelled questions (标注问题) of one item, and those agreed upon; never shown."""

    code: str
    labelled: tuple[LabelledQuestion, ...] = ()
    agreed: tuple[AgreedQuestion, ...] = ()


@dataclass(frozen=True)
class PolicyText:
    """A sentence (提示语) that the city says in its own words instead of the product's."""

    key: str
    text: str


@dataclass(frozen=True)
class Catalogue:
    """Everything published, by id."""

    departments: Mapping[str, Department]
    venues: Mapping[str, Venue]
    materials: Mapping[str, Material]
    entries: Mapping[str, CatalogEntry]
    guides: Mapping[str, Guide]
    not_covered: tuple[NotCovered, ...] = ()
    phrasings: Mapping[str, Phrasing] = field(default_factory=dict)
    questions: Mapping[str, Questions] = field(default_factory=dict)
    texts: Mapping[str, PolicyText] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)

    @cached_property
    def guides_by_entry(self) -> dict[str, tuple[Guide, ...]]:
        """The guides of each catalogue entry, by catalogue code, in the order of their item codes."""
        found: dict[str, list[Guide]] = {}
        for guide in sorted(self.guides.values(), key=lambda g: g.item.code):
            found.setdefault(guide.item.catalog_code, []).append(guide)
        return {code: tuple(guides) for code, guides in found.items()}

    def services(self, material: Material) -> tuple[Guide, ...]:
        """Return the guides by which one gets a paper, or gets it again; none while there is no guide for it."""
        guide = self.guides.get(material.issued_through)
        return (guide,) if guide else self.guides_by_entry.get(material.issued_through, ())
