"""`/ticket`: where a citizen reads a ticket's answer with its number and read code, on any device."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError

from hall.bootstrap import Application
from hall.doors.chat.channels import PAGE
from hall.doors.chat.stale import why_stale
from hall.doors.chat.ticket_api import LONGEST_CODE, LONGEST_NUMBER, allowed
from hall.web import inputs
from hall.web.addresses import client_of
from hall.web.errors import RequestError
from knowledge_base.errors import StoreUnavailable
from service_desk.deadlines import due_text
from service_desk.numbers import find_numbers, is_mistyped


def create_blueprint(application: Application) -> Blueprint:
    """Return the page and its form."""
    blueprint = Blueprint("ticket_page", __name__, template_folder="templates")
    settings, limits = application.settings, application.limits

    @blueprint.get("/ticket")
    @limits.by_client(settings.rate_limit_api)
    def page() -> ResponseReturnValue:
        return _form(application)

    @blueprint.post("/ticket")
    @limits.by_client(settings.rate_limit_chat)
    def read() -> ResponseReturnValue:
        try:
            return _read(application)
        except RequestError as error:
            return _form(application, _reason(application, error)), error.status

    @blueprint.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> ResponseReturnValue:
        return _form(application, why_stale(application.wording, holds_text=True)), 400

    @blueprint.errorhandler(RateLimitExceeded)
    def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
        seconds = limits.retry_after()
        why = application.wording.say("too_many", seconds=seconds)
        return _form(application, why), 429, {"Retry-After": str(seconds)}

    @blueprint.errorhandler(StoreUnavailable)
    def unavailable(trouble: StoreUnavailable) -> ResponseReturnValue:
        application.front_desk.unkept.complaints.note(trouble, PAGE.name)
        return _form(application, application.wording.error("ticket_unreadable")), 503

    return blueprint


def _read(application: Application) -> str:
    number = inputs.optional_text(request.form, "number", limit=LONGEST_NUMBER)
    code = inputs.optional_text(request.form, "code", limit=LONGEST_CODE)
    opened = application.desk.read_answer(number, code, client_of(request.environ))
    ticket = allowed(opened)
    return render_template(
        "chat/ticket.html",
        ticket=ticket,
        replies=opened.replies,
        due=due_text(ticket.due_at, estimated=ticket.due_estimated),
        waiting_note=application.desk.shut_note() if ticket.is_unsettled else "",
        said_at=due_text,
    )


def _form(application: Application, fault: str = "") -> str:
    """Return the form with what was typed, or the number of a link that led here."""
    return render_template("chat/ticket_form.html", number=_typed(), code=_code(), fault=fault)


def _typed() -> str:
    return request.values.get("number", "").strip()[:LONGEST_NUMBER]


def _code() -> str:
    return request.form.get("code", "").strip()[:LONGEST_CODE]


def _reason(application: Application, error: RequestError) -> str:
    """Return what is wrong; a number with a slip is told before any code."""
    slip = next((n for n in find_numbers(_typed()) if is_mistyped(n)), "")
    if slip:
        return application.wording.say("ticket_mistyped", number=slip)
    return application.wording.error(error.code, **error.values)
