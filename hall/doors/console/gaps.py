"""Questions without an answer (待补知识): who sees to which, and what became of it."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.forms import (
    ActionForm,
    AssignForm,
    DismissForm,
    SettleGapForm,
    department_choices,
    first_fault,
)
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import page_of
from hall.web import inputs
from service_desk.errors import DeskError, NotYours
from service_desk.staff import Right
from service_desk.unanswered import GAP_LABELS, GapFilter, GapState

PER_PAGE = 30
PARTS = ("state", "department", "mine", "q", "page")
ALL = "all"
STATES = {**{state.value: GAP_LABELS[state] for state in GapState}, ALL: "全部"}
OWN_WORDS = "own"
READY = ("不是咨询（表情、误发、闲聊）", "指南里已经写了，只是没认出来", "不归政府部门管")
"""Ready reasons for what needs no answer."""
GAP_ID = re.compile("[0-9a-f]{64}")
GAP = "/unanswered/<string(length=64):gap_id>"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the list of questions without an answer, and every step with one."""
    _add_list(blueprint, application)
    _add_steps(blueprint, application)


def _add_list(blueprint: Blueprint, application: Application) -> None:
    gaps, departments = application.desk.gaps, application.desk.router.departments

    @blueprint.get("/unanswered")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def unanswered() -> ResponseReturnValue:
        clerk = current_clerk()
        state, wanted = wanted_gaps(request.args)
        total = gaps.counted(wanted, clerk)
        assign = AssignForm(formdata=None)
        assign.department.choices = department_choices(departments, "请选择部门")
        return render_template(
            "console/unanswered.html",
            questions=gaps.listed(wanted, clerk),
            total=total,
            pages=max(1, -(-total // PER_PAGE)),
            page=wanted.offset // PER_PAGE + 1,
            wanted=wanted,
            state=state,
            states=STATES,
            labels=GAP_LABELS,
            departments=department_choices(departments, "全部部门"),
            assign=assign,
            settle=SettleGapForm(formdata=None),
            dismiss=_dismiss_form(DismissForm(formdata=None)),
            action=ActionForm(formdata=None),
        )


def wanted_gaps(arguments: MultiDict[str, str]) -> tuple[str, GapFilter]:
    """Return the chosen state and the desk's filter; what makes no sense counts as not given."""
    page = page_of(arguments)
    state = arguments.get("state", "")
    state = state if state in STATES else GapState.OPEN.value
    return state, GapFilter(
        state=None if state == ALL else GapState(state),
        department=inputs.clean(arguments.get("department", ""), "department"),
        clerk_id=current_clerk().id if arguments.get("mine") == "1" else None,
        text=inputs.clean(arguments.get("q", ""), "q")[:100],
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )


def _add_steps(blueprint: Blueprint, application: Application) -> None:
    gaps = application.desk.gaps

    @blueprint.post(f"{GAP}/take-on")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def take_on_gap(gap_id: str) -> ResponseReturnValue:
        mine = request.form.get("mine") == "1"
        said = "已记在您名下。" if mine else "已放下，别人可以接着补。"
        return _step(ActionForm(), lambda: gaps.take_on(gap_id, current_clerk(), mine=mine), said)

    @blueprint.post(f"{GAP}/assign")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def assign_gap(gap_id: str) -> ResponseReturnValue:
        form = AssignForm()
        form.department.choices = department_choices(
            application.desk.router.departments, "请选择部门"
        )
        return _step(
            form, lambda: gaps.assign(gap_id, current_clerk(), form.department.data), "已分派。"
        )

    @blueprint.post(f"{GAP}/settle")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def settle_gap(gap_id: str) -> ResponseReturnValue:
        form = SettleGapForm()

        def settle() -> None:
            state = GapState(form.state.data)
            gaps.settle(gap_id, current_clerk(), state, form.reason.data or "")

        return _step(form, settle, "已保存。")

    @blueprint.post("/unanswered/dismiss")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def dismiss_gaps() -> ResponseReturnValue:
        form = _dismiss_form(DismissForm())
        chosen = [one for one in request.form.getlist("gap") if GAP_ID.fullmatch(one)]
        if not chosen:
            flash("请先勾选不用补的问题。", "error")
            return redirect(_back(), 303)

        def dismiss() -> str:
            done = gaps.dismiss_each(chosen[:PER_PAGE], current_clerk(), _reason(form))
            return f"{done} 个问题已标为“不用补”。点错了可以在状态“不用补”里改回来。"

        return _step(form, dismiss, "")


def _dismiss_form(form: DismissForm) -> DismissForm:
    form.ready.choices = {**{text: text for text in READY}, OWN_WORDS: "自己写"}
    return form


def _reason(form: DismissForm) -> str:
    if form.ready.data == OWN_WORDS:
        return form.reason.data or ""
    return form.ready.data if form.ready.data in READY else ""


def _step(form: FlaskForm, act: Callable[[], str | None], done: str) -> ResponseReturnValue:
    """Take a step and show the list again with what came of it; another department's is not there."""
    if not form.validate_on_submit():
        flash(first_fault(form), "error")
        return redirect(_back(), 303)
    try:
        flash(act() or done, "ok")
    except NotYours:
        abort(404)
    except DeskError as error:
        flash(f"{error}。", "error")
    return redirect(_back(), 303)


def _back() -> str:
    """Return the list as it was narrowed."""
    return f"{url_for('console.unanswered')}?{urlencode(narrowed_parts())}"


def narrowed_parts() -> list[tuple[str, str]]:
    """Return how the list is narrowed, as the address says it."""
    return [(key, request.args[key]) for key in PARTS if request.args.get(key)]
