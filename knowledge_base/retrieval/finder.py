"""The finder that answering uses: evidence, fusion, and how probable it is that the first hit is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from knowledge_base.model.finding import Findings, Hit, Mention
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.ahead import Ahead
from knowledge_base.retrieval.calibration import Calibration
from knowledge_base.retrieval.classifier import ELEMENTS
from knowledge_base.retrieval.fusion import Weights, candidates, rank
from knowledge_base.retrieval.index import Evidence, Index
from knowledge_base.retrieval.meaning import Meaning
from knowledge_base.retrieval.pretrained import LONGEST
from knowledge_base.retrieval.spelling import Speller
from knowledge_base.text import prepared

SERVICE = Calibration(-7.5, (5.0, 0.0, 0.6, 1.2, 4.0, 2.0, 0.5, 2.0, 0.0, 0.0))
"""Before anything is fitted."""


@dataclass(frozen=True)
class Tuning:
    """Weights and calibration; valid for one encoder only, with a pretrained one beside it or without.

    service: from `features` to P(the first service is right).
    """

    weights: Weights = field(default_factory=Weights)
    service: Calibration = SERVICE


@dataclass(frozen=True)
class Doubt:
    """Between which values of P(the first service is right) a question is worth encoding."""

    least: float = 0.02
    most: float = 0.95

    def leaves(self, probability: float) -> bool:
        """Return whether the light evidence leaves doubt."""
        return self.least <= probability <= self.most


@dataclass(frozen=True)
class Tunings:
    """What holds for the light evidence, what holds once the pretrained encoder was asked, and when it is."""

    light: Tuning = field(default_factory=Tuning)
    deep: Tuning = field(default_factory=Tuning)
    doubt: Doubt = field(default_factory=Doubt)


def read_tunings(data: Mapping[str, Any]) -> Tunings:
    """Return the tunings that `python -m hall fit` wrote (policy/decision.yml, `subject`)."""
    return Tunings(_tuning(data["light"]), _tuning(data["deep"]), Doubt(**data["doubt"]))


def _tuning(data: Mapping[str, Any]) -> Tuning:
    service = data["service"]
    calibration = Calibration(service["intercept"], tuple(service["coefficients"]))
    return Tuning(Weights(**data["weights"]), calibration)


def features(hits: Sequence[Hit]) -> list[float]:
    """Return what the probability looks at: the first hit, and how far the next service is behind."""
    first = hits[0]
    rival = next(
        (h.score for h in hits if h.subject.catalog_code != first.subject.catalog_code), 0.0
    )
    return [
        first.names,
        first.faqs,
        first.lexical,
        first.score - rival,
        first.explained,
        first.units,
        first.telling,
        first.named,
        float(first.subject.kind is SubjectKind.NOT_COVERED),
        first.meaning,
    ]


class HybridFinder:
    """Ranks subjects for a question by the weighted sum of all evidence.

    meaning: what a pretrained encoder knows of the subjects, None where there is none or it is not built yet.
    """

    def __init__(
        self, index: Index, speller: Speller, tunings: Tunings, meaning: Meaning | None = None
    ) -> None:
        self.index, self.tunings, self.meaning = index, tunings, meaning
        self._speller = speller
        self._place = {s.key: at for at, s in enumerate(index.subjects)}
        self._ahead: Ahead[Findings] = Ahead()

    def of_next(self, subjects: Sequence[Subject]) -> "HybridFinder":
        """Return the finder over the next generation, with the same models and tunings.

        What the pretrained encoder knows goes with it where few subjects are new; else it is to read again.
        """
        index = self.index.of_next(subjects)
        speller = self._speller.of_next(self.index.subjects, subjects)
        return HybridFinder(index, speller, self.tunings, self._meaning_of(index))

    def _meaning_of(self, index: Index) -> Meaning | None:
        if self.meaning is None:
            return None
        were = self.meaning.wordings
        places = enumerate(index.kept)
        return self.meaning.of_next([were[b] if b >= 0 else index.few(at) for at, b in places])

    def with_tunings(self, tunings: Tunings) -> "HybridFinder":
        """Return the same finder with other tunings."""
        return HybridFinder(self.index, self._speller, tunings, self.meaning)

    def with_meaning(self, meaning: Meaning | None) -> "HybridFinder":
        """Return the same finder with what a pretrained encoder says, or without."""
        return HybridFinder(self.index, self._speller, self.tunings, meaning)

    def prepare(self, question: str) -> str:
        """Return the question as it is looked for: normalised, no fillers, pinyin restored."""
        return self._speller.restore(prepared(question))

    def start(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> None:
        """Begin to look; the next `find` for the same gets what was found."""
        self._ahead.start((question, limit, keep), lambda: self._find(question, limit, keep))

    def content_beside(self, plain: str, key: str) -> int:
        """Return how many tokens of a normalised text are part of no name or hint of the subject and no question word."""
        return self.index.content_beside(plain, self._place[key])

    def mentions(self, plain: str) -> tuple[Mention, ...]:
        """Return the names that stand in a normalised message, the longest where they overlap, in their order."""
        found: list[Mention] = []
        for start, end, at in self.index.mentions(plain):
            if all(end <= m.start or m.end <= start for m in found):
                found.append(Mention(start, end, self.index.subjects[at].key))
        return tuple(sorted(found, key=lambda m: m.start))

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the best subjects of a question."""
        return self._ahead.fetch((question, limit, keep), lambda: self._find(question, limit, keep))

    def _find(self, question: str, limit: int, keep: tuple[str, ...]) -> Findings:
        plain, kept = self.prepare(question), self._places(keep)
        evidence = self.index.evidence(plain, kept)
        found = self._findings(plain, evidence, self.tunings.light, limit, kept)
        if self.meaning is None or not self.tunings.doubt.leaves(found.probability):
            return found
        evidence = with_meaning(evidence, plain, self.meaning, kept)
        return self._findings(plain, evidence, self.tunings.deep, limit, kept)

    def evidence(self, question: str) -> Evidence:
        """Return all evidence for a prepared question, that of the pretrained encoder included."""
        evidence = self.index.evidence(question)
        return evidence if self.meaning is None else with_meaning(evidence, question, self.meaning)

    def _places(self, keep: tuple[str, ...]) -> list[int]:
        return sorted(self._place[key] for key in set(keep) if key in self._place)

    def _findings(
        self, question: str, evidence: Evidence, tuning: Tuning, limit: int, kept: Sequence[int]
    ) -> Findings:
        ranked = rank(self.index, question, evidence, tuning.weights, max(limit, 2), kept)
        hits = tuple(ranked[: max(limit, 2)])
        keys = {self.index.subjects[at].key for at in kept}
        probabilities = 1 / (1 + np.exp(-evidence.part_elements))
        return Findings(
            hits=hits,
            kept=tuple(h for h in ranked if h.subject.key in keys),
            elements=dict(zip(ELEMENTS, map(float, probabilities), strict=True)),
            probability=tuning.service.probability(features(hits)),
            content=self.index.content(question),
        )


def with_meaning(
    evidence: Evidence, question: str, meaning: Meaning, keep: Sequence[int] = ()
) -> Evidence:
    """Return the evidence with what the pretrained encoder says of the subjects that come into question."""
    places = candidates(evidence, keep)
    found = np.zeros(len(evidence.lexical), dtype=np.float32)
    found[places] = meaning.nearness(question[-LONGEST:], places)
    return replace(evidence, meaning=found)
