"""What happened (统计): questions by how they ended, counted along every dimension, from `desk_turn`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge_base.errors import StoreUnavailable
from service_desk.days import Days
from service_desk.kinds import ABOUT_MATTERS, Kind, kind_of, statuses
from service_desk.parts import Parts
from service_desk.staff import Clerk
from service_desk.tables import MessageRow
from service_desk.ticket_statistics import TicketFigures, ticket_figures
from service_desk.turn_tables import TurnRow

SHOWN_ITEMS, SHOWN_QUESTIONS = 20, 10


@dataclass(frozen=True)
class Cell:
    """Questions of one cell of a table, by kind."""

    kinds: Counter[Kind] = field(default_factory=Counter)

    @property
    def questions(self) -> int:
        """How many in all."""
        return self.kinds.total()


@dataclass(frozen=True)
class AskedOften:
    """A masked question as it was asked last, and how often it was asked."""

    question: str
    times: int


@dataclass(frozen=True)
class Figures:
    """Everything about some days; departments by id, empty for what belongs to none that is known."""

    days: Days
    department: str
    total: Cell
    before: Cell
    by_day: Mapping[date, Cell]
    by_hour: Mapping[int, Cell]
    by_weekday: Mapping[int, Cell]
    by_door: Mapping[str, Cell]
    by_department: Mapping[str, Cell]
    by_item: Mapping[str, Cell]
    item_names: Mapping[str, str]
    most_asked: tuple[AskedOften, ...]
    most_missed: tuple[AskedOften, ...]
    tickets: TicketFigures
    tickets_before: TicketFigures


@dataclass(frozen=True)
class Statistics:
    """Use cases of figures; a clerk sees those of the own department, a manager and the centre all."""

    parts: Parts

    def reach(self, clerk: Clerk | None, department: str) -> str:
        """Return the id of the department whose figures are shown; empty for all."""
        if clerk is not None and not clerk.sees_all:
            return clerk.department
        return department if department in self.parts.router.departments else ""

    def read(self, days: Days, clerk: Clerk | None = None, department: str = "") -> Figures:
        """Return the figures of these days, what this hall just counted among them.

        Args:
            days: which days.
            clerk: who asks; None for a program that may see all.
            department: narrows to one, where all may be seen.
        """
        parts, now = self.parts, self.parts.clock()
        with suppress(
            StoreUnavailable
        ):  # reading waits for no writer; it is counted a minute later
            parts.tally.store(parts.store)
        reach = self.reach(clerk, department)
        with parts.store.unit() as session:
            counting = Counting(session, self._conditions(reach), parts.department_of)
            tickets = [
                ticket_figures(session, some, reach, now, parts.calendar)
                for some in (days, days.before())
            ]
            return counting.figures(days, reach, tickets)

    def _conditions(self, department: str) -> list[ColumnElement[bool]]:
        return department_conditions(self.parts, department)


def department_conditions(parts: Parts, department: str) -> list[ColumnElement[bool]]:
    """Return what narrows turns to a department; rows of older days hold its name, not its id."""
    if not department:
        return []
    names = parts.router.all_names(department)
    return [TurnRow.department.in_(names)]


@dataclass(frozen=True)
class Counting:
    """Counts turns over an open unit of work: one pass over the index for each pair of dimensions."""

    session: Session
    narrowed: list[ColumnElement[bool]]
    department_of: Callable[[str], str]

    def figures(self, days: Days, department: str, tickets: list[TicketFigures]) -> Figures:
        """Return everything about these days."""
        by_day = self._by_day(Days(days.before().first, days.last))
        now = {day: cell for day, cell in by_day.items() if day >= days.first}
        earlier = (cell for day, cell in by_day.items() if day < days.first)
        hours, doors = self._by_hour_and_door(days)
        departments, items, newest = self._by_department_and_item(days)
        shown = dict(sorted(items.items(), key=lambda pair: -pair[1].questions)[:SHOWN_ITEMS])
        return Figures(
            days=days,
            department=department,
            total=_sum(now.values()),
            before=_sum(earlier),
            by_day={day: now.get(day, Cell()) for day in days},
            by_hour={hour: hours.get(hour, Cell()) for hour in range(24)},
            by_weekday=_by_weekday(now),
            by_door=_most_first(doors),
            by_department=_most_first(departments),
            by_item=shown,
            item_names=self._names({key: newest[key] for key in shown}),
            most_asked=self._asked_often(days, ABOUT_MATTERS),
            most_missed=self._asked_often(days, (Kind.UNKNOWN,)),
            tickets=tickets[0],
            tickets_before=tickets[1],
        )

    def _within(self, days: Days) -> list[ColumnElement[bool]]:
        return [TurnRow.day >= days.first, TurnRow.day <= days.last, *self.narrowed]

    def _grouped(self, days: Days, *columns: Any) -> Iterable[Any]:
        """Return these columns, the status, how many turns share them, and the newest of those."""
        query = select(*columns, TurnRow.status, func.count(), func.max(TurnRow.id))
        grouped = query.where(*self._within(days)).group_by(*columns, TurnRow.status)
        return self.session.execute(grouped)

    def _by_day(self, days: Days) -> dict[date, Cell]:
        cells: defaultdict[date, Cell] = defaultdict(Cell)
        for day, status, count, _ in self._grouped(days, TurnRow.day):
            _add(cells[day], status, count)
        return cells

    def _by_hour_and_door(self, days: Days) -> tuple[dict[int, Cell], dict[str, Cell]]:
        hours: defaultdict[int, Cell] = defaultdict(Cell)
        doors: defaultdict[str, Cell] = defaultdict(Cell)
        for hour, door, status, count, _ in self._grouped(days, TurnRow.hour, TurnRow.door):
            _add(hours[hour], status, count)
            _add(doors[door], status, count)
        return hours, doors

    def _by_department_and_item(
        self, days: Days
    ) -> tuple[dict[str, Cell], dict[str, Cell], dict[str, int]]:
        """Return cells by department and by item, and the newest turn about each item."""
        departments: defaultdict[str, Cell] = defaultdict(Cell)
        items: defaultdict[str, Cell] = defaultdict(Cell)
        newest: dict[str, int] = {}
        grouped = self._grouped(days, TurnRow.department, TurnRow.item)
        for name, item, status, count, last in grouped:
            _add(departments[self.department_of(name)], status, count)
            if item:
                _add(items[item], status, count)
                newest[item] = max(last, newest.get(item, 0))
        return departments, items, newest

    def _names(self, newest: Mapping[str, int]) -> dict[str, str]:
        """Return what items were called last."""
        query = select(TurnRow.item, TurnRow.item_name).where(TurnRow.id.in_(newest.values()))
        return {item: name for item, name in self.session.execute(query)}

    def _asked_often(self, days: Days, kinds: Iterable[Kind]) -> tuple[AskedOften, ...]:
        """Return the questions asked most, as far as their text is kept."""
        times = func.count().label("times")
        often = (
            select(times, func.max(TurnRow.id).label("newest"))
            .where(*self._within(days), TurnRow.asked.is_not(None))
            .where(TurnRow.status.in_(statuses(kinds)))
            .group_by(TurnRow.asked)
            .order_by(times.desc(), TurnRow.asked)
            .limit(SHOWN_QUESTIONS)
            .subquery()
        )
        query = (
            select(MessageRow.text, often.c.times)
            .select_from(often)
            .join(TurnRow, TurnRow.id == often.c.newest)
            .join(MessageRow, MessageRow.id == TurnRow.question_id)
            .order_by(often.c.times.desc(), TurnRow.id)
        )
        return tuple(AskedOften(text, count) for text, count in self.session.execute(query))


def _add(cell: Cell, status: str, count: int) -> None:
    kind = kind_of(status)
    if kind is not None:
        cell.kinds[kind] += count


def _sum(cells: Iterable[Cell]) -> Cell:
    total = Cell()
    for cell in cells:
        total.kinds.update(cell.kinds)
    return total


def _by_weekday(by_day: Mapping[date, Cell]) -> dict[int, Cell]:
    return {
        weekday: _sum(cell for day, cell in by_day.items() if day.weekday() == weekday)
        for weekday in range(7)
    }


def _most_first(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    asked = {key: cell for key, cell in cells.items() if cell.questions}
    return dict(sorted(asked.items(), key=lambda pair: (-pair[1].questions, pair[0])))
