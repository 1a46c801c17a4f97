"""What time does to the desk: answered tickets close, and what its time is over for is deleted (留存期限).

Every table has a rule in `RULES` or a reason in `KEPT`; a test walks the tables and fails where one has neither.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.audit.blanking import blank
from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.attachment_tables import AttachmentRow
from service_desk.audit import SYSTEM, Action, record
from service_desk.gaps.tables import DemandRow, GapGroupRow
from service_desk.model import TicketState
from service_desk.store import DeskStore
from service_desk.tables import (
    Base,
    CodeTryRow,
    ContactRow,
    ConversationRow,
    GuideReportRow,
    MessageRow,
    PushRow,
    StaffReplyRow,
    TicketRow,
    UnansweredRow,
)
from service_desk.ticket_tables import NoteRow, TransferRow
from service_desk.tickets import asked_again, calls_owed
from service_desk.turn_tables import TurnRow
from service_desk.turns import let_go

AT_ONCE = 500
"""Rows deleted in one unit of work: some ten milliseconds, so that nobody waits for the writer."""
FILES_AT_ONCE = 10
"""The same of files of some megabytes, which SQLite overwrites when they go."""
ROUNDS = 20
"""Units of work a rule may take in one sweep; the next sweep goes on."""


@dataclass(frozen=True)
class Keeping:
    """How long things are kept; the settings say it in days."""

    contacts: timedelta
    conversations: timedelta
    answered: timedelta
    tickets: timedelta = timedelta(days=730)
    unanswered: timedelta = timedelta(days=365)
    reports: timedelta = timedelta(days=365)
    audit: timedelta = timedelta(days=730)
    code_tries: timedelta = timedelta(days=1)
    statistics: timedelta = timedelta(days=1095)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: tickets closed; contacts, messages, files and rows of every other kind deleted."""

    closed: int
    contacts: int
    messages: int
    attachments: int = 0
    others: int = 0

    @property
    def anything(self) -> bool:
        """Whether something was deleted."""
        return bool(self.contacts or self.messages or self.attachments or self.others)


@dataclass(frozen=True)
class Rule:
    """One table's end: how long its rows are kept, from when, what goes with them or lets go, how many at once."""

    table: type[Base]
    kept: str
    over: Callable[[datetime], ColumnElement[bool]]
    key: Any
    goes_along: tuple[Any, ...] = ()
    lets_go: Callable[[Session, Sequence[Any]], None] | None = None
    at_once: int = AT_ONCE


def _open_talks() -> Select[str]:
    return select(TicketRow.conversation_id).where(TicketRow.state != TicketState.CLOSED)


def _old_contact(before: datetime) -> ColumnElement[bool]:
    closed = select(TicketRow.number).where(TicketRow.closed_at < before)
    return ContactRow.ticket_number.in_(closed)


def _old_words(before: datetime) -> ColumnElement[bool]:
    """Each message by its own age, unless its conversation has a ticket that is not closed."""
    return and_(MessageRow.created_at < before, MessageRow.conversation_id.not_in(_open_talks()))


def _old_file(before: datetime) -> ColumnElement[bool]:
    """A file goes when its message does."""
    return AttachmentRow.message_id.in_(select(MessageRow.id).where(_old_words(before)))


def _old_message(before: datetime) -> ColumnElement[bool]:
    has_file = exists().where(AttachmentRow.message_id == MessageRow.id)
    return and_(_old_words(before), not_(has_file))


def _old_ticket(before: datetime) -> ColumnElement[bool]:
    has_contact = exists().where(ContactRow.ticket_number == TicketRow.number)
    return and_(
        TicketRow.state == TicketState.CLOSED, TicketRow.closed_at < before, not_(has_contact)
    )


def _old_talk(before: datetime) -> ColumnElement[bool]:
    """A conversation nobody touched, in which nothing is left."""
    left = [
        exists().where(row.conversation_id == ConversationRow.id)
        for row in (MessageRow, TicketRow, PushRow)
    ]
    return and_(ConversationRow.touched_at < before, not_(or_(*left)))


def _empty_group(before: datetime) -> ColumnElement[bool]:
    """A group nobody touched whose questions are gone."""
    has_question = exists().where(UnansweredRow.group_id == GapGroupRow.id)
    return and_(GapGroupRow.touched_at < before, not_(has_question))


