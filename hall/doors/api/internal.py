"""`POST /internal/turn`: the way back from Rasa's actions to the one answer path."""

from hmac import compare_digest
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.reception.rasa_client import draft_to_dict
from hall.reception.turns import Said, Standing
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
        option = inputs.optional_text(data, "option")
        said = Said(text, context, option, door, _standing(data.get("standing")))
        drafts = application.dialogue.drafts(said)
        settled = to_plain(context_after(context, [draft.answer for draft in drafts], text))
        del settled["hint"]
        return jsonify(drafts=[draft_to_dict(draft) for draft in drafts], context=settled)

    return blueprint


def _standing(data: Any) -> Standing:
    try:
        return from_plain(Standing, data or {})
    except (TypeError, AttributeError, ValueError) as error:
        raise inputs.bad_value("standing", "ticket, waits, contact") from error


def _context(data: Any) -> Context:
    try:
        _require_plain(data or {})
        return from_plain(Context, data or {})
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise inputs.bad_value("context", "frames, pending, unclear, hint") from error


def _require_plain(data: Any, name: str = "") -> None:
    """Return where every leaf is a text, as in all that a context holds, and `unclear` a number; else raise a TypeError."""
    if isinstance(data, dict):
        for key, part in data.items():
            _require_plain(part, key)
    elif isinstance(data, list):
        for part in data:
            _require_plain(part)
    elif not isinstance(data, int if name == "unclear" else str):
        if not (data is None and name == "pending"):
            raise TypeError(type(data).__name__)
