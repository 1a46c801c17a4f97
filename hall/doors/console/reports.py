"""What staff should mend: faults reported in guides, and questions without an answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import SettleForm
from hall.doors.console.login import current_clerk
from hall.doors.console.ticket_steps import first_fault
from service_desk.errors import DeskError
from service_desk.reports import REPORT_LABELS, ReportState


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages about guide reports and unanswered questions."""
    desk = application.desk

    @blueprint.get("/reports")
    def report_list() -> ResponseReturnValue:
        show_all = request.args.get("state") == "all"
        return render_template(
            "console/reports.html",
            reports=desk.reports.listed(None if show_all else ReportState.OPEN),
            show_all=show_all,
            labels=REPORT_LABELS,
            form=SettleForm(formdata=None),
        )

    @blueprint.post("/reports/<int:report_id>")
    def settle_report(report_id: int) -> ResponseReturnValue:
        form = SettleForm()
        if not form.validate_on_submit():
            flash(first_fault(form), "error")
            return redirect(url_for("console.report_list"), 303)
        try:
            desk.reports.settle(
                report_id, ReportState(form.state.data), form.note.data or "", current_clerk()
            )
            flash("纠错已处理。", "ok")
        except DeskError as error:
            flash(f"{error}。", "error")
        return redirect(url_for("console.report_list"), 303)

    @blueprint.get("/unanswered")
    def unanswered() -> ResponseReturnValue:
        return render_template("console/unanswered.html", questions=desk.unanswered())
