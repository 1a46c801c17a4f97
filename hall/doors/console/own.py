"""One's own account: password, second factor, and where one is logged in."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application, forget_first_password
from hall.doors.console import device
from hall.doors.console.forms import ActionForm, CodeForm, EnrolForm, PasswordForm, first_fault
from hall.doors.console.login import (
    TRIES_PER_CLIENT,
    current_clerk,
    current_session,
    go_on,
    must_verify,
    open_session,
    reason,
)
from service_desk.errors import AccountError

QR_SCALE = 5


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages about one's own account."""
    _add_password(blueprint, application)
    _add_code(blueprint, application)
    _add_enrolment(blueprint, application)
    _add_account(blueprint, application)


def _add_password(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/password")
    def own_password() -> ResponseReturnValue:
        return render_template("console/password.html", form=PasswordForm())

    @blueprint.post("/password")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def change_own_password() -> ResponseReturnValue:
        form = PasswordForm()
        if not form.validate_on_submit():
            return render_template("console/password.html", form=form), 400
        verified, origin = current_session().verified, device.origin_of(request)
        try:
            changed = desk.accounts.change_password(
                current_clerk(), form.old.data, form.new.data, origin
            )
        except AccountError as error:
            return render_template("console/password.html", form=form, fault=reason(error)), 400
        forget_first_password(application)
        open_session(application, changed, verified=verified)
        flash("密码已修改，其他地方的登录已退出。", "ok")
        return go_on(application)


def _add_code(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/code")
    def code() -> ResponseReturnValue:
        return render_template("console/code.html", form=CodeForm())

    @blueprint.post("/code")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def check_code() -> ResponseReturnValue:
        form, clerk = CodeForm(), current_clerk()
        if not form.validate_on_submit():
            return render_template("console/code.html", form=form), 400
        try:
            desk.second_factor.check(clerk, form.code.data, device.origin_of(request))
        except AccountError as error:
            return render_template("console/code.html", form=form, fault=reason(error)), 403
        desk.sessions.drop(current_session().token)
        open_session(application, clerk, verified=True)
        if not desk.second_factor.codes_left(clerk):
            flash("恢复码已经用完，请到“我的账号”重新设置两步验证。", "error")
        return go_on(application)


def _add_enrolment(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/second-factor")
    def enrol() -> ResponseReturnValue:
        if desk.second_factor.is_set(current_clerk()):
            return redirect(url_for("console.account"))
        return _show_offer(application, EnrolForm(formdata=None))

    @blueprint.post("/second-factor")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def confirm_enrolment() -> ResponseReturnValue:
        form, clerk = EnrolForm(), current_clerk()
        if not form.validate_on_submit():
            return _show_offer(application, form), 400
        try:
            codes = desk.second_factor.confirm(clerk, form.code.data, device.origin_of(request))
        except AccountError as error:
            return _show_offer(application, form, reason(error)), 403
        if not current_session().verified:
            desk.sessions.drop(current_session().token)
            open_session(application, clerk, verified=True)
        return render_template("console/recovery_codes.html", codes=codes)

    @blueprint.get("/go-on")
    def after_enrolment() -> ResponseReturnValue:
        return go_on(application)


def _show_offer(application: Application, form: EnrolForm, fault: str = "") -> str:
    try:
        offer = application.desk.second_factor.offer(current_clerk())
    except AccountError as error:
        return render_template("console/enrol.html", form=form, offer=None, fault=reason(error))
    picture = segno.make(offer.uri, error="m", micro=False).svg_data_uri(scale=QR_SCALE, border=4)
    return render_template(
        "console/enrol.html", form=form, offer=offer, picture=picture, fault=fault
    )


def _add_account(blueprint: Blueprint, application: Application) -> None:
    desk = application.desk

    @blueprint.get("/account")
    def account() -> ResponseReturnValue:
        return _show_account(application)

    @blueprint.post("/account/sessions")
    def end_sessions() -> ResponseReturnValue:
        if ActionForm().validate_on_submit():
            chosen = request.form.get("session", "", type=str)
            here, clerk = current_session().id, current_clerk()
            number = (
                int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
            )
            ended = desk.sessions.end(clerk, clerk, session_id=number, but=here)
            flash(f"已结束 {ended} 处登录。" if ended else "没有要结束的登录。", "ok")
        return redirect(url_for("console.account"), 303)

    @blueprint.post("/account/second-factor")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def replace_second_factor() -> ResponseReturnValue:
        form, clerk = CodeForm(), current_clerk()
        if not form.validate_on_submit():
            return _show_account(application, first_fault(form)), 400
        try:
            desk.second_factor.check(clerk, form.code.data, device.origin_of(request))
        except AccountError as error:
            return _show_account(application, reason(error)), 403
        desk.second_factor.reset(clerk.login, clerk)
        due = must_verify(application, clerk)
        open_session(application, clerk, verified=not due)
        return redirect(url_for("console.enrol"), 303)


def _show_account(application: Application, fault: str = "") -> str:
    desk, clerk = application.desk, current_clerk()
    return render_template(
        "console/account.html",
        sessions=desk.sessions.of(clerk),
        here=current_session().id,
        has_factor=desk.second_factor.is_set(clerk),
        codes_left=desk.second_factor.codes_left(clerk),
        form=CodeForm(formdata=None),
        action=ActionForm(formdata=None),
        fault=fault,
    )
