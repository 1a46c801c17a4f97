"""What happened (统计): the page for managers, the same as a CSV file, and the questions behind every figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console import statistics_charts, statistics_words
from hall.doors.console.forms import department_choices
from hall.doors.console.login import current_clerk, only
from hall.doors.registration import channels
from hall.web import inputs
from hall.web.statistics import DIMENSIONS, LABELS, TO, Line, Report, report
from knowledge_base.exporting.sheet import Column, csv_lines
from service_desk.days import CHOICES, OWN, USUAL, Days, DaysFault, chosen, own_days
from service_desk.deadlines import WEEKDAYS
from service_desk.kinds import KIND_LABELS, Kind
from service_desk.staff import Right
from service_desk.turn_lists import TurnFilter

PER_PAGE, LAST_PAGE = 30, 10_000
DATES = {"since": "开始日期", "until": "结束日期"}
COLUMNS = tuple(
    Column(title, itemgetter(at))
    for at, title in enumerate(("时段开始", "时段结束", "维度", "取值", "指标", "数值"))
)
CELL = ("kind", "door", "department", "item", "hour", "weekday")
"""What an address may narrow the list of questions by, beside the dates."""


@dataclass(frozen=True)
class Chosen:
    """The days and the department as they stand in the address; `fault` says what is wrong with the dates."""

    choice: str
    days: Days
    since: str
    until: str
    department: str
    fault: str = ""

    @property
    def dates(self) -> dict[str, str]:
        """The days as parts of an address."""
        return {"since": f"{self.days.first}", "until": f"{self.days.last}"}


def read_chosen(arguments: MultiDict[str, str], today: date) -> Chosen:
    """Return what the address asks for; dates that name no days are kept as they were written."""
    since, until = (inputs.clean(arguments.get(name, ""), name)[:20] for name in DATES)
    department = inputs.clean(arguments.get("department", ""), "department")[:64]
    span = arguments.get("span", USUAL)
    usual = chosen(span, today)
    if not (since or until):
        choice = span if span in CHOICES and span != OWN else USUAL
        return Chosen(choice, usual, f"{usual.first}", f"{usual.last}", department)
    try:
        days = own_days(since, until)
    except DaysFault as fault:
        said = f"{DATES[fault.field]}请{fault}。下面先显示{CHOICES[USUAL]}。"
        return Chosen(OWN, usual, since, until, department, said)
    known = (name for name in CHOICES if name != OWN and chosen(name, today) == days)
    return Chosen(next(known, OWN), days, since, until, department)


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of figures, its file and its lists."""
    _add_figures(blueprint, application)
    _add_questions(blueprint, application)


def door_names() -> dict[str, str]:
    """Return what each channel is called."""
    return {name: channel.label for name, channel in channels().items()}


def _read(application: Application) -> tuple[Chosen, Report]:
    wanted = read_chosen(request.args, application.today)
    desk, kb = application.desk, application.kb
    return wanted, report(desk, kb, wanted.days, door_names(), current_clerk(), wanted.department)


