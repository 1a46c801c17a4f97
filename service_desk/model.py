"""Conversations, messages and tickets (工单), and which step leads from which state to which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge_base.model.answer import ItemRef
from knowledge_base.model.context import Context
from service_desk.attachments.kinds import Attachment
from service_desk.errors import IllegalMove


class Speaker(StrEnum):
    """Who speaks to the citizen: the bot, the bot while staff are awaited, or a clerk."""

    BOT = "bot"
    WAITING = "waiting"
    STAFF = "staff"


class Sender(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    BOT = "bot"
    STAFF = "staff"
    SYSTEM = "system"


class TicketState(StrEnum):
    """How far a ticket is."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"


class Move(StrEnum):
    """A step (环节) somebody takes with a ticket."""

    ACCEPT = "accept"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    REASSIGN = "reassign"
    CLOSE = "close"


UNSETTLED = frozenset({TicketState.REGISTERED, TicketState.ACCEPTED})
"""The citizen still waits for an answer."""


class Callback(StrEnum):
    """Whether staff have used the contact a citizen left (回电); a ticket does not close before they tried."""

    PENDING = "pending"
    REACHED = "reached"
    MISSED = "missed"


CALLBACK_LABELS = {
    Callback.PENDING: "待回电",
    Callback.REACHED: "已回电",
    Callback.MISSED: "未接通",
}

STATE_LABELS = {
    TicketState.REGISTERED: "已登记",
    TicketState.ACCEPTED: "办理中",
    TicketState.ANSWERED: "已答复",
    TicketState.CLOSED: "已办结",
}

MOVE_LABELS = {
    Move.ACCEPT: "接入",
    Move.REPLY: "答复",
    Move.FOLLOW_UP: "追问",
    Move.REASSIGN: "改派",
    Move.CLOSE: "办结",
}

MOVES: dict[tuple[TicketState, Move], TicketState] = {
    (TicketState.REGISTERED, Move.ACCEPT): TicketState.ACCEPTED,
    (TicketState.REGISTERED, Move.REPLY): TicketState.ANSWERED,
    (TicketState.REGISTERED, Move.REASSIGN): TicketState.REGISTERED,
    (TicketState.REGISTERED, Move.CLOSE): TicketState.CLOSED,
    (TicketState.ACCEPTED, Move.ACCEPT): TicketState.ACCEPTED,
    (TicketState.ACCEPTED, Move.REPLY): TicketState.ANSWERED,
    (TicketState.ACCEPTED, Move.REASSIGN): TicketState.REGISTERED,
    (TicketState.ACCEPTED, Move.CLOSE): TicketState.CLOSED,
    (TicketState.ANSWERED, Move.ACCEPT): TicketState.ACCEPTED,
    (TicketState.ANSWERED, Move.REPLY): TicketState.ANSWERED,
    (TicketState.ANSWERED, Move.FOLLOW_UP): TicketState.REGISTERED,
    (TicketState.ANSWERED, Move.CLOSE): TicketState.CLOSED,
}
"""State after a step, by state before it; what is not listed is not allowed. A closed ticket stays closed."""


def moved(state: TicketState, move: Move) -> TicketState:
    """Return the state after the step.

    Raises:
        IllegalMove: the state does not allow it.
    """
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(f"工单{STATE_LABELS[state]}，不能再{MOVE_LABELS[move]}") from None


@dataclass(frozen=True)
class Message:
    """One message of a conversation; ids ascend, personal data is masked. Files are sent by staff alone."""

    id: int
    sender: Sender
    text: str
    created_at: datetime
    answer: Mapping[str, Any] | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """A citizen's conversation at one door; `context` is what the direct path last settled."""

    id: str
    door: str
    speaker: Speaker
    context: Context = field(default_factory=Context)
    clerk_id: int | None = None
    ticket_number: str = ""


@dataclass(frozen=True)
class Ticket:
    """A question handed to a department, and when its answer is due.

    department: id. questions: masked, oldest first. contact: masked, empty without one. unread: the citizen
    wrote after the last staff message. replied_at, promised_at: of the first reply, and what was promised for it;
    `due_at` moves on when the citizen asks again. code: the read code (查询码), told once, by the hand-over that drew it.
    """

    number: str
    conversation_id: str
    door: str
    questions: tuple[str, ...]
    item: ItemRef | None
    department: str
    department_name: str
    state: TicketState
    created_at: datetime
    due_at: datetime
    due_estimated: bool = False
    clerk_id: int | None = None
    clerk_name: str = ""
    answered_at: datetime | None = None
    replied_at: datetime | None = None
    promised_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str = ""
    contact: str = ""
    unread: bool = False
    callback: Callback | None = None
    code: str = field(default="", compare=False, repr=False)

    @property
    def callback_label(self) -> str:
        """Whether the contact was used, in words; empty without one."""
        return CALLBACK_LABELS[self.callback] if self.callback else ""

    @property
    def is_unsettled(self) -> bool:
        """Whether the citizen still waits for an answer."""
        return self.state in UNSETTLED

    @property
    def state_label(self) -> str:
        """The state in a citizen's words."""
        return STATE_LABELS[self.state]

    def is_overdue(self, now: datetime) -> bool:
        """Whether the answer is late."""
        return self.is_unsettled and now > self.due_at


@dataclass(frozen=True)
class StaffReply:
    """A clerk's reply (答复) to a ticket: the message that carries it, and who wrote it."""

    ticket_number: str
    message: Message
    clerk_id: int
    clerk_name: str
