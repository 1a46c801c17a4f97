"""Who is logged in to the console: opening, ending and guarding sessions."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from hall.bootstrap import Application, console_span
from hall.doors.console import device
from hall.doors.console.forms import ActionForm, LoginForm
from hall.doors.console.knowledge.editing.kept import is_kept_whole, kept_page
from hall.web.addresses import client_of
from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.errors import AccountError, LockedOut
from service_desk.sessions import End, OpenSession
from service_desk.staff import Clerk, Right

TRIES_PER_CLIENT = "30/minute"
"""Beside the limits of `service_desk.lockout`: one address may try many names, but not fast."""

LONGEST_TARGET = 500
"""It is kept in the cookie, which has little room."""
NEXT = "console_next"
"""Where to go on once every factor was given."""
LIVE = ("console.live_messages", "console.live_waiting", "console.live_list")
"""Asked for by script, so they are no sign that somebody is there, and answer programs."""

FRONT = {
    Right.ANSWER_TICKETS: "console.ticket_list",
    Right.SEE_STATISTICS: "console.statistics",
    Right.EDIT: "console.record_list",
    Right.CHECK: "console.knowledge_waiting",
    Right.PUBLISH: "console.knowledge_waiting",
    Right.AUDIT: "console.audit_list",
}
"""Right → the page that the work begins with of somebody who has it; the first that fits."""

OPEN = ("console.log_in", "console.enter", "console.home", "console.static")
STEPS = {
    "console.code": ("console.code", "console.check_code"),
    "console.own_password": ("console.own_password", "console.change_own_password"),
    "console.enrol": ("console.enrol", "console.confirm_enrolment"),
}
"""What is still to be done before anything else → its page and its form."""

CONSOLE_PAGE = re.compile(r"/console/[\x21-\x5b\x5d-\x7e]*")
"""An address as it stands in a header: no backslash, no blank, no line end."""
WRITTEN = ("text", "reason", "note")
"""Fields of the console in which a clerk writes."""

View = TypeVar("View", bound=Callable[..., Any])


class StaffSession:
    """A session as flask-login keeps one: its id is the token that the browser holds."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, opened: OpenSession, address: str) -> None:
        self.token = token
        self.id = opened.id
        self.verified = opened.verified
        self.clerk = replace(opened.clerk, address=address)

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token


def load_session(application: Application, token: str) -> StaffSession | None:
    """Return the session of that token, None once it is over; why is kept for this request."""
    clicked = request.endpoint not in LIVE
    found = application.desk.sessions.find(
        token, console_span(application.settings), clicked=clicked
    )
    if isinstance(found, End):
        g.console_ended = found
        return None
    return StaffSession(token, found, client_of(request.environ))


def current_clerk() -> Clerk:
    """Return the clerk who is logged in; only behind the guard."""
    return cast(Clerk, current_user.clerk)


def current_session() -> StaffSession:
    """Return the session of this request; only behind the guard."""
    return cast(StaffSession, current_user._get_current_object())


