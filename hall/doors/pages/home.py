"""`/` and `/search`: a citizen says what he is after and is answered; every other way into this hall beside it."""

import re
from collections import Counter
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.pages.channel import SITE
from hall.doors.registration import signs
from hall.reception.front_desk import ask_alone
from hall.web import inputs
from hall.web.errors import RequestError
from hall.web.item_card import RESERVED, told
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context, Frame
from knowledge_base.services import KnowledgeBase
from knowledge_base.text import mask

MOST_ASKED, LIFE_EVENTS = 8, 12
"""How many items and themes the front page shows."""

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?|\n")
_REPLY = "回复"


def create_blueprint(application: Application) -> Blueprint:
    """Return the front page and the page that answers."""
    blueprint = Blueprint("home", __name__, static_folder="static", static_url_path="/static/pages")
    often = application.limits.by_client(application.settings.rate_limit_api)

    @blueprint.get("/")
    @often
    def home() -> ResponseReturnValue:
        return _front(application)

    @blueprint.get("/search")
    @often
    def search() -> ResponseReturnValue:
        try:
            question = inputs.question(request.args, "q", application.settings.max_question_chars)
        except RequestError as error:
            if error.code == "blank":
                return redirect(url_for("home.home"))
            fault = application.wording.error(error.code, **error.values)
            return _front(application, fault), error.status
        return _answered(application, question)

    return blueprint


def _front(application: Application, fault: str = "") -> str:
    kb = application.kb
    items = kb.items()
    themes = Counter(theme for row in items for theme in row["themes"])
    open_here = [sign for sign in signs() if sign.endpoint in current_app.view_functions]
    return render_template(
        "pages/home.html",
        limit=application.settings.max_question_chars,
        fault=fault,
        question=request.args.get("q", "") if fault else "",
        asked=kb.most_asked(MOST_ASKED),
        themes=themes.most_common(LIFE_EVENTS),
        departments=Counter((row["department_id"], row["department"]) for row in items),
        count=len(items),
        doors=[sign for sign in open_here if not sign.for_staff],
        staff_doors=[sign for sign in open_here if sign.for_staff],
    )


def _answered(application: Application, question: str) -> str:
    kb = application.kb
    answer = ask_alone(kb, application.wording, question, _context(kb), SITE.name)
    application.count(SITE.name, answer)
    return render_template(
        "pages/search.html",
        question=mask(question),
        limit=application.settings.max_question_chars,
        answer=answer,
        text=_without_replies(answer.text),
        answered=answer.status.family == "answered",
        blocked=answer.status.family == "blocked",
        options=[(option.label, _address(question, option)) for option in answer.options],
        alternatives=[(o.label, _address(question, o)) for o in answer.alternatives],
    )


def _without_replies(text: str) -> str:
    """Return a text without what to reply (“回复数字”, “回复转人工”): nobody can reply to a page."""
    return "".join(s for s in _SENTENCE.findall(text) if _REPLY not in s).strip()


def _context(kb: KnowledgeBase) -> Context:
    """Return what the address settles: an item, and the situation chosen for it."""
    code = inputs.optional_text(request.args, "item_code")
    if not code:
        return Context()
    return Context((Frame(code, situation=told(request.args, kb.guide(code))),))


def _address(question: str, option: Option) -> str:
    """Return where an option leads: the same question for the case it names, what a guide says of it, or what it says."""
    if option.question_id:
        kept = {k: v for k, v in request.args.items() if k not in RESERVED}
        case = {**kept, option.question_id: option.option_id}
        asked = {"q": mask(question), "item_code": option.item_code, **case}
        return f"{url_for('home.search')}?{urlencode(asked)}"
    if option.item_code:
        return url_for("pages.item", item_code=option.item_code, _anchor=option.element or None)
    return url_for("home.search", q=option.send)
