"""`/counter/slips`: what is still missing (还缺材料单), printed for the citizen to take home."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.web import inputs
from hall.web.item_card import told
from hall.web.notice_sheet import saved_sheet, ticked


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the slip: it is a saved list, so that the citizen finds it again by its code."""
    limits, settings, kb = application.limits, application.settings, application.kb

    @blueprint.post("/slips")
    @limits.by_client(settings.rate_limit_chat)
    def save_slip() -> ResponseReturnValue:
        guide = kb.guide(inputs.optional_text(request.form, "item_code"))
        short = kb.save_checklist(guide.item.code, told(request.form, guide))
        have = sorted(ticked(request.form.getlist("have")))
        shown = urlencode([*(("have", n) for n in have), ("print", 1)])
        return redirect(f"{url_for('counter.slip', short=short)}?{shown}", 303)

    @blueprint.get("/slips/<short>")
    @limits.by_client(settings.rate_limit_api)
    def slip(short: str) -> ResponseReturnValue:
        have = ticked(request.args.getlist("have"))
        shown = saved_sheet(kb, short, settings.public_url, application.today, have)
        if shown is None:
            return render_template("no_notice.html"), 404
        return render_template("counter/slip.html", sheet=shown, short=short)
