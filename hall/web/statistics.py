"""The figures of some days as every door gives them: one line for each value of each dimension (统计)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from knowledge_base.services import KnowledgeBase
from knowledge_base.store.ratings import RatingCount
from service_desk.days import Days
from service_desk.deadlines import WEEKDAYS
from service_desk.kinds import KIND_LABELS, Kind
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from service_desk.statistics import Cell, Figures
from service_desk.ticket_statistics import TicketFigures
from service_desk.tickets import Outcome

DIMENSIONS = {
    "total": "合计",
    "before": "上一时段合计",
    "day": "日期",
    "weekday": "星期",
    "hour": "几点",
    "door": "渠道",
    "department": "部门",
    "item": "事项",
}
LABELS = {
    "questions": "提问",
    **{kind.value: label for kind, label in KIND_LABELS.items()},
    "tickets": "工单",
    Outcome.IN_TIME.value: "按时答复",
    Outcome.LATE.value: "超时",
    Outcome.PENDING.value: "未到期",
    "useful": "评价有用",
    "useless": "评价没解决",
}
"""What each figure is called."""
TO = "~"
"""Between the first and the last day in the key of a line that stands for several."""
NOBODYS = "没有归到部门"


@dataclass(frozen=True)
class Line:
    """The figures of one value of a dimension; no tickets or ratings where they are not told apart by it."""

    key: str
    name: str
    cell: Cell
    tickets: Counter[Outcome] | None = None
    ratings: Counter[bool] | None = None

    @cached_property
    def figures(self) -> Mapping[str, int]:
        """Every figure by its name."""
        found = {"questions": self.cell.questions}
        found |= {kind.value: self.cell.kinds[kind] for kind in Kind}
        if self.tickets is not None:
            found["tickets"] = self.tickets.total()
            found |= {outcome.value: self.tickets[outcome] for outcome in Outcome}
        if self.ratings is not None:
            found |= {"useful": self.ratings[True], "useless": self.ratings[False]}
        return found

    def share(self, figure: str, of: str) -> float | None:
        """Return one figure as a share of another; None where that is nought."""
        found = self.figures
        return found[figure] / found[of] if found.get(of) else None

    @property
    def satisfied(self) -> float | None:
        """The share of ratings that say an answer helped; None without any."""
        rated = self.ratings.total() if self.ratings else 0
        return self.ratings[True] / rated if self.ratings and rated else None

    @property
    def kept(self) -> float | None:
        """The share of due tickets that were replied to in time; None where none was due."""
        due = self.tickets[Outcome.IN_TIME] + self.tickets[Outcome.LATE] if self.tickets else 0
        return self.tickets[Outcome.IN_TIME] / due if self.tickets and due else None


@dataclass(frozen=True)
class Report:
    """Everything about some days; lines by dimension."""

    days: Days
    department: str
    figures: Figures
    lines: Mapping[str, tuple[Line, ...]]

    @property
    def total(self) -> Line:
        """All of these days."""
        return self.lines["total"][0]

    @property
    def before(self) -> Line:
        """All of as many days before."""
        return self.lines["before"][0]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON data."""
        tickets, before = self.figures.tickets, self.days.before()
        return {
            "since": self.days.first.isoformat(),
            "until": self.days.last.isoformat(),
            "before": {"since": before.first.isoformat(), "until": before.last.isoformat()},
            "department": self.department or None,
            "total": dict(self.total.figures),
            "total_before": dict(self.before.figures),
            "by": {
                dimension: [{"key": o.key, "name": o.name, **o.figures} for o in lines]
                for dimension, lines in self.lines.items()
                if dimension not in ("total", "before")
            },
            "waiting": {
                "half_minutes": minutes(tickets.half),
                "most_minutes": minutes(tickets.most),
            },
            "now": {"open": tickets.open_now, "overdue": tickets.overdue_now},
        }

    def tidy(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield every figure with its dimension, value and name."""
        for dimension, lines in self.lines.items():
            for line in lines:
                for figure, count in line.figures.items():
                    yield DIMENSIONS[dimension], line.name, LABELS[figure], count
        tickets, total = self.figures.tickets, DIMENSIONS["total"]
        for name, wait in (("一半市民", tickets.half), ("九成市民", tickets.most)):
            if wait is not None:
                yield total, "", f"{name}等到首次答复不超过（工作时间，分钟）", minutes(wait) or 0
        yield total, "", "现在待答复的工单", tickets.open_now
        yield total, "", "其中已超时", tickets.overdue_now


def minutes(wait: timedelta | None) -> int | None:
    """Return a wait in whole minutes."""
    return None if wait is None else round(wait.total_seconds() / 60)


def report(
    desk: ServiceDesk,
    kb: KnowledgeBase,
    days: Days,
    doors: Mapping[str, str],
    clerk: Clerk | None = None,
    department: str = "",
) -> Report:
    """Return the report of these days, as far as the clerk may see it; None for who may see all.

    Args:
        desk: whose turns and tickets.
        kb: whose ratings.
        days: which days.
        doors: what each door is called.
        clerk: who asks.
        department: narrows to one, where all may be seen.
    """
    figures = desk.statistics.read(days, clerk, department)
    rated, rated_before = (
        _of_department(kb.ratings(some.begin, some.end), figures.department)
        for some in (days, days.before())
    )
    lines = Lines(figures, rated, doors, desk.router.departments)
    total = Line("total", "", figures.total, figures.tickets.total, _sum(rated))
    before = Line("before", "", figures.before, figures.tickets_before.total, _sum(rated_before))
    tables = {"total": (total,), "before": (before,), **lines.tables()}
    return Report(days, figures.department, figures, tables)


def _of_department(ratings: tuple[RatingCount, ...], department: str) -> list[RatingCount]:
    return [one for one in ratings if not department or one.department == department]


def _sum(ratings: list[RatingCount]) -> Counter[bool]:
    counted: Counter[bool] = Counter()
    for one in ratings:
        counted[one.useful] += one.count
    return counted


@dataclass(frozen=True)
class Lines:
    """Puts the figures of turns, tickets and ratings side by side."""

    figures: Figures
    rated: list[RatingCount]
    doors: Mapping[str, str]
    departments: Mapping[str, Any]

    def tables(self) -> dict[str, tuple[Line, ...]]:
        """Return the lines of every dimension."""
        figures = self.figures
        return {
            "day": tuple(Line(f"{d}", f"{d}", cell) for d, cell in figures.by_day.items()),
            "weekday": tuple(
                Line(f"{n}", f"周{WEEKDAYS[n]}", cell) for n, cell in figures.by_weekday.items()
            ),
            "hour": tuple(Line(f"{n}", f"{n}点", cell) for n, cell in figures.by_hour.items()),
            "door": self._joined(figures.by_door, figures.tickets, "door", self._door),
            "department": self._joined(
                figures.by_department, figures.tickets, "department", self._department
            ),
            "item": self._items(),
        }

    def _joined(
        self,
        cells: Mapping[str, Cell],
        tickets: TicketFigures,
        dimension: str,
        name: Callable[[str], str],
    ) -> tuple[Line, ...]:
        """Return the lines of a dimension that tickets and ratings have too, most asked first."""
        made: Mapping[str, Counter[Outcome]] = getattr(tickets, f"by_{dimension}")
        rated = self._rated(dimension)
        keys = dict.fromkeys((*cells, *sorted(made), *sorted(rated)))
        return tuple(
            Line(
                key,
                name(key),
                cells.get(key, Cell()),
                made.get(key, Counter()),
                rated.get(key, Counter()),
            )
            for key in keys
        )

    def _rated(self, attribute: str) -> Mapping[str, Counter[bool]]:
        found: defaultdict[str, Counter[bool]] = defaultdict(Counter)
        for one in self.rated:
            found[getattr(one, attribute)][one.useful] += one.count
        return found

    def _items(self) -> tuple[Line, ...]:
        rated = self._rated("item_code")
        names = self.figures.item_names
        return tuple(
            Line(item, names.get(item) or item, cell, None, rated.get(item, Counter()))
            for item, cell in self.figures.by_item.items()
        )

    def _door(self, door: str) -> str:
        return self.doors.get(door, door)

    def _department(self, department: str) -> str:
        found = self.departments.get(department)
        return found.name if found else NOBODYS
