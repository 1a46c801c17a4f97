"""The finder that answering uses: evidence, fusion, and how probable it is that the first hit is right."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge_base.model.finding import Findings, Hit
from knowledge_base.retrieval.elements import ELEMENTS
from knowledge_base.retrieval.fusion import Weights, rank
from knowledge_base.retrieval.index import Index
from knowledge_base.retrieval.spelling import Speller


@dataclass(frozen=True)
class Calibration:
    """Logistic coefficients from the features of a ranking to P(first subject is right)."""

    intercept: float = -7.5
    names: float = 5.0
    lexical: float = 0.6
    margin: float = 1.2
    explained: float = 4.0
    units: float = 2.0


class HybridFinder:
    """Ranks subjects for a question by the weighted sum of all evidence."""

    def __init__(
        self, index: Index, speller: Speller, weights: Weights, calibration: Calibration
    ) -> None:
        self.index, self._speller = index, speller
        self._weights, self._calibration = weights, calibration

    def find(self, question: str, *, limit: int, bonus: Mapping[str, float]) -> Findings:
        """Return the best subjects of a normalised question without fillers."""
        question = self._speller.restore(question)
        evidence = self.index.evidence(question)
        hits = rank(self.index, question, evidence, self._weights, max(limit, 2), bonus)
        probabilities = np.exp(evidence.part_elements)
        return Findings(
            hits=hits,
            elements=dict(zip(ELEMENTS, map(float, probabilities), strict=True)),
            probability=self._probability(hits),
        )

    def _probability(self, hits: tuple[Hit, ...]) -> float:
        first, c = hits[0], self._calibration
        rival = next((h.score for h in hits if h.subject.catalog_code != first.subject.catalog_code), 0.0)
        logit = (
            c.intercept
            + c.names * max(first.names, first.faqs)
            + c.lexical * first.lexical
            + c.margin * (first.score - rival)
            + c.explained * first.explained
            + c.units * first.units
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
