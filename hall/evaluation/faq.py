"""Retrieval on a foreign FAQ corpus with nothing tuned: the same parts as our own index, by our own weights."""

import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hall.evaluation.reading import Row, percentile, read_rows, share
from knowledge_base.decision import read_decision
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.meaning import stretched
from knowledge_base.retrieval.pretrained import LONGEST, Pretrained
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.services import POLICY
from knowledge_base.text import normalise, prepared

ANSWER_SHOWN = 300
"""Characters of an answer that count as its low-weight body."""

_MIB = 2**20
_NO_PHRASINGS = Phrasings({}, {})


class _Corpus:
    """The questions of a corpus by their words and, with a pretrained encoder, by their meaning."""

    def __init__(self, questions: Sequence[Row], encoder: Pretrained | None) -> None:
        self._lexical = LexicalIndex([_subject(e) for e in questions], _NO_PHRASINGS)
        self._encoder, self._weights = (
            encoder,
            read_decision(POLICY / "decision.yml").subject.deep.weights,
        )
        texts = [normalise(e["question"]) for e in questions]
        self._vectors = encoder.questions.encode(texts) if encoder else None

    def scores(self, query: str) -> Scores:
        """Return the score of each question."""
        plain = prepared(query)
        lexical: Scores = self._lexical.scores([plain])[0]
        if self._encoder is None or self._vectors is None:
            return lexical
        cosines = self._vectors @ self._encoder.question(plain[-LONGEST:])
        return self._weights.lexical * lexical + self._weights.meaning * stretched(cosines)


def evaluate(corpus: Path, queries: Path, encoder: Pretrained | None = None) -> Row:
    """Return recall@1, recall@5, MRR, build seconds, latency and peak memory of Python's objects.

    Raises:
        BadInput: a line that cannot be read.
    """
    entries = read_rows(corpus, ("id", "question", "answer"))
    asked = read_rows(queries, ("id", "query", "relevant"))
    tracemalloc.start()
    started = time.perf_counter()
    index = _Corpus(entries, encoder)
    build_seconds = time.perf_counter() - started
    ids = [e["id"] for e in entries]
    ranks, times = [], []
    for query in asked:
        begun = time.perf_counter()
        order = np.argsort(-index.scores(query["query"]), kind="stable")[:50]
        times.append((time.perf_counter() - begun) * 1000)
        relevant = set(query["relevant"])
        ranks.append(next((n for n, at in enumerate(order, 1) if ids[at] in relevant), 0))
    peak = tracemalloc.get_traced_memory()[1] / _MIB
    tracemalloc.stop()
    return {
        "n": len(asked),
        "encoder": encoder.name if encoder else None,
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
