"""An item as its pages lay it out: situation switches, elements in the order people look, materials to tick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge_base.answering.direct import say_element, whole
from knowledge_base.answering.views import View, visits_text
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationQuestion

ORDER = (
    Element.FEE,
    Element.TIME_LIMIT,
    Element.PLACE,
    Element.HOURS,
    Element.CONTACT,
    Element.STEPS,
    Element.CONDITIONS,
    Element.AGENT,
    Element.ONLINE,
    Element.RESULT,
    Element.LEGAL_BASIS,
    Element.FAQ,
)
"""Materials stand before all of these, with their boxes to tick."""
RESERVED = frozenset({"at", "csrf_token", "item_code", "have", "print", "q"})
"""Names the pages' forms use themselves; no situation question may have one of them as its id."""


@dataclass(frozen=True)
class Section:
    """One element of the guide, as it is in the situation that was told."""

    element: Element
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Switch:
    """A situation question that can be answered now, and what was chosen (empty: not yet)."""

    question: SituationQuestion
    chosen: str


@dataclass(frozen=True)
class Paper:
    """A material to hand in; `depends` says in which situation when that is still open."""

    number: int
    name: str
    count: str
    note: str
    depends: str


@dataclass(frozen=True)
class Card:
    """Everything a page shows of one item in one situation.

    direct: the whole matter in one sentence. who: who has to come, empty where the guide does not say.
    """

    guide: Guide
    department: str
    situation: Mapping[str, str]
    direct: str
    who: str
    visits: str
    switches: tuple[Switch, ...]
    papers: tuple[Paper, ...]
    sections: tuple[Section, ...]


def card(view: View) -> Card:
    """Return the card of a guide seen in a situation."""
    return Card(
        guide=view.guide,
        department=view.catalogue.departments[view.guide.item.department].name,
        situation=view.answers,
        direct=whole(view),
        who=say_element(Element.AGENT, view).line,
        visits=visits_text(view.guide, view.wording),
        switches=_switches(view),
        papers=papers(view.blocks(Element.MATERIALS)),
        sections=_sections(view),
    )


def told(given: Mapping[str, str], guide: Guide) -> dict[str, str]:
    """Return the situation that a query or a form tells; everything else in it is not looked at."""
    return {q.id: given[q.id] for q in guide.situations if given.get(q.id)}


def papers(blocks: Iterable[Block]) -> tuple[Paper, ...]:
    """Return the materials of an answer, numbered from 1, those that depend on the situation last."""
    rows: list[BlockItem] = [i for b in blocks if b.kind == "materials" for i in b.items]
    return tuple(
        Paper(number, row.text, row.count, row.note, row.label)
        for number, row in enumerate(rows, start=1)
    )


def missing(listed: Iterable[Paper], have: frozenset[int]) -> tuple[Paper, ...]:
    """Return the materials still to be brought for certain (还缺)."""
    return tuple(p for p in listed if p.number not in have and not p.depends)


def _switches(view: View) -> tuple[Switch, ...]:
    return tuple(
        Switch(question, view.answers.get(question.id, ""))
        for question in view.guide.situations
        if question.when.holds(view.answers) is True
    )


def _sections(view: View) -> tuple[Section, ...]:
    shown = ((element, view.blocks(element)) for element in ORDER)
    return tuple(Section(element, LABELS[element], blocks) for element, blocks in shown if blocks)
