"""What every answering step works with: the published state, and one turn on its way to an answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.answering.wording import Wording
from knowledge_base.model.answer import AnswerStatus, ItemRef, Option
from knowledge_base.model.asking import Asks
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.choice import Choice
from knowledge_base.model.context import Context
from knowledge_base.model.element import Element
from knowledge_base.model.finding import Finder, Findings, Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from knowledge_base.model.situation import Answers


class Verdict(Protocol):
    """What screening says: an outcome of its own, with the words for it."""

    @property
    def status(self) -> AnswerStatus:
        """How the question ends."""
        ...

    @property
    def topic(self) -> str:
        """What is talked of."""
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

    @property
    def options(self) -> tuple[str, ...]:
        """What the citizen may tap to say whether there is danger."""
        ...

    @property
    def suspicion(self) -> "Verdict | None":
        """Danger that may be there besides what ends the turn."""
        ...


class Screener(Protocol):
    """Looks for what must not be answered from a guide."""

    def screen(self, text: str, in_talk: bool = False) -> Verdict | None:
        """Return a verdict, or None for an ordinary question."""
        ...


class Asker(Protocol):
    """Reads a message as asks."""

    def read(self, plain: str) -> Asks:
        """Return what a normalised message asks."""
        ...


class Chooser(Protocol):
    """Chooses the statements of a guide that answer."""

    def choose(
        self, item_code: str, asking: Asks, told: Answers, content: Sequence[int] = ()
    ) -> tuple[Choice, ...]:
        """Return a choice for each ask; `content` tells how much each says beside names and question words."""
        ...


class CaseReader(Protocol):
    """Reads what a message tells of the case."""

    def read(
        self, guide: Guide, plain: str, asked: str = "", *, stated: Collection[str] = ()
    ) -> dict[str, str]:
        """Return the situation options told, by question: `asked` was put just now, those in `stated` go by the letter."""
        ...


def nothing_to_come(_guide: Guide, _catalogue: Catalogue) -> str:
    """Announce nothing."""
    return ""


@dataclass(frozen=True)
class Ground:
    """What an answer about a guide is made of, once it is settled which guide and what of it.

    upcoming: tells in a line what of a guide will be different, and from when; empty where nothing is known to come.
    """

    catalogue: Catalogue
    wording: Wording
    generation: int
    thresholds: Thresholds = field(default_factory=Thresholds, kw_only=True)
    upcoming: Callable[[Guide, Catalogue], str] = field(
        default=nothing_to_come, compare=False, kw_only=True
    )
    figures: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, kw_only=True)

    def item_ref(self, guide: Guide) -> ItemRef:
        """Return the reference to a guide's item that answers carry."""
        return ItemRef(
            guide.item.code,
            guide.item.catalog_code,
            guide.item.name,
            self.catalogue.departments[guide.item.department].name,
        )


@dataclass(frozen=True)
class Base(Ground):
    """One generation of published knowledge, ready to answer."""

    finder: Finder
    screener: Screener
    asker: Asker
    case: CaseReader
    chooser: Chooser


@dataclass
class Turn:
    """One message on its way through the steps; each step fills in what it finds, and none changes it again."""

    question: str
    context: Context
    option_id: str = ""
    masked: str = ""
    plain: str = ""
    wanted: str = ""
    suspicion: Verdict | None = None
    option: Option | None = None
    asking: Asks = field(default_factory=lambda: Asks("", ()))
    findings: Findings | None = None
    hit: Hit | None = None
    follows_up: bool = False
    guide: Guide | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    element: Element | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def subject(self) -> Subject | None:
        """What the message is about."""
        return self.hit.subject if self.hit else None

    @property
    def probability(self) -> float | None:
        """P(the subject is right); certain where an option was taken."""
        if self.option is not None:
            return 1.0
        return self.findings.probability if self.findings else None
