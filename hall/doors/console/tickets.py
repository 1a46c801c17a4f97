"""Tickets in the console: the list, one ticket with its conversation, and every step with it."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.forms import (
    ActionForm,
    CloseForm,
    ReassignForm,
    ReplyForm,
    department_choices,
)
from hall.doors.console.login import current_clerk
from hall.doors.console.show import local_time
from knowledge_base.model.answer import Answer
from knowledge_base.rendering import folded_blocks, plain_blocks
from service_desk.errors import ContactError, UnknownTicket
from service_desk.model import UNSETTLED, Message, Sender, Ticket, TicketState
from service_desk.staff import Clerk
from service_desk.tickets import TicketFilter

PER_PAGE = 30
LAST_PAGE = 10_000

STATES: dict[str, tuple[str, frozenset[TicketState]]] = {
    "open": ("待处理", frozenset()),
    "answered": ("已答复", frozenset({TicketState.ANSWERED})),
    "closed": ("已办结", frozenset({TicketState.CLOSED})),
    "all": ("全部", frozenset()),
}
"""The choices of the list's state filter: label and the states it means; `open` is what needs staff."""

SENDERS = {
    Sender.CITIZEN: "市民",
    Sender.BOT: "智能客服",
    Sender.STAFF: "工作人员",
    Sender.SYSTEM: "系统提示",
}


@dataclass(frozen=True)
class Wanted:
    """The list's filters as they stand in the address."""

    state: str
    department: str
    due: str
    mine: bool
    text: str
    page: int


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages about tickets."""
    _add_list(blueprint, application)
    _add_ticket(blueprint, application)


def _add_list(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/tickets")
    def ticket_list() -> ResponseReturnValue:
        clerk, wanted = current_clerk(), read_wanted(request.args)
        found = desk.list_tickets(to_filter(wanted, clerk, application), clerk)
        return render_template(
            "console/tickets.html",
            wanted=wanted,
            page=found,
            pages=max(1, -(-found.total // PER_PAGE)),
            states=STATES,
            departments=department_choices(desk.router.departments, "全部部门"),
            waiting=_waiting(application, clerk),
            overdue=_overdue(application, clerk),
        )

    @blueprint.get("/tickets/waiting")
    def live_waiting() -> ResponseReturnValue:
        return jsonify(waiting=_waiting(application, current_clerk()))


def read_wanted(arguments: MultiDict[str, str]) -> Wanted:
    """Return the filters of the address; what makes no sense counts as not given."""
    state, page = arguments.get("state", "open"), arguments.get("page", "1")
    return Wanted(
        state=state if state in STATES else "open",
        department=arguments.get("department", ""),
        due=arguments.get("due", ""),
        mine=arguments.get("mine") == "1",
        text=arguments.get("q", "").strip()[:100],
        page=min(max(int(page[:9]), 1), LAST_PAGE) if re.fullmatch("[0-9]+", page) else 1,
    )


def to_filter(wanted: Wanted, clerk: Clerk, application: Application) -> TicketFilter:
    """Return the desk's filter for these choices; late and soon due tickets are those that still wait."""
    until = {"overdue": timedelta(), "soon": application.desk.policy.due_soon}.get(wanted.due)
    return TicketFilter(
        needs_staff=wanted.state == "open",
        states=STATES[wanted.state][1] if until is None else UNSETTLED,
        department=wanted.department,
        clerk_id=clerk.id if wanted.mine else None,
        due_before=None if until is None else application.clock() + until,
        text=wanted.text,
        limit=PER_PAGE,
        offset=(wanted.page - 1) * PER_PAGE,
    )


def _waiting(application: Application, clerk: Clerk) -> int:
    return application.desk.count_tickets(TicketFilter(needs_staff=True), clerk)


def _overdue(application: Application, clerk: Clerk) -> int:
    late = TicketFilter(states=UNSETTLED, due_before=application.clock())
    return application.desk.count_tickets(late, clerk)


def _add_ticket(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/tickets/<number>")
    def ticket(number: str) -> ResponseReturnValue:
        return show_ticket(application, find_ticket(application, number))

    @blueprint.get("/tickets/<number>/messages")
    def live_messages(number: str) -> ResponseReturnValue:
        shown = find_ticket(application, number)
        after = request.args.get("after", "0")
        since = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        names = _names(application, shown)
        part = desk.own_part(number, current_clerk(), since)
        return jsonify(
            messages=[message_to_dict(message, names) for message in part.messages],
            speaker=desk.speaker(shown.conversation_id).value,
            state=shown.state.value,
        )

    @blueprint.post("/tickets/<number>/contact")
    def contact(number: str) -> ResponseReturnValue:
        shown = find_ticket(application, number)
        if not ActionForm().validate_on_submit():
            abort(400)
        try:
            return show_ticket(
                application, shown, contact=desk.reveal_contact(number, current_clerk())
            )
        except ContactError as error:
            return show_ticket(application, shown, fault=f"{error}。"), 409


def find_ticket(application: Application, number: str) -> Ticket:
    """Return a ticket the clerk may see; for any other there is no such page."""
    try:
        return application.desk.ticket_for(number, current_clerk())
    except UnknownTicket:
        abort(404)


def show_ticket(
    application: Application,
    ticket: Ticket,
    *,
    refused: FlaskForm | None = None,
    contact: str = "",
    fault: str = "",
) -> str:
    """Return the page of a ticket; `refused` is a form that could not be taken, `contact` one in clear."""
    desk = application.desk
    talk = desk.open_conversation(ticket.conversation_id, ticket.door)
    names = _names(application, ticket)
    part = desk.own_part(ticket.number, current_clerk())
    messages = part.messages
    draft = refused.text.data if isinstance(refused, ReplyForm) else ""
    reassign = refused if isinstance(refused, ReassignForm) else ReassignForm(formdata=None)
    reassign.department.choices = _others(application, ticket)
    return render_template(
        "console/ticket.html",
        ticket=ticket,
        speaker=talk.speaker.value,
        is_mine=talk.clerk_id == current_clerk().id,
        in_hours=desk.staff_are_in(),
        messages=[message_to_dict(message, names) for message in messages],
        last_id=messages[-1].id if messages else 0,
        hidden=part.hidden,
        reply=ReplyForm(
            formdata=None,
            text=draft,
            reply_id=secrets.token_hex(16),
            seen=str(messages[-1].id if messages else 0),
        ),
        draft=draft,
        close=refused if isinstance(refused, CloseForm) else CloseForm(formdata=None),
        reassign=reassign,
        action=ActionForm(formdata=None),
        contact=contact,
        fault=fault,
    )


def _others(application: Application, ticket: Ticket) -> dict[str, str]:
    names = department_choices(application.desk.router.departments, "请选择部门")
    return {key: name for key, name in names.items() if key != ticket.department}


def _names(application: Application, ticket: Ticket) -> dict[int, str]:
    return {reply.message.id: reply.clerk_name for reply in application.desk.replies(ticket.number)}


def message_to_dict(message: Message, names: dict[int, str]) -> dict[str, Any]:
    """Return a message as page and script show it."""
    return {
        "id": message.id,
        "sender": message.sender.value,
        "name": names.get(message.id) or SENDERS[message.sender],
        "text": message.text,
        "folded": _folded(message),
        "time": local_time(message.created_at),
    }


def _folded(message: Message) -> list[dict[str, str]]:
    """Return what the citizen could open under the message: title and text."""
    blocks = Answer.from_dict(message.answer).blocks if message.answer else ()
    return [
        {"title": block.title, "text": plain_blocks([replace(block, title="", folded=False)])}
        for block in folded_blocks(blocks)
    ]
