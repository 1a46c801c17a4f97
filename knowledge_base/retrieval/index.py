"""The index over one generation: every kind of evidence for a question, in arrays over subjects."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.element import Element
from knowledge_base.model.qa import QaEntry, Subject
from knowledge_base.retrieval.elements import ELEMENTS, ElementClassifier
from knowledge_base.retrieval.encoder import Encoder, Vectors
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.retrieval.vectors import RebuildReport, VectorCache
from knowledge_base.text import normalise

NEAREST_WORDINGS = 160
"""How many wordings the dense search looks at; a subject none of whose wordings is among them scores 0."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Wording:
    """One text that points to a subject, and the FAQ it belongs to, if any."""

    text: str
    subject: int
    faq: QaEntry | None = None


@dataclass(frozen=True)
class Evidence:
    """What speaks for each subject (rows) and element (columns) of one question.

    `part_*` is the strongest evidence of any single clause: in a long story one clause names the matter.
    """

    lexical: Scores
    names: Scores
    faqs: Scores
    units: Scores
    part_lexical: Scores
    part_names: Scores
    part_faqs: Scores
    named: Scores
    elements: Scores
    part_elements: Scores
    best_faq: Mapping[int, tuple[QaEntry, float]]


class Index:
    """Everything needed to find what a question is about. Read-only after building, safe for threads."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        phrasings: Phrasings,
        encoder: Encoder,
        classifier: ElementClassifier,
        cache: VectorCache,
    ) -> None:
        self.subjects = tuple(subjects)
        self._encoder, self._classifier = encoder, classifier
        self._lexical = LexicalIndex(subjects, phrasings)
        self._wordings: list[Wording] = []
        self._spans: list[tuple[int, int]] = []
        for at, subject in enumerate(subjects):
            first = len(self._wordings)
            self._wordings += _wordings(at, subject)
            self._spans.append((first, len(self._wordings)))
        standard = [
            normalise(phrasings.questions[e].replace("{x}", s.name))
            for s in subjects
            for e in ELEMENTS
        ]
        texts = [normalise(w.text) for w in self._wordings]
        vectors, self.report = cache.vectors(texts + standard)
        self._units = vectors[len(texts) :]
        self._nearest = _flat(vectors[: len(texts)])

    report: RebuildReport

    def evidence(self, question: str, keep: Sequence[int] = ()) -> Evidence:
        """Return the evidence for a normalised question; subjects in `keep` are compared in any case."""
        parts = clauses(question)
        vectors = self._encoder.encode([question, *parts])
        count = min(NEAREST_WORDINGS, len(self._wordings))
        cosines, positions = self._nearest.search(vectors, count)
        found = [
            self._dense(vector, near, where, keep)
            for vector, near, where in zip(vectors, cosines, positions, strict=True)
        ]
        lexical = [self._lexical.scores(t) for t in (question, *parts)]
        elements = [self._classifier.log_odds(t) for t in (question, *parts)]
        return Evidence(
            lexical=lexical[0],
            names=found[0].names,
            faqs=found[0].faqs,
            units=(self._units @ vectors[0]).reshape(len(self.subjects), len(ELEMENTS)),
            part_lexical=np.max(lexical, axis=0),
            part_names=np.max([f.names for f in found], axis=0),
            part_faqs=np.max([f.faqs for f in found], axis=0),
            named=self._lexical.named(question),
            elements=elements[0],
            part_elements=_decisive(elements),
            best_faq=_best_faqs(found),
        )

    def explained(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return how much of the question the wordings of each subject hold, 0 to 1."""
        return self._lexical.explained(question, subjects)

    def telling(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return how much the most telling words that each subject shares with the question tell."""
        return self._lexical.telling(question, subjects)

    def _dense(
        self, vector: Vectors, cosines: Scores, positions: Any, keep: Sequence[int]
    ) -> "_Nearest":
        """Best cosine of a name and of a FAQ wording for each subject, and which FAQ that is."""
        names = np.zeros(len(self.subjects), dtype=np.float32)
        faqs = np.zeros(len(self.subjects), dtype=np.float32)
        best: dict[int, tuple[QaEntry, float]] = {}
        near = zip(positions.tolist(), cosines.tolist(), strict=True)
        for position, cosine in (*near, *self._kept(vector, keep)):
            wording = self._wordings[position]
            column = names if wording.faq is None else faqs
            if cosine > column[wording.subject]:
                column[wording.subject] = cosine
            if wording.faq is not None and cosine > best.get(wording.subject, (None, -1.0))[1]:
                best[wording.subject] = (wording.faq, cosine)
        return _Nearest(names, faqs, best)

    def _kept(self, vector: Vectors, keep: Sequence[int]) -> Iterator[tuple[int, float]]:
        """Yield position and cosine of all wordings of kept subjects."""
        for subject in keep:
            first, last = self._spans[subject]
            own = (self._nearest.reconstruct_n(first, last - first) @ vector).tolist()
            yield from zip(range(first, last), own, strict=True)


@dataclass(frozen=True)
class _Nearest:
    names: Scores
    faqs: Scores
    best: dict[int, tuple[QaEntry, float]]


_CLAUSE_END = re.compile(r"[，,。.？?！!；;\n ]+")
SHORTEST_CLAUSE, MOST_CLAUSES = 4, 8


def clauses(question: str) -> list[str]:
    """Return the clauses of a question that has several; the last ones of a very long story."""
    parts = [p for p in _CLAUSE_END.split(question) if len(p) >= SHORTEST_CLAUSE]
    return parts[-MOST_CLAUSES:] if len(parts) > 1 else []


def _decisive(elements: Sequence[Scores]) -> Scores:
    """The element evidence of the clause that is surest to ask for something in particular."""
    overview = ELEMENTS.index(Element.OVERVIEW)
    return max(elements, key=lambda e: float(np.delete(e, overview).max()))


def _best_faqs(found: Sequence[_Nearest]) -> dict[int, tuple[QaEntry, float]]:
    best: dict[int, tuple[QaEntry, float]] = {}
    for nearest in found:
        for at, (faq, cosine) in nearest.best.items():
            if at not in best or cosine > best[at][1]:
                best[at] = (faq, cosine)
    return best


def _wordings(at: int, subject: Subject) -> list[Wording]:
    asked = (text for _, text in subject.asked)
    found = [Wording(text, at) for text in (*subject.names, *subject.hints, *asked)]
    for entry in subject.entries:
        if entry.faq_id:
            found += [Wording(text, at, entry) for text in (entry.question, *entry.variants)]
    return found


def _flat(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index
