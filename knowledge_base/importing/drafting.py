"""What a document says, as the content of a guide: only what it says, in the place where it belongs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from knowledge_base.importing.clauses import clause_of
from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.found import FoundGuide, Row
from knowledge_base.importing.matching import BRACKETS, MatchedGuide, counts
from knowledge_base.importing.naming import item_name
from knowledge_base.importing.times import Limit, limit_of
from knowledge_base.loading.ids import drawn_id
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import from_plain
from knowledge_base.model.guide import (
    Faq,
    Fee,
    Fees,
    Guide,
    GuideMaterial,
    Step,
    TimeLimit,
    TimeLimits,
    rows_of,
)
from knowledge_base.model.handling import Remedy
from knowledge_base.model.note import Note
from knowledge_base.model.situation import ALWAYS

Draw = Callable[[], str]
"""Returns another seed each time."""
T = TypeVar("T")
FREE = re.compile(r"不收费|免费|无收费|不收取|免收|^(?:否|无|不|0元?)[。；]?$")
CHARGED = re.compile(r"^(?:是|收费)[。；]?$")
HEAD = re.compile(r"(?P<name>[^：:。，,；\n]{1,16})[：:。，,]\s{0,3}(?P<detail>.{2,})", re.DOTALL)
LONGEST_NO = 4
"""Signs of a mere “不收费。”; longer texts say more than that."""
TRIPS = re.compile(r"\d{1,2}")
CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-6][0-9A-Z]{12}(?:\d{2})?")
KINDS = {"即办": "即办件", "承诺": "承诺件"}
WAYS = ("行政复议", "行政诉讼")
ENDS = "。；;，, "


def begun(
    code: str, found: MatchedGuide, catalogue: Catalogue, dictionary: Dictionary, today: date
) -> Guide:
    """Return a guide that says nothing yet but what it is about, for an item that has none."""
    entry = catalogue.entries[code[:12]]
    plain = {
        "item": {
            "code": code,
            "catalog_code": code[:12],
            "name": item_name(found.guide.title, dictionary),
            "department": entry.department,
            "audience": [one for one in entry.audience.split("|") if one],
            "type": found.guide.first("type"),
            "themes": [],
            "aliases": [],
        },
        "version": 1,
        "effective_from": today,
        "checked_on": today,
        "verified": False,
        "sources": [],
        "summary": "",
        "visits": {"max": ""},
    }
    plain["effective_from"] = plain["checked_on"] = today.isoformat()
    return from_plain(Guide, plain, as_typed=True)


def filled(guide: Guide, found: MatchedGuide, source: str, draw: Draw) -> Guide:
    """Return a guide with what a document says in place of what it said; the document's silence changes nothing.

    Rows that the document has as well keep their ids and everything else; rows for a certain situation, which no
    document tells of, stay.
    """
    says = found.guide
    changed: dict[str, Any] = {}
    if says.rows("conditions"):
        changed["conditions"] = _notes(guide.conditions, says.rows("conditions"))
    if found.papers:
        changed["materials"] = _kept(guide.materials, list(_materials(found)), _paper_key)
    if says.rows("steps"):
        changed["steps"] = _kept(
            guide.steps, list(_steps(says.rows("steps"))), lambda one: one.detail or one.name
        )
    if any(says.rows(name) for name in ("statutory", "promised", "time_limit", "kind")):
        changed["time_limit"] = _limits(guide.time_limit, says)
    if says.rows("fee"):
        changed["fee"] = _fees(guide.fee, says.rows("fee"))
    for name in ("place", "contact", "online"):
        if says.rows(name):
            part = getattr(guide, name)
            changed[name] = replace(part, notes=_notes(part.notes, _with_details(says.rows(name))))
    if says.rows("hours"):
        changed["hours"] = _notes(guide.hours, says.rows("hours"))
    changed |= _others(guide, says)
    if source not in guide.sources:
        changed["sources"] = (*guide.sources, source)
    return _with_ids(replace(guide, **changed), draw)


def _others(guide: Guide, says: FoundGuide) -> dict[str, Any]:
    """Return what documents say more seldom."""
    found: dict[str, Any] = {}
    if says.rows("legal_basis"):
        rows = [clause_of(row) for row in says.rows("legal_basis")]
        found["legal_basis"] = _kept(guide.legal_basis, rows, lambda one: one.law + one.article)
    if result := says.first("result"):
        found["result"] = replace(guide.result, name=result.strip(ENDS))
    if trips := TRIPS.search(says.first("visits")):
        found["visits"] = replace(guide.visits, max=int(trips.group()))
    if code := CODE.search(says.first("code")):
        found["authority"] = replace(guide.authority, code=code.group())
    if says.rows("redress"):
        remedies = [Remedy(_way(row.text), row.text) for row in says.rows("redress")]
        found["redress"] = replace(
            guide.redress, remedies=_kept(guide.redress.remedies, remedies, lambda one: one.text)
        )
    asked = [row for row in says.rows("faq") if row.values.get("answer")]
    if asked:
        faqs = [Faq("", row.text, (), row.values["answer"]) for row in asked]
        found["faq"] = _kept(guide.faq, faqs, lambda one: one.question)
    return found


def _notes(before: Sequence[Note], rows: Sequence[Row]) -> tuple[Note, ...]:
    return _kept(before, [Note(row.text) for row in rows], lambda one: one.text.strip(ENDS))


def _with_details(rows: Sequence[Row]) -> list[Row]:
    """Return rows of places with what stands beside them in the table."""
    return [
        Row(
            "，".join(
                (row.text, *(value for value in row.values.values() if value not in row.text))
            ),
            row.origin,
        )
        for row in rows
    ]


def _kept(before: Sequence[T], rows: Sequence[T], key: Callable[[T], str]) -> tuple[T, ...]:
    """Return the rows, those known already as they were; what is for a certain situation stays at the end."""
    left = list(before)
    new: list[T] = []
    for row in rows:
        known = sorted((one for one in left if key(one) == key(row)), key=_is_conditional)
        if known:
            left.remove(known[0])
        new.append(_over(known[0], row) if known else row)
    return (*new, *(row for row in left if _is_conditional(row)))


def _is_conditional(row: object) -> bool:
    return getattr(row, "when", ALWAYS) != ALWAYS


def _over(before: T, row: T) -> T:
    """Return a row with what the document says of it; what it leaves open stays."""
    assert is_dataclass(row)
    said = {
        field.name: getattr(row, field.name)
        for field in fields_of(row)
        if field.name not in ("id", "when") and getattr(row, field.name) not in ("", 0, (), None)
    }
    return replace(before, **said)  # type: ignore[type-var]


def _paper_key(row: GuideMaterial) -> str:
    return row.material


def _materials(found: MatchedGuide) -> Iterator[GuideMaterial]:
    """Yield the demands; a paper that the catalogue does not have stands there by the name in the document."""
    seen: set[str] = set()
    for row, papers in found.papers:
        originals, copies = counts(row)
        for paper in papers:
            key = paper.material or paper.name
            if key in seen:
                continue
            seen.add(key)
            yield GuideMaterial(
                key,
                originals,
                copies,
                _necessity(row.values.get("necessity", "")),
                _note(row),
                row.values.get("basis", ""),
            )


def _necessity(text: str) -> str:
    if "容缺" in text:
        return "容缺后补"
    return "非必要" if text.startswith(("非", "否", "不", "可选")) or text == "2" else "必要"


def _note(row: Row) -> str:
    """Return what is said of a demand beside its name and its number."""
    inner = [one.group().strip("（）()") for one in BRACKETS.finditer(row.text)]
    parts = [one for one in inner if not re.search(r"原件|复印件|份$", one)]
    return "；".join(dict.fromkeys(one for one in (*parts, row.values.get("note", "")) if one))


def _steps(rows: Sequence[Row]) -> Iterator[Step]:
    for number, row in enumerate(rows, 1):
        detail = row.values.get("detail", "")
        split = HEAD.fullmatch(row.text)
        limit = limit_of(row.values.get("limit", ""))
        if detail:
            yield Step(row.text, detail, limit=_limit(limit))
        elif split is not None:
            yield Step(split["name"], split["detail"], limit=_limit(limit))
        elif len(row.text) <= 16:
            yield Step(row.text.strip(ENDS), "", limit=_limit(limit))
        else:
            yield Step(f"第{number}步" if len(rows) > 1 else "办理", row.text, limit=_limit(limit))


def _limit(limit: Limit | None) -> TimeLimit | None:
    return TimeLimit(limit.amount, limit.unit) if limit is not None and limit.unit else None


def _limits(before: TimeLimits, says: FoundGuide) -> TimeLimits:
    """Return the limits; what is no one amount with a unit is kept in its words."""
    notes: list[Row] = list(says.rows("time_limit"))
    changed: dict[str, Any] = {}
    for name in ("statutory", "promised"):
        rows = says.rows(name)
        limit = _limit(limit_of(rows[0].text)) if len(rows) == 1 else None
        if limit is not None:
            old = getattr(before, name)
            changed[name] = (
                old if old and (old.amount, old.unit) == (limit.amount, limit.unit) else limit
            )
        else:
            notes += rows
    kind = next((kind for word, kind in KINDS.items() if word in says.first("kind")), "")
    return replace(
        before,
        **changed,
        kind=kind or before.kind,
        notes=_notes(before.notes, notes) if notes else before.notes,
    )


def _fees(before: Fees, rows: Sequence[Row]) -> Fees:
    texts = [row.text for row in rows]
    if all(FREE.search(text) for text in texts):
        kept = _kept(before.rows, [], str)
        said = [Row(text, "") for text in texts if len(text) > LONGEST_NO]
        notes = _notes(before.notes, said) if said else before.notes
        return replace(before, charged=bool(kept), rows=kept, notes=notes)
    fees = [
        Fee(
            row.text if "amount" in row.values else "收费",
            row.values.get("amount") or row.text,
            row.values.get("basis", ""),
        )
        for row in rows
        if not CHARGED.fullmatch(row.text)
    ]
    return replace(
        before, charged=True, rows=_kept(before.rows, fees, lambda one: one.name + one.amount)
    )


def _way(text: str) -> str:
    return next((way for way in WAYS if way in text), "监督投诉")


def _with_ids(guide: Guide, draw: Draw) -> Guide:
    """Return the guide with an id in every row that has none."""
    taken = {row.id for _, row in rows_of(guide)}
    return _named(guide, lambda: _new_id(draw, taken))  # type: ignore[no-any-return]


def _new_id(draw: Draw, taken: set[str]) -> str:
    taken.add(made := drawn_id(draw(), taken))
    return made


def _named(value: Any, name: Callable[[], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_named(one, name) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {
        field.name: _named(getattr(value, field.name), name)
        for field in fields_of(value)
        if field.init
    }
    if parts.get("id") == "":
        parts["id"] = name()
    return replace(value, **parts)
