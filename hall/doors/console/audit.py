"""What was done, by whom, from where (审计), for administrators."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.login import admin_only
from hall.web import inputs
from service_desk.audit import ACTION_LABELS, Action, AuditFilter
from service_desk.days import one_day

PER_PAGE = 100
LAST_PAGE = 100_000
PARTS = ("login", "action", "since", "until")


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the audit list."""
    audit = application.desk.audit

    @blueprint.get("/audit")
    @admin_only
    def audit_list() -> ResponseReturnValue:
        wanted = read_filter(request.args)
        page = min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)
        return render_template(
            "console/audit.html",
            entries=audit.found(wanted, PER_PAGE, (page - 1) * PER_PAGE),
            actions=ACTION_LABELS,
            asked={part: request.args.get(part, "")[:64] for part in PARTS},
            page=page,
            pages=max(1, -(-audit.counted(wanted) // PER_PAGE)),
        )


def read_filter(arguments: MultiDict[str, str]) -> AuditFilter:
    """Return which entries are asked for; what makes no sense counts as not given."""
    action = arguments.get("action", "")
    since, until = (one_day(arguments.get(name, "")) for name in ("since", "until"))
    return AuditFilter(
        login=inputs.clean(arguments.get("login", ""), "login").lower()[:64],
        action=action if action in set(Action) else "",
        since=since.begin if since else None,
        until=until.end if until else None,
    )
