"""`/items/…/demand`: a citizen tells that a window demanded what the guide does not ask for (窗口多要了材料)."""

import re
import secrets

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web import inputs
from knowledge_base.model.answer import ItemRef
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Guide
from service_desk.deadlines import due_text
from service_desk.errors import DeskError
from service_desk.gaps.demands import LONGEST, DemandReport

DOORS = {"counter": "counter", "wechat": "wechat", "widget": "widget", "page": "page"}
"""Where a report came from, as the address says it → the channel; else the item's page."""
SITE = "site"
KEY = re.compile("[0-9a-f]{32}")
ELSEWHERE = "别处"
LONGEST_VENUE, LONGEST_CONTACT = 100, 80


def create_blueprint(application: Application) -> Blueprint:
    """Return the form and what it leads to; it works without a script."""
    blueprint = Blueprint("demands", __name__, template_folder="templates")
    settings, limits = application.settings, application.limits

    @blueprint.get("/items/<item_code>/demand")
    @limits.by_client(settings.rate_limit_api)
    def form(item_code: str) -> ResponseReturnValue:
        return _form(application, application.kb.guide(item_code))

    @blueprint.post("/items/<item_code>/demand")
    @limits.by_client(settings.rate_limit_chat)
    def report(item_code: str) -> ResponseReturnValue:
        guide = application.kb.guide(item_code)
        try:
            ticket = application.desk.demands.report(_report(application, guide))
        except DeskError as error:
            return _form(application, guide, f"{error}。"), 400
        return render_template(
            "pages/demand_taken.html",
            item=guide.item,
            ticket=ticket,
            due=due_text(ticket.due_at, estimated=ticket.due_estimated),
        )

    return blueprint


def _report(application: Application, guide: Guide) -> DemandReport:
    catalogue, item = application.kb.catalogue, guide.item
    department = catalogue.departments[item.department].name
    key = request.form.get("key", "")
    return DemandReport(
        key=key if KEY.fullmatch(key) else secrets.token_hex(16),
        item=ItemRef(item.code, item.catalog_code, item.name, department),
        version=guide.version,
        venue=_typed("venue", LONGEST_VENUE),
        demanded=inputs.clean(request.form.get("demanded", ""), "demanded"),
        door=DOORS.get(request.args.get("at", ""), SITE),
        contact=_typed("contact", LONGEST_CONTACT),
    )


def _typed(name: str, longest: int) -> str:
    return inputs.clean(request.form.get(name, ""), name)[:longest]


def _form(application: Application, guide: Guide, fault: str = "") -> str:
    """Return the form with what was typed."""
    key = request.form.get("key", "")
    return render_template(
        "pages/demand.html",
        item=guide.item,
        key=key if KEY.fullmatch(key) else secrets.token_hex(16),
        venues=(*_venues(guide, application.kb.catalogue), ELSEWHERE),
        typed=request.form,
        fault=fault,
        longest=LONGEST,
        at=DOORS.get(request.args.get("at", "")),
    )


def _venues(guide: Guide, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the places where the item is handled."""
    found = guide.place.venues or (catalogue.departments[guide.item.department].venue,)
    return tuple(catalogue.venues[one].name for one in found if one in catalogue.venues)
