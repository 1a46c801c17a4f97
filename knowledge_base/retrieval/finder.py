"""The finder that answering uses: evidence, fusion, and how probable it is that the first hit is right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml

from knowledge_base.model.finding import Findings, Hit
from knowledge_base.model.qa import SubjectKind
from knowledge_base.retrieval.ahead import Ahead
from knowledge_base.retrieval.classifier import ELEMENTS
from knowledge_base.retrieval.fusion import Weights, rank
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.spelling import Speller
from knowledge_base.text import normalise, strip_fillers

LEAST_DOUBT = 1e-4
"""A share is never taken for more certain than this."""


@dataclass(frozen=True)
class Calibration:
    """Logistic coefficients from features to a probability."""

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, looked_at: Sequence[float]) -> float:
        """Return what the features say."""
        pairs = zip(self.coefficients, looked_at, strict=True)
        logit = self.intercept + sum(c * f for c, f in pairs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True)
class Tuning:
    """Weights and calibrations; valid for one encoder only (policy/tuning.yml).

    service: from `features` to P(the first service is right).
    answer: from `answer_features` to P(its element is right as well).
    """

    weights: Weights = field(default_factory=Weights)
    service: Calibration = Calibration(-7.5, (5.0, 0.0, 0.6, 1.2, 4.0, 2.0, 0.5, 2.0, 0.0))
    answer: Calibration = Calibration(-1.0, (1.5, 0.4))


def read_tuning(path: Path) -> Tuning:
    """Return the tuning that `python -m hall fit` wrote."""
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    service, answer = (
        Calibration(part["intercept"], tuple(part["coefficients"]))
        for part in (data["service"], data["answer"])
    )
    return Tuning(Weights(**data["weights"]), service, answer)


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
    ]


def answer_features(probability: float, first: Hit) -> list[float]:
    """Return what the probability of a right answer looks at: how sure the item is, and the element."""
    share = min(max(first.certainty, LEAST_DOUBT), 1 - LEAST_DOUBT)
    return [probability, math.log(share / (1 - share))]


class HybridFinder:
    """Ranks subjects for a question by the weighted sum of all evidence."""

    def __init__(self, index: Index, speller: Speller, tuning: Tuning) -> None:
        self.index, self.tuning, self._speller = index, tuning, speller
        self._ahead: Ahead[Findings] = Ahead()

    def with_tuning(self, tuning: Tuning) -> "HybridFinder":
        """Return the same finder with another tuning."""
        return HybridFinder(self.index, self._speller, tuning)

    def prepare(self, question: str) -> str:
        """Return the question as it is looked for: normalised, no fillers, pinyin restored."""
        return self._speller.restore(strip_fillers(normalise(question)))

    def start(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> None:
        """Begin to look; the next `find` for the same gets what was found."""
        self._ahead.start((question, limit, keep), lambda: self._find(question, limit, keep))

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the best subjects of a question."""
        return self._ahead.fetch((question, limit, keep), lambda: self._find(question, limit, keep))

    def _find(self, question: str, limit: int, keep: tuple[str, ...]) -> Findings:
        question = self.prepare(question)
        kept = [at for at, s in enumerate(self.index.subjects if keep else ()) if s.key in keep]
        evidence = self.index.evidence(question, kept)
        ranked = rank(self.index, question, evidence, self.tuning.weights, max(limit, 2), kept)
        hits = tuple(ranked[: max(limit, 2)])
        probabilities = 1 / (1 + np.exp(-evidence.part_elements))
        probability = self.tuning.service.probability(features(hits))
        sure = answer_features(probability, hits[0])
        return Findings(
            hits=hits,
            kept=tuple(h for h in ranked if h.subject.key in keep),
            elements=dict(zip(ELEMENTS, map(float, probabilities), strict=True)),
            probability=probability,
            answer_probability=self.tuning.answer.probability(sure),
        )
