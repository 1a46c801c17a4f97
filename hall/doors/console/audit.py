"""What was done, by whom, from where (审计), for administrators."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.login import admin_only
from hall.web import inputs
from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.audit import ACTION_LABELS, Action, AuditFilter

PER_PAGE = 100
LAST_PAGE = 100_000
YEARS = range(2000, 2100)
"""Others make no sense, and at the ends of the calendar there is no day before or after."""
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
    until = _midnight(arguments.get("until", ""))
    return AuditFilter(
        login=inputs.clean(arguments.get("login", ""), "login").lower()[:64],
        action=action if action in set(Action) else "",
        since=_midnight(arguments.get("since", "")),
        until=None if until is None else until + timedelta(days=1),
    )


def _midnight(day: str) -> datetime | None:
    """Return the beginning of the day in the city."""
    try:
        found = datetime.combine(date.fromisoformat(day), time.min, CITY_TIME)
    except ValueError:
        return None
    return found if found.year in YEARS else None
