"""Retrieval on a foreign FAQ corpus with nothing tuned: the same parts as our own index."""

import time
import tracemalloc
from pathlib import Path

import numpy as np

from hall.evaluation.reading import Row, percentile, read_rows, share
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.text import normalise, strip_fillers

ANSWER_SHOWN = 300
"""Characters of an answer that count as its low-weight body."""

_MIB = 2**20
_NO_PHRASINGS = Phrasings({}, {})


def evaluate(corpus: Path, queries: Path) -> Row:
    """Return recall@1, recall@5, MRR, build seconds, latency and peak memory.

    Raises:
        BadInput: a line that cannot be read.
    """
    entries = read_rows(corpus, ("id", "question", "answer"))
    asked = read_rows(queries, ("id", "query", "relevant"))
    tracemalloc.start()
    started = time.perf_counter()
    index = LexicalIndex([_subject(e) for e in entries], _NO_PHRASINGS)
    build_seconds = time.perf_counter() - started
    ids = [e["id"] for e in entries]
    ranks, times = [], []
    for query in asked:
        begun = time.perf_counter()
        scores = index.scores([strip_fillers(normalise(query["query"]))])[0]
        order = np.argsort(-scores, kind="stable")[:50]
        times.append((time.perf_counter() - begun) * 1000)
        relevant = set(query["relevant"])
        ranks.append(next((n for n, at in enumerate(order, 1) if ids[at] in relevant), 0))
    peak = tracemalloc.get_traced_memory()[1] / _MIB
    tracemalloc.stop()
    return {
        "n": len(asked),
        "r1": share([r == 1 for r in ranks]),
        "r5": share([0 < r <= 5 for r in ranks]),
        "mrr": round(float(np.mean([1 / r if r else 0.0 for r in ranks])), 4),
        "build_s": round(build_seconds, 2),
        "p50_ms": percentile(times, 50),
        "p95_ms": percentile(times, 95),
        "peak_mib": round(peak, 1),
    }


def _subject(entry: Row) -> Subject:
    return Subject(
        key=str(entry["id"]),
        kind=SubjectKind.ENTRY,
        catalog_code="",
        name=entry["question"],
        department="",
        names=(entry["question"],),
        body=entry["answer"][:ANSWER_SHOWN],
    )
