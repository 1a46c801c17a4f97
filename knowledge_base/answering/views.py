"""Views of a guide: for each element, the blocks that a door lays out. Every word comes from a field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide, GuideMaterial, Note, TimeLimit
from knowledge_base.model.situation import Answers, Conditional, When
from knowledge_base.model.statement import Statement
from knowledge_base.stating import derive_statements

FAQS_SHOWN = 4


R = TypeVar("R", bound=Conditional)


@dataclass(frozen=True)
class View:
    """A guide seen in one situation: `answers` hold the settled situation questions."""

    guide: Guide
    catalogue: Catalogue
    answers: Answers
    wording: Wording

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Everything the guide says."""
        return derive_statements(self.guide, self.catalogue, self.wording.statement)

    def blocks(self, element: Element) -> tuple[Block, ...]:
        """Return the blocks of one element; empty when the guide says nothing about it."""
        return tuple(b for b in VIEWS[element](self) if b.items)

    def when_label(self, when: When) -> str:
        """Return the open part of a condition in words: “丢了补办的”."""
        questions = {q.id: q for q in self.guide.situations}
        parts = []
        for question_id, option_ids in when.choices:
            if question_id not in self.answers:
                options = (questions[question_id].option(o) for o in option_ids)
                parts.append("、".join(o.label for o in options if o))
        return "，".join(parts)

    def applying(self, rows: Iterable[R]) -> tuple[list[R], list[R]]:
        """Return the rows that apply for certain, and those that depend on an open question."""
        certain: list[R] = []
        open_: list[R] = []
        for row in rows:
            verdict = row.when.holds(self.answers)
            if verdict is not False:
                (certain if verdict else open_).append(row)
        return certain, open_

    def notes(self, rows: Sequence[Note]) -> list[BlockItem]:
        """Return notes that apply, then those that depend, with their situation as label."""
        certain, open_ = self.applying(rows)
        return [BlockItem(s.text) for s in certain] + [
            BlockItem(s.text, label=self.when_label(s.when)) for s in open_
        ]


def _notes(view: View, rows: Sequence[Note]) -> Block:
    return Block("list", items=tuple(view.notes(rows)))


def _facts(rows: Iterable[tuple[str, str]]) -> Block:
    return Block("facts", items=tuple(BlockItem(text, label=label) for label, text in rows if text))


def _overview(view: View) -> list[Block]:
    """The summary and how it goes; as soon as a situation is told, what to bring, what it costs and where to go."""
    blocks = [Block("text", items=(BlockItem(view.guide.summary),))]
    if not view.answers:
        return [*blocks, *_steps(view)]
    return [*blocks, *_materials(view), _fee(view)[0], _place_facts(view)]


def _material_item(view: View, row: GuideMaterial, label: str = "") -> BlockItem:
    material, words = view.catalogue.materials[row.material], view.wording.part
    tells_how = material.obtain and material.obtain not in row.note
    counts = [
        words[k].format(n=n) for k, n in (("original", row.original), ("copies", row.copies)) if n
    ]
    notes = [
        "" if row.necessity == "必要" else row.necessity,
        row.note,
        words["obtain"].format(obtain=material.obtain) if tells_how else "",
        words["shared"] if row.shared else "",
    ]
    return BlockItem(
        text=material.name,
        label=label,
        count="、".join(counts) or words["no_paper"],
        note="；".join(n.rstrip("。") for n in notes if n),
    )


def _materials(view: View) -> list[Block]:
    certain, open_ = view.applying(view.guide.materials)
    words = view.wording.part
    if not certain and not open_:
        return [Block("text", items=(BlockItem(words["no_materials"]),))]
    title = words["materials_here"] if view.answers else words["materials_always"]
    return [
        Block("materials", title, tuple(_material_item(view, r) for r in certain)),
        Block(
            "materials",
            words["materials_depends"],
            tuple(_material_item(view, r, view.when_label(r.when)) for r in open_),
        ),
    ]


