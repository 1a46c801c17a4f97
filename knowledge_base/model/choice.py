"""What choosing statements hands to composing: for each ask, the statements of the guide, best first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge_base.model.asking import Ask
from knowledge_base.model.element import Element
from knowledge_base.model.statement import Statement


@dataclass(frozen=True)
class Likely:
    """A statement and its share of the probability that one of the guide answers."""

    statement: Statement
    share: float


@dataclass(frozen=True)
class Choice:
    """What of a guide answers one ask.

    likely: statements, best first.
    probability: P(the first one answers).
    elements: the log-odds that each element is asked for.
    """

    ask: Ask
    likely: tuple[Likely, ...]
    probability: float
    elements: Mapping[Element, float] = field(default_factory=dict)

    @property
    def first(self) -> Statement:
        """The best statement."""
        return self.likely[0].statement
