"""Deadlines (时限) in working days and office hours, from yearly tables of off days and 调休 working weekends.

A year without a table is counted Monday to Friday less the feasts whose date never moves, marked `estimated`
(暂估) and warned about: the State Council publishes a year's table in the autumn before it.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from knowledge_base.calendar.office_hours import OfficeHours, Span
from knowledge_base.model.guide import TimeLimit

CITY_TIME = timezone(timedelta(hours=8), "CST")
"""China keeps one time and no summer time; a fixed offset needs no time zone database."""

FIXED_FEASTS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
"""Feasts on the same date each year (全国年节及纪念日放假办法, 2024 revision)."""

SATURDAY = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, and during which hours.

    off: name of the feast by off day. work: 调休 working weekend days. years: those with an official table.
    """

    off: Mapping[date, str]
    work: frozenset[date]
    years: frozenset[int]
    hours: OfficeHours

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked, 调休 taken into account."""
        if day in self.work:
            return True
        if day in self.off or day.weekday() >= SATURDAY:
            return False
        return day.year in self.years or (day.month, day.day) not in FIXED_FEASTS

    def is_estimated(self, first: date, last: date) -> bool:
        """Whether a year from `first` to `last` has no official table."""
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def working_days_after(self, day: date) -> Iterator[date]:
        """Yield the working days after `day`, soonest first."""
        while True:
            day += timedelta(days=1)
            if self.is_working_day(day):
                yield day

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the open spans of the day; none on an off day."""
        return self.hours.on(day) if self.is_working_day(day) else ()

    def is_open(self, moment: datetime) -> bool:
        """Whether staff are at work at this moment."""
        local = moment.astimezone(CITY_TIME)
        return any(opens <= local.time() < closes for opens, closes in self.spans(local.date()))

    def next_opening(self, moment: datetime) -> datetime:
        """Return when staff are next at work: `moment` itself while they are."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(CITY_TIME)
        for opens, _closes in self.spans(local.date()):
            if local.time() < opens:
                return _at(local.date(), opens)
        day = next(self.working_days_after(local.date()))
        return _at(day, self.spans(day)[0][0])

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the time from `start` to `end` staff were at work; none where it runs backwards."""
        begins, ends = start.astimezone(CITY_TIME), end.astimezone(CITY_TIME)
        worked, day = timedelta(), begins.date()
        while day <= ends.date():
            for opens, closes in self.spans(day):
                span = min(ends, _at(day, closes)) - max(begins, _at(day, opens))
                worked += max(span, timedelta())
            day += timedelta(days=1)
        return worked

    def closing(self, day: date) -> datetime:
        """Return the end of office hours on a working day."""
        return _at(day, self.spans(day)[-1][1])


@dataclass(frozen=True)
class Deadline:
    """The moment something must be done by; `estimated` (暂估) when a year on the way has no table yet."""

    at: datetime
    estimated: bool = False


def due_at(accepted_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> Deadline:
    """Return the moment the ticket must be answered by (限时办结).

    Args:
        accepted_at: aware datetime; the day of acceptance is not counted, and what comes after hours or on
            an off day counts as accepted on the next working day.
        limit: amount and unit: 工作日, 自然日 or 小时 (office hours).
        calendar: off days, 调休 working weekends and office hours.

    Returns:
        The end of office hours on the due day, or the very moment for a limit in hours; a due day that is
        off moves to the next working day (民法典第二百零三条).

    Raises:
        ValueError: the amount is not positive, the unit cannot be counted, or `accepted_at` is naive.
    """
    if accepted_at.tzinfo is None:
        raise ValueError("accepted_at: expected an aware datetime, got a naive one")
    if limit.amount <= 0:
        raise ValueError(f"limit: expected a positive amount, got {limit.amount}")
    start = _counted_from(accepted_at, calendar)
    at = _count(start, limit, calendar)
    deadline = Deadline(at, calendar.is_estimated(start.date(), at.date()))
    if deadline.estimated:
        log.warning(
            "calendar: a year up to %d has no official table; deadline %s is an estimate",
            at.year,
            at,
        )
    return deadline


def _count(start: datetime, limit: TimeLimit, calendar: WorkCalendar) -> datetime:
    match limit.unit:
        case "工作日":
            days = calendar.working_days_after(start.date())
            return calendar.closing([next(days) for _ in range(limit.amount)][-1])
        case "自然日":
            day_before = start.date() + timedelta(days=limit.amount - 1)
            return calendar.closing(next(calendar.working_days_after(day_before)))
        case "小时":
            return _after_office_time(start, timedelta(hours=limit.amount), calendar)
        case unit:
            raise ValueError(f"limit: expected 工作日, 自然日 or 小时, got {unit!r}")


def _counted_from(moment: datetime, calendar: WorkCalendar) -> datetime:
    """Return the moment acceptance counts from: now, or the next opening after hours and on off days."""
    local = moment.astimezone(CITY_TIME)
    if calendar.is_working_day(local.date()) and local < calendar.closing(local.date()):
        return local
    return calendar.next_opening(local)


def _after_office_time(start: datetime, amount: timedelta, calendar: WorkCalendar) -> datetime:
    left, day = amount, start.date()
    while True:
        for opens, closes in calendar.spans(day):
            begin, end = max(start, _at(day, opens)), _at(day, closes)
            if begin < end and left <= end - begin:
                return begin + left
            left -= max(end - begin, timedelta())
        day = next(calendar.working_days_after(day))


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, CITY_TIME)
