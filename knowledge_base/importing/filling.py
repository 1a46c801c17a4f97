"""The parts of a guide as a document has them, put over what the guide said before."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

from knowledge_base.importing.found import FoundGuide, Row
from knowledge_base.importing.matching import BRACKETS, MatchedGuide, counts
from knowledge_base.importing.times import Limit, limit_of
from knowledge_base.model.guide import Fee, Fees, GuideMaterial, Step, TimeLimit, TimeLimits
from knowledge_base.model.note import Note
from knowledge_base.model.situation import ALWAYS

T = TypeVar("T")
PRICE = re.compile(
    r"[1-9]\d{0,7}(?:\.\d{1,4})?\s{0,2}元|\.0{0,3}[1-9]\d{0,3}\s{0,2}元|[二两三四五六七八九十百千万]元"
)
"""An amount that is taken: a text with one does not say that nothing is, although it may name who is let off."""
FREE = re.compile(r"不收费|免费|无收费|不收取|免收|^(?:否|无|不|0元?)[。；]?$")
CHARGED = re.compile(r"^(?:是|收费)[。；]?$")
HEAD = re.compile(r"(?P<name>[^：:。，,；\n]{1,16})[：:。，,]\s{0,3}(?P<detail>.{2,})", re.DOTALL)
NO_DELAY = re.compile(r"[不无非][^，,；;。]{0,4}容缺")
KINDS = {"即办": "即办件", "承诺": "承诺件"}
ENDS = "。；;，, "
LONGEST_NO = 4
"""Signs of a mere “不收费。”; longer texts say more than that."""
LONGEST_STEP = 16
"""Signs of a step that is its name alone."""


def notes_over(before: Sequence[Note], rows: Sequence[Row]) -> tuple[Note, ...]:
    """Return the sentences that a document says, those known already as they were."""
    return rows_over(before, [Note(row.text) for row in rows], lambda one: one.text.strip(ENDS))


def with_details(rows: Sequence[Row]) -> list[Row]:
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


def rows_over(before: Sequence[T], rows: Sequence[T], key: Callable[[T], str]) -> tuple[T, ...]:
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


def paper_key(row: GuideMaterial) -> str:
    """Return by what a demand is known again."""
    return row.material


def papers_over(before: Sequence[GuideMaterial], found: MatchedGuide) -> tuple[GuideMaterial, ...]:
    """Return the demands of a document over those before; a new one is 必要 where the document does not say."""
    rows = rows_over(before, list(demands(found)), paper_key)
    return tuple(row if row.necessity else replace(row, necessity="必要") for row in rows)


def demands(found: MatchedGuide) -> Iterator[GuideMaterial]:
    """Yield the demands; a paper that the catalogue does not have stands there by the name in the document.

    Whether one is 必要 stays empty where the document does not say.
    """
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
    if not text:
        return ""
    if "容缺" in text:
        return "必要" if NO_DELAY.search(text) else "容缺后补"
    return "非必要" if text.startswith(("非", "否", "不", "可选")) or text == "2" else "必要"


def _note(row: Row) -> str:
    """Return what is said of a demand beside its name and its number."""
    inner = [one.group().strip("（）()") for one in BRACKETS.finditer(row.text)]
    parts = [one for one in inner if not re.search(r"原件|复印件|份$", one)]
    return "；".join(dict.fromkeys(one for one in (*parts, row.values.get("note", "")) if one))


def steps_said(rows: Sequence[Row]) -> Iterator[Step]:
    """Yield the steps; a long one without a name is called by its number."""
    for number, row in enumerate(rows, 1):
        detail = row.values.get("detail", "")
        split = HEAD.fullmatch(row.text)
        limit = limit_of(row.values.get("limit", ""))
        if detail:
            yield Step(row.text, detail, limit=_limit(limit))
        elif split is not None:
            yield Step(split["name"], split["detail"], limit=_limit(limit))
        elif len(row.text) <= LONGEST_STEP:
            yield Step(row.text.strip(ENDS), "", limit=_limit(limit))
        else:
            yield Step(f"第{number}步" if len(rows) > 1 else "办理", row.text, limit=_limit(limit))


def _limit(limit: Limit | None) -> TimeLimit | None:
    return TimeLimit(limit.amount, limit.unit) if limit is not None and limit.unit else None


def limits_over(before: TimeLimits, says: FoundGuide) -> TimeLimits:
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
        notes=notes_over(before.notes, notes) if notes else before.notes,
    )


def fees_over(before: Fees, rows: Sequence[Row]) -> Fees:
    """Return the fees; what is taken in a certain situation stays where a document says that nothing is."""
    texts = [row.text for row in rows]
    if all(FREE.search(text) and not PRICE.search(text) for text in texts):
        kept = rows_over(before.rows, [], str)
        said = [Row(text, "") for text in texts if len(text) > LONGEST_NO]
        notes = notes_over(before.notes, said) if said else before.notes
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
        before, charged=True, rows=rows_over(before.rows, fees, lambda one: one.name + one.amount)
    )
