"""Right service, right element, and how sure one may be of a direct answer."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hall.evaluation.calibration import augrc, reliability
from hall.evaluation.reading import Row, accepted_codes, percentile, read_rows, share
from knowledge_base.model.answer import Answer
from knowledge_base.retrieval.finder import HybridFinder
from knowledge_base.services import KnowledgeBase

KEYS = ("id", "query", "catalog_code", "elements")
FIRST = 5


@dataclass(frozen=True)
class Judged:
    """What came of one question; the service is the one that the answer is about or offers first."""

    row: Row
    right: bool
    search_right: bool
    in_five: bool
    right_element: bool
    answered: bool
    answered_right: bool
    probability: float | None
    got: str
    milliseconds: float
    encoded: bool


def evaluate(knowledge: KnowledgeBase, path: Path, rows: str) -> Row:
    """Return the figures of a questions file.

    The right service is counted on what `ask()` says, and beside it (`search_top1`) on the search report.

    Args:
        knowledge: what answers.
        path: JSONL of `{id, query, catalog_code, also_ok[], elements[], style}`.
        rows: `top` for catalogue rows of priority top only, or `all`.

    Raises:
        BadInput: a line that cannot be read.
    """
    wanted = chosen_rows(knowledge, read_rows(path, KEYS), rows)
    judged = [_judge(knowledge, row) for row in wanted]
    answered = [j.answered_right for j in judged if j.answered]
    times = [j.milliseconds for j in judged]
    stated = [(j.probability, j.right) for j in judged if j.probability is not None]
    slow = [j.milliseconds for j in judged if j.encoded]
    return {
        "n": len(judged),
        "item_top1": share([j.right for j in judged]),
        "search_top1": share([j.search_right for j in judged]),
        "item_top5": share([j.in_five for j in judged]),
        "item_element_top1": share([j.right_element for j in judged]),
        "answered": share([j.answered for j in judged]),
        "precision_answered": share(answered),
        "precision_answered_item": share([j.right for j in judged if j.answered]),
        "by_style": _group(judged, lambda j: [j.row.get("style", "")]),
        "by_element": _group(judged, lambda j: j.row["elements"]),
        "augrc": augrc(*_columns(stated)),
        "reliability": reliability(*_columns(stated)),
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


def chosen_rows(knowledge: KnowledgeBase, found: Iterable[Row], rows: str) -> list[Row]:
    """Return all rows, or (`top`) those about catalogue rows of priority top."""
    return [r for r in found if rows == "all" or _is_top(knowledge, r)]


def _is_top(knowledge: KnowledgeBase, row: Row) -> bool:
    entry = knowledge.catalogue.entries.get(row["catalog_code"])
    return entry is not None and entry.priority == "top"


def _columns(stated: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [probability for probability, _ in stated], [right for _, right in stated]


def said_codes(answer: Answer) -> list[str]:
    """Return the services an answer leads to, best first: its own, then those it asks about or offers."""
    own = answer.item.catalog_code if answer.item else ""
    offered = (option.catalog_code for option in (*answer.options, *answer.alternatives))
    return list(dict.fromkeys(code for code in (own, *offered) if code))


def _judge(knowledge: KnowledgeBase, row: Row) -> Judged:
    accepted = accepted_codes(row)
    before, started = _encoded(knowledge), time.perf_counter()
    answer = knowledge.ask(row["query"])
    milliseconds = (time.perf_counter() - started) * 1000
    encoded = _encoded(knowledge) > before
    results = knowledge.search(row["query"], limit=FIRST)["results"]
    found = [r["catalog_code"] for r in results]
    said = said_codes(answer)
    right = said[:1] != [] and said[0] in accepted
    element = answer.element or _element_of(said[:1], results)
    return Judged(
        row=row,
        right=right,
        search_right=found[:1] != [] and found[0] in accepted,
        in_five=any(code in accepted for code in list(dict.fromkeys((*said, *found)))[:FIRST]),
        right_element=right and element in row["elements"],
        answered=answer.status.family == "answered",
        answered_right=_is_about(answer, accepted) and answer.element in row["elements"],
        probability=answer.probability,
        got=f"{answer.status} {answer.item.name if answer.item else '-'} {answer.element}",
        milliseconds=milliseconds,
        encoded=encoded,
    )


def _is_about(answer: Answer, accepted: set[str]) -> bool:
    return answer.item is not None and answer.item.catalog_code in accepted


def _element_of(said: Sequence[str], results: Sequence[Row]) -> str | None:
    """Return the element that search finds for the service, where the answer asks back and names none."""
    return next((r["element"] for r in results if r["catalog_code"] in said), None)


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
