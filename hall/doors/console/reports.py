"""Faults reported in guides, for those who can mend them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import SettleForm, first_fault
from hall.doors.console.login import current_clerk, only
from service_desk.errors import DeskError, NotYours
from service_desk.reports import REPORT_LABELS, ReportState
from service_desk.staff import Right

LARGEST_ID = 2**31 - 1
"""What PostgreSQL's integer holds."""


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages about guide reports."""
    desk = application.desk

    @blueprint.get("/reports")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def report_list() -> ResponseReturnValue:
        show_all = request.args.get("state") == "all"
        state = None if show_all else ReportState.OPEN
        return render_template(
            "console/reports.html",
            reports=desk.reports.listed(state, clerk=current_clerk()),
            show_all=show_all,
            labels=REPORT_LABELS,
            form=SettleForm(formdata=None),
        )

    @blueprint.post(f"/reports/<int(max={LARGEST_ID}):report_id>")
    @only(Right.SEE_STATISTICS, Right.EDIT)
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
        except NotYours:
            abort(404)
        except DeskError as error:
            flash(f"{error}。", "error")
        return redirect(url_for("console.report_list"), 303)