def _steps(view: View) -> list[Block]:
    certain, open_ = view.applying(view.guide.steps)
    named = [BlockItem(s.detail, label=s.name) for s in certain]
    depends = [BlockItem(s.detail, label=s.name, note=view.when_label(s.when)) for s in open_]
    return [Block("steps", items=tuple(named + depends))]


def _limit(view: View, limit: TimeLimit | None) -> str:
    if limit is None:
        return ""
    words = view.wording.part
    amount = words["immediate"] if limit.unit == "即办" else f"{limit.amount}{_unit(limit.unit)}"
    return f"{amount}（{limit.note.rstrip('。')}）" if limit.note else amount


def _unit(unit: str) -> str:
    return {"月": "个月", "工作日": "个工作日", "自然日": "日", "小时": "小时"}[unit]


def _time_limit(view: View) -> list[Block]:
    limits, words = view.guide.time_limit, view.wording.part
    facts = _facts(
        [
            (words["promised"], _limit(view, limits.promised)),
            (words["statutory"], _limit(view, limits.statutory)),
        ]
    )
    notes = _notes(view, limits.notes)
    if not facts.items and not notes.items:
        return [Block("text", items=(BlockItem(words["no_limit"]),))]
    return [facts, notes]


def _fee(view: View) -> list[Block]:
    fee, words = view.guide.fee, view.wording.part
    if not fee.charged:
        return [Block("text", items=(BlockItem(words["free"]),)), _notes(view, fee.notes)]
    certain, open_ = view.applying(fee.rows)
    rows = [BlockItem(r.amount, label=r.name, note=r.basis) for r in (*certain, *open_)]
    return [Block("facts", items=tuple(rows)), _notes(view, fee.notes)]


def _place_facts(view: View) -> Block:
    words = view.wording.part
    rows = []
    for venue_id in view.guide.place.venues:
        venue = view.catalogue.venues[venue_id]
        rows += [(words["venue"], venue.name), (words["address"], venue.address)]
    return _facts(rows)


def _venue_facts(view: View) -> Block:
    words = view.wording.part
    rows = []
    for venue in (view.catalogue.venues[v] for v in view.guide.place.venues):
        where = dict.fromkeys(part for part in (venue.address, venue.window) if part)
        rows += [
            (words["venue"], venue.name),
            (words["address"], "，".join(where)),
            (words["phone"], venue.phone),
            (words["hours"], venue.hours),
        ]
    return _facts(rows)


def _place(view: View) -> list[Block]:
    words = view.wording.part
    rows = []
    for venue_id in view.guide.place.venues:
        venue = view.catalogue.venues[venue_id]
        rows += [
            (words["venue"], venue.name),
            (words["address"], venue.address),
            (words["window"], venue.window),
            (words["phone"], venue.phone),
        ]
    return [
        _notes(view, view.guide.place.notes),
        _facts([*rows, (words["hotline"], words["citizen_hotline"])]),
    ]


def _hours(view: View) -> list[Block]:
    words = view.wording.part
    venues = [view.catalogue.venues[v] for v in view.guide.place.venues]
    rows = [pair for v in venues for pair in ((words["venue"], v.name), (words["hours"], v.hours))]
    return [_notes(view, view.guide.hours), _facts(rows)]


def _contact(view: View) -> list[Block]:
    words, department = view.wording.part, view.catalogue.departments[view.guide.item.department]
    venue = view.catalogue.venues[department.venue]
    national = dict.fromkeys((*view.guide.contact.hotlines, department.hotline))
    hotlines = "、".join(n for n in national if n != "12345")
    rows = [
        (words["department"], department.name),
        (words["phone"], venue.phone),
        (words["hotline"], hotlines),
        (words["hotline"], words["citizen_hotline"]),
    ]
    return [_facts(rows), _notes(view, view.guide.contact.notes)]


def _conditions(view: View) -> list[Block]:
    return [_notes(view, view.guide.conditions)]


def _legal_basis(view: View) -> list[Block]:
    words = view.wording.part["legal"]
    rows = [
        words.format(
            law=b.law, number=f"（{b.number}）" if b.number else "", article=b.article, text=b.text
        )
        for b in view.guide.legal_basis
    ]
    return [Block("list", items=tuple(BlockItem(r) for r in rows))]


