"""Every step with a ticket: take over, reply, hand back, call back, note, close, reassign."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from hall.bootstrap import Application
from hall.doors.console.files import too_large
from hall.doors.console.forms import (
    ActionForm,
    CallbackForm,
    CloseForm,
    NoteForm,
    ReassignForm,
    ReplyForm,
    department_choices,
    first_fault,
)
from hall.doors.console.login import current_clerk, only
from hall.doors.console.ticket_words import offered
from hall.doors.console.tickets import find_ticket, show_ticket
from service_desk.errors import DeskError, UnknownTicket
from service_desk.model import Callback, Ticket
from service_desk.staff import Clerk, Right

SENT = "ok sent"
"""Kind of the note that a reply was sent: the page's script then forgets its draft."""
IN_PLACE = "X-In-Place"
"""Sent by the page's script, which shows what has changed where it stands."""
ANCHORS = {"reply": "latest", "contact": "contact", "notes": "notes"}
"""Parts of the page in which something is said → where a browser without script goes."""

CHOOSE_AGAIN = "附件没有发出，写的内容还在，请重新选择附件再发送。"


@dataclass(frozen=True)
class Done:
    """What is said after a step, of which kind it is, and in which part of the page it stands."""

    text: str
    kind: str = "ok"
    at: str = "reply"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add what can be done with a ticket."""
    desk = application.desk

    @blueprint.post("/tickets/<number>/take-over")
    @only(Right.SEE_STATISTICS)
    def take_over(number: str) -> ResponseReturnValue:
        done = Done("已接入，市民现在看到您在线。")
        return _step(application, number, ActionForm(), desk.take_over, done)

    @blueprint.post("/tickets/<number>/return")
    @only(Right.SEE_STATISTICS)
    def return_to_bot(number: str) -> ResponseReturnValue:
        done = Done("已交还，智能客服继续服务。")
        return _step(application, number, ActionForm(), desk.return_to_bot, done)

    @blueprint.post("/tickets/<number>/reply")
    @only(Right.SEE_STATISTICS)
    def reply(number: str) -> ResponseReturnValue:
        form = ReplyForm()
        if fault := too_large(application.settings):
            shown = find_ticket(application, number)
            return show_ticket(application, shown, refused=form, fault=fault), 413

        def send(number: str, clerk: Clerk) -> None:
            desk.reply(
                number,
                clerk,
                form.text.data,
                files=form.uploads,
                client_message_id=form.reply_id.data,
                seen=int(form.seen.data) if form.seen.data else None,
            )

        done = Done("答复已发出。", SENT)
        return _step(application, number, form, send, done)

    @blueprint.post("/tickets/<number>/callback")
    @only(Right.SEE_STATISTICS)
    def callback(number: str) -> ResponseReturnValue:
        form = CallbackForm()

        def tell(number: str, clerk: Clerk) -> None:
            desk.note_callback(number, clerk, Callback(form.outcome.data))

        done = Done("已记下，已在对话里告诉市民。", at="contact")
        return _step(application, number, form, tell, done)

    @blueprint.post("/tickets/<number>/note")
    @only(Right.SEE_STATISTICS)
    def note(number: str) -> ResponseReturnValue:
        form = NoteForm()

        def keep(number: str, clerk: Clerk) -> None:
            desk.notes.add(number, clerk, form.note.data)

        return _step(application, number, form, keep, Done("备注已保存。", at="notes"))

    @blueprint.post("/tickets/<number>/canned")
    @only(Right.SEE_STATISTICS)
    def fill_in(number: str) -> ResponseReturnValue:
        shown, form = find_ticket(application, number), ReplyForm()
        form.text.data = _with_canned(application, shown, form.text.data or "")
        left = CHOOSE_AGAIN if any(request.form.getlist("files")) else ""  # their names alone came
        return show_ticket(application, shown, refused=form, fault=left, at="reply")

    @blueprint.post("/tickets/<number>/close")
    @only(Right.SEE_STATISTICS)
    def close(number: str) -> ResponseReturnValue:
        form = CloseForm()

        def end(number: str, clerk: Clerk) -> None:
            desk.close(number, clerk, form.reason.data or "")

        return _step(application, number, form, end, Done("工单已办结。"), fault_at="close")

    @blueprint.post("/tickets/<number>/reassign")
    @only(Right.SEE_STATISTICS)
    def reassign(number: str) -> ResponseReturnValue:
        form = ReassignForm()
        form.department.choices = department_choices(desk.router.departments, "请选择部门")

        def move(number: str, clerk: Clerk) -> None:
            desk.reassign(number, clerk, form.department.data, form.reason.data or "")

        done = Done("工单已改派，已在对话里告诉市民。")
        return _step(application, number, form, move, done, fault_at="reassign")


def _with_canned(application: Application, ticket: Ticket, text: str) -> str:
    """Return the text with the chosen canned reply after it."""
    chosen = request.form.get("canned", "")
    found = [c.text for c in offered(application, ticket, current_clerk()) if str(c.id) == chosen]
    return "\n".join(part for part in (text.rstrip(), *found) if part)


def _step(
    application: Application,
    number: str,
    form: FlaskForm,
    act: Callable[[str, Clerk], object],
    done: Done,
    *,
    fault_at: str = "",
) -> ResponseReturnValue:
    """Take a step and show the ticket again; what could not be done is said, and nothing typed is lost."""
    shown, at = find_ticket(application, number), fault_at or done.at
    if not form.validate_on_submit():
        fault = _fault(first_fault(form))
        return show_ticket(application, shown, refused=form, fault=fault, at=at), 400
    try:
        act(number, current_clerk())
    except DeskError as error:
        fault = _fault(f"{error}。")
        return show_ticket(application, shown, refused=form, fault=fault, at=at), 409
    return _after_step(application, number, done)


def _fault(said: str) -> str:
    """Return what is said of a step not taken; a page loaded anew shows no chosen files, one that stays does."""
    chosen = any(file.filename for file in request.files.values())
    are_gone = chosen and IN_PLACE not in request.headers
    return f"{said.rstrip('。')}。{CHOOSE_AGAIN}" if are_gone else said


def _after_step(application: Application, number: str, done: Done) -> ResponseReturnValue:
    """Return the ticket with what was done, or the way to the list once it left the clerk's department."""
    in_place = IN_PLACE in request.headers
    try:
        shown = application.desk.ticket_for(number, current_clerk())
    except UnknownTicket:
        flash(done.text, done.kind)
        where = url_for("console.ticket_list")
        return ("", 204, {"Location": where}) if in_place else redirect(where, 303)
    flash(done.text, f"{done.kind} at-{done.at}")
    if in_place:
        return show_ticket(application, shown)
    return redirect(url_for("console.ticket", number=number, _anchor=ANCHORS[done.at]), 303)
