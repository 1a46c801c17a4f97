"""What calls for a clerk now: tickets that wait, and citizens who wrote again."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session, load_only

from service_desk.model import Speaker
from service_desk.rows import is_unread
from service_desk.staff import Clerk
from service_desk.tables import ConversationRow, TicketRow
from service_desk.tickets import TicketFilter, narrowed

TOLD_BY = (
    ConversationRow.speaker,
    ConversationRow.clerk_id,
    ConversationRow.citizen_at,
    ConversationRow.staff_at,
)
"""All that is looked at of a conversation; every open page asks every few seconds."""
MOST = 200
"""The newest ones; who has more waiting hears of new ones all the same."""


def calls(session: Session, wanted: TicketFilter, clerk: Clerk) -> tuple[str, ...]:
    """Return a key for each ticket that calls; a key that was not there before is a new call.

    A ticket in which a colleague has the word calls for nobody else. In one of the clerk's own every message calls.
    """
    query = (
        narrowed(select(TicketRow.number, ConversationRow), wanted)
        .join(ConversationRow, ConversationRow.id == TicketRow.conversation_id)
        .where(_is_free_for(clerk))
        .options(load_only(*TOLD_BY))
        .order_by(TicketRow.created_at.desc())
        .limit(MOST)
    )
    return tuple(_keys(session.execute(query).all(), clerk))


def _is_free_for(clerk: Clerk) -> ColumnElement[bool]:
    return or_(ConversationRow.speaker != Speaker.STAFF.value, ConversationRow.clerk_id == clerk.id)


def _keys(found: Sequence[Row[str, ConversationRow]], clerk: Clerk) -> Iterator[str]:
    for number, talk in found:
        is_own = talk.speaker == Speaker.STAFF and talk.clerk_id == clerk.id
        when = f"{talk.citizen_at:%H%M%S%f}" if is_own and talk.citizen_at else ""
        yield f"{number}!{when}" if is_unread(talk) else number
