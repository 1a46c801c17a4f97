"""Statements of how a matter is handled: what ends it, trips, what the clock leaves out, access, post and redress."""

from collections.abc import Iterator, Mapping, Sequence

from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.handling import Exclusion, Remedy, Trips
from knowledge_base.model.note import Note
from knowledge_base.model.statement import Statement, StatementKind

SINGLE = (
    "payment",
    "scope",
    "entrusted",
    "joint",
    "appointment",
    "post",
    "quota",
    "complaint",
)
"""Fields of which a guide has one; their statements have these ids."""


class HandlingStatements:
    """What a guide says of its handling, field by field; what it does not say has no text."""

    def __init__(self, guide: Guide, words: Mapping[str, str]) -> None:
        self.guide, self.words = guide, words

    def of(self, element: Element) -> Iterator[Statement]:
        """Yield the statements of one element."""
        found = {
            Element.ONE_VISIT: self._trips,
            Element.CONDITIONS: self._conditions,
            Element.TIME_LIMIT: self._excluded,
            Element.FEE: self._fees,
            Element.PLACE: self._place,
            Element.CONTACT: self._contact,
            Element.ONLINE: self._online,
        }
        yield from found[element]()

    def _trips(self) -> Iterator[Statement]:
        return (self._trip(row) for row in self.guide.visits.rows)

    def _trip(self, row: Trips) -> Statement:
        count = self.words["visits"].format(n=row.max) if row.max else self.words["no_visit"]
        what = self.words["visits_for"].format(what="、".join(row.what)) if row.what else ""
        said = joined(f"{count}{what}", row.note)
        return Statement(row.id, StatementKind.VISITS, Element.ONE_VISIT, said, row.when)

    def _conditions(self) -> Iterator[Statement]:
        for row in self.guide.endings:
            yield Statement(row.id, StatementKind.CONDITION, Element.CONDITIONS, row.text, row.when)
        access, condition = self.guide.access, StatementKind.CONDITION
        yield from notes(access.intermediaries, condition, Element.CONDITIONS)
        quota = self._filled("quota", it=access.quota.rstrip("。"))
        yield Statement("quota", condition, Element.CONDITIONS, quota)

    def _excluded(self) -> Iterator[Statement]:
        return (self._exclusion(row) for row in self.guide.time_limit.excluded)

    def _exclusion(self, row: Exclusion) -> Statement:
        said = joined(self.words["excluded"].format(name=row.name), row.text)
        return Statement(row.id, StatementKind.LIMIT_NOTE, Element.TIME_LIMIT, said, row.when)

    def _fees(self) -> Iterator[Statement]:
        fee = self.guide.fee
        yield from notes(fee.reductions, StatementKind.FEE_NOTE, Element.FEE)
        payment = self._filled("payment", ways="、".join(fee.payment))
        yield Statement("payment", StatementKind.FEE_NOTE, Element.FEE, payment)

    def _place(self) -> Iterator[Statement]:
        scope = self.guide.authority.scope
        said = joined(self.words[f"scope_{scope}"]) if scope else ""
        yield Statement("scope", StatementKind.PLACE_NOTE, Element.PLACE, said)

    def _contact(self) -> Iterator[Statement]:
        authority, redress = self.guide.authority, self.guide.redress
        for id_, said in (
            ("entrusted", self._filled("entrusted", it=authority.entrusted)),
            ("joint", self._filled("joint", departments="、".join(authority.joint))),
        ):
            yield Statement(id_, StatementKind.CONTACT_NOTE, Element.CONTACT, said)
        complaint = self._filled("complaint", numbers="、".join(redress.lines))
        faq, asked = StatementKind.FAQ, self._asked("complaint")
        yield Statement("complaint", faq, Element.CONTACT, complaint, wordings=asked)
        yield from map(self._remedy, redress.remedies)

    def _remedy(self, row: Remedy) -> Statement:
        said = self.words["remedy"].format(way=row.way, it=row.text)
        asked, element = self._asked(row.way), Element.CONTACT
        return Statement(row.id, StatementKind.FAQ, element, said, row.when, asked)

    def _asked(self, way: str) -> tuple[str, ...]:
        """Return how people ask for a way of redress: nobody asks for it by chance, like for what a FAQ answers."""
        return tuple(self.words[f"asked_{way}"].split("、"))

    def _online(self) -> Iterator[Statement]:
        access, post = self.guide.access, self.guide.result.post
        appointment = joined(access.appointment, access.appointment_note)
        ways = "，".join(self.words[f"post_{way}"] for way in post.ways)
        note, element = StatementKind.ONLINE_NOTE, Element.ONLINE
        yield Statement("appointment", note, element, appointment)
        yield Statement("post", note, element, joined(ways, post.note))

    def _filled(self, words: str, **values: str) -> str:
        """Return the words around a field, empty where the field is."""
        return joined(self.words[words].format(**values)) if all(values.values()) else ""


def notes(rows: Sequence[Note], kind: StatementKind, element: Element) -> Iterator[Statement]:
    """Yield a statement a note."""
    return (Statement(n.id, kind, element, n.text, n.when) for n in rows)


def joined(*parts: str) -> str:
    """Return the parts as sentences."""
    return "".join(f"{part.rstrip('。；')}。" for part in parts if part)
