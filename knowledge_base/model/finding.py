"""What retrieval hands to answering: ranked subjects and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge_base.model.qa import QaEntry, Subject


@dataclass(frozen=True)
class Hit:
    """A subject with its best element, how strongly, and what the sum was made of.

    telling: how much the words that the question shares with the subject narrow down what is meant.
    certainty: P(the element is the one asked for), given the subject.
    """

    subject: Subject
    element: str
    score: float
    lexical: float
    names: float
    faqs: float
    units: float
    named: float = 0.0
    explained: float = 0.0
    telling: float = 0.0
    certainty: float = 1.0
    faq: QaEntry | None = None
    faq_score: float = 0.0


@dataclass(frozen=True)
class Findings:
    """Hits, best first, and those asked to be kept; P(element) of the wording alone; P(first hit right)."""

    hits: tuple[Hit, ...]
    kept: tuple[Hit, ...]
    elements: Mapping[str, float]
    probability: float


class Finder(Protocol):
    """Finds what a normalised question is about."""

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the best subjects, and the hits of the subjects whose keys are in `keep`."""
        ...
