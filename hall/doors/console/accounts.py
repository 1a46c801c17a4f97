"""What administrators manage: accounts, their passwords, second factors and sessions."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, ClerkForm, NewClerkForm, department_choices
from hall.doors.console.login import current_clerk, current_session, only
from service_desk.accounts import NewClerk
from service_desk.errors import AccountError
from service_desk.staff import CENTRE, Clerk, Right, Role, names_of


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages for administrators."""
    _add_clerks(blueprint, application)
    _add_clerk(blueprint, application)
    _add_security(blueprint, application)


def _add_clerks(blueprint: Blueprint, application: Application) -> None:
    accounts = application.desk.accounts

    @blueprint.get("/clerks")
    @only(Right.ADMINISTER)
    def clerk_list() -> ResponseReturnValue:
        return render_template("console/clerks.html", clerks=accounts.clerks(), names_of=names_of)

    @blueprint.get("/clerks/new")
    @only(Right.ADMINISTER)
    def new_clerk() -> ResponseReturnValue:
        form = NewClerkForm(formdata=None, roles=[Role.CLERK.value], department=CENTRE)
        form.department.choices = _departments(application)
        return render_template("console/new_clerk.html", form=form)

    @blueprint.post("/clerks/new")
    @only(Right.ADMINISTER)
    def create_clerk() -> ResponseReturnValue:
        form = NewClerkForm()
        form.department.choices = _departments(application)
        if not form.validate_on_submit():
            return render_template("console/new_clerk.html", form=form), 400
        new = NewClerk(form.login.data, form.name.data, form.chosen_roles, form.department.data)
        try:
            clerk, password = accounts.create(new, current_clerk())
        except AccountError as error:
            return render_template("console/new_clerk.html", form=form, fault=f"{error}。"), 409
        return render_template(
            "console/password_once.html", clerk=clerk, password=password, is_new=True
        )


def _departments(application: Application) -> dict[str, str]:
    return department_choices(
        application.desk.router.departments, "不属于部门（系统管理员、审核、审计、统计查看）"
    )


def _add_clerk(blueprint: Blueprint, application: Application) -> None:
    accounts = application.desk.accounts

    @blueprint.get("/clerks/<login>")
    @only(Right.ADMINISTER)
    def clerk(login: str) -> ResponseReturnValue:
        return _show_clerk(application, _clerk(application, login))

    @blueprint.post("/clerks/<login>")
    @only(Right.ADMINISTER)
    def change_clerk(login: str) -> ResponseReturnValue:
        known, form = _clerk(application, login), ClerkForm()
        form.department.choices = _departments(application)
        if not form.validate_on_submit():
            return _show_clerk(application, known, form), 400
        try:
            accounts.change(
                login,
                name=form.name.data,
                roles=form.chosen_roles,
                department=form.department.data,
                active=form.active.data,
                by=current_clerk(),
            )
        except AccountError as error:
            return _show_clerk(application, known, form, f"{error}。"), 409
        flash(f"账号 {login} 已保存。", "ok")
        return redirect(url_for("console.clerk_list"), 303)


def _add_security(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.post("/clerks/<login>/password")
    @only(Right.ADMINISTER)
    def reset_password(login: str) -> ResponseReturnValue:
        known = _asked_about(application, login)
        password = desk.accounts.reset_password(login, current_clerk())
        return render_template(
            "console/password_once.html", clerk=known, password=password, is_new=False
        )

    @blueprint.post("/clerks/<login>/second-factor")
    @only(Right.ADMINISTER)
    def reset_second_factor(login: str) -> ResponseReturnValue:
        known = _asked_about(application, login)
        if known.id == current_clerk().id:
            flash("自己的两步验证请在“我的账号”里更换。", "error")
            return redirect(url_for("console.account"), 303)
        desk.second_factor.reset(login, current_clerk())
        flash(f"{known.name} 的两步验证已清除，下次登录时重新设置。", "ok")
        return redirect(url_for("console.clerk", login=login), 303)

    @blueprint.post("/clerks/<login>/sessions")
    @only(Right.ADMINISTER)
    def end_clerks_sessions(login: str) -> ResponseReturnValue:
        known, here = _asked_about(application, login), current_session().id
        ended = desk.sessions.end(known, current_clerk(), but=here)
        flash(f"已结束 {ended} 处登录。" if ended else "没有要结束的登录。", "ok")
        return redirect(url_for("console.clerk", login=login), 303)


def _asked_about(application: Application, login: str) -> Clerk:
    """Return the account a button is about; 400 where the button was forged."""
    known = _clerk(application, login)
    if not ActionForm().validate_on_submit():
        abort(400)
    return known


def _clerk(application: Application, login: str) -> Clerk:
    return next((c for c in application.desk.accounts.clerks() if c.login == login), None) or abort(
        404
    )


def _show_clerk(
    application: Application, clerk: Clerk, form: ClerkForm | None = None, fault: str = ""
) -> str:
    form = form or ClerkForm(formdata=None, obj=clerk)
    form.department.choices = _departments(application)
    return render_template(
        "console/clerk.html",
        clerk=clerk,
        form=form,
        action=ActionForm(formdata=None),
        fault=fault,
        sessions=application.desk.sessions.of(clerk),
        has_factor=application.desk.second_factor.is_set(clerk),
    )
