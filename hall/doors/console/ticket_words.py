"""What a ticket's page says around the conversation: questions with what came before, and canned replies filled."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hall.bootstrap import Application
from service_desk.canned import Canned, filled
from service_desk.model import Message, Sender, Ticket
from service_desk.notes import Note, Transfer
from service_desk.staff import Clerk
from service_desk.tickets import one_line

SHORT = 12
"""Characters up to which a question may go on with the one before: 满16周岁, 那多少钱."""
NO_ITEM = "您咨询的事项"


@dataclass(frozen=True)
class Question:
    """A question of the ticket, and what the citizen had asked before where it does not stand alone."""

    text: str
    before: str = ""


def questions(ticket: Ticket, messages: Sequence[Message]) -> list[Question]:
    """Return the ticket's questions, each with what it goes on with."""
    said = [one_line(m.text) for m in messages if m.sender is Sender.CITIZEN]
    return [Question(text, _before(text, said)) for text in ticket.questions]


def _before(question: str, said: Sequence[str]) -> str:
    if len(question) > SHORT or question not in said:
        return ""
    earlier = said[: len(said) - 1 - said[::-1].index(question)]
    return next((text for text in reversed(earlier) if text != question), "")


def offered(application: Application, ticket: Ticket, clerk: Clerk) -> list[Canned]:
    """Return the canned replies for this ticket, their places filled."""
    values = {
        "市民问题": ticket.questions[-1] if ticket.questions else "",
        "事项": ticket.item.name if ticket.item else NO_ITEM,
        "工单编号": ticket.number,
        "部门": application.desk.own_department(clerk),
        "坐席": clerk.name,
    }
    found = application.desk.canned.offered(clerk, ticket.department)
    return [replace(canned, text=filled(canned.text, values)) for canned in found]


def mark_of(*shown: Ticket | str | Sequence[Note] | Sequence[Transfer]) -> str:
    """Return a mark that differs when anything of this differs: the page then needs to be shown afresh."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
