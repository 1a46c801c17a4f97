"""Every version of one record, and what has to be looked through again (到期复查)."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.knowledge.acts import EDIT, STILL, Act, allowed
from hall.doors.console.knowledge.finding import may_look
from hall.doors.console.knowledge.in_force import names_of_staff
from hall.doors.console.knowledge.version_page import WordsForm
from hall.doors.console.knowledge.waiting import chosen_department, departments_to_choose
from hall.doors.console.knowledge.words import ORIGINS, state_badge
from hall.doors.console.login import current_clerk
from knowledge_base.lifecycle.reviews import SOON_DAYS, USUAL_DAYS
from knowledge_base.store.kinds import KINDS
from service_desk.duties import person_of


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the history of a record and the list of reviews."""

    @blueprint.get("/knowledge/records/<kind>/<path:key>")
    def history(kind: str, key: str) -> ResponseReturnValue:
        versions = application.record.versions.of(kind, key) if kind in KINDS else ()
        if not versions or not may_look(application, versions[0]):
            abort(404)
        return render_template(
            "console/knowledge/history.html",
            versions=versions,
            kind=KINDS[kind].label,
            names=names_of_staff(application),
            origins=ORIGINS,
            badge=state_badge,
        )

    @blueprint.get("/knowledge/review")
    def reviews() -> ResponseReturnValue:
        departments = departments_to_choose(application)
        chosen = chosen_department(departments)
        by, today = person_of(current_clerk()), application.today
        due = application.record.reviews.due(chosen)
        return render_template(
            "console/knowledge/reviews.html",
            due=[(one, _buttons(allowed(one.version, by, today))) for one in due],
            late=sum(one.is_late for one in due),
            departments=departments,
            chosen=chosen[0] if len(chosen) == 1 else "",
            words=WordsForm(formdata=None),
            soon=SOON_DAYS,
            usual=USUAL_DAYS,
        )


def _buttons(acts: list[Act]) -> list[Act]:
    """Return the buttons of the list; the others are on the version's page."""
    return [act for act in acts if act in (STILL, EDIT)]
