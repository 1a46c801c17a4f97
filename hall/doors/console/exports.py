"""The lists of the console as sheets to take away (导出); how much may leave is decided by the desk."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.gaps import narrowed_parts, wanted_gaps
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import read_wanted, to_filter
from hall.doors.console.show import door_name
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.exporting.sheet import Column, Row, csv_lines, xlsx_file
from service_desk.errors import TooMany
from service_desk.gaps.model import GAP_LABELS, UnansweredQuestion
from service_desk.model import Ticket
from service_desk.staff import Right

FORMS = "<any(xlsx, csv):form>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the sheets of tickets and of questions without an answer."""
    desk = application.desk

    @blueprint.get(f"/tickets/export.{FORMS}")
    @only(Right.SEE_STATISTICS)
    def export_tickets(form: str) -> ResponseReturnValue:
        clerk, wanted = current_clerk(), read_wanted(request.args)
        try:
            rows = desk.export_tickets(to_filter(wanted, clerk, application), clerk, form)
        except TooMany as error:
            return _refused(error, f"{url_for('console.ticket_list')}?{urlencode(wanted.address)}")
        return sheet_file(
            form, "工单", ticket_columns(application.clock()), rows, application.clock()
        )

    @blueprint.get(f"/unanswered/export.{FORMS}")
    @only(Right.SEE_STATISTICS, Right.EDIT)
    def export_unanswered(form: str) -> ResponseReturnValue:
        clerk = current_clerk()
        try:
            rows = desk.gaps.export(wanted_gaps(request.args)[1], clerk, form)
        except TooMany as error:
            back = f"{url_for('console.unanswered')}?{urlencode(narrowed_parts())}"
            return _refused(error, back)
        name = _department_names(application)
        return sheet_file(form, "待补知识", gap_columns(name), rows, application.clock())


def _refused(error: TooMany, back: str) -> ResponseReturnValue:
    flash(f"{error}。", "error")
    return redirect(back, 303)


def sheet_file(
    form: str, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], now: datetime
) -> Response:
    """Return the sheet as a file to save, named by what it is and the day."""
    today = now.astimezone(CITY_TIME)
    file_name = f"{name}_{today.year}年{today.month}月{today.day}日.{form}"
    if form == "xlsx":
        file = xlsx_file(columns, rows, name)
        sent = send_file(file, XLSX, as_attachment=True, download_name=file_name)
    else:
        sent = Response(stream_with_context(csv_lines(columns, rows)), mimetype="text/csv")
        sent.headers.set("Content-Disposition", "attachment", filename=file_name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


def _department_names(application: Application) -> Callable[[str], str]:
    departments = application.desk.router.departments
    return lambda key: departments[key].name if key in departments else ""


def ticket_columns(now: datetime) -> tuple[Column[Ticket], ...]:
    """Return what a sheet tells of tickets; how a citizen can be reached is not in it."""
    return (
        Column("编号", lambda one: one.number, 20),
        Column("状态", lambda one: one.state_label, 8),
        Column("市民的问题", lambda one: "\n".join(one.questions), 48),
        Column("事项", lambda one: one.item.name if one.item else "", 24),
        Column("事项编码", lambda one: one.item.item_code if one.item else "", 20),
        Column("承办部门", lambda one: one.department_name, 24),
        Column("来自", lambda one: door_name(one.door), 12),
        Column("登记时间", lambda one: one.created_at),
        Column("答复时限", lambda one: one.due_at),
        Column("已超时", lambda one: "是" if _is_late(one, now) else "否", 8),
        Column("答复时间", lambda one: one.answered_at),
        Column("办结时间", lambda one: one.closed_at),
        Column("办结说明", lambda one: one.reason, 32),
        Column("经办人", lambda one: one.clerk_name, 10),
        Column("留了联系方式", lambda one: "是" if one.contact else "否", 14),
        Column("回电", lambda one: one.callback_label, 8),
    )


def _is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether the first reply came after the time that was promised, or is late by now."""
    return (ticket.replied_at or ticket.closed_at or now) > (ticket.promised_at or ticket.due_at)


def gap_columns(department_name: Callable[[str], str]) -> tuple[Column[UnansweredQuestion], ...]:
    """Return what a sheet tells of questions without an answer."""
    return (
        Column("问题", lambda one: one.question, 48),
        Column("问过几次", lambda one: one.asked, 10),
        Column("没答上", lambda one: one.times, 8),
        Column("说没解决", lambda one: one.rated, 8),
        Column("坐席答过", lambda one: one.corrected, 8),
        Column("组号", lambda one: one.group or "", 8),
        Column("状态", lambda one: GAP_LABELS[one.state], 8),
        Column("部门", lambda one: department_name(one.department), 24),
        Column("说明", lambda one: one.reason, 32),
        Column("第一次问", lambda one: one.first_at),
        Column("最近一次问", lambda one: one.last_at),
    )
