"""What a document says, as the content of a guide: only what it says, in the place where it belongs."""

import re
from collections.abc import Callable
from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from datetime import date
from typing import Any

from knowledge_base.importing.clauses import clause_of
from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.filling import (
    ENDS,
    fees_over,
    limits_over,
    notes_over,
    papers_over,
    rows_over,
    steps_said,
    with_details,
)
from knowledge_base.importing.found import FoundGuide
from knowledge_base.importing.matching import MatchedGuide
from knowledge_base.importing.naming import item_name
from knowledge_base.loading.ids import drawn_id
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.codec import from_plain
from knowledge_base.model.guide import (
    Faq,
    Guide,
    rows_of,
)
from knowledge_base.model.handling import Remedy

Draw = Callable[[], str]
"""Returns another seed each time."""
TRIPS = re.compile(r"\d{1,2}")
CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-6][0-9A-Z]{12}(?:\d{2})?")
WAYS = ("行政复议", "行政诉讼")


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
        changed["conditions"] = notes_over(guide.conditions, says.rows("conditions"))
    if found.papers:
        changed["materials"] = papers_over(guide.materials, found)
    if says.rows("steps"):
        changed["steps"] = rows_over(
            guide.steps, list(steps_said(says.rows("steps"))), lambda one: one.detail or one.name
        )
    if any(says.rows(name) for name in ("statutory", "promised", "time_limit", "kind")):
        changed["time_limit"] = limits_over(guide.time_limit, says)
    if says.rows("fee"):
        changed["fee"] = fees_over(guide.fee, says.rows("fee"))
    for name in ("place", "contact", "online"):
        if says.rows(name):
            part = getattr(guide, name)
            changed[name] = replace(
                part, notes=notes_over(part.notes, with_details(says.rows(name)))
            )
    if says.rows("hours"):
        changed["hours"] = notes_over(guide.hours, says.rows("hours"))
    changed |= _others(guide, says)
    if source not in guide.sources:
        changed["sources"] = (*guide.sources, source)
    return _with_ids(replace(guide, **changed), draw)


def _others(guide: Guide, says: FoundGuide) -> dict[str, Any]:
    """Return what documents say more seldom."""
    found: dict[str, Any] = {}
    if says.rows("legal_basis"):
        rows = [clause_of(row) for row in says.rows("legal_basis")]
        found["legal_basis"] = rows_over(guide.legal_basis, rows, lambda one: one.law + one.article)
    if result := says.first("result"):
        found["result"] = replace(guide.result, name=result.strip(ENDS))
    if trips := TRIPS.search(says.first("visits")):
        found["visits"] = replace(guide.visits, max=int(trips.group()))
    if code := CODE.search(says.first("code")):
        found["authority"] = replace(guide.authority, code=code.group())
    if says.rows("redress"):
        remedies = [Remedy(_way(row.text), row.text) for row in says.rows("redress")]
        found["redress"] = replace(
            guide.redress,
            remedies=rows_over(guide.redress.remedies, remedies, lambda one: one.text),
        )
    asked = [row for row in says.rows("faq") if row.values.get("answer")]
    if asked:
        faqs = [Faq("", row.text, (), row.values["answer"]) for row in asked]
        found["faq"] = rows_over(guide.faq, faqs, lambda one: one.question)
    return found


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
