"""`/chat`: the same conversation as a plain form, for browsers without scripts."""

import secrets

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from hall.bootstrap import Application
from hall.doors.chat.channels import PAGE
from hall.doors.chat.chat_json import NOTHING, greeting
from hall.reception.unkept import UNSTORED
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.errors import BadQuestion, StoreUnavailable
from knowledge_base.text import mask
from service_desk.citizen_side import Look
from service_desk.model import Message, Sender

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
            option = inputs.option_id(request.args)
            reply = application.front_desk.receive(
                conversation_id, text, PAGE.name, client_id, option=option
            )
        except RequestError as error:
            return _shown(application, _reason(application, error)), error.status
        except BadQuestion as error:
            return _shown(application, application.wording.error(error.code)), 400
        if not reply.kept:
            return _shown(application, unkept=(_own(application, text), *reply.messages))
        return redirect(url_for("chat_page.page") + "#latest", 303)

    @blueprint.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> ResponseReturnValue:
        """Show the page with a fresh token and what was written."""
        return _shown(application, application.wording.error("csrf_kept")), 400

    @blueprint.post("/chat/new")
    @limits.by_client(settings.rate_limit_chat)
    def start_over() -> ResponseReturnValue:
        session.pop(KEY, None)
        return redirect(url_for("chat_page.page"), 303)

    return blueprint


def _own(application: Application, text: str) -> Message:
    return Message(UNSTORED, Sender.CITIZEN, mask(text), application.clock(), None)


def _shown(application: Application, fault: str = "", unkept: tuple[Message, ...] = ()) -> str:
    look = _looked(application, session.get(KEY, ""))
    return render_template(
        "chat/page.html",
        greeting=greeting(application),
        messages=(*look.messages, *unkept),
        speaker=look.speaker.value,
        may_come=look.next_look > 0,
        waiting_note=application.desk.waiting_note(look.speaker),
        client_message_id=secrets.token_hex(8),
        draft="" if unkept else request.form.get("text", ""),
        fault=fault,
        limit=application.settings.max_question_chars,
    )


def _looked(application: Application, conversation_id: str) -> Look:
    """Return the conversation, as far as the database can tell."""
    try:
        return application.desk.look(conversation_id)
    except StoreUnavailable:
        return NOTHING


def _reason(application: Application, error: RequestError) -> str:
    if error.code == "busy":
        return application.wording.say("busy")
    return application.wording.error(error.code, **error.values)
