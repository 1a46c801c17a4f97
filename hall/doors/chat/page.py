"""`/chat`: the same conversation as a plain form, for browsers without scripts.

Every button of the page belongs to the one form, so that whatever is tapped, what stands half-written in the field
comes along and is shown again.
"""

import secrets

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError

from hall.bootstrap import Application
from hall.doors.chat import talk_page
from hall.doors.chat.channels import PAGE
from hall.doors.chat.stale import why_stale
from hall.doors.chat.talk_page import KEY, RATED, SEEN
from hall.doors.chat.talk_view import answers
from hall.reception.front_desk import Reply
from hall.reception.gaps import note_rated
from hall.reception.ratings import rating_of
from hall.reception.unkept import UNSTORED
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.errors import BadQuestion, StoreUnavailable
from knowledge_base.text import mask
from service_desk.model import Message, Sender, Speaker

SAID = {"yes": True, "no": False}
MOST_RATED = 60
"""Ratings that a browser remembers: its cookie holds little."""


def create_blueprint(application: Application) -> Blueprint:
    """Return the page and what its buttons do."""
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
        return talk_page.shown(application)

    @blueprint.post("/chat")
    @limits.by_client(settings.rate_limit_chat)
    def say() -> ResponseReturnValue:
        return _said(application)

    @blueprint.post("/chat/look")
    @limits.by_client(settings.rate_limit_chat)
    def look() -> ResponseReturnValue:
        return _onward(application, "latest")

    @blueprint.post("/chat/rate")
    @limits.by_client(settings.rate_limit_chat)
    def rate() -> ResponseReturnValue:
        return _rated(application)

    @blueprint.post("/chat/new")
    @limits.by_client(settings.rate_limit_chat)
    def start_over() -> ResponseReturnValue:
        for name in (KEY, RATED, SEEN):
            session.pop(name, None)
        return _onward(application)

    _keep_what_was_typed(blueprint, application)
    return blueprint


def _keep_what_was_typed(blueprint: Blueprint, application: Application) -> None:
    """Answer what refuses a form with the page itself, its text and a fresh token."""
    wording = application.wording

    @blueprint.errorhandler(CSRFError)
    def stale(_error: CSRFError) -> ResponseReturnValue:
        why = why_stale(wording, holds_text=bool(talk_page.draft() or talk_page.tapped()))
        return talk_page.shown(application, trouble=why), 400

    @blueprint.errorhandler(RateLimitExceeded)
    def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
        seconds = application.limits.retry_after()
        why = wording.say("too_many", seconds=seconds)
        page = talk_page.shown(application, trouble=why, looks=False)
        return page, 429, {"Retry-After": str(seconds)}

    @blueprint.errorhandler(StoreUnavailable)
    def unavailable(trouble: StoreUnavailable) -> ResponseReturnValue:
        application.front_desk.unkept.complaints.note(trouble, PAGE.name)
        why = wording.error("store_unavailable")
        return talk_page.shown(application, trouble=why), 503


def _said(application: Application) -> ResponseReturnValue:
    """Say what was typed or tapped, and lead to the answer."""
    conversation_id = session.setdefault(KEY, secrets.token_hex(16))
    field = "tap" if talk_page.tapped() else "text"
    try:
        text = inputs.question(request.form, field, application.settings.max_question_chars)
        client_id = inputs.client_message_id(request.form)
        option = inputs.option_id(request.args)
        reply = application.front_desk.receive(
            conversation_id, text, PAGE.name, client_id, option=option
        )
    except RequestError as error:
        return talk_page.shown(application, fault=_reason(application, error)), error.status
    except BadQuestion as error:
        return talk_page.shown(application, fault=application.wording.error(error.code)), 400
    return _unkept(application, text, reply) if not reply.kept else _onward(application, "latest")


def _onward(application: Application, anchor: str = "") -> ResponseReturnValue:
    """Lead to a place on the page; where something is half-written, show the page with it at once."""
    if talk_page.tapped_beside() and talk_page.draft():
        return talk_page.shown(application)
    place = f"#{anchor}" if anchor else ""
    return redirect(url_for("chat_page.page") + place, 303)


def _unkept(application: Application, text: str, reply: Reply) -> ResponseReturnValue:
    """Show what was said though it is not on record; what staff never got stays in the field."""
    own = Message(UNSTORED, Sender.CITIZEN, mask(text), application.clock(), None)
    left = talk_page.draft() if talk_page.tapped_beside() else ""
    lost = text if reply.speaker is Speaker.STAFF else ""
    return talk_page.shown(application, unkept=(own, *reply.messages), draft=left or lost)


def _rated(application: Application) -> ResponseReturnValue:
    """Put on record whether an answer of this conversation helped, once."""
    number, _, said = inputs.optional_text(request.form, "rate").partition(":")
    looked = application.desk.look(session.get(KEY, ""))
    answer = next((m.answer for m in looked.messages if str(m.id) == number), None)
    rated: dict[str, bool] = session.get(RATED, {})
    if answer and answers(answer) and said in SAID and number not in rated:
        application.ratings.take(rating_of(answer, useful=SAID[said]), PAGE.name)
        if not SAID[said]:
            note_rated(application.desk, session.get(KEY, ""), int(number))
        kept = [*rated.items(), (number, SAID[said])][-MOST_RATED:]
        session[RATED] = dict(kept)
    return _onward(application, f"rated-{number}" if answer else "latest")


def _reason(application: Application, error: RequestError) -> str:
    if error.code == "busy":
        return application.wording.say("busy")
    return application.wording.error(error.code, **error.values)
