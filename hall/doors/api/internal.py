"""`POST /internal/turn`: the way back from Rasa's actions to the one answer path."""

from hmac import compare_digest
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.answering.context import context_after
from knowledge_base.model.codec import from_plain, to_plain
from knowledge_base.model.context import Context

TOKEN_HEADER = "X-OneDoor-Token"


def create_blueprint(application: Application) -> Blueprint:
    """Return the route that only the action server knows the token of."""
    blueprint = Blueprint("internal", __name__, url_prefix="/internal")
    token = application.settings.action_token

    @blueprint.before_request
    def know_the_caller() -> None:
        given = request.headers.get(TOKEN_HEADER, "")
        if not token or not compare_digest(given.encode(), token.encode()):
            raise RequestError("forbidden", status=403)

    @blueprint.post("/turn")
    def turn() -> ResponseReturnValue:
        data = inputs.json_object()
        text = inputs.question(data, "text", application.settings.max_question_chars)
        door = inputs.optional_text(data, "door") or "api"
        context = _context(data.get("context"))
        answers = application.kb.answer_turn(text, context, door=door)
        settled = to_plain(context_after(context, answers))
        del settled["hint"]
        return jsonify(answers=[answer.to_dict() for answer in answers], context=settled)

    return blueprint


def _context(data: Any) -> Context:
    try:
        _require_texts(data or {})
        return from_plain(Context, data or {})
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise inputs.bad_value("context", "item_code, element, situation, options, hint") from error


def _require_texts(data: Any) -> None:
    """Return where every leaf is a text, as in all that a context holds; else raise a TypeError."""
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for part in parts:
        _require_texts(part)
    if not isinstance(data, dict | list | str):
        raise TypeError(type(data).__name__)
