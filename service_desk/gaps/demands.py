"""Demands beyond the guide (窗口多要了材料): taken as a ticket of the service centre and as a task of the auditor."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge_base.model.answer import ItemRef
from knowledge_base.text import mask
from service_desk import conversations
from service_desk.audit import Action, record
from service_desk.contact import find_contact
from service_desk.conversations import Draft
from service_desk.errors import DeskError, NotYours
from service_desk.gaps.tables import DemandRow
from service_desk.model import Sender, Ticket
from service_desk.numbers import draw_code
from service_desk.read_codes import sealed_code
from service_desk.staff import Clerk, Right
from service_desk.store import DeskStore
from service_desk.tables import ConversationRow, TicketRow

LONGEST = 500
SAID = "在{venue}办“{item}”时，被要求了指南上没有的：{demanded}"
NO_VENUE = "没有写是哪里"


class DemandState(StrEnum):
    """What came of a demand that was reported."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    GUIDE = "guide"
    UNFOUNDED = "unfounded"


DEMAND_LABELS = {
    DemandState.OPEN: "待核查",
    DemandState.CONFIRMED: "属实，已要求改正",
    DemandState.GUIDE: "指南漏写了，要改指南",
    DemandState.UNFOUNDED: "核查后不属实",
}


@dataclass(frozen=True)
class DemandReport:
    """What a citizen reports.

    key: drawn with the form, so that a form sent twice is one report. item: of the guide. version: of it.
    """

    key: str
    item: ItemRef
    version: int
    venue: str
    demanded: str
    door: str
    contact: str = ""


@dataclass(frozen=True)
class Demand:
    """A report as staff see it; personal data is masked."""

    id: int
    ticket_number: str
    item_code: str
    item_name: str
    version: int
    department: str
    venue: str
    demanded: str
    door: str
    state: DemandState
    note: str
    made_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Demands:
    """Use cases of demands beyond the guide.

    An auditor sees and settles all of them; whoever writes the guides or sees the figures of a department sees its own.
    register: makes a ticket of the service centre, for nobody looks after themselves; read: the ticket as it stands.
    """

    store: DeskStore
    clock: Callable[[], datetime]
    department_of: Callable[[str], str]
    choose: Callable[[str], str]
    register: Callable[[Session, ConversationRow, str, ItemRef], tuple[TicketRow, str]]
    read: Callable[[Session, TicketRow], Ticket]
    keep_contact: Callable[[str, str], Ticket]

    def report(self, report: DemandReport) -> Ticket:
        """Return the ticket of a report, with the code that opens its answer.

        Sent twice it is one, with a new code and the last contact; a form sent again with other words is another.

        Raises:
            DeskError: it does not say what was demanded, says too much, or the contact cannot be read.
        """
        demanded = report.demanded.strip()
        if not demanded:
            raise DeskError("请写明窗口多要了什么，再提交")
        if len(demanded) > LONGEST:
            raise DeskError(f"请不超过 {LONGEST} 字，现在是 {len(demanded)} 字")
        if report.contact.strip() and find_contact(report.contact) is None:
            raise DeskError("联系方式没有看懂：请写手机号、带区号的座机、邮箱或微信号，也可以不写")
        with self.store.unit() as session:
            talk = conversations.lock_or_open(
                session, _conversation_of(report), report.door, self.clock()
            )
            ticket = self._known(session, talk) or self._taken(session, talk, report)
        if report.contact.strip() and ticket.closed_at is None:
            kept = self.keep_contact(_conversation_of(report), report.contact)
            ticket = replace(kept, code=ticket.code)
        return ticket

    def _known(self, session: Session, talk: ConversationRow) -> Ticket | None:
        """Return the ticket of a form that was sent before, under a new code: only its sender knows the key."""
        row = session.scalars(select(TicketRow).where(TicketRow.conversation_id == talk.id)).first()
        if row is None:
            return None
        code = draw_code(self.choose)
        row.code_digest = sealed_code(row.number, code)
        return replace(self.read(session, row), code=code)

    def _taken(self, session: Session, talk: ConversationRow, report: DemandReport) -> Ticket:
        now, venue = self.clock(), report.venue.strip() or NO_VENUE
        said = SAID.format(venue=venue, item=report.item.name, demanded=report.demanded.strip())
        conversations.add(session, talk, Draft(Sender.CITIZEN, said), now)
        row, code = self.register(session, talk, mask(said), report.item)
        session.add(
            DemandRow(
                ticket_number=row.number,
                item_code=report.item.item_code,
                item_name=report.item.name,
                version=report.version,
                department=self.department_of(report.item.department),
                venue=mask(venue)[:200],
                demanded=mask(report.demanded.strip()),
                door=report.door,
                state=DemandState.OPEN.value,
                note="",
                made_at=now,
            )
        )
        return replace(self.read(session, row), code=code)

    def listed(
        self,
        clerk: Clerk | None,
        state: DemandState | None = None,
        limit: int = 30,
        offset: int = 0,
    ) -> tuple[Demand, ...]:
        """Return the reports that the clerk may see, or all, newest first."""
        query = select(DemandRow).where(*_conditions(clerk, state)).order_by(DemandRow.id.desc())
        with self.store.unit() as session:
            return tuple(_demand(row) for row in session.scalars(query.limit(limit).offset(offset)))

    def counted(self, clerk: Clerk | None, state: DemandState | None = None) -> int:
        """Return how many reports the clerk may see, on all pages."""
        query = select(func.count()).select_from(DemandRow).where(*_conditions(clerk, state))
        with self.store.unit() as session:
            return session.scalar(query) or 0

    def settle(self, demand_id: int, by: Clerk, state: DemandState, note: str) -> None:
        """Put down what came of a report; OPEN takes it back.

        Raises:
            NotYours: there is none, or somebody settles who does not audit.
            DeskError: it does not say what was found.
        """
        if state is not DemandState.OPEN and not note.strip():
            raise DeskError("请写明核查的结果，再提交")
        with self.store.unit() as session:
            row = session.get(DemandRow, demand_id, with_for_update=True)
            if row is None or not by.may(Right.AUDIT):
                raise NotYours("没有这条反映，或者不由您核查")
            if row.state == state:
                return
            if row.state != DemandState.OPEN and state is not DemandState.OPEN:
                raise DeskError("这条反映已经有结果了，请刷新页面")
            row.state, row.note = state.value, mask(note.strip())[:500]
            row.settled_at = None if state is DemandState.OPEN else self.clock()
            said = f"{DEMAND_LABELS[state]} {note.strip()}"
            record(session, self.clock(), by, Action.DEMAND_SETTLED, row.ticket_number, said)


def _conversation_of(report: DemandReport) -> str:
    """Return the conversation of a report, which nobody can make to be one that there is."""
    parts = (report.key, report.item.item_code, report.venue.strip(), report.demanded.strip())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _conditions(clerk: Clerk | None, state: DemandState | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if clerk is not None and not (clerk.may(Right.AUDIT) or clerk.sees_all):
        found.append(DemandRow.department == clerk.department)
    if state is not None:
        found.append(DemandRow.state == state.value)
    return found


def _demand(row: DemandRow) -> Demand:
    return Demand(
        id=row.id,
        ticket_number=row.ticket_number,
        item_code=row.item_code,
        item_name=row.item_name,
        version=row.version,
        department=row.department,
        venue=row.venue,
        demanded=row.demanded,
        door=row.door,
        state=DemandState(row.state),
        note=row.note,
        made_at=row.made_at,
        settled_at=row.settled_at,
    )
