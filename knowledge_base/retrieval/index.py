"""The index over one generation: every kind of evidence for a question, in arrays over subjects."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.element import Element
from knowledge_base.model.qa import QaEntry, Subject
from knowledge_base.retrieval.classifier import ELEMENTS, Classifier
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.meaning import few_wordings
from knowledge_base.retrieval.nearest import WordingIndex, wordings
from knowledge_base.retrieval.queries import Phrasings
from knowledge_base.retrieval.vectors import RebuildReport, VectorCache
from knowledge_base.text import normalise


@dataclass(frozen=True)
class Evidence:
    """What speaks for each subject (rows) and element (columns) of one question.

    `part_*` is the strongest evidence of any single clause: in a long story one clause names the matter.
    `meaning` is nought until a pretrained encoder has been asked.
    """

    lexical: Scores
    names: Scores
    faqs: Scores
    units: Scores
    part_lexical: Scores
    part_names: Scores
    part_faqs: Scores
    named: Scores
    explained: Scores
    meaning: Scores
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
        classifier: Classifier,
        cache: VectorCache,
    ) -> None:
        self.subjects = tuple(subjects)
        self.encoder, self.classifier = encoder, classifier
        self._lexical = LexicalIndex(subjects, phrasings)
        found = wordings(subjects)
        standard = [
            normalise(phrasings.questions[e].replace("{x}", s.name))
            for s in subjects
            for e in ELEMENTS
        ]
        texts = [normalise(w.text) for w in found]
        vectors, self.report = cache.vectors(texts + standard)
        self._units = vectors[len(texts) :].copy()
        self._wordings = WordingIndex(found, vectors[: len(texts)], len(subjects))

    report: RebuildReport

    def evidence(self, question: str, keep: Sequence[int] = ()) -> Evidence:
        """Return the evidence for a normalised question; subjects in `keep` are compared in any case."""
        texts = [question, *clauses(question)]
        vectors = self.encoder.encode(texts)
        nearest = self._wordings.search(vectors, keep)
        lexical = self._lexical.scores(texts)
        elements = self.classifier.log_odds(texts)
        return Evidence(
            lexical=lexical[0],
            names=nearest.names[0],
            faqs=nearest.faqs[0],
            units=(self._units @ vectors[0]).reshape(len(self.subjects), len(ELEMENTS)),
            part_lexical=lexical.max(axis=0),
            part_names=nearest.names.max(axis=0),
            part_faqs=nearest.faqs.max(axis=0),
            named=self._lexical.named(question),
            explained=self._lexical.explained(question),
            meaning=np.zeros(len(self.subjects), dtype=np.float32),
            elements=elements[0],
            part_elements=_decisive(elements),
            best_faq=nearest.best_faq,
        )

    def few_wordings(self) -> list[list[str]]:
        """Return of each subject the few wordings that a slow encoder is to read, normalised."""
        return [self._few(at, subject) for at, subject in enumerate(self.subjects)]

    def _few(self, at: int, subject: Subject) -> list[str]:
        texts, vectors = self._wordings.of(at)
        first = {normalise(text): row for row, text in reversed(list(enumerate(texts)))}
        names = [normalise(name) for name in subject.names]
        return few_wordings(names, list(first), vectors[list(first.values())])

    def mentions(self, question: str) -> list[tuple[int, int, int]]:
        """Return where names stand in a question and whose they are, the longest first."""
        return self._lexical.mentions(question)

    def content_beside(self, question: str, subject: int) -> int:
        """Return how many tokens of a question are part of no name or hint of a subject and no question word."""
        return self._lexical.content_beside(question, subject)

    def content(self, question: str) -> int:
        """Return how many pairs of characters and words of a question say what it is about."""
        return sum(len(token) > 1 for token in self._lexical.content(question))

    def telling(self, question: str, subjects: Iterable[int]) -> dict[int, float]:
        """Return how much the most telling words that each subject shares with the question tell."""
        return self._lexical.telling(question, subjects)


_CLAUSE_END = re.compile(r"[，,。.？?！!；;\n ]+")
SHORTEST_CLAUSE, MOST_CLAUSES = 4, 8


def clauses(question: str) -> list[str]:
    """Return the clauses of a question that has several; the last ones of a very long story."""
    parts = [p for p in _CLAUSE_END.split(question) if len(p) >= SHORTEST_CLAUSE]
    return parts[-MOST_CLAUSES:] if len(parts) > 1 else []


def _decisive(elements: Scores) -> Scores:
    """The element evidence of the text that is surest to ask for something in particular."""
    particular = np.delete(elements, ELEMENTS.index(Element.OVERVIEW), axis=1)
    surest: Scores = elements[particular.max(axis=1).argmax()]
    return surest
