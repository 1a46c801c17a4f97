"""Forms of the console that lay open too long: shown again with a fresh token and with what was written."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from hall.bootstrap import Application
from hall.doors.console.forms import LoginForm, ReplyForm
from hall.doors.console.knowledge.editing.kept import is_kept_whole, kept_page
from hall.doors.console.login import turned_away
from hall.doors.console.tickets import find_ticket, show_ticket
from hall.web.failures import failure, stale_form


def add_handler(blueprint: Blueprint, application: Application) -> None:
    """Answer forms with a stale token."""
    wording = application.wording
    fault = wording.error("csrf_kept")

    @blueprint.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> ResponseReturnValue:
        gone = turned_away(application)
        if gone is not None:
            return gone
        if request.endpoint == "console.enter":
            return render_template("console/login.html", form=LoginForm(), fault=fault), 400
        if request.endpoint == "console.reply":
            return _reply_again(application, fault)
        if is_kept_whole():
            return kept_page(fault, logged_out=False), 400
        return stale_form(wording)


def _reply_again(application: Application, fault: str) -> ResponseReturnValue:
    """Show the ticket with what was written; nothing raised here would reach another handler."""
    try:
        ticket = find_ticket(application, str((request.view_args or {}).get("number")))
    except NotFound:
        return failure("not_found", application.wording.error("not_found"), 404)
    return show_ticket(application, ticket, refused=ReplyForm(), fault=fault, at="reply"), 400
