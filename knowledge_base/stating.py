"""Published guide → statements (要点). Every word comes from a field or from policy/wording.yml."""

from collections.abc import Iterator, Mapping

from knowledge_base.handling_statements import SINGLE as HANDLING_SINGLE
from knowledge_base.handling_statements import HandlingStatements, joined, notes
from knowledge_base.model.catalogue import MISSING, WHOLE, Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import (
    Channel,
    Fee,
    Guide,
    GuideMaterial,
    Step,
    TimeLimit,
    rows_of,
)
from knowledge_base.model.statement import Statement, StatementKind

SINGLE = (
    "summary",
    "visits",
    "no_materials",
    "promised",
    "statutory",
    "free",
    "hotline",
    "depth",
    "agent",
    "result",
    "validity",
    "delivery",
    *HANDLING_SINGLE,
)
"""Fields of which a guide has one; their statements have these ids."""
COMPOSED_STATEMENTS = (
    Statement(WHOLE, StatementKind.WHOLE, Element.OVERVIEW, ""),
    Statement(
        "materials",
        StatementKind.ALL_MATERIALS,
        Element.MATERIALS,
        "",
        wordings=("一次性告知单", "一次性告知", "材料清单"),
    ),
    Statement("steps", StatementKind.ALL_STEPS, Element.STEPS, ""),
)
"""What answers “丢了咋整”, “都得带啥” and “都走哪几步”: made of several rows when it is said."""
IMMEDIATELY = "即办"
CITIZEN_HOTLINE = "12345"


def derive_statements(
    guide: Guide, catalogue: Catalogue, words: Mapping[str, str]
) -> tuple[Statement, ...]:
    """Return everything that a guide says, row by row, in the order of its fields; last what is made of several rows.

    Args:
        guide: one version of one guide.
        catalogue: the materials, places and departments that it refers to.
        words: policy/wording.yml, `statement`.
    """
    deriver = _Deriver(guide, catalogue, words)
    found = (*deriver.about_the_whole(), *deriver.before(), *deriver.where(), *deriver.after())
    return (*(s for s in found if s.text), *COMPOSED_STATEMENTS)


def statement_ids(guide: Guide) -> frozenset[str]:
    """Return every id that a question about the guide may be labelled with."""
    venues = (f"{field}.{venue}" for field in ("venue", "hours") for venue in guide.place.venues)
    rows = (row.id for _, row in rows_of(guide))
    return frozenset((*SINGLE, *(s.id for s in COMPOSED_STATEMENTS), MISSING, *venues, *rows))


