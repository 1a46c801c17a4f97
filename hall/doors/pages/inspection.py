"""`/inspection`: what the inspection (专项检查) of the quarter came to, by department and by rule; never a name of a person."""

from collections import Counter
from collections.abc import Callable

from flask import Blueprint, render_template

from hall.bootstrap import Application
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.inspection import RULES
from knowledge_base.lifecycle.inspection_reports import Line, Report
from knowledge_base.lifecycle.inspections import QUARTERLY

QUARTERS = "一二三四"
SHARED = "各部门共用"
Rows = list[tuple[str, int, int]]


def add_result(blueprint: Blueprint, application: Application) -> None:
    """Add the page: the quarter that was closed last; the present one until a quarter was closed."""
    often = application.limits.by_client(application.settings.rate_limit_api)

    @blueprint.get("/inspection")
    @often
    def inspection_result() -> str:
        inspections = application.record.inspections
        report = inspections.last(QUARTERLY) or inspections.last()
        kb = application.kb
        departments = (kb.catalogue if kb.ready else kb.published().catalogue).departments
        names = {key: one.name for key, one in departments.items()}
        return render_template(
            "pages/inspection.html",
            report=report,
            rules=RULES,
            period=_period(report.period) if report else "",
            day=f"{report.at.astimezone(CITY_TIME):%Y年%-m月%-d日}" if report else "",
            departments=_rows(report, lambda line: names.get(line.owner, SHARED)),
            by_rule=_rows(report, _rule),
        )


def _rule(line: Line) -> str:
    return RULES[line.rule].name if line.rule in RULES else line.rule


def _rows(report: Report | None, of: Callable[[Line], str]) -> Rows:
    """Return name, open and mended of each, those with most left to do first."""
    left: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    for line in report.lines if report else ():
        left[of(line)] += line.open
        mended[of(line)] += line.mended
    names = sorted(left, key=lambda name: (-left[name], name))
    return [(name, left[name], mended[name]) for name in names]


def _period(quarter: str) -> str:
    year, _, number = quarter.partition("Q")
    return f"{year}年第{QUARTERS[int(number) - 1]}季度"
