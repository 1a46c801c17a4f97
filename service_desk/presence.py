"""Whether the citizen is still there (在线): from when he last looked or wrote."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from knowledge_base.errors import StoreUnavailable
from service_desk.store import DeskStore
from service_desk.tables import ConversationRow

NOTED_EVERY = timedelta(seconds=15)
"""A look is kept at most this often: a client looks every second, and each write keeps others waiting."""
PUSH_WINDOW = timedelta(hours=48)
"""So long after a citizen's last message WeChat lets an account write (客服消息, error 45015)."""


@dataclass(frozen=True)
class Presence:
    """How staff's words reach a citizen.

    looks: the client looks for new messages itself. seen_at: when the citizen last looked or wrote.
    reachable: a message can be brought to a client that does not look.
    """

    looks: bool
    seen_at: datetime | None
    reachable: bool


def presence(row: ConversationRow, now: datetime) -> Presence:
    """Return whether the citizen of the conversation is there."""
    seen = max((at for at in (row.looked_at, row.citizen_at) if at is not None), default=None)
    wrote = row.citizen_at is not None and now - row.citizen_at < PUSH_WINDOW
    return Presence(row.polls, seen, row.address is not None and wrote)


def is_stale(row: ConversationRow, now: datetime) -> bool:
    """Whether the last look that was kept is so old that another one is to be kept."""
    return row.looked_at is None or now - row.looked_at >= NOTED_EVERY


def note_look(store: DeskStore, conversation_id: str, now: datetime) -> None:
    """Keep that the citizen looked now; a database that takes no writes keeps nobody from reading."""
    old = or_(ConversationRow.looked_at.is_(None), ConversationRow.looked_at <= now - NOTED_EVERY)
    looked = update(ConversationRow).where(ConversationRow.id == conversation_id, old)
    with suppress(StoreUnavailable), store.unit() as session:
        session.execute(looked.values(looked_at=now))
