"""What was done, by whom, from where (审计), for auditors and administrators."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.login import current_clerk, only
from hall.web import inputs
from knowledge_base.audit.faults import Verdict
from service_desk.audit import ACTION_LABELS, Action, AuditFilter
from service_desk.days import one_day
from service_desk.staff import Right

PER_PAGE = 100
MOST_FAULTS = 50
"""Named one by one; one change at the beginning may be seen in many places."""
LAST_PAGE = 100_000
PARTS = ("login", "action", "since", "until")


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the audit list and its check."""
    _add_check(blueprint, application)
    audit = application.desk.audit

    @blueprint.get("/audit")
    @only(Right.AUDIT)
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


def _add_check(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get("/audit/check")
    @only(Right.AUDIT)
    def audit_check() -> ResponseReturnValue:
        return _show_check(application)

    @blueprint.post("/audit/check")
    @only(Right.AUDIT)
    def check_audit() -> ResponseReturnValue:
        if not ActionForm().validate_on_submit():
            abort(400)
        verdict = application.proof.verify(application.clock())
        application.desk.audit.note_check(current_clerk(), application.clock(), verdict)
        return _show_check(application, verdict)


def _show_check(application: Application, verdict: Verdict | None = None) -> str:
    return render_template(
        "console/audit_check.html",
        verdict=verdict,
        faults=verdict.faults[:MOST_FAULTS] if verdict else (),
        entries=application.desk.audit.count(),
        last=application.proof.last(),
        action=ActionForm(formdata=None),
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
