"""The answer of a ticket for programs, to whoever knows its number and read code."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.chat.chat_json import files_to_dict
from hall.web import inputs
from hall.web.addresses import client_of
from hall.web.attachment_links import AttachmentLinks, attachment_links
from hall.web.errors import RequestError
from service_desk.model import Message, StaffReply, Ticket
from service_desk.read_codes import Verdict
from service_desk.services import AnswerRead

LONGEST_NUMBER = 64
LONGEST_CODE = 32
REFUSED = {Verdict.WRONG: ("code_wrong", 403), Verdict.TOO_MANY: ("code_too_many", 429)}


def create_blueprint(application: Application) -> Blueprint:
    """Return the route."""
    blueprint = Blueprint("ticket_api", __name__)

    @blueprint.post("/api/v1/tickets/<number>/answer")
    @application.limits.by_client(application.settings.rate_limit_chat)
    def answer(number: str) -> ResponseReturnValue:
        code = inputs.optional_text(inputs.json_object(), "code", limit=LONGEST_CODE)
        opened = application.desk.read_answer(number, code, client_of(request.environ))
        ticket = allowed(opened)
        return jsonify(_to_dict(application, ticket, opened.replies))

    return blueprint


def allowed(opened: AnswerRead) -> Ticket:
    """Return the ticket that was opened.

    Raises:
        RequestError: the code is wrong, or too many were.
    """
    if opened.ticket is None:
        name, status = REFUSED[opened.verdict]
        raise RequestError(name, status=status, field="code")
    return opened.ticket


def _to_dict(
    application: Application, ticket: Ticket, replies: tuple[StaffReply, ...]
) -> dict[str, Any]:
    links = attachment_links(application.settings)
    return {
        "number": ticket.number,
        "state": ticket.state.value,
        "label": ticket.state_label,
        "due_at": ticket.due_at.isoformat(),
        "department": ticket.department_name,
        "questions": list(ticket.questions),
        "replies": [_reply(reply.message, links) for reply in replies],
        "reason": ticket.reason,
        "waiting_note": application.desk.shut_note() if ticket.is_unsettled else "",
    }


def _reply(message: Message, links: AttachmentLinks) -> dict[str, Any]:
    said = {"text": message.text, "created_at": message.created_at.isoformat()}
    return said | files_to_dict(message, links)
