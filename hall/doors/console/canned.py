"""Canned replies (常用语): where a department keeps what it says often."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, CannedForm, department_choices
from hall.doors.console.login import current_clerk, only
from service_desk.canned import COMMON, may_change
from service_desk.errors import DeskError, NotYours
from service_desk.staff import Clerk, Right

LARGEST_ID = 2**31 - 1
"""What PostgreSQL's integer holds."""
NEW = 0
"""Stands for the id of one that is not kept yet."""
ONE = f"/canned/<int(max={LARGEST_ID}):canned_id>"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page and its steps."""
    canned = application.desk.canned

    @blueprint.get("/canned")
    @only(Right.SEE_STATISTICS)
    def canned_list() -> ResponseReturnValue:
        return _show(application)

    @blueprint.post("/canned")
    @only(Right.SEE_STATISTICS)
    def add_canned() -> ResponseReturnValue:
        form = _form(application)

        def add() -> None:
            clerk = current_clerk()
            department = (
                (form.department.data or COMMON)
                if clerk.may(Right.ADMINISTER)
                else clerk.department
            )
            if department not in form.department.choices:
                raise DeskError("没有这个部门，请重新选择给谁用")
            canned.add(clerk, department, form.title.data or "", form.text.data or "")

        return _step(application, form, add, "常用语已添加。", NEW)

    @blueprint.post(ONE)
    @only(Right.SEE_STATISTICS)
    def change_canned(canned_id: int) -> ResponseReturnValue:
        form = _form(application)

        def change() -> None:
            title, text = form.title.data or "", form.text.data or ""
            canned.change(current_clerk(), canned_id, title, text)

        return _step(application, form, change, "常用语已保存。", canned_id)

    @blueprint.post(f"{ONE}/delete")
    @only(Right.SEE_STATISTICS)
    def delete_canned(canned_id: int) -> ResponseReturnValue:
        def delete() -> None:
            canned.delete(current_clerk(), canned_id)

        return _step(application, _form(application), delete, "常用语已删除。", canned_id)


def _form(application: Application) -> CannedForm:
    form = CannedForm()
    form.department.choices = _departments(application, current_clerk())
    return form


def _departments(application: Application, clerk: Clerk) -> dict[str, str]:
    """Return for whom the clerk may keep one."""
    names = department_choices(application.desk.router.departments, "所有部门")
    return {key: name for key, name in names.items() if may_change(clerk, key)}


def _step(
    application: Application,
    form: CannedForm,
    act: Callable[[], None],
    done: str,
    canned_id: int,
) -> ResponseReturnValue:
    """Take a step and show the page again; what could not be kept stands in its form with the reason."""
    try:
        if not form.validate_on_submit():
            abort(400)
        act()
    except NotYours:
        abort(404)
    except DeskError as error:
        return _show(application, form, f"{error}。", canned_id), 409
    flash(done, "ok")
    return redirect(url_for("console.canned_list"), 303)


def _show(
    application: Application,
    refused: CannedForm | None = None,
    reason: str = "",
    canned_id: int = NEW,
) -> str:
    clerk = current_clerk()
    form = refused or CannedForm(formdata=None)
    form.department.choices = _departments(application, clerk)
    return render_template(
        "console/canned.html",
        kept=[
            (one, may_change(clerk, one.department))
            for one in application.desk.canned.kept_by(clerk)
        ],
        form=form,
        refused_id=canned_id if refused else None,
        reason=reason,
        action=ActionForm(formdata=None),
        department=clerk.department,
    )
