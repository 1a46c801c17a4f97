"""The finder that answering uses: evidence, fusion, and how probable it is that the first hit is right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml

from knowledge_base.model.finding import Findings, Hit
from knowledge_base.model.qa import SubjectKind
from knowledge_base.retrieval.elements import ELEMENTS
from knowledge_base.retrieval.fusion import Weights, rank
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.spelling import Speller
from knowledge_base.text import normalise, strip_fillers


@dataclass(frozen=True)
class Calibration:
    """Logistic coefficients from `features` to P(the first service is right)."""

    intercept: float = -7.5
    coefficients: tuple[float, ...] = (5.0, 0.0, 0.6, 1.2, 4.0, 2.0, 0.5, 2.0, 0.0)


@dataclass(frozen=True)
class Tuning:
    """Weights and calibration; valid for one encoder only (policy/tuning.yml)."""

    weights: Weights = field(default_factory=Weights)
    calibration: Calibration = field(default_factory=Calibration)


def read_tuning(path: Path) -> Tuning:
    """Return the tuning that `python -m hall fit` wrote."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    coefficients = tuple(data["calibration"]["coefficients"])
    return Tuning(
        Weights(**data["weights"]), Calibration(data["calibration"]["intercept"], coefficients)
    )


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


class HybridFinder:
    """Ranks subjects for a question by the weighted sum of all evidence."""

    def __init__(self, index: Index, speller: Speller, tuning: Tuning) -> None:
        self.index, self.tuning, self._speller = index, tuning, speller

    def with_tuning(self, tuning: Tuning) -> "HybridFinder":
        """Return the same finder with another tuning."""
        return HybridFinder(self.index, self._speller, tuning)

    def prepare(self, question: str) -> str:
        """Return the question as it is looked for: normalised, no fillers, pinyin restored."""
        return self._speller.restore(strip_fillers(normalise(question)))

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the best subjects of a question."""
        question = self.prepare(question)
        kept = [at for at, s in enumerate(self.index.subjects if keep else ()) if s.key in keep]
        evidence = self.index.evidence(question, kept)
        ranked = rank(self.index, question, evidence, self.tuning.weights, max(limit, 2), kept)
        hits = tuple(ranked[: max(limit, 2)])
        probabilities = 1 / (1 + np.exp(-evidence.part_elements))
        return Findings(
            hits=hits,
            kept=tuple(h for h in ranked if h.subject.key in keep),
            elements=dict(zip(ELEMENTS, map(float, probabilities), strict=True)),
            probability=self._probability(hits),
        )

    def _probability(self, hits: tuple[Hit, ...]) -> float:
        calibration = self.tuning.calibration
        pairs = zip(calibration.coefficients, features(hits), strict=True)
        logit = calibration.intercept + sum(c * f for c, f in pairs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
