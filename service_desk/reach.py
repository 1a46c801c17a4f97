"""Which tickets a clerk may see, in an open unit of work."""

from dataclasses import replace

from sqlalchemy.orm import Session

from service_desk import tickets
from service_desk.errors import UnknownTicket
from service_desk.staff import Clerk
from service_desk.tables import TicketRow
from service_desk.tickets import TicketFilter


def within_reach(wanted: TicketFilter, clerk: Clerk) -> TicketFilter:
    """Return the filter narrowed to what the clerk may see."""
    return wanted if clerk.sees_all else replace(wanted, department=clerk.department)


def visible(session: Session, number: str, clerk: Clerk) -> TicketRow:
    """Return a ticket the clerk may see.

    Raises:
        UnknownTicket: there is none, or it is another department's.
    """
    row = tickets.find(session, number)
    if not clerk.may_see(row.department):
        raise UnknownTicket(f"没有编号为 {number} 的工单，或者它不归您的部门办理")
    return row
