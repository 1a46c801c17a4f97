"""Closing several tickets at once: first what it would come to, then the act itself."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, CloseManyForm, first_fault
from hall.doors.console.login import current_clerk, only
from service_desk.errors import TicketError, TooMany
from service_desk.queue_side import Closing
from service_desk.staff import Right

SEEN = re.compile(r"([A-Za-z0-9-]{1,32}):([0-9]{1,18})")
"""A ticket as the page that asks for confirmation knew it: its number, and the citizen's last message then."""
OWN_WORDS = "own"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page that says what would be closed, and the step that does it."""
    desk = application.desk

    @blueprint.post("/tickets/closing")
    @only(Right.SEE_STATISTICS)
    def confirm_closing() -> ResponseReturnValue:
        if not ActionForm().validate_on_submit():
            abort(400)
        numbers = request.form.getlist("number")
        if not numbers:
            flash("请先勾选要办结的工单。", "error")
            return redirect(url_for("console.ticket_list"), 303)
        return _confirm(application, numbers, CloseManyForm(formdata=None))

    @blueprint.post("/tickets/close")
    @only(Right.SEE_STATISTICS)
    def close_many() -> ResponseReturnValue:
        form = _form(application)
        known = [found for one in request.form.getlist("seen") if (found := SEEN.fullmatch(one))]
        seen = [(one[1], int(one[2])) for one in known]
        numbers = [number for number, _last in seen]
        if not form.validate_on_submit():
            return _confirm(application, numbers, form, first_fault(form)), 400
        try:
            done = desk.close_each(seen, current_clerk(), _reason(form))
        except (TicketError, TooMany) as error:
            return _confirm(application, numbers, form, f"{error}。"), 409
        _tell(done)
        return redirect(url_for("console.ticket_list"), 303)


def _form(application: Application) -> CloseManyForm:
    form = CloseManyForm()
    form.ready.choices = _reasons(application)
    return form


def _reasons(application: Application) -> dict[str, str]:
    ready = {str(key): text for key, text in enumerate(application.desk.policy.closing_reasons)}
    return {**ready, OWN_WORDS: "自己写一句"}


def _reason(form: CloseManyForm) -> str:
    """Return what the citizens are told: a ready reason or own words; empty where none was chosen."""
    if form.ready.data == OWN_WORDS:
        return form.reason.data or ""
    return str(dict(form.ready.choices).get(form.ready.data, ""))


def _confirm(
    application: Application, numbers: list[str], form: CloseManyForm, fault: str = ""
) -> str | Response:
    """Show which tickets would be closed, which not and why, and who is told."""
    form.ready.choices = _reasons(application)
    try:
        found = application.desk.closings(numbers, current_clerk())
    except TooMany as error:
        flash(f"{error}。", "error")
        return redirect(url_for("console.ticket_list"), 303)
    closable = [one for one in found if not one.refusal]
    return render_template(
        "console/closing.html",
        form=form,
        fault=fault,
        closable=closable,
        refused=[one for one in found if one.refusal],
        citizens=len({one.ticket.conversation_id for one in closable if one.ticket}),
        own_words=OWN_WORDS,
    )


def _tell(done: tuple[Closing, ...]) -> None:
    """Say how many were closed, and of each other one why not."""
    closed = sum(1 for one in done if not one.refusal)
    if closed:
        flash(f"已办结 {closed} 件，已在对话里告诉市民。", "ok")
    for one in done:
        if one.refusal:
            flash(f"{one.number} 没有办结：{one.refusal}。", "error")
