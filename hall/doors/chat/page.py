"""`/chat`: the same conversation as a plain form, for browsers without scripts."""

import secrets

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.chat.channels import PAGE
from hall.doors.chat.chat_json import greeting
from hall.reception.unkept import UNSTORED
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.errors import BadQuestion, StoreUnavailable
from knowledge_base.text import mask
from service_desk.model import Message, Sender, Speaker

KEY = "conversation"


def create_blueprint(application: Application) -> Blueprint:
    """Return the page and its form."""
    blueprint = Blueprint(
        "chat_page",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static/chat",
    )
    settings, limits = application.settings, application.limits

    @blueprint.get("/chat")
    @limits.by_client(settings.rate_limit_api)
    def page() -> ResponseReturnValue:
        return _shown(application)

    @blueprint.post("/chat")
    @limits.by_client(settings.rate_limit_chat)
    def say() -> ResponseReturnValue:
        conversation_id = session.setdefault(KEY, secrets.token_hex(16))
        try:
            text = inputs.question(request.form, "text", settings.max_question_chars)
            client_id = inputs.client_message_id(request.form)
            reply = application.front_desk.receive(conversation_id, text, PAGE.name, client_id)
        except RequestError as error:
            return _shown(application, _reason(application, error)), error.status
        except BadQuestion as error:
            return _shown(application, application.wording.error(error.code)), 400
        if not reply.kept:
            return _shown(application, unkept=(_own(application, text), *reply.messages))
        return redirect(url_for("chat_page.page") + "#latest", 303)

    @blueprint.post("/chat/new")
    @limits.by_client(settings.rate_limit_chat)
    def start_over() -> ResponseReturnValue:
        session.pop(KEY, None)
        return redirect(url_for("chat_page.page"), 303)

    return blueprint


def _own(application: Application, text: str) -> Message:
    return Message(UNSTORED, Sender.CITIZEN, mask(text), application.clock(), None)


def _shown(application: Application, fault: str = "", unkept: tuple[Message, ...] = ()) -> str:
    messages, speaker = _kept(application, session.get(KEY, ""))
    return render_template(
        "chat/page.html",
        greeting=greeting(application),
        messages=(*messages, *unkept),
        speaker=speaker.value,
        client_message_id=secrets.token_hex(8),
        draft="" if unkept else request.form.get("text", ""),
        fault=fault,
        limit=application.settings.max_question_chars,
    )


def _kept(application: Application, conversation_id: str) -> tuple[tuple[Message, ...], Speaker]:
    """Return the conversation and who speaks in it, as far as the database can tell."""
    desk = application.desk
    try:
        messages = desk.messages_after(conversation_id) if conversation_id else ()
        if not messages:
            return (), Speaker.BOT
        return messages, desk.open_conversation(conversation_id, PAGE.name).speaker
    except StoreUnavailable:
        return (), Speaker.BOT


def _reason(application: Application, error: RequestError) -> str:
    if error.code == "busy":
        return application.wording.say("busy")
    return application.wording.error(error.code, **error.values)
