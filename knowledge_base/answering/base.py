"""What every answering step works with: the published state, and one turn on its way to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import AnswerStatus, ItemRef
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Finder, Findings, Hit
from knowledge_base.model.guide import Guide


class Verdict(Protocol):
    """What screening says: an outcome of its own, with the words for it."""

    @property
    def status(self) -> AnswerStatus:
        """How the question ends."""
        ...

    @property
    def text(self) -> str:
        """What the citizen reads, hotline included."""
        ...

    @property
    def certain(self) -> bool:
        """Whether it ends the turn; else the question is answered, with `line` before the answer."""
        ...

    @property
    def line(self) -> str:
        """Where to call if there is danger after all."""
        ...


class Screener(Protocol):
    """Looks for what must not be answered from a guide."""

    def screen(self, text: str, in_talk: bool = False) -> Verdict | None:
        """Return a verdict, or None for an ordinary question."""
        ...


@dataclass(frozen=True)
class Thresholds:
    """When a finding is good enough; probabilities unless said."""

    answer: float = 0.35
    route: float = 0.35
    confirm: float = 0.12
    answer_sure: float = 0.78
    faq_cosine: float = 0.9
    other_faq_cosine: float = 0.95
    followed_faq_cosine: float = 0.55
    element: float = 0.3


@dataclass(frozen=True)
class Base:
    """One generation of published knowledge, ready to answer."""

    catalogue: Catalogue
    finder: Finder
    screener: Screener
    wording: Wording
    generation: int
    thresholds: Thresholds = field(default_factory=Thresholds)
    figures: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def item_ref(self, guide: Guide) -> ItemRef:
        """Return the reference to a guide's item that answers carry."""
        return ItemRef(
            guide.item.code,
            guide.item.catalog_code,
            guide.item.name,
            self.catalogue.departments[guide.item.department].name,
        )


@dataclass
class Turn:
    """One question on its way through the steps; each step fills in what it finds."""

    question: str
    context: Context
    masked: str = ""
    plain: str = ""
    findings: Findings | None = None
    hit: Hit | None = None
    guide: Guide | None = None
    element: Element = Element.OVERVIEW
    element_said: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    follows_up: bool = False
    chosen: bool = False
    safety_line: str = ""
    told: tuple[str, ...] = ()
    probability: float | None = None
