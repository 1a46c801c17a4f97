"""The figures (统计) for programs, behind a token of their own: numbers, never a question's text."""

import hmac

from flask import Blueprint, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.registration import channels
from hall.web import inputs
from hall.web.errors import RequestError
from hall.web.failures import failure
from hall.web.statistics import report
from service_desk.days import USUAL, Days, DaysFault, chosen, own_days

SCHEME = "Bearer "


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the route of the figures."""
    settings, limits = application.settings, application.limits

    @blueprint.get("/statistics")
    @limits.by_client(settings.rate_limit_api)
    def statistics() -> ResponseReturnValue:
        if not settings.statistics_token:
            raise RequestError("statistics_off", status=404)
        if not _is_token(settings.statistics_token):
            return _unknown(application)
        days, department = _days(application), _department(application)
        doors = {name: channel.label for name, channel in channels().items()}
        found = report(application.desk, application.kb, days, doors, department=department)
        return jsonify(found.to_dict())


def _is_token(token: str) -> bool:
    """Whether the request carries the token; how long the look takes tells nothing of it."""
    given = request.headers.get("Authorization", "")
    sent = given.removeprefix(SCHEME) if given.startswith(SCHEME) else ""
    return hmac.compare_digest(sent.strip().encode(), token.encode())


def _unknown(application: Application) -> ResponseReturnValue:
    said = application.wording.error("bad_token")
    response = make_response(failure("bad_token", said, 401, "Authorization"))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _days(application: Application) -> Days:
    since = inputs.optional_text(request.args, "since", limit=20)
    until = inputs.optional_text(request.args, "until", limit=20)
    if not (since or until):
        return chosen(USUAL, application.today)
    try:
        return own_days(since, until)
    except DaysFault as fault:
        raise inputs.bad_value(fault.field, str(fault)) from fault


def _department(application: Application) -> str:
    department = inputs.optional_text(request.args, "department")
    known = application.desk.router.departments
    if department and department not in known:
        raise inputs.bad_value("department", f"部门编号之一：{'、'.join(known)}")
    return department
