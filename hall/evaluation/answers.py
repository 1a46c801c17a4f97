"""Does the reply answer: are the facts of a right answer in it, and do they come first."""

import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hall.evaluation.questions import chosen_rows
from hall.evaluation.reading import Row, accepted_codes, read_rows, share
from knowledge_base.model.answer import Answer
from knowledge_base.services import KnowledgeBase

KEYS = ("id", "query", "catalog_code", "facts", "kind")
LEAD = 160
"""Characters of the normalised text in which a direct answer stands."""
ANSWERABLE = ("held", "general")
"""Kinds that count: a guide holds the answer, or the law of the whole country gives it."""
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Judged:
    """What came of one question; `missing` are the groups of facts that no alternative matched."""

    row: Row
    answer: Answer
    is_the_item: bool
    lead: bool
    missing: tuple[Sequence[str], ...]

    @property
    def text(self) -> bool:
        """Whether the right item's reply holds all facts, wherever."""
        return self.is_the_item and not self.missing


def evaluate(knowledge: KnowledgeBase, path: Path, rows: str) -> Row:
    """Return how many replies hold the facts of a right answer.

    Args:
        knowledge: what answers.
        path: JSONL of `{id, query, catalog_code, also_ok[], facts[[regex]], kind, style}`.
        rows: `top` for catalogue rows of priority top only, or `all`.

    Raises:
        BadInput: a line that cannot be read, or a pattern that cannot be compiled.
    """
    wanted = chosen_rows(knowledge, read_rows(path, KEYS, check=_broken_fact), rows)
    judged = [_judge(row, knowledge.ask(row["query"])) for row in wanted]
    counted = [j for j in judged if j.row["kind"] in ANSWERABLE]
    figures: Row = {
        "n": len(counted),
        **_figures(counted),
        "asked": _share_of(counted, "clarify"),
        "blocked": _share_of(counted, "blocked"),
        "routed": _share_of(counted, "routed"),
        "length_p50": statistics.median(len(j.answer.text) for j in counted) if counted else None,
        "by_kind": _group(judged, lambda j: j.row["kind"]),
    }
    if any("style" in j.row for j in counted):
        figures["by_style"] = _group(counted, lambda j: j.row.get("style", ""))
    return figures | {"misses": [_miss(j) for j in counted if not (j.lead and j.text)]}


def matched_text(text: str) -> str:
    """Return a reply as facts are looked for in it: without blanks, line breaks as “；”."""
    return _BLANKS.sub("", text).replace("\n", "；")


def _broken_fact(row: Row) -> str:
    """Say which pattern of a row cannot be compiled; nothing where all can.

    The patterns are labels of the project, no citizen's text, so plain `re` reads them.
    """
    for pattern in (pattern for group in row["facts"] for pattern in group):
        try:
            re.compile(pattern)
        except re.error as error:
            return f"facts 里的正则写错了: {pattern!r}: {error}"
    return ""


def _judge(row: Row, answer: Answer) -> Judged:
    text = matched_text(answer.text)
    is_the_item = answer.item is not None and answer.item.catalog_code in accepted_codes(row)
    return Judged(
        row=row,
        answer=answer,
        is_the_item=is_the_item,
        lead=is_the_item and not _missing(row["facts"], text[:LEAD]),
        missing=_missing(row["facts"], text),
    )


def _missing(facts: Sequence[Sequence[str]], text: str) -> tuple[Sequence[str], ...]:
    return tuple(group for group in facts if not any(re.search(p, text) for p in group))


def _figures(judged: Sequence[Judged]) -> Row:
    return {"lead": share([j.lead for j in judged]), "text": share([j.text for j in judged])}


def _share_of(judged: Sequence[Judged], family: str) -> float | None:
    return share([j.answer.status.family == family for j in judged])


def _group(judged: Sequence[Judged], key: Callable[[Judged], str]) -> Row:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return {name: {"n": len(group), **_figures(group)} for name, group in sorted(groups.items())}


def _miss(judged: Judged) -> Row:
    item = judged.answer.item
    return {
        "id": judged.row["id"],
        "query": judged.row["query"],
        "expected": judged.row["catalog_code"],
        "got": f"{judged.answer.status} {item.name if item else '-'} {judged.answer.element}",
        "missing": list(judged.missing),
        "text": judged.answer.text,
    }