def _add_figures(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get("/statistics")
    @only(Right.SEE_STATISTICS)
    def statistics() -> ResponseReturnValue:
        wanted, found = _read(application)
        pages = url_for("console.statistics_questions"), url_for("console.ticket_list")
        links = Links(wanted.days, found.department, *pages)
        page = render_template(
            "console/statistics.html",
            wanted=wanted,
            found=found,
            choices={name: label for name, label in CHOICES.items() if name != OWN},
            departments=department_choices(application.desk.router.departments, "全部部门"),
            summary=statistics_words.summary(wanted.choice, found),
            tiles=statistics_words.tiles(found, links),
            charts=statistics_charts.charts(found),
            legend=statistics_charts.LEGEND,
            links=links,
            fault=wanted.fault,
            words=statistics_words,
            labels=LABELS,
        )
        return page, 400 if wanted.fault else 200

    @blueprint.get("/statistics.csv")
    @only(Right.SEE_STATISTICS)
    def statistics_csv() -> ResponseReturnValue:
        wanted, found = _read(application)
        if wanted.fault:
            flash(wanted.fault, "error")
            return redirect(url_for("console.statistics"))
        days = (f"{wanted.days.first}", f"{wanted.days.last}")
        text = b"".join(csv_lines(COLUMNS, ((*days, *row) for row in found.tidy())))
        name = f"onedoor-statistics-{days[0]}-{days[1]}.csv"
        response = Response(text, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


@dataclass(frozen=True)
class Links:
    """Where the list behind a figure is; the pages' paths are looked up once for hundreds of links."""

    days: Days
    department: str
    questions_page: str
    tickets_page: str

    def questions(self, **cell: str) -> str:
        """Return the address of the questions of a cell."""
        return f"{self.questions_page}?{urlencode(self._parts(cell))}"

    def of_line(self, dimension: str, line: Line, kind: str = "") -> str:
        """Return the address of the questions of a line of a table, of one kind where it is named; none for “the rest”."""
        if not line.key:
            return ""
        wanted = {"kind": kind} if kind else {}
        if dimension == "day":
            first, _, last = line.key.partition(TO)
            return self.questions(**{**wanted, "since": first, "until": last or first})
        return self.questions(**{**wanted, dimension: line.key})

    def tickets(self, outcome: str = "", **cell: str) -> str:
        """Return the address of the tickets made in these days, of one outcome where it is named; none for “the rest”."""
        if "" in cell.values():
            return ""
        parts = {"state": "all", **({"due": outcome} if outcome else {}), **self._parts(cell)}
        return f"{self.tickets_page}?{urlencode(parts)}"

    def _parts(self, cell: Mapping[str, str]) -> dict[str, Any]:
        dates = {"since": f"{self.days.first}", "until": f"{self.days.last}"}
        narrowed = {"department": self.department} if self.department else {}
        return {**dates, **narrowed, **{name: value for name, value in cell.items() if value}}


def _add_questions(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get("/statistics/questions")
    @only(Right.SEE_STATISTICS)
    def statistics_questions() -> ResponseReturnValue:
        wanted = read_chosen(request.args, application.today)
        page = _whole("page", 1, LAST_PAGE) or 1
        cell = _cell(wanted, page)
        found = application.desk.turn_lists.page(cell, current_clerk())
        shown = render_template(
            "console/statistics_questions.html",
            wanted=wanted,
            found=found,
            cell=_told(cell, application),
            kinds=KIND_LABELS,
            page=page,
            pages=max(1, -(-found.kept // PER_PAGE)),
            parts={**wanted.dates, **{n: request.args[n] for n in CELL if request.args.get(n)}},
            fault=wanted.fault,
        )
        return shown, 400 if wanted.fault else 200


def _cell(wanted: Chosen, page: int) -> TurnFilter:
    """Return the cell of the address; what makes no sense does not narrow."""
    kind = request.args.get("kind", "")
    return TurnFilter(
        days=wanted.days,
        kind=Kind(kind) if kind in set(Kind) else None,
        door=inputs.clean(request.args.get("door", ""), "door")[:20],
        department=wanted.department,
        item=inputs.clean(request.args.get("item", ""), "item")[:200],
        hour=_whole("hour", 0, 23),
        weekday=_whole("weekday", 0, 6),
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )


def _whole(name: str, least: int, most: int) -> int | None:
    written = request.args.get(name, "")
    is_number = written.isascii() and written.isdigit() and len(written) < 9
    return int(written) if is_number and least <= int(written) <= most else None


def _told(cell: TurnFilter, application: Application) -> Mapping[str, Any]:
    """Return what the cell is, in words, by the name of each part that narrows."""
    departments = application.desk.router.departments
    department = departments.get(cell.department)
    words = {
        "结果": KIND_LABELS[cell.kind] if cell.kind else "",
        DIMENSIONS["door"]: door_names().get(cell.door, cell.door),
        DIMENSIONS["department"]: department.name if department else "",
        DIMENSIONS["hour"]: "" if cell.hour is None else f"{cell.hour}点",
        DIMENSIONS["weekday"]: "" if cell.weekday is None else f"周{WEEKDAYS[cell.weekday]}",
    }
    return {name: said for name, said in words.items() if said}
