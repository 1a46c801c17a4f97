"""Join the evidence by a weighted sum into a ranking of subject × element (lab: not by ranks)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.elements import ELEMENTS
from knowledge_base.retrieval.index import Evidence, Index

SHORTLIST = 40
"""Subjects whose words are looked at more closely before the final order."""


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence counts; valid for one encoder only."""

    lexical: float = 1.0
    names: float = 3.0
    faqs: float = 2.0
    units: float = 3.0
    part_lexical: float = 0.5
    part_names: float = 2.0
    part_faqs: float = 1.0
    explained: float = 3.0
    element: float = 0.6
    part_element: float = 0.4
    element_unit: float = 2.0
    faq_element: float = 2.0
    faq_threshold: float = 0.55


NO_BONUS: Mapping[str, float] = {}


def rank(
    index: Index,
    question: str,
    evidence: Evidence,
    weights: Weights,
    limit: int,
    bonus: Mapping[str, float] = NO_BONUS,
) -> tuple[Hit, ...]:
    """Return the best `limit` subjects, best first, each with its best element."""
    scores = _first_scores(evidence, weights)
    for at, subject in enumerate(index.subjects if bonus else ()):
        scores[at] += bonus.get(subject.key, 0.0)
    shortlist = np.argsort(-scores, kind="stable")[: max(limit, SHORTLIST)]
    explained = index.explained(question, map(int, shortlist))
    totals = {at: float(scores[at]) + weights.explained * share for at, share in explained.items()}
    order = sorted(totals, key=lambda at: -totals[at])[:limit]
    return tuple(
        _hit(at, index.subjects[at], totals[at], explained[at], evidence, weights) for at in order
    )


def _first_scores(evidence: Evidence, weights: Weights) -> NDArray[np.float32]:
    return np.asarray(
        weights.lexical * evidence.lexical
        + weights.names * evidence.names
        + weights.faqs * evidence.faqs
        + weights.part_lexical * evidence.part_lexical
        + weights.part_names * evidence.part_names
        + weights.part_faqs * evidence.part_faqs
        + weights.units * evidence.units.max(axis=1),
        dtype=np.float32,
    )


def _hit(
    at: int, subject: Subject, score: float, explained: float, evidence: Evidence, weights: Weights
) -> Hit:
    faq, faq_score = evidence.best_faq.get(at, (None, 0.0))
    by_element = (
        weights.element * evidence.elements
        + weights.part_element * evidence.part_elements
        + weights.element_unit * evidence.units[at]
    )
    if faq is not None and faq_score > weights.faq_threshold:
        by_element[ELEMENTS.index(Element(faq.element))] += weights.faq_element * (
            faq_score - weights.faq_threshold
        )
    return Hit(
        subject=subject,
        element=_element(subject, by_element),
        score=score,
        lexical=float(evidence.lexical[at]),
        names=float(evidence.part_names[at]),
        faqs=float(evidence.part_faqs[at]),
        units=float(evidence.units[at].max()),
        explained=explained,
        faq=faq,
        faq_score=faq_score,
    )


def _element(subject: Subject, by_element: NDArray[np.float32]) -> str:
    if subject.kind is not SubjectKind.ITEM:
        return Element.OVERVIEW
    return ELEMENTS[int(np.argmax(by_element))]