class _Deriver:
    def __init__(self, guide: Guide, catalogue: Catalogue, words: Mapping[str, str]) -> None:
        self.guide, self.catalogue, self.words = guide, catalogue, words
        self.handled = HandlingStatements(guide, words)

    def about_the_whole(self) -> Iterator[Statement]:
        """What it is and how many trips it takes."""
        yield Statement("summary", StatementKind.SUMMARY, Element.OVERVIEW, self.guide.summary)
        visits = self.guide.visits
        count = self._say("visits", n=visits.max) if visits.max else self.words["no_visit"]
        said = joined(count, visits.note)
        yield Statement("visits", StatementKind.VISITS, Element.ONE_VISIT, said)
        yield from self.handled.of(Element.ONE_VISIT)

    def before(self) -> Iterator[Statement]:
        """Who may, with what, in which steps, how long and for how much."""
        guide = self.guide
        yield from notes(guide.conditions, StatementKind.CONDITION, Element.CONDITIONS)
        yield from self.handled.of(Element.CONDITIONS)
        if not guide.materials:
            said = self.words["no_materials"]
            yield Statement("no_materials", StatementKind.NO_MATERIALS, Element.MATERIALS, said)
        yield from map(self._material, guide.materials)
        yield from map(self._step, guide.steps)
        limits = guide.time_limit
        yield from self._limit("promised", limits.promised)
        yield from self._limit("statutory", limits.statutory)
        yield from notes(limits.notes, StatementKind.LIMIT_NOTE, Element.TIME_LIMIT)
        yield from self.handled.of(Element.TIME_LIMIT)
        if not guide.fee.charged:
            yield Statement("free", StatementKind.FEE, Element.FEE, self.words["free"])
        yield from map(self._fee, guide.fee.rows)
        yield from notes(guide.fee.notes, StatementKind.FEE_NOTE, Element.FEE)
        yield from self.handled.of(Element.FEE)

    def where(self) -> Iterator[Statement]:
        """At which counter, when, over which line, and without going at all."""
        guide, agent, online = self.guide, self.guide.agent, self.guide.online
        for venue in (self.catalogue.venues[v] for v in guide.place.venues):
            said = self._say("venue", name=venue.name, address=venue.address)
            yield Statement(f"venue.{venue.id}", StatementKind.VENUE, Element.PLACE, said)
        yield from notes(guide.place.notes, StatementKind.PLACE_NOTE, Element.PLACE)
        yield from self.handled.of(Element.PLACE)
        for venue in (self.catalogue.venues[v] for v in guide.place.venues):
            said = self._say("venue_hours", name=venue.name, hours=venue.hours)
            yield Statement(f"hours.{venue.id}", StatementKind.VENUE_HOURS, Element.HOURS, said)
        yield from notes(guide.hours, StatementKind.HOURS_NOTE, Element.HOURS)
        yield Statement("hotline", StatementKind.HOTLINE, Element.CONTACT, self._hotlines())
        yield from notes(guide.contact.notes, StatementKind.CONTACT_NOTE, Element.CONTACT)
        yield from self.handled.of(Element.CONTACT)
        depth = self.words.get(f"depth_{online.depth}", "")
        yield Statement("depth", StatementKind.ONLINE_DEPTH, Element.ONLINE, depth)
        yield from map(self._channel, online.channels)
        yield from notes(online.notes, StatementKind.ONLINE_NOTE, Element.ONLINE)
        yield from self.handled.of(Element.ONLINE)
        allowed = self.words.get(f"agent_{agent.allowed}", "")
        yield Statement("agent", StatementKind.AGENT_RULE, Element.AGENT, allowed)
        yield from notes(agent.notes, StatementKind.AGENT_NOTE, Element.AGENT)

    def after(self) -> Iterator[Statement]:
        """What one gets, on which clause it rests, and what else is asked."""
        result = self.guide.result
        for id_, kind, value in (
            ("result", StatementKind.RESULT, result.name),
            ("validity", StatementKind.VALIDITY, result.validity),
            ("delivery", StatementKind.DELIVERY, result.delivery),
        ):
            said = self._say(id_, it=value.rstrip("。")) if value else ""
            yield Statement(id_, kind, Element.RESULT, said)
        yield from notes(result.notes, StatementKind.RESULT_NOTE, Element.RESULT)
        for clause in self.guide.legal_basis:
            number = f"（{clause.number}）" if clause.number else ""
            said = f"《{clause.law}》{number}{clause.article}：{clause.text}"
            yield Statement(clause.id, StatementKind.CLAUSE, Element.LEGAL_BASIS, said)
        for faq in self.guide.faq:
            asked, element = (faq.question, *faq.variants), Element(faq.element)
            yield Statement(faq.id, StatementKind.FAQ, element, faq.answer, faq.when, asked)

    def _material(self, row: GuideMaterial) -> Statement:
        material = self.catalogue.materials[row.material]
        counts = [("original", row.original), ("copies", row.copies)]
        count = "、".join(self._say(name, n=n) for name, n in counts if n)
        need = self.words["material" if row.necessity == "必要" else "material_if_needed"]
        said = need.format(name=material.name, count=f"（{count}）" if count else "")
        tells_how = material.obtain and material.obtain not in row.note
        obtain = self._say("obtain", how=material.obtain) if tells_how else ""
        text = joined(said, self._alternatives(row), row.note, obtain, self._waiver(row))
        kind, element = StatementKind.MATERIAL, Element.MATERIALS
        return Statement(row.id, kind, element, text, row.when, material.wordings)

    def _alternatives(self, row: GuideMaterial) -> str:
        """Return what may be brought in its place."""
        group = [r for r in self.guide.materials if row.any_of and r.any_of == row.any_of]
        others = [self.catalogue.materials[r.material].name for r in group if r is not row]
        return self._say("any_of", others="、".join(others)) if others else ""

    def _waiver(self, row: GuideMaterial) -> str:
        """Return why it need not be handed in, or not yet."""
        waived = row.waived
        if waived is None:
            return ""
        name = f"waived_{waived.by}_days" if waived.later_days else f"waived_{waived.by}"
        return waived.note or self._say(name, days=waived.later_days)

    def _step(self, step: Step) -> Statement:
        said = f"{step.name}：{step.detail}"
        if step.limit is not None:
            said = joined(said, self._say("step_limit", it=self._amount(step.limit)))
        return Statement(step.id, StatementKind.STEP, Element.STEPS, said, step.when)

    def _limit(self, name: str, limit: TimeLimit | None) -> Iterator[Statement]:
        if limit is not None:
            said = self._say(name, amount=self._amount(limit))
            if limit.unit == IMMEDIATELY:
                said = self.words["immediately"]
            text = joined(said, limit.note, self._not_counted(name))
            yield Statement(name, StatementKind.LIMIT, Element.TIME_LIMIT, text)

    def _not_counted(self, name: str) -> str:
        """Return what the statutory limit leaves out in every situation."""
        excluded = self.guide.time_limit.excluded if name == "statutory" else ()
        names = "、".join(row.name for row in excluded if not row.when.choices)
        return self._say("not_counted", names=names) if names else ""

    def _amount(self, limit: TimeLimit) -> str:
        if limit.unit == IMMEDIATELY:
            return self.words["at_once"]
        return f"{limit.amount}{self.words.get(f'unit_{limit.unit}', limit.unit)}"

    def _fee(self, fee: Fee) -> Statement:
        said = f"{fee.name}：{fee.amount}"
        return Statement(fee.id, StatementKind.FEE, Element.FEE, said, fee.when)

    def _channel(self, channel: Channel) -> Statement:
        said = joined(self._say("channel", name=channel.name), channel.note)
        return Statement(channel.id, StatementKind.CHANNEL, Element.ONLINE, said)

    def _hotlines(self) -> str:
        department = self.catalogue.departments[self.guide.item.department]
        lines = dict.fromkeys((*self.guide.contact.hotlines, department.hotline))
        numbers = "、".join(n for n in lines if n != CITIZEN_HOTLINE)
        name = "hotlines" if numbers else "only_hotline"
        return self._say(name, department=department.name, numbers=numbers)

    def _say(self, words: str, /, **values: object) -> str:
        return self.words[words].format(**values)
