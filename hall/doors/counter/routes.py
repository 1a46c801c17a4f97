"""`/counter/`: the clerk's page. Find an item, set the situation, tick materials, print, report a fault."""

from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.counter import slips
from hall.doors.counter.finding import NOTHING, Found, find
from hall.web import inputs
from hall.web.errors import RequestError
from hall.web.failures import wants_json
from hall.web.item_card import card, told
from hall.web.notice_sheet import as_text, ticked
from hall.web.wording import load_wording
from knowledge_base.answering.views import View
from knowledge_base.model.catalogue import CatalogEntry
from knowledge_base.model.element import LABELS

WORDING = Path(__file__).with_name("wording.yml")
REPORT_CHARS = 500
REPORTER_CHARS = 30


def create_blueprint(application: Application) -> Blueprint:
    """Return the counter's pages and the fragments its script swaps in."""
    blueprint = Blueprint(
        "counter",
        __name__,
        url_prefix="/counter",
        template_folder="templates",
        static_folder="static",
    )
    limits, settings = application.limits, application.settings
    often = limits.by_client(settings.rate_limit_api)
    words = load_wording(WORDING)

    @blueprint.get("/")
    @often
    def page() -> ResponseReturnValue:
        query = inputs.clean(request.args.get("q", ""), "q")[: settings.max_question_chars]
        return _page(application, query=query, found=find(application, words, query))

    @blueprint.get("/search")
    @often
    def search() -> ResponseReturnValue:
        query = inputs.question(request.args, "q", settings.max_question_chars)
        return jsonify(asdict(find(application, words, query)))

    @blueprint.get("/items/<item_code>")
    @often
    def item(item_code: str) -> ResponseReturnValue:
        return _page(application, _item_card(application, item_code))

    @blueprint.get("/items/<item_code>/card")
    @often
    def item_card(item_code: str) -> ResponseReturnValue:
        return _item_card(application, item_code)

    @blueprint.get("/entries/<catalog_code>")
    @often
    def entry(catalog_code: str) -> ResponseReturnValue:
        return _page(application, _entry_card(application, catalog_code))

    @blueprint.get("/entries/<catalog_code>/card")
    @often
    def entry_card(catalog_code: str) -> ResponseReturnValue:
        return _entry_card(application, catalog_code)

    @blueprint.get("/lists/<short>")
    @often
    def saved_list(short: str) -> ResponseReturnValue:
        return _open_list(application, short)

    @blueprint.post("/reports")
    @limits.by_client(settings.rate_limit_chat)
    def report() -> ResponseReturnValue:
        return _report(application)

    slips.add_routes(blueprint, application)
    return blueprint


def _page(
    application: Application, shown: str = "", query: str = "", found: Found = NOTHING
) -> str:
    """Return the whole page; without a script the form's results stand in it."""
    return render_template(
        "counter/page.html",
        card=shown,
        query=query,
        found=found,
        limit=application.settings.max_question_chars,
    )


def _item_card(application: Application, item_code: str) -> str:
    kb = application.kb
    view = kb.view(item_code, told(request.args, kb.guide(item_code)))
    plain = as_text(kb.checklist(item_code, view.answers))
    coming = kb.snapshot().upcoming(view.guide)
    return guide_card(view, plain, ticked(request.args.getlist("have")), coming)


def guide_card(
    view: View, plain: str, have: frozenset[int] = frozenset(), upcoming: str = ""
) -> str:
    """Return the card of a guide seen in a situation; `plain` is its notice, to be copied."""
    return render_template(
        "counter/card.html",
        card=card(view, upcoming),
        have=have,
        plain=plain,
        labels=LABELS,
        report_chars=REPORT_CHARS,
        reporter_chars=REPORTER_CHARS,
    )


def _entry_card(application: Application, catalog_code: str) -> str:
    catalogue = application.kb.catalogue
    entry: CatalogEntry | None = catalogue.entries.get(catalog_code)
    if entry is None:
        abort(404)
    department = catalogue.departments[entry.department]
    return render_template(
        "counter/entry.html",
        entry=entry,
        department=department,
        venue=catalogue.venues[department.venue],
        guides=catalogue.guides_by_entry.get(catalog_code, ()),
    )


def _open_list(application: Application, short: str) -> ResponseReturnValue:
    """Open a citizen's saved list in today's guide, with the situation they told and what was ticked on it."""
    notice = application.kb.saved_checklist(short)
    if notice is None:
        return render_template("no_notice.html"), 404
    address = url_for("counter.item", item_code=notice.item_code)
    is_current = notice.version == application.kb.guide(notice.item_code).version
    have = sorted(ticked(request.args.getlist("have"))) if is_current else ()
    shown = urlencode([*notice.situation.items(), *(("have", n) for n in have)])
    return redirect(f"{address}?{shown}" if shown else address)


def _report(application: Application) -> ResponseReturnValue:
    """Put a fault of a guide on the console's list; which version was read is kept with the words."""
    guide = application.kb.guide(inputs.optional_text(request.form, "item_code"))
    element = inputs.element(request.form)
    said = inputs.question(request.form, "text", REPORT_CHARS)
    reporter = inputs.optional_text(request.form, "reporter", limit=REPORTER_CHARS)
    version = inputs.whole(request.form, "version", 1, 10**6, guide.version)
    text = f"（第{version}版）{said}"
    if not element:
        raise RequestError("blank", field="element")
    item = guide.item
    application.desk.reports.report(item.code, item.name, element, text, reporter, item.department)
    thanks = "已经报给服务台，会有人核对。谢谢您。"
    if wants_json():
        return jsonify(text=thanks)
    flash(thanks, "ok")
    return redirect(url_for("counter.item", item_code=guide.item.code), 303)
