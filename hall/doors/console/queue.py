"""The list of tickets in the console (工单): as a page, and as what a page that lies open asks for."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, department_choices
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import (
    DUES,
    ORDERS,
    PER_PAGE,
    STATES,
    Wanted,
    as_left,
    read_wanted,
    to_filter,
)
from hall.doors.console.show import local_clock
from service_desk.colleagues import Colleague
from service_desk.deadlines import shut_text
from service_desk.model import UNSETTLED
from service_desk.staff import Clerk, Right
from service_desk.tickets import TicketFilter

MOST_NAMES = 12
"""Colleagues named in the line of who is there; the others are counted."""


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the list of tickets and the looks of a page that shows it."""

    @blueprint.get("/tickets")
    @only(Right.SEE_STATISTICS)
    def ticket_list() -> ResponseReturnValue:
        wanted = as_left(request.args)
        return render_template(
            "console/tickets.html",
            states=STATES,
            dues=DUES,
            orders=ORDERS,
            departments=department_choices(application.desk.router.departments, "全部部门"),
            action=ActionForm(formdata=None),
            **_news(application, current_clerk()),
            **_shown(application, current_clerk(), wanted),
        )

    @blueprint.get("/tickets/list")
    @only(Right.SEE_STATISTICS)
    def live_list() -> ResponseReturnValue:
        clerk = current_clerk()
        shown = _shown(application, clerk, read_wanted(request.args))
        return jsonify(
            **_news(application, clerk),
            list=render_template("console/ticket_list.html", **shown),
            staff=render_template("console/staff_line.html", **shown),
        )

    @blueprint.get("/tickets/waiting")
    @only(Right.SEE_STATISTICS)
    def live_waiting() -> ResponseReturnValue:
        return jsonify(**_news(application, current_clerk()))


def _shown(application: Application, clerk: Clerk, wanted: Wanted) -> dict[str, Any]:
    """Return what the list shows of the filters' tickets, and of the desk as a whole."""
    found = application.desk.list_tickets(to_filter(wanted, clerk, application), clerk)
    pages = max(1, -(-found.total // PER_PAGE))
    if wanted.page > pages:  # the list has become shorter since it was left
        return _shown(application, clerk, replace(wanted, page=pages))
    return {
        "wanted": wanted,
        "page": found,
        "pages": pages,
        "at": local_clock(application.clock()),
        **_staff(application),
    }


def _staff(application: Application) -> dict[str, Any]:
    """Return who is there, and whether it is office hours."""
    desk, now = application.desk, application.clock()
    there = desk.colleagues.online()
    return {
        "online": [_named(one) for one in there[:MOST_NAMES]],
        "more_online": max(0, len(there) - MOST_NAMES),
        "shut": None if desk.staff_are_in() else shut_text(now, desk.calendar),
    }


def _named(one: Colleague) -> str:
    beside = "，".join(part for part in (one.department, "离开" if one.is_away else "") if part)
    return f"{one.name}（{beside}）" if beside else one.name


def _news(application: Application, clerk: Clerk) -> dict[str, Any]:
    """Return how many tickets wait and are late, and what calls for the clerk."""
    desk, late = application.desk, TicketFilter(states=UNSETTLED, due_before=application.clock())
    return {
        "waiting": desk.count_tickets(TicketFilter(needs_staff=True), clerk),
        "overdue": desk.count_tickets(late, clerk),
        "calls": desk.calls(clerk),
    }