def _online(view: View) -> list[Block]:
    online, words = view.guide.online, view.wording.part
    rows = [(words["depth"], online.depth)]
    rows += [
        (words["channel"], c.name + (f"（{c.note.rstrip('。')}）" if c.note else ""))
        for c in online.channels
    ]
    return [_facts(rows), _notes(view, online.notes)]


def _agent(view: View) -> list[Block]:
    agent = view.guide.agent
    return [_facts([(view.wording.part["allowed"], agent.allowed)]), _notes(view, agent.notes)]


def _result(view: View) -> list[Block]:
    result, words = view.guide.result, view.wording.part
    rows = [
        (words["result_name"], result.name),
        (words["validity"], result.validity),
        (words["delivery"], result.delivery),
    ]
    return [_facts(rows), _notes(view, result.notes)]


def _faq(view: View) -> list[Block]:
    certain, open_ = view.applying(view.guide.faq)
    rows = [BlockItem(f.answer, label=f.question) for f in (*certain, *open_)]
    return [Block("facts", items=tuple(rows[:FAQS_SHOWN]))]


def visits_text(guide: Guide, wording: Wording) -> str:
    """Return how many trips to the counter, in words."""
    words = wording.part
    count = (
        words["visits_none"]
        if guide.visits.max == 0
        else words["visits_count"].format(n=guide.visits.max)
    )
    return f"{count}。{guide.visits.note}" if guide.visits.note else count


def _one_visit(view: View) -> list[Block]:
    """Everything for one trip: trips, materials, limits, fee, place."""
    visits = _facts([(view.wording.part["visits"], visits_text(view.guide, view.wording))])
    parts = [
        (Element.TIME_LIMIT, _time_limit(view)[0]),
        (Element.FEE, _fee(view)[0]),
        (Element.PLACE, _place_facts(view)),
    ]
    return [visits, *_materials(view), *(Block(b.kind, LABELS[e], b.items) for e, b in parts)]


def sheet_blocks(view: View) -> tuple[Block, ...]:
    """Return everything for one trip as a sheet has it: the place with its phone and hours, to be kept and called."""
    place = LABELS[Element.PLACE]
    full = Block("facts", place, _venue_facts(view).items)
    blocks = (full if b.title == place else b for b in _one_visit(view))
    return tuple(b for b in blocks if b.items)


def necessities(view: View) -> tuple[str, ...]:
    """Return how far each material is needed (必要, 非必要, 容缺后补), in the order of the blocks."""
    certain, open_ = view.applying(view.guide.materials)
    return tuple(row.necessity for row in (*certain, *open_))


def conditional_rows(guide: Guide) -> dict[Element, tuple[Conditional, ...]]:
    """Return the rows of each element that may depend on the situation, what matters most first."""
    return {
        Element.CONDITIONS: guide.conditions,
        Element.MATERIALS: guide.materials,
        Element.STEPS: guide.steps,
        Element.FEE: (*guide.fee.rows, *guide.fee.notes),
        Element.TIME_LIMIT: guide.time_limit.notes,
        Element.AGENT: guide.agent.notes,
        Element.ONLINE: guide.online.notes,
        Element.RESULT: guide.result.notes,
        Element.PLACE: guide.place.notes,
        Element.HOURS: guide.hours,
        Element.CONTACT: guide.contact.notes,
    }


VIEWS: Mapping[Element, Callable[[View], list[Block]]] = {
    Element.OVERVIEW: _overview,
    Element.MATERIALS: _materials,
    Element.ONE_VISIT: _one_visit,
    Element.STEPS: _steps,
    Element.TIME_LIMIT: _time_limit,
    Element.FEE: _fee,
    Element.PLACE: _place,
    Element.HOURS: _hours,
    Element.CONTACT: _contact,
    Element.CONDITIONS: _conditions,
    Element.LEGAL_BASIS: _legal_basis,
    Element.ONLINE: _online,
    Element.AGENT: _agent,
    Element.RESULT: _result,
    Element.FAQ: _faq,
}
