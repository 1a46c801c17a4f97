"""The JSON API (version 1): search, ask, items, feedback, ticket state, and its own description."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.api import statistics
from hall.doors.api.item_json import guide_to_dict
from hall.doors.registration import channels
from hall.reception.front_desk import ask_alone
from hall.reception.gaps import note_rated
from hall.reception.ratings import Rating
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.model.answer import Option
from knowledge_base.model.codec import to_plain
from knowledge_base.model.context import Context, Frame, Pending, PendingKind

DESCRIPTION = Path(__file__).with_name("openapi.yml")
MOST_RESULTS = 50
ALL_VISITS = 99
"""No guide asks for so many visits, so this bound leaves nothing out."""
LARGEST_ID = 2**31 - 1
"""What PostgreSQL's integer holds."""
AUDIENCES = ("person", "enterprise")


def create_blueprint(application: Application) -> Blueprint:
    """Return the routes of the API; each takes plain JSON and needs no cookie."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    settings, limits, kb = application.settings, application.limits, application.kb
    document = described()

    @blueprint.get("/search")
    @limits.by_client(settings.rate_limit_api)
    def search() -> ResponseReturnValue:
        query = inputs.question(request.args, "q", settings.max_question_chars)
        report = kb.search(
            query,
            limit=inputs.whole(request.args, "limit", 1, MOST_RESULTS, 10),
            element=inputs.element(request.args) or None,
            item_code=inputs.optional_text(request.args, "item_code") or None,
            department=inputs.optional_text(request.args, "department") or None,
        )
        return jsonify(report)

    @blueprint.post("/ask")
    @limits.by_client(settings.rate_limit_api)
    def ask() -> ResponseReturnValue:
        data = inputs.json_object()
        question = inputs.question(data, "question", settings.max_question_chars)
        context = _context(application, question, data)
        door = _known(inputs.optional_text(data, "door", limit=20) or "api")
        answer = ask_alone(kb, application.wording, question, context, door)
        application.count(door, answer)
        return jsonify(answer.to_dict())

    @blueprint.get("/items")
    @limits.by_client(settings.rate_limit_api)
    def items() -> ResponseReturnValue:
        given = request.args
        audience = inputs.optional_text(given, "audience")
        if audience and audience not in AUDIENCES:
            raise inputs.bad_value("audience", "、".join(AUDIENCES))
        listed = kb.items(
            max_visits=inputs.whole(given, "max_visits", 0, ALL_VISITS, ALL_VISITS),
            department=inputs.optional_text(given, "department") or None,
            audience=audience or None,
            theme=inputs.optional_text(given, "theme") or None,
        )
        return jsonify(items=listed)

    @blueprint.get("/items/<item_code>")
    @limits.by_client(settings.rate_limit_api)
    def item(item_code: str) -> ResponseReturnValue:
        now = kb.snapshot()
        guide = now.guide(item_code)
        return jsonify(guide_to_dict(guide, now.catalogue, now.upcoming(guide)))

    @blueprint.post("/feedback")
    @limits.by_client(settings.rate_limit_chat)
    def feedback() -> ResponseReturnValue:
        return jsonify(_rated(application, inputs.json_object()))

    @blueprint.get("/tickets/<number>")
    @limits.by_client(settings.rate_limit_chat)
    def ticket(number: str) -> ResponseReturnValue:
        found = application.desk.ticket(number)
        if found is None:
            raise RequestError("unknown_ticket", status=404, field="number")
        return jsonify(
            number=found.number,
            state=found.state.value,
            label=found.state_label,
            due_at=found.due_at.isoformat(),
        )

    statistics.add_routes(blueprint, application)

    @blueprint.get("/openapi.json")
    def openapi() -> ResponseReturnValue:
        return Response(json.dumps(document, ensure_ascii=False), content_type="application/json")

    return blueprint


@cache
def described(path: Path = DESCRIPTION) -> Mapping[str, Any]:
    """Return the OpenAPI document of the API."""
    document: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return document


def _known(door: str) -> str:
    """Return the name of a channel; what a stranger wrote in its place is neither counted nor kept."""
    return door if door in channels() else "other"


def _context(application: Application, question: str, data: Mapping[str, Any]) -> Context:
    """Return what the request settles: an item with an element is asked for like a tapped option."""
    item_code, element = inputs.optional_text(data, "item_code"), inputs.element(data)
    told = inputs.situation(data)
    if not item_code:
        return Context()
    application.kb.guide(item_code)
    frame = Frame(item_code, element, situation=told)
    if not element:
        return Context((frame,))
    option = Option("asked", question, question, item_code=item_code, element=element)
    return Context((frame,), Pending(PendingKind.CHOICE, (option,)))


def _message(data: Mapping[str, Any]) -> int:
    """Return the id of the message that is rated; 0 for none."""
    return inputs.whole(data, "message_id", 0, LARGEST_ID, 0)


def _rated(application: Application, data: Mapping[str, Any]) -> dict[str, Any]:
    """Put a rating on record without who gave it, and return what can be done next."""
    useful = data.get("useful")
    if not isinstance(useful, bool):
        raise inputs.bad_value("useful", "true 或 false")
    item_code, element = inputs.optional_text(data, "item_code"), inputs.element(data)
    door = _known(inputs.optional_text(data, "door", limit=20) or "widget")
    if item_code:
        application.kb.guide(item_code)
    taken = application.ratings.take(Rating(useful, item_code, element), door)
    conversation, message = inputs.optional_text(data, "conversation_id"), _message(data)
    if not useful and conversation and message:
        note_rated(application.desk, conversation, message)
    return {"status": "taken", "text": taken.text, "options": to_plain(taken.options)}
