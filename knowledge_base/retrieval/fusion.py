"""Join the evidence by a weighted sum into a ranking of subject × element (lab: not by ranks)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge_base.model.element import Element
from knowledge_base.model.finding import Hit
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.classifier import ELEMENTS
from knowledge_base.retrieval.index import Evidence, Index

FAQ_FLOOR = 0.55
"""Cosine below which a FAQ wording says nothing about the element."""

FAQ_NEAR = 0.7
"""Cosine from which a question may be taken for a FAQ that belongs to no other element."""

SURE_FAQ = 0.5
"""Share from which a question is taken for a side question; else it asks for an element that a guide has."""

SHORTLIST = 40
"""Subjects whose words are looked at more closely before the final order."""

WIDER = 120
"""Subjects that a pretrained encoder compares with a question: those for which anything else speaks at all."""


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
    named: float = 3.0
    explained: float = 3.0
    meaning: float = 0.0
    element: float = 0.6
    part_element: float = 0.4
    element_unit: float = 2.0
    faq_element: float = 2.0

    @cached_property
    def of_subject(self) -> "Parts":
        """The weights of SUBJECT_PARTS."""
        return _vector(self, SUBJECT_PARTS)

    @cached_property
    def of_element(self) -> "Parts":
        """The weights of ELEMENT_PARTS."""
        return _vector(self, ELEMENT_PARTS)


SUBJECT_PARTS = (
    "lexical",
    "names",
    "faqs",
    "units",
    "part_lexical",
    "part_names",
    "part_faqs",
    "named",
    "explained",
    "meaning",
)
"""The parts of a subject's score, in the order of the columns of `subject_parts`."""

ELEMENT_PARTS = ("element", "part_element", "element_unit", "faq_element")
"""The parts of an element's score, in the order of the columns of `element_parts`."""

Parts = NDArray[np.float32]


def rank(
    index: Index,
    question: str,
    evidence: Evidence,
    weights: Weights,
    limit: int,
    keep: Sequence[int] = (),
) -> list[Hit]:
    """Return the best `limit` subjects and those to keep, best first, each with its best element."""
    parts, order = subject_parts(evidence, keep)
    totals = parts @ weights.of_subject
    ranked = np.argsort(-totals, kind="stable").tolist()
    best = ranked[:limit] + [at for at in ranked[limit:] if order[at] in keep]
    telling = index.telling(question, [order[at] for at in best])
    return [
        _hit(
            order[at],
            index.subjects[order[at]],
            float(totals[at]),
            parts[at],
            telling[order[at]],
            evidence,
            weights,
        )
        for at in best
    ]


def _vector(weights: Weights, names: tuple[str, ...]) -> Parts:
    return np.array([getattr(weights, name) for name in names], dtype=np.float32)


def subject_parts(evidence: Evidence, keep: Sequence[int] = ()) -> tuple[Parts, list[int]]:
    """Return the parts of the scores of a shortlist, shape (subjects, SUBJECT_PARTS), and which they are."""
    columns = _columns(evidence)
    order = list(dict.fromkeys([*_best(columns, SHORTLIST), *keep]))
    explained, meaning = evidence.explained[order], evidence.meaning[order]
    return np.column_stack([columns[order, :-1], explained, meaning]), order


def candidates(evidence: Evidence, keep: Sequence[int] = ()) -> list[int]:
    """Return the subjects that are worth comparing with the question by meaning."""
    return list(dict.fromkeys([*_best(_columns(evidence), WIDER), *keep]))


def _columns(evidence: Evidence) -> Parts:
    """The parts by which the shortlist is drawn up, shape (subjects, parts)."""
    parts = [
        evidence.lexical,
        evidence.names,
        evidence.faqs,
        evidence.units.max(axis=1),
        evidence.part_lexical,
        evidence.part_names,
        evidence.part_faqs,
        evidence.named,
        evidence.meaning,
    ]
    return np.stack(parts, axis=1)


def _best(columns: Parts, count: int) -> list[int]:
    best: list[int] = np.argsort(-columns.sum(axis=1), kind="stable")[:count].tolist()
    return best


def element_parts(evidence: Evidence, at: int) -> Parts:
    """Return the parts of the element scores of one subject, shape (elements, ELEMENT_PARTS)."""
    faq_match = np.zeros(len(ELEMENTS), dtype=np.float32)
    faq, cosine = evidence.best_faq.get(at, (None, 0.0))
    if faq is not None:
        faq_match[ELEMENTS.index(Element(faq.element))] = max(0.0, cosine - FAQ_FLOOR)
    return np.stack(
        [evidence.elements, evidence.part_elements, evidence.units[at], faq_match], axis=1
    )


def _hit(
    at: int,
    subject: Subject,
    score: float,
    parts: Parts,
    telling: float,
    evidence: Evidence,
    weights: Weights,
) -> Hit:
    _, faq_score = evidence.best_faq.get(at, (None, 0.0))
    by_element = element_parts(evidence, at) @ weights.of_element
    named = dict(zip(SUBJECT_PARTS, map(float, parts), strict=True))
    return Hit(
        subject=subject,
        element=_element(subject, by_element, faq_score),
        score=score,
        lexical=named["lexical"],
        names=named["part_names"],
        faqs=named["part_faqs"],
        units=named["units"],
        named=named["named"],
        explained=named["explained"],
        meaning=named["meaning"],
        telling=telling,
    )


def _element(subject: Subject, by_element: NDArray[np.float32], faq_score: float) -> str:
    """The best element; “FAQ” only where one is near, else it says nothing in particular."""
    if subject.kind is SubjectKind.NOT_COVERED:
        return Element.OVERVIEW
    if faq_score < FAQ_NEAR:
        by_element[ELEMENTS.index(Element.FAQ)] = -np.inf
    shares = np.exp(by_element - by_element.max())
    if subject.pays_out:
        fee, result = ELEMENTS.index(Element.FEE), ELEMENTS.index(Element.RESULT)
        shares[result] += shares[fee]
        shares[fee] = 0
    faq = ELEMENTS.index(Element.FAQ)
    if shares[faq] < SURE_FAQ * shares.sum():
        shares[faq] = 0
    return ELEMENTS[int(np.argmax(shares))]
