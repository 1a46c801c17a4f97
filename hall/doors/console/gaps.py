"""Questions without an answer (待补知识), in groups: who sees which, and each step that writes no knowledge."""

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
    department_choices,
    first_fault,
)
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import page_of
from hall.web import inputs
from knowledge_base.errors import KnowledgeBaseError
from service_desk.errors import NotYours
from service_desk.gaps.model import GAP_LABELS, GapFilter, GapState
from service_desk.staff import Right

PER_PAGE = 30
PARTS = ("state", "department", "mine", "q", "page")
ALL = "all"
STATES = {**{state.value: GAP_LABELS[state] for state in GapState}, ALL: "全部"}
OWN_WORDS = "own"
READY = ("不是咨询（表情、误发、闲聊）", "指南里已经写了，只是没认出来", "太含糊，看不出问什么")
"""Ready reasons for what needs no answer."""
LARGEST_ID = 2**31 - 1
"""What PostgreSQL's integer holds."""
GAP = f"/unanswered/<int(max={LARGEST_ID}):group_id>"
MAY = (Right.SEE_STATISTICS, Right.EDIT)


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the work list, and the steps with its groups that write no knowledge."""
    _add_list(blueprint, application)
    _add_steps(blueprint, application)
    _add_dismissing(blueprint, application)


def _add_list(blueprint: Blueprint, application: Application) -> None:
    groups, departments = application.loop.groups, application.desk.router.departments

    @blueprint.get("/unanswered")
    @only(*MAY)
    def unanswered() -> ResponseReturnValue:
        clerk = current_clerk()
        application.loop.sorting.sort_in()
        state, wanted = wanted_gaps(request.args)
        total = groups.counted(wanted, clerk)
        return render_template(
            "console/unanswered.html",
            groups=groups.listed(wanted, clerk),
            total=total,
            pages=max(1, -(-total // PER_PAGE)),
            page=wanted.offset // PER_PAGE + 1,
            wanted=wanted,
            state=state,
            states=STATES,
            labels=GAP_LABELS,
            may_act=may_act(),
            departments=department_choices(departments, "全部部门"),
            dismiss=dismiss_form(DismissForm(formdata=None)),
        )


def may_act() -> bool:
    """Whether whoever is logged in may do something with the groups they see."""
    clerk = current_clerk()
    return clerk.may(Right.ANSWER_TICKETS) or clerk.may(Right.EDIT)


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
    groups = application.loop.groups

    @blueprint.post(f"{GAP}/take-on")
    @only(*MAY)
    def take_on_gap(group_id: int) -> ResponseReturnValue:
        mine = request.form.get("mine") == "1"
        said = "已记在您名下。" if mine else "已放下，别人可以接着补。"
        here = url_for("console.gap", group_id=group_id)
        return step(
            ActionForm(), lambda: groups.take_on(group_id, current_clerk(), mine=mine), said, here
        )

    @blueprint.post(f"{GAP}/assign")
    @only(*MAY)
    def assign_gap(group_id: int) -> ResponseReturnValue:
        form = AssignForm()
        form.department.choices = department_choices(
            application.desk.router.departments, "请选择部门"
        )
        return step(
            form, lambda: groups.assign(group_id, current_clerk(), form.department.data), "已分派。"
        )

    @blueprint.post(f"{GAP}/not-ours")
    @only(*MAY)
    def not_ours_gap(group_id: int) -> ResponseReturnValue:
        def give() -> str:
            if groups.not_ours(group_id, current_clerk()) is GapState.NOT_OURS:
                return "已标为“不归政府部门办”。点错了可以打开它改回来。"
            return "已交给政务服务中心，由中心看归谁。"

        return step(ActionForm(), give, "")

    @blueprint.post(f"{GAP}/reopen")
    @only(*MAY)
    def reopen_gap(group_id: int) -> ResponseReturnValue:
        def reopen() -> None:
            clerk = current_clerk()
            if groups.group(group_id, clerk).state is GapState.DRAFTED:
                application.loop.writing.take_back(group_id, clerk)
            else:
                groups.reopen(group_id, clerk)

        here = url_for("console.gap", group_id=group_id)
        return step(ActionForm(), reopen, "已改回“待补”。", here)


def _add_dismissing(blueprint: Blueprint, application: Application) -> None:
    @blueprint.post("/unanswered/dismiss")
    @only(*MAY)
    def dismiss_gaps() -> ResponseReturnValue:
        form = dismiss_form(DismissForm())
        ids = dict.fromkeys(int(one) for one in request.form.getlist("gap") if _is_id(one))
        chosen = list(ids)[:PER_PAGE]
        if not chosen:
            flash("请先勾选不用补的问题。", "error")
            return redirect(back(), 303)

        def dismiss() -> str:
            done = application.loop.groups.dismiss_each(chosen, current_clerk(), _reason(form))
            left = len(chosen) - done
            others = f"另有 {left} 组没有改：同事刚处理过，或者不归您的部门。" if left else ""
            return f"{done} 组问题已标为“不用补”。{others}点错了可以在状态“不用补”里改回来。"

        return step(form, dismiss, "")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def dismiss_form(form: DismissForm) -> DismissForm:
    """Return the form with its ready reasons."""
    form.ready.choices = {**{text: text for text in READY}, OWN_WORDS: "自己写"}
    return form


def _reason(form: DismissForm) -> str:
    if form.ready.data == OWN_WORDS:
        return form.reason.data or ""
    return form.ready.data if form.ready.data in READY else ""


def step(
    form: FlaskForm, act: Callable[[], object], done: str, then: str = ""
) -> ResponseReturnValue:
    """Take a step and show what came of it: where it leads, else the list; another department's is not there."""
    if not form.validate_on_submit():
        flash(first_fault(form), "error")
        return redirect(then or back(), 303)
    try:
        flash(str(act() or done), "ok")
    except NotYours:
        abort(404)
    except KnowledgeBaseError as error:
        flash(f"{error}。", "error")
    return redirect(then or back(), 303)


def back() -> str:
    """Return the list as it was narrowed."""
    return f"{url_for('console.unanswered')}?{urlencode(narrowed_parts())}"


def narrowed_parts() -> list[tuple[str, str]]:
    """Return how the list is narrowed, as the address says it."""
    return [(key, request.args[key]) for key in PARTS if request.args.get(key)]
