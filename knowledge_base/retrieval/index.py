"""The index over one generation: every kind of evidence for a question, in arrays over subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

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
    """What speaks for each subject (rows) and element (columns) of one question."""

    lexical: Scores
    names: Scores
    faqs: Scores
    units: Scores
    elements: Scores
    best_faq: dict[int, tuple[QaEntry, float]]


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
        self._wordings = [w for at, s in enumerate(subjects) for w in _wordings(at, s)]
        standard = [
            normalise(phrasings.questions[e].replace("{x}", s.name)) for s in subjects for e in ELEMENTS
        ]
        texts = [normalise(w.text) for w in self._wordings]
        vectors, self.report = cache.vectors(texts + standard)
        self._units = vectors[len(texts) :]
        self._nearest = _flat(vectors[: len(texts)])

    report: RebuildReport

    def evidence(self, question: str) -> Evidence:
        """Return the evidence for a normalised question without fillers."""
        vector = self._encoder.encode([question])
        names, faqs, best = self._dense(vector)
        return Evidence(
            lexical=self._lexical.scores(question),
            names=names,
            faqs=faqs,
            units=(self._units @ vector[0]).reshape(len(self.subjects), len(ELEMENTS)),
            elements=self._classifier.log_probabilities(question),
            best_faq=best,
        )

    def explained(self, question: str, subject: int) -> float:
        """Return how much of the question the wordings of a subject hold, 0 to 1."""
        return self._lexical.explained(question, subject)

    def _dense(self, vector: Vectors) -> tuple[Scores, Scores, dict[int, tuple[QaEntry, float]]]:
        """Best cosine of a name and of a FAQ wording for each subject, and which FAQ that is."""
        names = np.zeros(len(self.subjects), dtype=np.float32)
        faqs = np.zeros(len(self.subjects), dtype=np.float32)
        best: dict[int, tuple[QaEntry, float]] = {}
        cosines, positions = self._nearest.search(vector, min(NEAREST_WORDINGS, len(self._wordings)))
        for cosine, position in zip(cosines[0], positions[0], strict=True):
            wording = self._wordings[position]
            column = names if wording.faq is None else faqs
            column[wording.subject] = max(column[wording.subject], cosine)
            if wording.faq is not None and wording.subject not in best:
                best[wording.subject] = (wording.faq, float(cosine))
        return names, faqs, best


def _wordings(at: int, subject: Subject) -> list[Wording]:
    found = [Wording(text, at) for text in (*subject.names, *subject.hints)]
    for entry in subject.entries:
        if entry.faq_id:
            found += [Wording(text, at, entry) for text in (entry.question, *entry.variants)]
    return found


def _flat(vectors: Vectors) -> Any:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index
