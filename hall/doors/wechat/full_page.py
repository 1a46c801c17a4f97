"""`/wechat/full/…`: the whole of a message that WeChat could only carry a part of."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.wechat.opening import open_links
from knowledge_base.model.answer import Answer
from knowledge_base.rendering import to_plain
from service_desk.model import Message


def add_page(blueprint: Blueprint, application: Application) -> None:
    """Add the page to the door's blueprint."""
    links = open_links(application.settings)

    @blueprint.get("/wechat/full/<token>")
    @application.limits.by_client(application.settings.rate_limit_api)
    def full_text(token: str) -> ResponseReturnValue:
        found = links.read(token)
        message = _message(application, *found) if found else None
        if message is None:
            abort(404)
        return render_template("wechat/message.html", text=whole(message), message=message)


def whole(message: Message) -> str:
    """Return everything the message says."""
    return to_plain(Answer.from_dict(message.answer)) if message.answer else message.text


def _message(application: Application, conversation_id: str, message_id: int) -> Message | None:
    """Return the message, None once its time is over."""
    found = application.desk.messages_after(conversation_id, message_id - 1)
    return found[0] if found and found[0].id == message_id else None
