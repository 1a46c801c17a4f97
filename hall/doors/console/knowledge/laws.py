"""The list of laws (法规库): whether each is in force, who rests on it, and what has to be looked at again."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.knowledge.editing.pages import may_edit
from hall.doors.console.knowledge.in_force import catalogue_in_force
from hall.doors.console.narrowing import page_of
from hall.web import inputs
from knowledge_base.laws.findings import law_findings
from knowledge_base.laws.listing import Laws
from knowledge_base.model.law import STATUSES

PER_PAGE = 50
LIST = "/knowledge/laws"
ONE = f"{LIST}/one"


class _Reading:
    """The laws of the generation in force, computed once for each."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._found: Laws | None = None

    def now(self) -> Laws:
        catalogue, found = catalogue_in_force(self._application), self._found
        if found is None or found.catalogue is not catalogue:
            self._found = found = Laws(catalogue)
        return found


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the list and the page of a law; every member of staff may read them."""
    reading = _Reading(application)

    @blueprint.get(LIST)
    def laws() -> ResponseReturnValue:
        query, status = _asked("q"), _asked("status")
        status = status if status in STATUSES else ""
        found = reading.now().found(query, status)
        pages = max(1, -(-len(found) // PER_PAGE))
        page = min(page_of(request.args), pages)
        return render_template(
            "console/knowledge/laws.html",
            found=found[(page - 1) * PER_PAGE : page * PER_PAGE],
            total=len(found),
            query=query,
            status=status,
            statuses=STATUSES,
            page=page,
            pages=pages,
            may_begin=may_edit(""),
        )

    @blueprint.get(ONE)
    def law() -> ResponseReturnValue:
        found = reading.now()
        one = found.one(_asked("title"))
        if one is None:
            return _no_such_law()
        codes = frozenset(("guide", cited.guide.item.code) for cited in one.citations)
        wrong = law_findings(found.catalogue, application.today, codes)
        return render_template(
            "console/knowledge/law.html",
            one=one,
            wrong=[finding for finding in wrong if finding.law == one.law.name],
            guides=found.catalogue.guides,
            may_edit=may_edit(""),
            action=ActionForm(formdata=None),
        )


def _asked(name: str) -> str:
    return inputs.clean(request.args.get(name, ""), name)[:200].strip()


def _no_such_law() -> ResponseReturnValue:
    text = "法规库里没有这个名称。请回到法规库按名称或者文号找；确实没有的，可以新建。"
    return render_template("console/refused.html", title="没有这部法规", text=text), 404
