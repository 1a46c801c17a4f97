"""The pages of an item: a whole guide, its checklist, saved checklists behind short links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web import inputs
from hall.web.edition import item_address
from hall.web.item_card import card, told
from hall.web.notice_sheet import qr_code, saved_sheet, sheet, ticked
from knowledge_base.answering.views import View
from knowledge_base.checklists import Notice
from knowledge_base.city import city
from knowledge_base.exporting.schema_org import government_service
from knowledge_base.model.catalogue import CatalogEntry
from knowledge_base.model.guide import Guide

COUNTER = "counter"
"""Where a list was opened from, if staff did: their keys and the way back are of no use to a citizen."""


def create_blueprint(application: Application) -> Blueprint:
    """Return the pages; all of them work without a script."""
    blueprint = Blueprint("pages", __name__, template_folder="templates")
    kb, settings = application.kb, application.settings
    often = application.limits.by_client(settings.rate_limit_api)

    @blueprint.get("/items/<item_code>")
    @often
    def item(item_code: str) -> ResponseReturnValue:
        entry = _entry_of(application, item_code)
        if entry is not None:
            return _led_on(application, entry, item_code)
        view = kb.view(item_code, told(request.args, kb.guide(item_code)))
        return item_page(application, view, kb.snapshot().upcoming(view.guide))

    @blueprint.get("/items/<item_code>/checklist")
    @often
    def checklist(item_code: str) -> ResponseReturnValue:
        notice = kb.checklist(item_code, told(request.args, kb.guide(item_code)))
        have = ticked(request.args.getlist("have"))
        sources = kb.guide(item_code).sources
        shown = sheet(notice, sources, application.today, have=have)
        return render_template(
            "pages/notice.html", sheet=shown, short="", newer=0, at_counter=False
        )

    @blueprint.post("/l")
    @application.limits.by_client(settings.rate_limit_chat)
    def save() -> ResponseReturnValue:
        guide = kb.guide(inputs.optional_text(request.form, "item_code"))
        short = kb.save_checklist(guide.item.code, told(request.form, guide))
        return redirect(_saved_address(short), 303)

    @blueprint.get("/l/<short>")
    @often
    def saved(short: str) -> ResponseReturnValue:
        have = ticked(request.args.getlist("have"))
        shown = saved_sheet(kb, short, settings.public_url, application.today, have)
        if shown is None:
            return render_template("no_notice.html"), 404
        return render_template(
            "pages/notice.html",
            sheet=shown,
            short=short,
            newer=_newer_version(application, shown.notice),
            at_counter=request.args.get("at") == COUNTER,
        )

    return blueprint


def item_page(application: Application, view: View, upcoming: str = "") -> str:
    """Return the page of a guide seen in a situation."""
    address = _page_address(application, view.guide.item.code, view.answers)
    return render_template(
        "pages/item.html",
        card=card(view, upcoming),
        address=address,
        qr=qr_code(address),
        described=None if view.answers else _described(application, view),
    )


def _described(application: Application, view: View) -> dict[str, Any]:
    """Return the guide as machines read it: of all situations, so that it stands on the page of none alone."""
    address = item_address(application.settings, view.guide.item.code)
    return government_service(view.guide, view.catalogue, city().name, address)


def _entry_of(application: Application, code: str) -> CatalogEntry | None:
    """Return the service of a code that no guide in force has: a whole service's, or that of a guide of before."""
    catalogue = application.kb.catalogue
    if code in catalogue.guides:
        return None
    entry: CatalogEntry | None = catalogue.entries.get(code.partition("-")[0])
    return entry


def _led_on(application: Application, entry: CatalogEntry, code: str) -> ResponseReturnValue:
    """Lead from a service to its one guide, to choose among several, or to whom to ask."""
    catalogue = application.kb.catalogue
    guides = catalogue.guides_by_entry.get(entry.catalog_code, ())
    is_old = code != entry.catalog_code
    if len(guides) == 1 and not is_old:
        return redirect(url_for("pages.item", item_code=guides[0].item.code))
    department = catalogue.departments[entry.department]
    page = render_template(
        "pages/entry.html",
        entry=entry,
        guides=guides,
        is_old=is_old,
        department=department,
        venue=catalogue.venues[department.venue],
    )
    return page, 404 if is_old else 200


def _page_address(application: Application, item_code: str, told: Mapping[str, str]) -> str:
    """Return where this page opens from anywhere, in the same situation."""
    page = item_address(application.settings, item_code)
    return f"{page}?{urlencode(dict(told))}" if told else page


def _saved_address(short: str) -> str:
    """Return where a saved checklist opens, with what was ticked, ready to be printed if that was asked."""
    shown = [("have", str(n)) for n in sorted(ticked(request.form.getlist("have")))]
    if request.form.get("print"):
        shown.append(("print", "1"))
    if request.form.get("at") == COUNTER:
        shown.append(("at", COUNTER))
    return url_for("pages.saved", short=short) + (f"?{urlencode(shown)}" if shown else "")


def _newer_version(application: Application, notice: Notice) -> int:
    """Return the version in force where it is newer than the list, 0 where it is not."""
    guide: Guide | None = application.kb.catalogue.guides.get(notice.item_code)
    return guide.version if guide and guide.version > notice.version else 0
