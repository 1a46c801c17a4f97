"""Views of a guide: for each element, the blocks that a door lays out. Every word comes from a field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.answering.material_views import material_blocks
from knowledge_base.answering.material_views import necessities as necessities
from knowledge_base.answering.seen import ENDED as ENDED
from knowledge_base.answering.seen import Seen, facts, notes, text_block
from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import Block, BlockItem
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide, Step, TimeLimit
from knowledge_base.model.handling import Exclusion
from knowledge_base.model.situation import Answers, Conditional

FAQS_SHOWN = 4
NOTHING_TOLD: Answers = {}


@dataclass(frozen=True)
class View(Seen):
    """A guide seen in one situation, with its elements laid out."""

    def blocks(self, element: Element) -> tuple[Block, ...]:
        """Return the blocks of one element: what ends the matter where it does; empty where the guide is silent."""
        if self.is_ended(element):
            return (ending_block(self),)
        return tuple(b for b in VIEWS[element](self) if b.items)


def _overview(view: View) -> list[Block]:
    """The summary and how it goes; as soon as a situation is told, what to bring, what it costs and where to go."""
    blocks = [text_block(view.guide.summary)]
    if not view.answers:
        return [*blocks, *_steps(view)]
    return [*blocks, *material_blocks(view), _fee(view)[0], _place_facts(view)]


def _steps(view: View) -> list[Block]:
    certain, open_ = view.applying(view.guide.steps)
    named = [BlockItem(s.detail, label=s.name, note=_limit(view, s.limit)) for s in certain]
    depends = [BlockItem(s.detail, label=s.name, note=_aside(view, s)) for s in open_]
    return [Block("steps", items=tuple(named + depends))]


def _aside(view: View, step: Step) -> str:
    """Return in which situation a step is taken, and how long it may take."""
    return "，".join(p for p in (view.when_label(step.when), _limit(view, step.limit)) if p)


def _limit(view: View, limit: TimeLimit | None) -> str:
    if limit is None:
        return ""
    words = view.wording.part
    amount = words["immediate"] if limit.unit == "即办" else f"{limit.amount}{_unit(limit.unit)}"
    return f"{amount}（{limit.note.rstrip('。')}）" if limit.note else amount


def _unit(unit: str) -> str:
    return {"月": "个月", "工作日": "个工作日", "自然日": "日", "小时": "小时"}[unit]


def _limits(view: View) -> list[tuple[str, str]]:
    """How long it takes: promised, and by law."""
    limits, words = view.guide.time_limit, view.wording.part
    return [
        (words["promised"], _limit(view, limits.promised)),
        (words["statutory"], _limit(view, limits.statutory)),
    ]


def _time_limit(view: View) -> list[Block]:
    limits, words = view.guide.time_limit, view.wording.part
    kind = (words["limit_kind"], words[f"kind_{limits.kind}"] if limits.kind else "")
    shown = facts([*_limits(view), kind])
    remarks, excluded = notes(view, limits.notes), _excluded(view, limits.excluded)
    if not shown.items and not remarks.items:
        return [text_block(words["no_limit"]), excluded]
    return [shown, remarks, excluded]


def _excluded(view: View, rows: Sequence[Exclusion]) -> Block:
    """What the clock leaves out."""
    certain, open_ = view.applying(rows)
    items = [
        BlockItem(f"{row.name}：{row.text}" if row.text else row.name, view.when_label(row.when))
        for row in (*certain, *open_)
    ]
    return Block("list", view.wording.part["excluded"], tuple(items))


def _fee(view: View) -> list[Block]:
    fee, words = view.guide.fee, view.wording.part
    remarks = [
        notes(view, fee.notes),
        facts([(words["payment"], "、".join(fee.payment))]),
        notes(view, fee.reductions, words["reductions"]),
    ]
    if not fee.charged:
        return [text_block(words["free"]), *remarks]
    certain, open_ = view.applying(fee.rows)
    rows = [BlockItem(r.amount, label=r.name, note=r.basis) for r in (*certain, *open_)]
    return [Block("facts", items=tuple(rows)), *remarks]


def _place_facts(view: View) -> Block:
    words = view.wording.part
    rows = []
    for venue_id in view.guide.place.venues:
        venue = view.catalogue.venues[venue_id]
        rows += [(words["venue"], venue.name), (words["address"], venue.address)]
    return facts(rows)


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
    return facts(rows)


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
        notes(view, view.guide.place.notes),
        facts([*rows, _scope(view), (words["hotline"], words["citizen_hotline"])]),
    ]


def _scope(view: View) -> tuple[str, str]:
    """How far away one may hand in (通办范围)."""
    words, scope = view.wording.part, view.guide.authority.scope
    return words["scope"], words[f"scope_{scope}"] if scope else ""


def _hours(view: View) -> list[Block]:
    words = view.wording.part
    venues = [view.catalogue.venues[v] for v in view.guide.place.venues]
    rows = [pair for v in venues for pair in ((words["venue"], v.name), (words["hours"], v.hours))]
    return [notes(view, view.guide.hours), facts(rows)]


def _contact(view: View) -> list[Block]:
    words, department = view.wording.part, view.catalogue.departments[view.guide.item.department]
    venue, authority = view.catalogue.venues[department.venue], view.guide.authority
    national = dict.fromkeys((*view.guide.contact.hotlines, department.hotline))
    hotlines = "、".join(n for n in national if n != "12345")
    rows = [
        (words["department"], authority.body or department.name),
        (words["entrusted"], authority.entrusted),
        (words["joint"], "、".join(authority.joint)),
        (words["phone"], venue.phone),
        (words["hotline"], hotlines),
        (words["hotline"], words["citizen_hotline"]),
        (words["complaint"], "、".join(view.guide.redress.lines)),
    ]
    return [facts(rows), notes(view, view.guide.contact.notes), _remedies(view)]


def _remedies(view: View) -> Block:
    """What to do against a decision or a delay."""
    certain, open_ = view.applying(view.guide.redress.remedies)
    items = tuple(BlockItem(row.text, label=row.way) for row in (*certain, *open_))
    return Block("list", view.wording.part["remedies"], items)


def _conditions(view: View) -> list[Block]:
    guide, words = view.guide, view.wording.part
    access = [
        notes(view, guide.access.intermediaries),
        facts([(words["quota"], guide.access.quota)]),
    ]
    if view.ending is not None:
        return [text_block(view.ending.text), notes(view, guide.conditions), *access]
    return [notes(view, guide.conditions), *access, notes(view, guide.endings, words["endings"])]


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
    rows += [(words["appointment"], _appointment(view)), (words["post"], _post(view))]
    return [facts(rows), notes(view, online.notes)]


def _appointment(view: View) -> str:
    access = view.guide.access
    return "，".join(p for p in (access.appointment, access.appointment_note) if p)


def _post(view: View) -> str:
    words, post = view.wording.part, view.guide.result.post
    return "，".join(p for p in (*(words[f"post_{way}"] for way in post.ways), post.note) if p)


def _agent(view: View) -> list[Block]:
    agent = view.guide.agent
    return [facts([(view.wording.part["allowed"], agent.allowed)]), notes(view, agent.notes)]


def _result(view: View) -> list[Block]:
    result, words = view.guide.result, view.wording.part
    rows = [
        (words["result_name"], result.name),
        (words["validity"], result.validity),
        (words["delivery"], result.delivery),
        (words["serving"], "、".join(result.serving)),
    ]
    sample = BlockItem(result.sample, label=words["sample"])
    samples = Block("link", items=(sample,) if result.sample else ())
    return [facts(rows), notes(view, result.notes), samples]


def _faq(view: View) -> list[Block]:
    certain, open_ = view.applying(view.guide.faq)
    rows = [BlockItem(f.answer, label=f.question) for f in (*certain, *open_)]
    return [Block("facts", items=tuple(rows[:FAQS_SHOWN]))]


def visits_text(guide: Guide, wording: Wording, answers: Answers = NOTHING_TOLD) -> str:
    """Return how many trips to the counter, in words; of one situation where it is told."""
    rows = [row for row in guide.visits.rows if row.when.holds(answers)]
    if not rows:
        return _trips(guide.visits.max, (), guide.visits.note, wording)
    most = max(rows, key=lambda row: row.max)
    return _trips(most.max, most.what, most.note, wording)


def _trips(count: int, what: Sequence[str], note: str, wording: Wording) -> str:
    words = wording.part
    said = words["visits_count"].format(n=count) if count else words["visits_none"]
    for_ = words["visits_for"].format(what="、".join(what)) if what else ""
    return f"{said}{for_}。{note}" if note else f"{said}{for_}"


def _visits(view: View) -> Block:
    """How many trips, then of each open situation."""
    words = view.wording.part
    said = visits_text(view.guide, view.wording, view.answers)
    items = [BlockItem(said, label=words["visits"])]
    for row in view.applying(view.guide.visits.rows)[1]:
        trips = _trips(row.max, row.what, row.note, view.wording)
        items.append(BlockItem(trips, label=view.when_label(row.when)))
    return Block("facts", items=tuple(items))


def _one_visit(view: View) -> list[Block]:
    """Everything for one trip: trips, materials, limits, fee, place."""
    limits = facts(_limits(view))
    parts = [
        (Element.TIME_LIMIT, limits if limits.items else _time_limit(view)[0]),
        (Element.FEE, _fee(view)[0]),
        (Element.PLACE, _place_facts(view)),
    ]
    named = (Block(b.kind, LABELS[e], b.items) for e, b in parts)
    return [_visits(view), *material_blocks(view), *named]


def ending_block(view: View) -> Block:
    """Return what ends the matter under its name (不用办, 不符合条件, 不在这里办)."""
    assert view.ending is not None
    return text_block(view.ending.text, view.wording.part[f"ending_{view.ending.kind}"])


def sheet_blocks(view: View) -> tuple[Block, ...]:
    """Return everything for one trip as a sheet has it: the place with its phone and hours, to be kept and called."""
    if view.ending is not None:
        return (ending_block(view),)
    place = LABELS[Element.PLACE]
    full = Block("facts", place, _venue_facts(view).items)
    blocks = (full if b.title == place else b for b in _one_visit(view))
    return tuple(b for b in blocks if b.items)


def conditional_rows(guide: Guide) -> dict[Element, tuple[Conditional, ...]]:
    """Return the rows of each element that may depend on the situation, what matters most first."""
    return {
        Element.CONDITIONS: (*guide.conditions, *guide.endings),
        Element.MATERIALS: (*guide.endings, *guide.materials),
        Element.STEPS: (*guide.endings, *guide.steps),
        Element.FEE: (*guide.fee.rows, *guide.fee.notes, *guide.fee.reductions),
        Element.TIME_LIMIT: (*guide.time_limit.notes, *guide.time_limit.excluded),
        Element.AGENT: guide.agent.notes,
        Element.ONLINE: guide.online.notes,
        Element.RESULT: guide.result.notes,
        Element.PLACE: guide.place.notes,
        Element.HOURS: guide.hours,
        Element.CONTACT: (*guide.contact.notes, *guide.redress.remedies),
    }


VIEWS: Mapping[Element, Callable[[View], list[Block]]] = {
    Element.OVERVIEW: _overview,
    Element.MATERIALS: material_blocks,
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
