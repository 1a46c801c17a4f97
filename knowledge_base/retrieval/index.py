"""The index over one generation: every kind of evidence for a question, in arrays over subjects."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.element import Element
from knowledge_base.model.qa import QaEntry, Subject
from knowledge_base.retrieval.classifier import ELEMENTS, Classifier
from knowledge_base.retrieval.comparison import Scores
from knowledge_base.retrieval.encoder import Encoder, Vectors
from knowledge_base.retrieval.kept import Parts, worded
from knowledge_base.retrieval.lexical import LexicalIndex
from knowledge_base.retrieval.lexicon import Keys, keys_of
from knowledge_base.retrieval.meaning import few_wordings
from knowledge_base.retrieval.nearest import Wording, WordingIndex
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


@dataclass(frozen=True)
class _Read:
    """The wordings of a subject, its standard questions, normalised, and the marks of all these texts, normalised."""

    wordings: tuple[Wording, ...]
    standard: list[str]
    marks: Keys


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
        self._phrasings, self._cache = phrasings, cache
        self.encoder, self.classifier = encoder, classifier
        self._build(subjects, None)

    def of_next(self, subjects: Sequence[Subject]) -> "Index":
        """Return the index over the next generation: only what is new is read and encoded."""
        other = copy(self)
        other._build(subjects, self)
        return other

    def _build(self, subjects: Sequence[Subject], before: "Index | None") -> None:
        self.subjects = tuple(subjects)
        lexical, read = (before._lexical, before._read) if before else (None, None)
        self._lexical = LexicalIndex(self.subjects, self._phrasings, lexical)
        self._read = Parts(subjects, lambda at: self._reading(subjects[at]), worded, read)
        marks = (read.marks for read in self._read.all)
        self._marks = np.unique(np.concatenate([np.zeros(0, np.int64), *marks]))
        if before is not None and self._read.kept == [*range(len(before.subjects))]:
            self.report = self._changed_from(before)  # the same wordings in the same order
        else:
            self._place(before)

    def _place(self, before: "Index | None") -> None:
        """Put every wording and standard question where it is found by its vector."""
        new = [read for read, at in zip(self._read.all, self._read.kept, strict=True) if at < 0]
        texts = [normalise(text) for read in new for text, _ in read.wordings]
        standard = [text for read in new for text in read.standard]
        vectors, self.report = self._encoded(texts + standard, before)
        named, units = vectors[: len(texts)], vectors[len(texts) :]
        if before is not None:
            named, units = self._beside_kept(named, units, before)
        self._units = units.copy()
        self._wordings = WordingIndex([read.wordings for read in self._read.all], named)

    def _reading(self, subject: Subject) -> "_Read":
        own, asked = tuple(subject.wordings), self._phrasings.questions
        standard = [normalise(asked[e].replace("{x}", subject.name)) for e in ELEMENTS]
        return _Read(own, standard, keys_of([*(normalise(text) for text, _ in own), *standard]))

    def _encoded(
        self, texts: Sequence[str], before: "Index | None"
    ) -> tuple[Vectors, RebuildReport]:
        """Return the vectors of new texts; from the file at first, later nothing in it can help."""
        if before is None:
            return self._cache.vectors(texts)
        distinct = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        if not distinct:
            return before._units[:0], self._changed_from(before)
        vectors = self.encoder.encode(list(distinct))
        return vectors[[distinct[text] for text in texts]], self._changed_from(before)

    def _changed_from(self, before: "Index") -> RebuildReport:
        were, are = before._marks, self._marks
        kept = int(np.isin(are, were, assume_unique=True).sum())
        return RebuildReport(len(are) - kept, kept, len(were) - kept, len(are))

    def _beside_kept(
        self, named: Vectors, units: Vectors, before: "Index"
    ) -> tuple[Vectors, Vectors]:
        """Return the vectors of all wordings and standard questions: those that stood before, and the new ones."""
        at = np.array(self._read.kept, dtype=np.int64)
        counts = [len(read.wordings) for read in self._read.all]
        whole = before._units.reshape(-1, len(ELEMENTS), before._units.shape[1])[at.clip(0)]
        whole[at < 0] = units.reshape(-1, *whole.shape[1:])
        is_kept = np.repeat(at >= 0, counts)
        every = np.empty((len(is_kept), units.shape[1]), dtype=np.float32)
        every[is_kept] = before._wordings.vectors_of(at[at >= 0].tolist())
        every[~is_kept] = named
        return every, whole.reshape(-1, units.shape[1])

    report: RebuildReport
    _lexical: LexicalIndex
    _read: Parts[_Read]
    _marks: Keys

    @property
    def kept(self) -> Sequence[int]:
        """The place that each subject had in the generation before, -1 for a new one."""
        return self._read.kept

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
        return [self.few(at) for at in range(len(self.subjects))]

    def few(self, at: int) -> list[str]:
        """Return the few wordings of one subject that a slow encoder is to read, normalised."""
        texts, vectors = self._wordings.of(at)
        first = {normalise(text): row for row, text in reversed(list(enumerate(texts)))}
        names = [normalise(name) for name in self.subjects[at].names]
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
