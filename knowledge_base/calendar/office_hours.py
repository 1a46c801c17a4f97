"""Office hours (上班时间) of a day, by season, with the lunch break left out."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

Span: TypeAlias = tuple[time, time]
"""Open from the first moment until the second one."""

MonthDay: TypeAlias = tuple[int, int]

SPAN = re.compile(r"\s{0,9}(\d{1,2}):(\d{2})\s{0,9}-\s{0,9}(\d{1,2}):(\d{2})\s{0,9}")
SEASON = re.compile(r"\s{0,9}(\d{2})-(\d{2})\s{0,9}~\s{0,9}(\d{2})-(\d{2})\s{0,9}=(.+)")

LEAP_YEAR = 2024
"""Has every date there is."""


@dataclass(frozen=True)
class Season:
    """Hours kept from one month and day to another; without dates, the rest of the year."""

    spans: tuple[Span, ...]
    first: MonthDay = (1, 1)
    last: MonthDay = (12, 31)

    def holds_on(self, day: date) -> bool:
        """Whether the season runs on this day; a season may run across New Year."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class OfficeHours:
    """Seasons in the order they are looked through; the first one that runs on a day counts."""

    seasons: tuple[Season, ...]

    def on(self, day: date) -> tuple[Span, ...]:
        """Return the open spans of a working day, in order.

        Raises:
            ValueError: no season covers the day.
        """
        for season in self.seasons:
            if season.holds_on(day):
                return season.spans
        raise ValueError(f"office hours: no season covers {day}; add one without dates")


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the spans that `08:30-11:30,13:30-17:00` names.

    Raises:
        ValueError: not of that form, or not one after the other.
    """
    spans = tuple(_span(part) for part in text.split(","))
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise ValueError(f"office hours {text!r}: each time must be later than the one before it")
    return spans


def _span(text: str) -> Span:
    found = SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"office hours {text!r}: expected HH:MM-HH:MM, several joined by commas")
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    return time(opens_hour, opens_minute), time(closes_hour, closes_minute)


def all_year(text: str) -> OfficeHours:
    """Return the same hours for the whole year, from text such as `08:30-11:30,13:30-17:00`."""
    return OfficeHours((Season(parse_spans(text)),))


def parse_hours(text: str) -> OfficeHours:
    """Return hours by season (夏时制/冬时制), `;` between seasons, the rest of the year last.

    `05-01~09-30=08:00-11:30,13:30-17:00;08:30-11:30,13:30-17:00`; one season alone is the whole year.

    Raises:
        ValueError: not of that form, or the last season is not the rest of the year.
    """
    *seasons, rest = text.split(";")
    return OfficeHours((*map(_season, seasons), Season(parse_spans(rest))))


def _season(text: str) -> Season:
    found = SEASON.fullmatch(text)
    if found is None:
        raise ValueError(
            f"office hours {text!r}: expected MM-DD~MM-DD=HH:MM-HH:MM before the rest of the year"
        )
    month, day, last_month, last_day = map(int, found.groups()[:4])
    for at in ((month, day), (last_month, last_day)):
        date(LEAP_YEAR, *at)
    return Season(parse_spans(found[5]), (month, day), (last_month, last_day))
