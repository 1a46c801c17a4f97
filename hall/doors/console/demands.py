"""Demands that no guide knows (窗口多要了材料): the auditor's tasks, and what of them a department sees and mends."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.forms import DemandForm, first_fault
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import page_of
from service_desk.errors import DeskError, NotYours
from service_desk.gaps.demands import DEMAND_LABELS, DemandState
from service_desk.staff import Right

PER_PAGE = 30
LARGEST_ID = 2**31 - 1
ALL = "all"
TABS = {DemandState.OPEN.value: "待核查", DemandState.GUIDE.value: "要改指南", ALL: "全部"}


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the list and what an auditor does with it."""
    demands = application.desk.demands

    @blueprint.get("/demands")
    @only(Right.AUDIT, Right.SEE_STATISTICS, Right.EDIT)
    def demand_list() -> ResponseReturnValue:
        clerk, page = current_clerk(), page_of(request.args)
        state = _state(request.args)
        total = demands.counted(clerk, state)
        return render_template(
            "console/demands.html",
            demands=demands.listed(clerk, state, PER_PAGE, (page - 1) * PER_PAGE),
            tab=state.value if state else ALL,
            tabs=TABS,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            labels=DEMAND_LABELS,
            form=DemandForm(formdata=None),
        )

    @blueprint.post(f"/demands/<int(max={LARGEST_ID}):demand_id>")
    @only(Right.AUDIT)
    def settle_demand(demand_id: int) -> ResponseReturnValue:
        form = DemandForm()
        if "reopen" in request.form:
            form.state.data, form.state.choices = DemandState.OPEN.value, [DemandState.OPEN.value]
        narrowed = {"state": request.args.get("state"), "page": request.args.get("page")}
        there = redirect(url_for("console.demand_list", **narrowed), 303)
        if not form.validate_on_submit():
            flash(first_fault(form), "error")
            return there
        try:
            state = DemandState(form.state.data)
            demands.settle(demand_id, current_clerk(), state, form.note.data or "")
            flash("已记下核查结果。" if state is not DemandState.OPEN else "已改回待核查。", "ok")
        except NotYours:
            abort(404)
        except DeskError as error:
            flash(f"{error}。", "error")
        return there


def _state(arguments: MultiDict[str, str]) -> DemandState | None:
    """Return the state that is asked for, None for all; what makes no sense counts as not given."""
    state = arguments.get("state", "")
    if state == ALL:
        return None
    return DemandState(state) if state in TABS else DemandState.OPEN
