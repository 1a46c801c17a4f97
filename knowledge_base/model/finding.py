"""What retrieval hands to answering: ranked subjects and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge_base.model.qa import QaEntry, Subject


@dataclass(frozen=True)
class Hit:
    """A subject with its best element, how strongly, and what the sum was made of."""

    subject: Subject
    element: str
    score: float
    lexical: float
    names: float
    faqs: float
    units: float
    explained: float = 0.0
    faq: QaEntry | None = None
    faq_score: float = 0.0


@dataclass(frozen=True)
class Findings:
    """Hits, best first; P(element) of the wording alone; and the probability that the first hit is right."""

    hits: tuple[Hit, ...]
    elements: Mapping[str, float]
    probability: float


class Finder(Protocol):
    """Finds what a normalised question is about."""

    def find(self, question: str, *, limit: int, bonus: Mapping[str, float]) -> Findings:
        """Return the best subjects; `bonus` is added to the scores of subjects by key."""
        ...