RULES = (
    Rule(ContactRow, "contacts", _old_contact, ContactRow.ticket_number),
    Rule(AttachmentRow, "conversations", _old_file, AttachmentRow.id, at_once=FILES_AT_ONCE),
    Rule(
        MessageRow,
        "conversations",
        _old_message,
        MessageRow.id,
        (StaffReplyRow.message_id, PushRow.message_id),
        let_go,
    ),
    Rule(
        TicketRow,
        "tickets",
        _old_ticket,
        TicketRow.number,
        (StaffReplyRow.ticket_number, NoteRow.ticket_number, TransferRow.ticket_number),
    ),
    Rule(ConversationRow, "conversations", _old_talk, ConversationRow.id),
    Rule(
        UnansweredRow, "unanswered", lambda day: UnansweredRow.last_at < day, UnansweredRow.digest
    ),
    Rule(GapGroupRow, "unanswered", _empty_group, GapGroupRow.id),
    Rule(DemandRow, "reports", lambda day: DemandRow.settled_at < day, DemandRow.id),
    Rule(GuideReportRow, "reports", lambda day: GuideReportRow.settled_at < day, GuideReportRow.id),
    Rule(
        TurnRow,
        "statistics",
        lambda day: TurnRow.day < day.astimezone(CITY_TIME).date(),
        TurnRow.id,
    ),
    Rule(CodeTryRow, "code_tries", lambda day: CodeTryRow.since < day, CodeTryRow.key),
)
"""In this order: what refers to a row goes before it."""

KEPT: Mapping[str, str] = {
    "desk_canned": "canned replies, about nobody; staff delete them",
    "desk_clerk": "accounts of staff; an administrator deactivates them",
    "desk_old_password": "hashes, the last few of each account",
    "desk_probe": "one row, about nobody",
    "desk_recovery_code": "hashes, gone when used or reset",
    "desk_session": "ends by itself within hours: `sessions.forget_over`",
    "desk_totp": "goes when the second factor is reset",
    "desk_try": "ends by itself within minutes: `lockout.forget_over`",
}
"""Tables without an end → why."""


def covered() -> frozenset[str]:
    """Return the names of the tables whose rows come to an end."""
    own = {rule.table.__tablename__ for rule in RULES}
    along = {column.class_.__tablename__ for rule in RULES for column in rule.goes_along}
    return frozenset(own | along)


def sweep(store: DeskStore, keeping: Keeping, now: datetime) -> Swept:
    """Close answered tickets nobody closed, and delete all whose time is over, each in small units of work."""
    with store.unit() as session:
        closed = _close_answered(session, now - keeping.answered, now)
    gone = {rule.table: _delete(store, rule, now - getattr(keeping, rule.kept)) for rule in RULES}
    with store.unit() as session:
        _forget_addresses(session, now - keeping.contacts)
        if gone[ContactRow]:
            record(session, now, SYSTEM, Action.CONTACTS_DELETED, str(gone[ContactRow]))
    _blank_entries(store, keeping.audit, now)
    contacts, messages = gone.pop(ContactRow), gone.pop(MessageRow)
    return Swept(closed, contacts, messages, gone.pop(AttachmentRow), sum(gone.values()))


def _delete(store: DeskStore, rule: Rule, before: datetime) -> int:
    deleted = 0
    for _round in range(ROUNDS):
        with store.unit() as session:
            found = _delete_some(session, rule, before)
        deleted += found
        if found < rule.at_once:
            break
    return deleted


def _blank_entries(store: DeskStore, kept: timedelta, now: datetime) -> None:
    """Blank what old entries of the audit tell of people; by whole days, so that it is put on record once a day."""
    before = datetime.combine((now - kept).astimezone(CITY_TIME), time.min, CITY_TIME)
    for _round in range(ROUNDS):
        with store.unit() as session:
            if blank(session, before, now, kept.days, AT_ONCE) < AT_ONCE:
                return


def _delete_some(session: Session, rule: Rule, before: datetime) -> int:
    keys = session.scalars(select(rule.key).where(rule.over(before)).limit(rule.at_once)).all()
    if not keys:
        return 0
    if rule.lets_go is not None:
        rule.lets_go(session, keys)
    for column in rule.goes_along:
        session.execute(delete(column.class_).where(column.in_(keys)))
    ends = delete(rule.table).where(rule.key.in_(keys), rule.over(before)).returning(rule.key)
    session.execute(ends).all()
    return len(keys)


def _close_answered(session: Session, before: datetime, now: datetime) -> int:
    """Close what was answered long ago, unless the citizen wrote again: then somebody has to look."""
    closing = (
        update(TicketRow)
        .where(
            TicketRow.state == TicketState.ANSWERED,
            TicketRow.answered_at < before,
            not_(asked_again()),
            TicketRow.number.not_in(calls_owed()),
        )
        .values(state=TicketState.CLOSED.value, closed_at=now)
        .returning(TicketRow.number)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(closing).all())


def _forget_addresses(session: Session, before: datetime) -> None:
    """Delete where citizens can be written to, once nothing of theirs was touched for so long."""
    session.execute(
        update(ConversationRow)
        .where(
            ConversationRow.address.is_not(None),
            ConversationRow.touched_at < before,
            ConversationRow.id.not_in(_open_talks()),
        )
        .values(address=None)
        .execution_options(synchronize_session=False)
    )
