"""What an inspection tells: counts by department and rule, in which quarter; no name of a person."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.lifecycle.finding_rows import FindingState
from knowledge_base.store.finding_tables import FindingRow, InspectionRow
from knowledge_base.store.reading import shown


@dataclass(frozen=True)
class Line:
    """How many findings of a rule a department has had: still open, mended, accepted."""

    owner: str
    rule: str
    open: int = 0
    mended: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class Report:
    """What an inspection tells: how many records of each kind it looked at, and the counts; no name of a person."""

    id: int
    at: datetime
    period: str
    records: int
    lines: tuple[Line, ...]

    @property
    def open(self) -> int:
        """How many findings are open."""
        return sum(line.open for line in self.lines)

    @property
    def mended(self) -> int:
        """How many findings were mended."""
        return sum(line.mended for line in self.lines)

    @property
    def share(self) -> float:
        """The share of what was found that is mended."""
        both = self.open + self.mended
        return self.mended / both if both else 1.0


def quarter_of(day: date) -> str:
    """Return the quarter of a day: `2026Q4`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _begin(quarter: str) -> datetime:
    year, _, number = quarter.partition("Q")
    return datetime(int(year), int(number) * 3 - 2, 1, tzinfo=CITY_TIME)


def counted(session: Session, generation: int, quarter: str) -> dict[str, Any]:
    """Return the counts by department and rule; of what is mended, what was mended in or after the quarter."""
    columns = (FindingRow.owner, FindingRow.rule, FindingRow.state)
    counts: dict[tuple[str, str], Counter[str]] = {}
    query = select(*columns, func.count()).group_by(*columns)
    lately = (FindingRow.state != FindingState.MENDED) | (FindingRow.since >= _begin(quarter))
    for owner, rule, state, number in session.execute(query.where(lately)):
        counts.setdefault((owner, rule), Counter())[state] += number
    lines = [asdict(Line(owner, rule, **by)) for (owner, rule), by in sorted(counts.items())]
    return {"records": len(shown(session, generation)), "lines": lines}


def report_of(row: InspectionRow) -> Report:
    """Return what an inspection told."""
    lines = tuple(Line(**line) for line in row.report["lines"])
    return Report(row.id, row.at, row.period, row.report["records"], lines)
