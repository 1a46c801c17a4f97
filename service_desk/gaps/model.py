"""What is known of questions without an answer, alone and in groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class GapState(StrEnum):
    """How far a gap in the knowledge is."""

    OPEN = "open"
    DRAFTED = "drafted"
    FILLED = "filled"
    NOT_OURS = "not_ours"
    DISMISSED = "dismissed"


GAP_LABELS = {
    GapState.OPEN: "待补",
    GapState.DRAFTED: "已写草稿，等发布",
    GapState.FILLED: "已补上",
    GapState.NOT_OURS: "不归政府部门办",
    GapState.DISMISSED: "不用补",
}
SET_ASIDE = frozenset({GapState.NOT_OURS, GapState.DISMISSED})
"""Nobody will write anything for these; what is asked like them later lies with them."""


class Why(StrEnum):
    """How a question came to be on the list."""

    UNANSWERED = "unanswered"
    RATED = "rated"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Missed:
    """A question as it is noted.

    department: name or id. item: the key of what it was understood to be about, empty for nothing.
    """

    question: str
    department: str = ""
    item: str = ""
    element: str = ""
    why: Why = Why.UNANSWERED


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question without an answer.

    department: id of the one it was sent to, empty for none. times: found no answer; rated: the answer did not
    help; corrected: a clerk answered instead. reason: why it was set aside.
    """

    id: str
    question: str
    department: str
    state: GapState
    reason: str
    times: int
    rated: int
    corrected: int
    first_at: datetime
    last_at: datetime
    group: int | None = None
    item: str = ""
    element: str = ""

    @property
    def asked(self) -> int:
        """How often altogether."""
        return self.times + self.rated + self.corrected


@dataclass(frozen=True)
class GapFilter:
    """Which questions or groups to list; empty parts do not narrow."""

    state: GapState | None = None
    department: str = ""
    clerk_id: int | None = None
    text: str = ""
    limit: int = 50
    offset: int = 0


class Way(StrEnum):
    """How an answer was written."""

    FAQ = "faq"
    WORDING = "wording"


@dataclass(frozen=True)
class Placed:
    """Where the answer to a group stands, once the record has it.

    Attributes:
        way: a question with its answer, or further wordings of a statement that was there.
        kind, key: of the record that a draft was written of.
        item_code: the guide.
        statement: the id of the statement that is to answer.
        title: what the statement is called.
        texts: the wordings that were added.
        draft: the id of the draft.
        by: who wrote it.
    """

    way: Way
    kind: str
    key: str
    item_code: str
    statement: str
    title: str
    texts: tuple[str, ...]
    draft: int
    by: str


@dataclass(frozen=True)
class Effect:
    """What came of it when the questions were asked again: so many of them are answered now.

    title: of the statement that was to answer. told: the first line of what is said to
    some of those that it does not answer, by their ids.
    """

    generation: int
    at: str
    asked: int
    answered: int
    title: str
    item_code: str
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sum:
    """How often the questions of a group were asked, how many wordings there are, and from when till when."""

    wordings: int = 0
    times: int = 0
    rated: int = 0
    corrected: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def asked(self) -> int:
        """How often altogether."""
        return self.times + self.rated + self.corrected


@dataclass(frozen=True)
class GapGroup:
    """Questions that ask for the same.

    title: the one asked most. samples: others, most asked first. clerk_name: who took it on.
    """

    id: int
    department: str
    state: GapState
    clerk_id: int | None
    clerk_name: str
    reason: str
    title: str
    samples: tuple[str, ...]
    item: str
    sum: Sum
    placed: Placed | None
    effect: Effect | None
