"""Every step with a ticket: take over, reply, hand back, call back, close, reassign."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from hall.bootstrap import Application
from hall.doors.console.forms import (
    ActionForm,
    CallbackForm,
    CloseForm,
    ReassignForm,
    ReplyForm,
    department_choices,
    first_fault,
)
from hall.doors.console.login import current_clerk
from hall.doors.console.tickets import find_ticket, show_ticket
from service_desk.errors import DeskError, UnknownTicket
from service_desk.model import Callback
from service_desk.staff import Clerk

SENT = "ok sent"
"""Kind of the note that a reply was sent: the page's script then forgets its draft."""


@dataclass(frozen=True)
class Done:
    """What is said after a step, and of which kind the note is."""

    text: str
    kind: str = "ok"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add what can be done with a ticket."""
    desk = application.desk

    @blueprint.post("/tickets/<number>/take-over")
    def take_over(number: str) -> ResponseReturnValue:
        done = Done("已接入，市民现在看到您在线。")
        return _step(application, number, ActionForm(), desk.take_over, done)

    @blueprint.post("/tickets/<number>/return")
    def return_to_bot(number: str) -> ResponseReturnValue:
        done = Done("已交还，智能客服继续服务。")
        return _step(application, number, ActionForm(), desk.return_to_bot, done)

    @blueprint.post("/tickets/<number>/reply")
    def reply(number: str) -> ResponseReturnValue:
        form = ReplyForm()

        def send(number: str, clerk: Clerk) -> None:
            desk.reply(
                number,
                clerk,
                form.text.data,
                client_message_id=form.reply_id.data,
                seen=int(form.seen.data) if form.seen.data else None,
            )

        done = Done("答复已发出。", SENT)
        return _step(application, number, form, send, done)

    @blueprint.post("/tickets/<number>/callback")
    def callback(number: str) -> ResponseReturnValue:
        form = CallbackForm()

        def note(number: str, clerk: Clerk) -> None:
            desk.note_callback(number, clerk, Callback(form.outcome.data))

        return _step(application, number, form, note, Done("已记下，市民也收到了说明。"))

    @blueprint.post("/tickets/<number>/close")
    def close(number: str) -> ResponseReturnValue:
        form = CloseForm()

        def end(number: str, clerk: Clerk) -> None:
            desk.close(number, clerk, form.reason.data or "")

        return _step(application, number, form, end, Done("工单已办结。"))

    @blueprint.post("/tickets/<number>/reassign")
    def reassign(number: str) -> ResponseReturnValue:
        form = ReassignForm()
        form.department.choices = department_choices(desk.router.departments, "请选择部门")

        def move(number: str, clerk: Clerk) -> None:
            desk.reassign(number, clerk, form.department.data, form.reason.data or "")

        return _step(application, number, form, move, Done("工单已改派，市民已收到通知。"))


def _step(
    application: Application,
    number: str,
    form: FlaskForm,
    act: Callable[[str, Clerk], object],
    done: Done,
) -> ResponseReturnValue:
    """Take a step and show the ticket again; what could not be done is said, and nothing typed is lost."""
    shown = find_ticket(application, number)
    if not form.validate_on_submit():
        return show_ticket(application, shown, refused=form, fault=first_fault(form)), 400
    try:
        act(number, current_clerk())
    except DeskError as error:
        return show_ticket(application, shown, refused=form, fault=f"{error}。"), 409
    flash(done.text, done.kind)
    return redirect(_after_step(application, number), 303)


def _after_step(application: Application, number: str) -> str:
    """Return where to go on: the ticket, or the list once it left the clerk's department."""
    try:
        application.desk.ticket_for(number, current_clerk())
    except UnknownTicket:
        return url_for("console.ticket_list")
    return url_for("console.ticket", number=number, _anchor="latest")
