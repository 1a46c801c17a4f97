"""Tickets in the database: functions over an open unit of work."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from knowledge_base.calendar.working_days import CITY_TIME, Deadline
from knowledge_base.model.answer import ItemRef
from knowledge_base.model.catalogue import Department
from service_desk.errors import UnknownTicket
from service_desk.model import UNSETTLED, Callback, Move, TicketState, moved
from service_desk.numbers import Choose, draw_code, draw_number
from service_desk.read_codes import sealed_code
from service_desk.tables import ContactRow, ConversationRow, TicketRow

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])

LONGEST_QUESTION = 500
"""Characters of a question kept on the ticket; the conversation holds it whole."""


class Outcome(StrEnum):
    """Whether the first reply came by the due time (按时、超时)."""

    IN_TIME = "in_time"
    LATE = "late"
    PENDING = "pending"
    """Neither: there is none yet, and it is not due."""


class Order(StrEnum):
    """How a list of tickets is sorted: what must be answered soonest first, or what came last."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True)
class TicketFilter:
    """Which tickets to list; empty parts do not narrow.

    needs_staff: the citizen waits for an answer, wrote again after it, or still is to be called.
    made_from, made_until: registered from the one moment until before the other. outcome: whether the promise
    of a first reply was kept, as it stands at `as_of`.
    """

    needs_staff: bool = False
    states: frozenset[TicketState] = frozenset()
    department: str = ""
    clerk_id: int | None = None
    due_before: datetime | None = None
    text: str = ""
    made_from: datetime | None = None
    made_until: datetime | None = None
    door: str = ""
    outcome: Outcome | None = None
    as_of: datetime | None = None
    order: Order = Order.DUE
    limit: int = 50
    offset: int = 0


def register(
    session: Session,
    conversation_id: str,
    question: str,
    item: ItemRef | None,
    department: Department,
    *,
    now: datetime,
    due: Deadline,
    prefix: str,
    choose: Choose,
) -> tuple[TicketRow, str]:
    """Store a new ticket; return it with the read code that only the citizen is told, and only now."""
    number = free_number(session, prefix, now.astimezone(CITY_TIME).date(), choose)
    code = draw_code(choose)
    row = TicketRow(
        number=number,
        code_digest=sealed_code(number, code),
        conversation_id=conversation_id,
        questions=one_line(question),
        item_code=item.item_code if item else "",
        catalog_code=item.catalog_code if item else "",
        item_name=item.name if item else "",
        item_department=item.department if item else "",
        department=department.id,
        department_name=department.name,
        state=TicketState.REGISTERED.value,
        created_at=now,
        due_at=due.at,
        promised_at=due.at,
        due_estimated=due.estimated,
        reason="",
    )
    session.add(row)
    session.flush()
    return row, code


def free_number(session: Session, prefix: str, day: date, choose: Choose) -> str:
    """Return a ticket number that no ticket has."""
    while True:
        number = draw_number(prefix, day, choose)
        if session.get(TicketRow, number) is None:
            return number


def one_line(question: str) -> str:
    """Return the question on one line, shortened to what a ticket keeps."""
    return " ".join(question.split())[:LONGEST_QUESTION]


def add_question(row: TicketRow, question: str) -> None:
    """Add a question to the ticket unless it is already there."""
    line = one_line(question)
    if line not in row.questions.splitlines():
        row.questions = f"{row.questions}\n{line}"


def hide_again(session: Session, conversation_id: str, said: str, shown: str) -> None:
    """Replace a question on the tickets of a conversation by what may be shown of it."""
    before, after = one_line(said), one_line(shown)
    query = select(TicketRow).where(TicketRow.conversation_id == conversation_id)
    for row in session.scalars(query):
        lines = row.questions.splitlines()
        row.questions = "\n".join(after if line == before else line for line in lines)


def step(row: TicketRow, move: Move, now: datetime) -> None:
    """Take a step with the ticket.

    Raises:
        IllegalMove: its state does not allow it.
    """
    row.state = moved(TicketState(row.state), move).value
    if row.state == TicketState.ANSWERED:
        row.answered_at = now
        row.replied_at = row.replied_at or now
    if row.state == TicketState.CLOSED:
        row.closed_at = now


def find(session: Session, number: str) -> TicketRow:
    """Return the ticket as it is now.

    Raises:
        UnknownTicket: no ticket has this number.
    """
    row = session.get(TicketRow, number, populate_existing=True)
    if row is None:
        raise UnknownTicket(f"没有编号为 {number} 的工单，请核对编号")
    return row


def unsettled(session: Session, conversation_id: str) -> TicketRow | None:
    """Return the ticket of the conversation that still waits for an answer."""
    return session.scalars(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id, _in(UNSETTLED))
        .order_by(TicketRow.created_at.desc(), TicketRow.number.desc())
    ).first()


def all_of(session: Session, conversation_id: str) -> tuple[TicketRow, ...]:
    """Return every ticket of the conversation, newest first."""
    query = select(TicketRow).where(TicketRow.conversation_id == conversation_id)
    newest = query.order_by(TicketRow.created_at.desc(), TicketRow.number.desc())
    return tuple(session.scalars(newest))


