"""Who is logged in to the console: opening, ending and guarding sessions."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, LoginForm, PasswordForm
from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.accounts import Accounts
from service_desk.errors import AccountError, LockedOut
from service_desk.staff import Clerk

IDLE = timedelta(minutes=20)
"""A session nobody uses ends after this (等保 2.0: 15 to 30 minutes for staff)."""

TRIES_PER_CLIENT = "30/minute"
"""Beside the lock of each name: one address may try many names, but not fast."""

SEEN = "console_seen"
LIVE = ("console.live_messages", "console.live_waiting")
"""Asked for by script, so they are no sign that somebody is there, and answer programs."""

OPEN = ("console.log_in", "console.enter", "console.home", "console.static")
BEFORE_CHANGE = ("console.own_password", "console.change_own_password", "console.log_out")

CONSOLE_PAGE = re.compile(r"/console/[\x21-\x5b\x5d-\x7e]*")
"""An address as it stands in a header: no backslash, no blank, no line end."""
WRITTEN = ("text", "reason", "note")
"""Fields of the console in which a clerk writes."""

View = TypeVar("View", bound=Callable[..., Any])


class StaffSession:
    """A clerk as flask-login keeps one; its id dies with the password it was opened with."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.is_active = clerk.active

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return f"{self.clerk.id}:{self.clerk.stamp}"


def load_session(accounts: Accounts, session_id: str) -> StaffSession | None:
    """Return the session of that id, None once the password changed or the account was closed."""
    clerk_id, _, stamp = session_id.partition(":")
    clerk = accounts.clerk(int(clerk_id)) if clerk_id.isdigit() else None
    return StaffSession(clerk) if clerk is not None and clerk.stamp == stamp else None


def current_clerk() -> Clerk:
    """Return the clerk who is logged in; only behind the guard."""
    return cast(Clerk, current_user.clerk)


def admin_only(view: View) -> View:
    """Let administrators through; others get a 403."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_clerk().is_admin:
            abort(403)
        return view(*args, **kwargs)

    return cast(View, guarded)


def guard(blueprint: Blueprint, application: Application) -> None:
    """Let nobody past the login page who is not logged in and active."""
    manager = LoginManager()
    manager.session_protection = None  # localhost is ::1 one time and 127.0.0.1 the next
    manager.user_loader(lambda session_id: load_session(application.desk.accounts, session_id))

    @blueprint.record_once
    def bind(state: BlueprintSetupState) -> None:
        manager.init_app(state.app)

    @blueprint.before_request
    def check() -> ResponseReturnValue | None:
        return turned_away(application)


def turned_away(application: Application) -> ResponseReturnValue | None:
    """Return where somebody goes who may not go on; None for a clerk at work."""
    if request.endpoint in OPEN:
        return None
    if not current_user.is_authenticated:
        return _to_login()
    now = application.clock()
    if _is_idle(now):
        logout_user()
        flash(f"超过 {IDLE.seconds // 60} 分钟没有操作，已自动退出，请重新登录。", "error")
        return _to_login()
    if request.endpoint not in LIVE:
        session[SEEN] = now.timestamp()
    if current_clerk().must_change and request.endpoint not in BEFORE_CHANGE:
        return redirect(url_for("console.own_password"))
    return None


def _is_idle(now: datetime) -> bool:
    return bool(now.timestamp() - session.get(SEEN, 0) >= IDLE.total_seconds())


def _to_login() -> ResponseReturnValue:
    if request.endpoint in LIVE:
        return jsonify(error={"code": "logged_out", "message": "登录已过期，请重新登录"}), 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
    if unsent_text():
        return render_template(
            "console/login.html", form=LoginForm(formdata=None), wanted=wanted, unsent=unsent_text()
        ), 401
    return redirect(url_for("console.log_in", next=wanted))


def _page_before() -> str | None:
    """Return the page whose form was sent, where the browser names it."""
    before = urlsplit(request.referrer or "")
    is_own = before.netloc == request.host and before.path.startswith("/console/")
    return before.path if is_own else None


def unsent_text() -> str:
    """Return what a clerk wrote in a form that could not be taken; never a password."""
    written = (request.form.get(name, "").strip() for name in WRITTEN)
    return next((text for text in written if text), "")


def safe_target(wanted: str | None) -> str:
    """Return a page of the console to go on with, and never a place elsewhere."""
    if wanted and CONSOLE_PAGE.fullmatch(wanted):
        return wanted
    return url_for("console.ticket_list")


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages for logging in and out and for one's own password."""
    accounts = application.desk.accounts

    @blueprint.get("/")
    def home() -> ResponseReturnValue:
        here = "console.ticket_list" if current_user.is_authenticated else "console.log_in"
        return redirect(url_for(here))

    @blueprint.get("/login")
    def log_in() -> ResponseReturnValue:
        return render_template("console/login.html", form=LoginForm())

    @blueprint.post("/login")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def enter() -> ResponseReturnValue:
        form = LoginForm()
        if not form.validate_on_submit():
            return render_template("console/login.html", form=form), 400
        try:
            clerk = accounts.log_in(form.login.data, form.password.data)
        except AccountError as error:
            return render_template("console/login.html", form=form, fault=_reason(error)), 403
        login_user(StaffSession(clerk))
        session[SEEN] = application.clock().timestamp()
        return redirect(safe_target(request.args.get("next")), 303)

    @blueprint.post("/logout")
    def log_out() -> ResponseReturnValue:
        if ActionForm().validate_on_submit():
            accounts.log_out(current_clerk())
            logout_user()
            session.pop(SEEN, None)
        return redirect(url_for("console.log_in"), 303)

    @blueprint.get("/password")
    def own_password() -> ResponseReturnValue:
        return render_template("console/password.html", form=PasswordForm())

    @blueprint.post("/password")
    def change_own_password() -> ResponseReturnValue:
        form = PasswordForm()
        if not form.validate_on_submit():
            return render_template("console/password.html", form=form), 400
        try:
            changed = accounts.change_password(current_clerk(), form.old.data, form.new.data)
        except AccountError as error:
            return render_template("console/password.html", form=form, fault=_reason(error)), 400
        login_user(StaffSession(changed))
        flash("密码已修改，其他地方的登录已退出。", "ok")
        return redirect(url_for("console.ticket_list"), 303)


def _reason(error: AccountError) -> str:
    if isinstance(error, LockedOut):
        return (
            f"{error}，请 {error.until.astimezone(CITY_TIME):%H:%M} 以后再试，或请管理员重置密码。"
        )
    return f"{error}。"
