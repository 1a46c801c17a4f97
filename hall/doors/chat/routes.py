"""The chat API (version 1): the widget's door. The conversation's id is the secret that opens it."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.chat.channels import WIDGET
from hall.doors.chat.chat_json import NOTHING, greeting, look_to_dict, reply_to_dict
from hall.web import inputs
from knowledge_base.errors import StoreUnavailable

LAST_ID = 2**62


def create_blueprint(application: Application) -> Blueprint:
    """Return the chat's routes: say something, look for what is new, be greeted."""
    blueprint = Blueprint("chat", __name__, url_prefix="/api/v1/chat/<conversation>")
    settings, limits = application.settings, application.limits

    @blueprint.get("")
    @limits.by_client(settings.rate_limit_chat)
    def conversation(conversation: str) -> ResponseReturnValue:
        return jsonify(_whole(application, conversation) | {"greeting": greeting(application)})

    @blueprint.get("/messages")
    @limits.by_conversation(settings.rate_limit_poll)
    def messages(conversation: str) -> ResponseReturnValue:
        _look_into(application, conversation)
        after = inputs.whole(request.args, "after", 0, LAST_ID, 0)
        return jsonify(_since(application, conversation, after))

    @blueprint.post("/messages")
    @limits.by_client(settings.rate_limit_chat)
    @limits.by_conversation(WIDGET.limits(settings))
    def say(conversation: str) -> ResponseReturnValue:
        _look_into(application, conversation, opens=True)
        data = inputs.json_object()
        text = inputs.question(data, "text", settings.max_question_chars)
        client_id = inputs.client_message_id(data)
        option = inputs.option_id(data)
        reply = application.front_desk.receive(
            conversation, text, WIDGET.name, client_id, option=option
        )
        return jsonify(reply_to_dict(application, reply))

    return blueprint


def _whole(application: Application, conversation_id: str) -> dict[str, object]:
    """Return the whole conversation; none of it while it cannot be read, for one can still ask."""
    _look_into(application, conversation_id, opens=True)
    try:
        return _since(application, conversation_id, 0)
    except StoreUnavailable as trouble:
        application.front_desk.unkept.complaints.note(trouble, WIDGET.name)
        return look_to_dict(application, NOTHING)


def _look_into(application: Application, conversation_id: str, *, opens: bool = False) -> None:
    """Let the request go on unless its sender tries ids; while nothing can be read, none can be found."""
    inputs.conversation_id(conversation_id)
    try:
        is_there = application.desk.knows(conversation_id)
    except StoreUnavailable:
        return
    application.limits.look_into(conversation_id, is_there=is_there, opens=opens)


def _since(application: Application, conversation_id: str, after: int) -> dict[str, object]:
    """Return what is new; merely looking does not open a conversation."""
    return look_to_dict(application, application.desk.look(conversation_id, after))