def latest(session: Session, conversation_id: str) -> TicketRow | None:
    """Return the newest ticket of the conversation, settled or not."""
    return next(iter(all_of(session, conversation_id)), None)


def is_open(session: Session, conversation_id: str) -> bool:
    """Whether a ticket of the conversation is not closed yet, so that staff may still write in it."""
    query = select(TicketRow.number).where(
        TicketRow.conversation_id == conversation_id, TicketRow.state != TicketState.CLOSED
    )
    return session.scalars(query.limit(1)).first() is not None


def listed(session: Session, wanted: TicketFilter) -> list[TicketRow]:
    """Return the tickets asked for in their order; by due time those that wait for an answer come first."""
    query = narrowed(select(TicketRow), wanted).order_by(*sorting(wanted.order))
    return list(session.scalars(query.limit(wanted.limit).offset(wanted.offset)))


def sorting(order: Order) -> tuple[ColumnElement[Any], ...]:
    """Return what tickets are sorted by."""
    if order is Order.NEWEST:
        return (TicketRow.created_at.desc(), TicketRow.number.desc())
    waits = _in(UNSETTLED).desc()
    return (waits, TicketRow.due_at.asc(), TicketRow.created_at.asc(), TicketRow.number.asc())


def counted(session: Session, wanted: TicketFilter) -> int:
    """Return how many tickets were asked for, on all pages."""
    return session.scalar(narrowed(select(func.count()).select_from(TicketRow), wanted)) or 0


def narrowed(query: Query, wanted: TicketFilter) -> Query:
    """Return the query over tickets with the conditions of the filter."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.needs_staff:
        conditions.append(or_(_in(UNSETTLED), asked_again(), _call_is_owed()))
    if wanted.states:
        conditions.append(_in(wanted.states))
    if wanted.department:
        conditions.append(TicketRow.department == wanted.department)
    if wanted.clerk_id is not None:
        conditions.append(TicketRow.clerk_id == wanted.clerk_id)
    if wanted.due_before is not None:
        conditions.append(TicketRow.due_at <= wanted.due_before)
    if wanted.made_from is not None:
        conditions.append(TicketRow.created_at >= wanted.made_from)
    if wanted.made_until is not None:
        conditions.append(TicketRow.created_at < wanted.made_until)
    if wanted.door:
        there = select(ConversationRow.id).where(ConversationRow.door == wanted.door)
        conditions.append(TicketRow.conversation_id.in_(there))
    if wanted.outcome is not None and wanted.as_of is not None:
        conditions.append(_came_out(wanted.outcome, wanted.as_of))
    if wanted.text:
        columns = (TicketRow.number, TicketRow.questions, TicketRow.item_name)
        conditions.append(
            or_(*(column.icontains(wanted.text, autoescape=True) for column in columns))
        )
    return query.where(*conditions)


def first_settled() -> ColumnElement[datetime | None]:
    """Return when a ticket was replied to first, or else closed with a reason."""
    return func.coalesce(TicketRow.replied_at, TicketRow.closed_at, type_=TicketRow.due_at.type)


def promised() -> ColumnElement[datetime]:
    """Return by when the first reply was promised; what is due later is another promise."""
    return func.coalesce(TicketRow.promised_at, TicketRow.due_at, type_=TicketRow.due_at.type)


def _came_out(outcome: Outcome, as_of: datetime) -> ColumnElement[bool]:
    settled = first_settled()
    waits = settled.is_(None)
    match outcome:
        case Outcome.IN_TIME:
            return settled <= promised()
        case Outcome.LATE:
            return or_(settled > promised(), and_(waits, promised() < as_of))
        case Outcome.PENDING:
            return and_(waits, promised() >= as_of)


def _in(states: frozenset[TicketState]) -> ColumnElement[bool]:
    return TicketRow.state.in_(sorted(state.value for state in states))


def calls_owed() -> Select[str]:
    """Return the numbers of tickets whose citizen left a contact that staff have not used yet."""
    return select(ContactRow.ticket_number).where(ContactRow.callback == Callback.PENDING)


def _call_is_owed() -> ColumnElement[bool]:
    """Whether the citizen was answered and still is to be called."""
    return and_(TicketRow.state == TicketState.ANSWERED, TicketRow.number.in_(calls_owed()))


def asked_again() -> ColumnElement[bool]:
    """Whether the citizen wrote after the reply, and no other ticket took that up."""
    written_again = select(ConversationRow.id).where(
        ConversationRow.citizen_at > ConversationRow.staff_at
    )
    other = aliased(TicketRow)
    taken_up = select(other.conversation_id).where(
        other.state.in_(state.value for state in UNSETTLED)
    )
    return and_(
        TicketRow.state == TicketState.ANSWERED,
        TicketRow.conversation_id.in_(written_again),
        TicketRow.conversation_id.not_in(taken_up),
    )
