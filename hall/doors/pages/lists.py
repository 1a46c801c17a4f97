"""`/items` and `/one-visit`: what can be done here, found by name, department, theme and who may do it."""

from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.pages.inspection import add_result
from hall.web import inputs

AUDIENCES = {"person": "个人", "enterprise": "企业和单位"}
ONE_VISIT = 1
CHOICES = ("department", "audience", "theme")


def create_blueprint(application: Application) -> Blueprint:
    """Return the lists; both work without a script."""
    blueprint = Blueprint("lists", __name__)
    often = application.limits.by_client(application.settings.rate_limit_api)

    @blueprint.get("/items")
    @often
    def items() -> ResponseReturnValue:
        return _listed(application, None)

    @blueprint.get("/one-visit")
    @often
    def one_visit() -> ResponseReturnValue:
        return _listed(application, ONE_VISIT)

    add_result(blueprint, application)
    return blueprint


def _listed(application: Application, max_visits: int | None) -> str:
    kb = application.kb
    chosen = {name: inputs.optional_text(request.args, name) for name in CHOICES}
    if chosen["audience"] not in ("", *AUDIENCES):
        abort(400)
    query = inputs.optional_text(request.args, "q", limit=application.settings.max_question_chars)
    every = kb.items(max_visits)
    within = kb.items(max_visits, **{name: value or None for name, value in chosen.items()})
    named = kb.named(query) if query else None
    listed = [row for row in within if named is None or row["item_code"] in named]
    return render_template(
        "pages/list.html",
        one_visit=max_visits is not None,
        groups=[(name, list(rows)) for name, rows in groupby(listed, lambda r: r["department"])],
        count=len(listed),
        query=query,
        chosen=chosen,
        departments={row["department_id"]: row["department"] for row in every},
        audiences=AUDIENCES,
        themes=sorted({theme for row in every for theme in row["themes"]}),
    )
