"""The charts of the page of figures: what is drawn, and the table with the same figures beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from hall.doors.console.charts import Series, stacked_bars
from hall.web.statistics import TO, Line, Report
from service_desk.kinds import KIND_LABELS, Kind
from service_desk.statistics import Cell

A_WEEK, DAILY, WEEKLY = 7, 62, 370
"""Up to so many days a bar stands for a day, then for a week, then for a month."""
DRAWN: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("answered", KIND_LABELS[Kind.ANSWERED], (Kind.ANSWERED,)),
    ("asked-back", KIND_LABELS[Kind.ASKED_BACK], (Kind.ASKED_BACK,)),
    ("unknown", KIND_LABELS[Kind.UNKNOWN], (Kind.UNKNOWN,)),
    ("other", "其他", (Kind.ROUTED, Kind.HANDED, Kind.STOPPED, Kind.FAILED)),
)
"""The colours of every chart: class, name in the legend, and the kinds that share it."""
LEGEND = tuple((name, label) for name, label, _ in DRAWN)


@dataclass(frozen=True)
class Chart:
    """A chart and its table: the heading, the drawing, the first column's name, and the lines."""

    name: str
    title: str
    drawing: Markup
    lines: tuple[Line, ...]


def charts(report: Report) -> tuple[Chart, ...]:
    """Return the charts of the page; none where nothing was asked."""
    if not report.total.cell.questions:
        return ()
    hours, weekdays = report.lines["hour"], report.lines["weekday"]
    doors = tuple(line for line in report.lines["door"] if line.cell.questions)
    return (
        *((_by_time(report),) if report.days.count > 1 else ()),
        _drawn("hour", "几点问的", hours, [line.key for line in hours]),
        *((_named("weekday", "星期几问的", weekdays),) if report.days.count >= A_WEEK else ()),
        _named("door", "从哪儿问的", doors),
    )


def _named(name: str, title: str, lines: Sequence[Line]) -> Chart:
    return _drawn(name, title, lines, [line.name for line in lines])


def _drawn(name: str, title: str, lines: Sequence[Line], labels: Sequence[str]) -> Chart:
    series = [
        Series(kind, [sum(line.cell.kinds[one] for one in kinds) for line in lines])
        for kind, _, kinds in DRAWN
    ]
    return Chart(name, title, stacked_bars(labels, series), tuple(lines))


def _by_time(report: Report) -> Chart:
    """Return the bars of each day, week or month."""
    days = report.lines["day"]
    if report.days.count <= DAILY:
        return _drawn("day", "每天问了多少", days, [_short(begin_of(line)) for line in days])
    if report.days.count <= WEEKLY:
        weeks = _together(days, lambda day: day - timedelta(days=day.weekday()))
        return _drawn("day", "每周问了多少", weeks, [_short(begin_of(line)) for line in weeks])
    months = _together(days, lambda day: day.replace(day=1))
    labels = [f"{begin_of(line):%y}年{begin_of(line).month}月" for line in months]
    return _drawn("day", "每月问了多少", months, labels)


def begin_of(line: Line) -> date:
    """Return the first day that a line stands for."""
    return date.fromisoformat(line.key.partition(TO)[0])


def _together(days: Iterable[Line], begin: Callable[[date], date]) -> tuple[Line, ...]:
    """Return one line for all days that begin together; its key names the first and the last of them."""
    groups = groupby(days, lambda line: begin(begin_of(line)))
    return tuple(_sum(list(lines)) for _, lines in groups)


def _sum(lines: Sequence[Line]) -> Line:
    kinds: Counter[Kind] = Counter()
    for line in lines:
        kinds.update(line.cell.kinds)
    first, last = lines[0].key, lines[-1].key
    return Line(f"{first}{TO}{last}", f"{first} 到 {last}", Cell(kinds))


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
