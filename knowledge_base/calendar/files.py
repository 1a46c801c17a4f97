"""The work calendar read from its yearly files; every fault is reported with its file."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.calendar.office_hours import OfficeHours
from knowledge_base.calendar.working_days import SATURDAY, WorkCalendar
from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError

CALENDAR = "calendar"
"""The folder with a file for each year, in the content of a city."""


def load_calendar(hours: OfficeHours, folder: Path | None = None) -> WorkCalendar:
    """Return the calendar of the yearly files in `folder`, the served city's if none is given, with these office hours.

    Raises:
        GuideError: a file says something it may not; every fault is listed.
    """
    reader = _Reader()
    folder = folder or city_folder() / CALENDAR
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].yml")):
        reader.read_year(path)
    if reader.faults:
        raise GuideError(reader.faults)
    return WorkCalendar(reader.off, frozenset(reader.work), frozenset(reader.years), hours)


class _Reader:
    """Collects the yearly files and every fault in them."""

    def __init__(self) -> None:
        self.off: dict[date, str] = {}
        self.work: set[date] = set()
        self.years: set[int] = set()
        self.faults: list[str] = []

    def read_year(self, path: Path) -> None:
        data = self._mapping(path)
        if data.get("year") != int(path.stem):
            self.faults.append(f"{path}: year: expected {path.stem}, got {data.get('year')!r}")
        self.years.add(int(path.stem))
        if not data.get("source"):
            self.faults.append(f"{path}: source: expected the notice the table comes from")
        for number, row in enumerate(data.get("holidays") or []):
            self._read_feast(path, number, row)
        for number, day in enumerate(data.get("workdays") or []):
            self._read_working_weekend(path, number, day)

    def _read_feast(self, path: Path, number: int, row: Any) -> None:
        try:
            day, last, name = row["from"], row["until"], str(row["name"])
            while day <= last:
                self.off[day] = name
                day += timedelta(days=1)
        except (KeyError, TypeError):
            self.faults.append(
                f"{path}: holidays[{number}]: expected {{name, from, until}} with dates, got {row!r}"
            )

    def _read_working_weekend(self, path: Path, number: int, day: Any) -> None:
        if not isinstance(day, date) or day.weekday() < SATURDAY:
            self.faults.append(
                f"{path}: workdays[{number}]: expected a Saturday or Sunday, got {day!r}"
            )
            return
        self.work.add(day)

    def _mapping(self, path: Path) -> dict[str, Any]:
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        except (OSError, yaml.YAMLError) as error:
            self.faults.append(f"{path}: {error}")
            return {}
        return data if isinstance(data, dict) else {}
