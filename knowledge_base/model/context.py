"""What a conversation has settled (语境): the matters talked about, and the question that stands open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge_base.model.answer import Option


class PendingKind(StrEnum):
    """What the options that stand open answer."""

    SITUATION = "situation"
    """A question about the case."""
    ITEM = "item"
    """Which matter is meant."""
    CONSENT = "consent"
    """Whether a ticket is to be made."""
    MATTER = "matter"
    """What a person is wanted for."""
    DANGER = "danger"
    """Whether somebody is in danger now."""
    CONTACT = "contact"
    """How the citizen can be reached about a ticket."""
    CHOICE = "choice"
    """Nothing: they are merely offered."""


@dataclass(frozen=True)
class Frame:
    """One matter (一件事): an item, a catalogue row without a guide, or a service that is not covered.

    Attributes:
        key: the key of the subject.
        element: what was last asked of it.
        statements: the ids of the statements that were said last.
        asked: the words in which it was last asked, masked.
        situation: what the citizen told of the case.
    """

    key: str
    element: str = ""
    statements: tuple[str, ...] = ()
    asked: str = ""
    situation: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """The options that stand open, what they answer, and the words, masked, to which they were put."""

    kind: PendingKind
    options: tuple[Option, ...]
    asked: str = ""


@dataclass(frozen=True)
class Context:
    """Empty for a question that stands alone.

    Attributes:
        frames: the last matters, newest first.
        pending: what was put to the citizen last.
        unclear: how many turns in a row were not understood.
        hint: a dialogue act that the dialogue engine read into this turn; looked at only where the words say nothing.
    """

    frames: tuple[Frame, ...] = ()
    pending: Pending | None = None
    unclear: int = 0
    hint: str = ""

    @property
    def frame(self) -> Frame | None:
        """The matter in talk."""
        return self.frames[0] if self.frames else None

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that stand open."""
        return self.pending.options if self.pending else ()

    def asks(self, kind: PendingKind) -> bool:
        """Return whether a question of this kind stands open."""
        return self.pending is not None and self.pending.kind is kind
