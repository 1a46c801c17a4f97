"""Right service, right element, and how sure one may be of a direct answer."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hall.evaluation.reading import Row, accepted_codes, percentile, read_rows, share
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.services import KnowledgeBase

KEYS = ("id", "query", "catalog_code", "elements")
FIRST = 5


@dataclass(frozen=True)
class Judged:
    """What came of one question."""

    row: Row
    right: bool
    in_five: bool
    right_element: bool
    answered: bool
    answered_right: bool
    got: str
    milliseconds: float
    encoded: bool


def evaluate(knowledge: KnowledgeBase, path: Path, rows: str) -> Row:
    """Return the figures of a questions file.

    Args:
        knowledge: what answers.
        path: JSONL of `{id, query, catalog_code, also_ok[], elements[], style}`.
        rows: `top` for catalogue rows of priority top only, or `all`.

    Raises:
        BadInput: a line that cannot be read.
    """
    wanted = [r for r in read_rows(path, KEYS) if rows == "all" or _is_top(knowledge, r)]
    judged = [_judge(knowledge, row) for row in wanted]
    answered = [j.answered_right for j in judged if j.answered]
    times = [j.milliseconds for j in judged]
    slow = [j.milliseconds for j in judged if j.encoded]
    return {
        "n": len(judged),
        "item_top1": share([j.right for j in judged]),
        "item_top5": share([j.in_five for j in judged]),
        "item_element_top1": share([j.right_element for j in judged]),
        "answered": share([j.answered for j in judged]),
        "precision_answered": share(answered),
        "precision_answered_item": share([j.right for j in judged if j.answered]),
        "by_style": _group(judged, lambda j: [j.row.get("style", "")]),
        "by_element": _group(judged, lambda j: j.row["elements"]),
        "p50_ms": percentile(times, 50),
        "p95_ms": percentile(times, 95),
        "encoded": {
            "share": share([j.encoded for j in judged]),
            "p50_ms": percentile(slow, 50),
            "p95_ms": percentile(slow, 95),
        },
        "misses": [
            _miss(j)
            for j in judged
            if not j.right_element or not (j.answered_right or not j.answered)
        ],
    }


def _is_top(knowledge: KnowledgeBase, row: Row) -> bool:
    entry = knowledge.catalogue.entries.get(row["catalog_code"])
    return entry is not None and entry.priority == "top"


def _judge(knowledge: KnowledgeBase, row: Row) -> Judged:
    accepted = accepted_codes(row)
    before, started = _encoded(knowledge), time.perf_counter()
    answer = knowledge.ask(row["query"])
    milliseconds = (time.perf_counter() - started) * 1000
    encoded = _encoded(knowledge) > before
    results = knowledge.search(row["query"], limit=FIRST)["results"]
    codes = [r["catalog_code"] for r in results]
    right = bool(codes) and codes[0] in accepted
    said = answer.item is not None and answer.item.catalog_code in accepted
    return Judged(
        row=row,
        right=right,
        in_five=any(c in accepted for c in codes),
        right_element=right and results[0]["element"] in row["elements"],
        answered=answer.status.family == "answered",
        answered_right=said and answer.element in row["elements"],
        got=f"{answer.status} {answer.item.name if answer.item else '-'} {answer.element}",
        milliseconds=milliseconds,
        encoded=encoded,
    )


def _encoded(knowledge: KnowledgeBase) -> int:
    """How many questions the pretrained encoder was asked for so far."""
    finder = knowledge.base.finder
    meaning = finder.meaning if isinstance(finder, HybridFinder) else None
    return meaning.usage.encoded if meaning else 0


def _group(judged: list[Judged], keys: Callable[[Judged], Iterable[str]]) -> Row:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for key in keys(one):
            groups[key].append(one)
    return {
        key: {
            "n": len(group),
            "item_top1": share([j.right for j in group]),
            "item_element_top1": share([j.right_element for j in group]),
        }
        for key, group in sorted(groups.items())
    }


def _miss(judged: Judged) -> Row:
    return {
        "id": judged.row["id"],
        "query": judged.row["query"],
        "expected": [judged.row["catalog_code"], judged.row["elements"]],
        "got": judged.got,
        "right_service": judged.right,
    }
