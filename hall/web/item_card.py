"""An item as its pages lay it out: situation switches, elements in the order people look, materials to tick."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from knowledge_base.answering.direct import say_element, whole
from knowledge_base.answering.views import View, ending_block, necessities, visits_text
from knowledge_base.laws.register import Register
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.law import Law
from knowledge_base.model.material import Material
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
NECESSARY = "必要"
MOST_SERVICES = 2
"""Guides named at a paper; who looks for more is in the list of items."""
WHO, VISITS = "谁去办", "跑几次"
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
    """A material to hand in; `depends` says in which situation when that is still open.

    necessary: nothing goes without it (必要); the others are for those of whom the note speaks, or may come later.
    validity: how long it counts. e_certificate: the electronic licence that counts as much.
    services: the guides by which one gets it, other than this one.
    """

    number: int
    name: str
    count: str
    note: str
    depends: str
    necessary: bool = True
    validity: str = ""
    e_certificate: str = ""
    services: tuple[Guide, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is missing (还缺) as long as it was not brought."""
        return self.necessary and not self.depends


@dataclass(frozen=True)
class Card:
    """Everything a page shows of one item in one situation.

    direct: the whole matter in one sentence. who: who has to come, empty where the guide does not say.
    ending: what ends the matter in this situation, if anything does; then there are no papers. instead: what is done then.
    laws: those it rests on, with number and whether they are in force.
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
    ending: Block | None = None
    instead: Guide | None = None
    upcoming: str = ""
    laws: tuple[Law, ...] = ()


def card(view: View, upcoming: str = "") -> Card:
    """Return the card of a guide seen in a situation, and what of it will be different from when."""
    return Card(
        guide=view.guide,
        department=view.catalogue.departments[view.guide.item.department].name,
        situation=view.answers,
        direct=whole(view),
        who="" if view.ending else say_element(Element.AGENT, view).line,
        visits="" if view.ending else visits_text(view.guide, view.wording, view.answers),
        switches=_switches(view),
        papers=_described(papers(view.blocks(Element.MATERIALS), necessities(view)), view),
        sections=_sections(view),
        ending=ending_block(view) if view.ending else None,
        instead=view.catalogue.guides.get(view.ending.go_to) if view.ending else None,
        upcoming=upcoming,
        laws=_laws(view),
    )


def on_a_page(view: View, element: Element) -> tuple[Block, ...]:
    """Return what the pages lay out of one element; of the overview what stands at their top."""
    if element is not Element.OVERVIEW:
        return view.blocks(element)
    top = card(view)
    facts = (BlockItem(top.who, label=WHO), BlockItem(top.visits, label=VISITS))
    return (
        Block("text", items=(BlockItem(top.direct),)),
        Block("facts", items=tuple(fact for fact in facts if fact.text)),
        Block("text", items=(BlockItem(view.guide.summary),)),
    )


def told(given: Mapping[str, str], guide: Guide) -> dict[str, str]:
    """Return the situation that a query or a form tells; everything else in it is not looked at."""
    return {q.id: given[q.id] for q in guide.situations if given.get(q.id)}


def papers(blocks: Iterable[Block], needs: Sequence[str]) -> tuple[Paper, ...]:
    """Return the materials of an answer, numbered from 1, those that depend on the situation last.

    needs: how far each is needed, in the same order.
    """
    rows: list[BlockItem] = [i for b in blocks if b.kind == "materials" for i in b.items]
    return tuple(
        Paper(number, row.text, row.count, row.note, row.label, need == NECESSARY)
        for number, (row, need) in enumerate(zip(rows, needs, strict=True), start=1)
    )


def _described(listed: Iterable[Paper], view: View) -> tuple[Paper, ...]:
    """Add what the catalogue of materials says of each paper, whoever asks for it."""
    asked = (view.catalogue.materials[row.material] for row in view.guide.materials)
    by_name = {material.name: material for material in asked}
    return tuple(
        _with_facts(paper, by_name[paper.name], view) if paper.name in by_name else paper
        for paper in listed
    )


def _with_facts(paper: Paper, material: Material, view: View) -> Paper:
    licence = material.e_certificate
    services = (g for g in view.catalogue.services(material) if g.item.code != view.guide.item.code)
    return replace(
        paper,
        validity=material.validity,
        e_certificate=licence.name if licence else "",
        services=tuple(islice(services, MOST_SERVICES)),
    )


def missing(listed: Iterable[Paper], have: frozenset[int]) -> tuple[Paper, ...]:
    """Return the materials still to be brought for certain (还缺)."""
    return tuple(p for p in listed if p.counts and p.number not in have)


def _laws(view: View) -> tuple[Law, ...]:
    """Return the laws that the guide rests on, as far as the list has them, each once."""
    register = Register(view.catalogue.laws)
    found = (register.find(clause.law) for clause in view.guide.legal_basis)
    return tuple(dict.fromkeys(law for law in found if law))


def _switches(view: View) -> tuple[Switch, ...]:
    return tuple(
        Switch(question, view.answers.get(question.id, ""))
        for question in view.guide.situations
        if question.when.holds(view.answers) is True
    )


def _sections(view: View) -> tuple[Section, ...]:
    told = (element for element in ORDER if not view.is_ended(element))
    shown = ((element, view.blocks(element)) for element in told)
    return tuple(Section(element, LABELS[element], blocks) for element, blocks in shown if blocks)
