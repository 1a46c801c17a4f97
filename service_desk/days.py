"""The days that figures are about (统计时段), by the calendar of the city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge_base.calendar.working_days import CITY_TIME

MOST_DAYS = 1100
"""Three years: figures are kept no longer by default."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Others make no sense, and at the ends of the calendar there is no day before or after."""

ROLLING = {"today": 1, "7": 7, "30": 30, "90": 90}
"""Choices that end today → how many days they have."""
QUARTER, OWN = "quarter", "own"
CHOICES = {
    "today": "今天",
    "7": "最近 7 天",
    "30": "最近 30 天",
    "90": "最近 90 天",
    QUARTER: "本季度",
    OWN: "自选日期",
}
USUAL = "30"


class DaysFault(ValueError):
    """Dates that name no span; the message says what is expected, `field` says where."""

    def __init__(self, field: str, expectation: str) -> None:
        super().__init__(expectation)
        self.field = field


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both counted."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def begin(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time.min, CITY_TIME)

    @property
    def end(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.last + timedelta(days=1), time.min, CITY_TIME)

    def before(self) -> "Days":
        """Return as many days just before these."""
        return Days(self.first - timedelta(days=self.count), self.first - timedelta(days=1))

    def __iter__(self) -> Iterator[date]:
        """Yield each day, the first one first."""
        return (self.first + timedelta(days=n) for n in range(self.count))


def chosen(choice: str, today: date) -> Days:
    """Return the days of a choice that names no dates of its own; the usual ones for any other."""
    if choice == QUARTER:
        return Days(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today)
    return Days(today - timedelta(days=ROLLING.get(choice, ROLLING[USUAL]) - 1), today)


def own_days(since: str, until: str) -> Days:
    """Return the days from one date to another, as somebody wrote them.

    Raises:
        DaysFault: one is no date, they are the wrong way round, or too far apart.
    """
    first, last = _day("since", since.strip()), _day("until", until.strip())
    if last < first:
        raise DaysFault("until", f"不要早于开始日期 {first}，您填的是 {last}")
    if (last - first).days >= MOST_DAYS:
        raise DaysFault("until", f"离开始日期 {first} 不要超过 {MOST_DAYS} 天，您填的是 {last}")
    return Days(first, last)


def one_day(written: str) -> Days | None:
    """Return the day that somebody wrote, None for what is no day."""
    try:
        day = _day("day", written)
    except DaysFault:
        return None
    return Days(day, day)


def _day(field: str, written: str) -> date:
    expected = "写成 2026-11-30 这样的日期"
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise DaysFault(field, f"{expected}，您填的是“{written[:20]}”") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DaysFault(field, f"{expected}，年份在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    return day