def only(*rights: Right) -> Callable[[View], View]:
    """Let those through who have one of these rights; others get a 403."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not any(map(current_clerk().may, rights)):
                abort(403)
            return view(*args, **kwargs)

        return cast(View, guarded)

    return guarding


def guard(blueprint: Blueprint, application: Application) -> None:
    """Let nobody past the login page whose session is over or who has a step still to do."""
    manager = LoginManager()
    manager.session_protection = None  # localhost is ::1 one time and 127.0.0.1 the next
    manager.user_loader(lambda token: load_session(application, token))

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
        return _to_login(application)
    step = next_step(application)
    if step is None or request.endpoint in (*STEPS[step], "console.log_out"):
        return None
    return _logged_out() if request.endpoint in LIVE else redirect(url_for(step))


def next_step(application: Application) -> str | None:
    """Return the page of what the clerk has to do before anything else, None when all is done."""
    clerk = current_clerk()
    has_factor = current_session().verified or application.desk.second_factor.is_set(clerk)
    if not current_session().verified and has_factor:
        return "console.code"
    if clerk.must_change:
        return "console.own_password"
    return None if has_factor else "console.enrol"


def _to_login(application: Application) -> ResponseReturnValue:
    if request.endpoint in LIVE:
        return _logged_out()
    ended = g.get("console_ended")
    if ended is not None:
        flash(_why(application, ended), "error")
        logout_user()
    if is_kept_whole():
        return kept_page("登录已过期。", logged_out=True), 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
    if unsent_text():
        page = _login_page(application, LoginForm(formdata=None), wanted=wanted)
        return page, 401
    return redirect(url_for("console.log_in", next=wanted))


def _logged_out() -> ResponseReturnValue:
    return jsonify(error={"code": "logged_out", "message": "登录已过期，请重新登录"}), 401


def _page_before() -> str | None:
    """Return the page whose form was sent, where the browser names it."""
    before = urlsplit(request.referrer or "")
    is_own = before.netloc == request.host and before.path.startswith("/console/")
    return before.path if is_own else None


def unsent_text() -> str:
    """Return what a clerk wrote in a form that could not be taken; never a password."""
    written = (request.form.get(name, "").strip() for name in WRITTEN)
    return next((text for text in written if text), "")


def _why(application: Application, ended: End) -> str:
    settings = application.settings
    return {
        End.IDLE: f"超过 {settings.console_idle_minutes} 分钟没有操作，已自动退出，请重新登录。",
        End.EXPIRED: f"一次登录最长 {settings.console_session_hours} 小时，到时间了，请重新登录。",
        End.GONE: "这次登录已经结束（退出、改了密码，或者系统管理员调整了账号），请重新登录。",
    }[ended]


def safe_target(wanted: str | None) -> str:
    """Return a page of the console to go on with, and never a place elsewhere."""
    if wanted and len(wanted) <= LONGEST_TARGET and CONSOLE_PAGE.fullmatch(wanted):
        return wanted
    return url_for(front_page())


def front_page() -> str:
    """Return the page that somebody's work begins with."""
    if not current_user.is_authenticated:
        return FRONT[Right.ANSWER_TICKETS]
    may = current_clerk().may
    return next((page for right, page in FRONT.items() if may(right)), "console.account")


def must_verify(application: Application, clerk: Clerk) -> bool:
    """Whether one of the clerk's roles needs a second factor in this installation."""
    return not clerk.roles.isdisjoint(application.settings.totp_roles)


def open_session(application: Application, clerk: Clerk, *, verified: bool) -> None:
    """Log the clerk in on this browser with a new session."""
    address = client_of(request.environ)
    span = console_span(application.settings)
    token = application.desk.sessions.open(clerk, address, span, verified=verified)
    found = application.desk.sessions.find(token, span, clicked=True)
    if isinstance(found, OpenSession):
        login_user(StaffSession(token, found, address))


def go_on(application: Application, step: str | None = None) -> Response:
    """Return the way to the next step, or to the page that was wanted; then the device is known."""
    step = step or next_step(application)
    if step is not None:
        return make_response(redirect(url_for(step), 303))
    response = make_response(redirect(safe_target(session.pop(NEXT, None)), 303))
    secure = application.settings.secure
    return device.remember(response, device.origin_of(request), current_clerk(), secure=secure)


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages for logging in and out."""
    desk = application.desk

    @blueprint.get("/")
    def home() -> ResponseReturnValue:
        here = front_page() if current_user.is_authenticated else "console.log_in"
        return redirect(url_for(here))

    @blueprint.get("/login")
    def log_in() -> ResponseReturnValue:
        return _login_page(application, LoginForm())

    @blueprint.post("/login")
    @application.limits.by_client(TRIES_PER_CLIENT)
    def enter() -> ResponseReturnValue:
        form = LoginForm()
        if not form.validate_on_submit():
            return _login_page(application, form), 400
        try:
            origin = device.origin_of(request)
            clerk = desk.accounts.log_in(form.login.data, form.password.data, origin)
        except AccountError as error:
            return _login_page(application, form, reason(error)), 403
        due = must_verify(application, clerk)
        open_session(application, clerk, verified=not due and not desk.second_factor.is_set(clerk))
        session[NEXT] = safe_target(request.args.get("next"))
        return go_on(application)

    @blueprint.post("/logout")
    def log_out() -> ResponseReturnValue:
        if ActionForm().validate_on_submit():
            desk.sessions.log_out(current_session().token, current_clerk())
            logout_user()
            session.clear()
        return redirect(url_for("console.log_in"), 303)


def _login_page(
    application: Application, form: LoginForm, fault: str = "", wanted: str | None = None
) -> str:
    return render_template(
        "console/login.html",
        form=form,
        fault=fault,
        minutes=application.settings.console_idle_minutes,
        wanted=wanted,
        unsent=unsent_text(),
    )


def reason(error: AccountError) -> str:
    """Return what is said to the person who could not log in."""
    if isinstance(error, LockedOut):
        until = error.until.astimezone(CITY_TIME)
        return f"{error}，请 {until:%H:%M} 以后再试，或换一台以前登录过的电脑，或请系统管理员重置密码。"
    return f"{error}。"
