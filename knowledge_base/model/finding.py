"""What retrieval hands to answering: ranked subjects and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge_base.model.qa import Subject


@dataclass(frozen=True)
class Hit:
    """A subject with its best element, how strongly, and what the sum was made of.

    telling: how much the words that the question shares with the subject narrow down what is meant.
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
    meaning: float = 0.0
    telling: float = 0.0

    @property
    def is_found(self) -> bool:
        """Whether anything that was said speaks for it; what comes first is any subject where nothing does."""
        return self.shares_words or any((self.names, self.faqs))

    @property
    def shares_words(self) -> bool:
        """Whether words of it were said; all that speaks for it otherwise is that it sounds or means alike."""
        return any((self.explained, self.lexical))


@dataclass(frozen=True)
class Findings:
    """Hits, best first, and those asked to be kept.

    elements: P(element) of the wording alone.
    content: how many pairs of characters and words say what the question is about, not what is asked of it.
    probability: P(the subject of the first hit is right).
    """

    hits: tuple[Hit, ...]
    kept: tuple[Hit, ...]
    elements: Mapping[str, float]
    probability: float
    content: int = 0


@dataclass(frozen=True)
class Mention:
    """Where a name of a subject stands in a message."""

    start: int
    end: int
    key: str


class Finder(Protocol):
    """Finds what a normalised question is about."""

    def start(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> None:
        """Begin to look for what somebody will soon `find`."""
        ...

    def prepare(self, question: str) -> str:
        """Return a question as it is looked for: normalised, no polite words, pinyin restored."""
        ...

    def mentions(self, plain: str) -> tuple[Mention, ...]:
        """Return the names that stand in a normalised message, the longest where they overlap, in their order."""
        ...

    def content_beside(self, plain: str, key: str) -> int:
        """Return how many tokens of a normalised text are part of no name or hint of the subject and no question word."""
        ...

    def find(self, question: str, *, limit: int, keep: tuple[str, ...] = ()) -> Findings:
        """Return the best subjects, and the hits of the subjects whose keys are in `keep`."""
        ...
