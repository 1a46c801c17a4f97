"""Rows of findings: how what was found now settles what was found before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.inspection import RULES, Finding, Severity
from knowledge_base.lifecycle.people import SYSTEM
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.finding_tables import FindingRow
from knowledge_base.store.kinds import KINDS
from knowledge_base.store.reading import shown
from knowledge_base.text import mask

Record = tuple[str, str]
MENDED, REOPENED = "finding_mended", "finding_reopened"
DAYS: Mapping[Severity, int] = {
    Severity.ERROR: 3,
    Severity.WARNING: 15,
    Severity.TO_VERIFY: 30,
    Severity.HINT: 90,
}
"""How many days there are to mend a finding."""
LONGEST_PATH = 200


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    MENDED = "mended"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Task:
    """A finding as it is handed out."""

    id: int
    kind: str
    key: str
    rule: str
    severity: Severity
    path: str
    text: str
    title: str
    owner: str
    version_id: int
    found_at: datetime
    due_on: date
    state: FindingState
    since: datetime
    by: str
    reason: str
    until: date | None

    def is_late(self, today: date) -> bool:
        """Whether it should have been mended before today."""
        return self.state is FindingState.OPEN and self.due_on < today


@dataclass(frozen=True)
class Settled:
    """How many findings a look at the records opened, opened again, and found mended."""

    opened: int = 0
    reopened: int = 0
    mended: int = 0


def task_of(row: FindingRow) -> Task:
    """Return a finding as it is handed out."""
    given = {name: getattr(row, name) for name in Task.__dataclass_fields__}
    given |= {"severity": Severity(row.severity), "state": FindingState(row.state)}
    return Task(**given)


def owner_of(catalogue: Catalogue, kind: str, key: str) -> str:
    """Return the department that answers for a record; empty where it serves all of them."""
    if kind == "department":
        return key
    if kind in ("phrasing", "questions") and key in catalogue.guides:
        return catalogue.guides[key].item.department
    value = KINDS[kind].records(catalogue).get(key)
    return str(getattr(getattr(value, "item", value), "department", ""))


def settle(
    session: Session,
    catalogue: Catalogue,
    generation: int,
    found: Iterable[Finding],
    records: Collection[Record] | None,
    now: datetime,
) -> tuple[Settled, list[NewEntry]]:
    """Let rows say what was found now, and return what that changed with what is to be put on record.

    Args:
        session: of the unit of work.
        catalogue: what was looked at, of `generation`.
        generation: its number.
        found: what the rules found.
        records: those that were looked at; every one where none are given.
        now: the moment.
    """
    return _Settling(session, catalogue, generation, now).run(found, records)


class _Settling:
    def __init__(
        self, session: Session, catalogue: Catalogue, generation: int, now: datetime
    ) -> None:
        self.session, self.catalogue, self.now = session, catalogue, now
        self.today = now.astimezone(CITY_TIME).date()
        self.versions = {(row.kind, row.key): row.id for row in shown(session, generation)}
        self.entries: list[NewEntry] = []
        self.opened = self.reopened = self.mended = 0

    def run(
        self, found: Iterable[Finding], records: Collection[Record] | None
    ) -> tuple[Settled, list[NewEntry]]:
        known = {_identity(row): row for row in self.session.scalars(select(FindingRow))}
        if records is not None:
            wanted = frozenset(records)
            known = {id_: row for id_, row in known.items() if (row.kind, row.key) in wanted}
        seen: dict[tuple[str, str, str, str], Finding] = {}
        for one in found:
            if (one.kind, one.key) in self.versions:
                seen.setdefault((one.kind, one.key, one.rule, one.path[:LONGEST_PATH]), one)
        for identity, one in seen.items():
            self._seen(known.get(identity), one)
        for identity, row in known.items():
            if identity not in seen and row.state != FindingState.MENDED:
                self._mend(row)
        return Settled(self.opened, self.reopened, self.mended), self.entries

    def _seen(self, row: FindingRow | None, one: Finding) -> None:
        if row is None:
            row = FindingRow(
                kind=one.kind, key=one.key, rule=one.rule, path=one.path[:LONGEST_PATH]
            )
            self.session.add(row)
            self._open(row, one)
            self.opened += 1
        elif row.state == FindingState.MENDED or _is_over(row, self.today):
            self._open(row, one)
            self.reopened += 1
            self._enter(REOPENED, row)
        row.severity, row.text = one.severity.value, one.text
        row.version_id = self.versions[one.kind, one.key]
        row.owner = owner_of(self.catalogue, one.kind, one.key)
        row.title = _title(self.catalogue, one.kind, one.key)

    def _open(self, row: FindingRow, one: Finding) -> None:
        row.state, row.since, row.found_at = FindingState.OPEN.value, self.now, self.now
        row.due_on = self.today + timedelta(days=DAYS[one.severity])
        row.by, row.reason, row.until = SYSTEM.login, "", None

    def _mend(self, row: FindingRow) -> None:
        row.state, row.since, row.by = FindingState.MENDED.value, self.now, SYSTEM.login
        row.reason, row.until = "", None
        row.version_id = self.versions.get((row.kind, row.key), row.version_id)
        self.mended += 1
        self._enter(MENDED, row)

    def _enter(self, action: str, row: FindingRow) -> None:
        said = mask(f"{row.title}：{RULES[row.rule].name if row.rule in RULES else row.rule}")[:500]
        self.entries.append(NewEntry(self.now, SYSTEM.login, action, f"finding:{row.id}", said))


def _identity(row: FindingRow) -> tuple[str, str, str, str]:
    return row.kind, row.key, row.rule, row.path


def _is_over(row: FindingRow, today: date) -> bool:
    """Whether a finding was accepted up to a day that is over."""
    return row.state == FindingState.ACCEPTED and row.until is not None and row.until < today


def _title(catalogue: Catalogue, kind: str, key: str) -> str:
    if kind in ("phrasing", "questions") and key in catalogue.guides:
        return f"{catalogue.guides[key].item.name}（{KINDS[kind].label}）"[:200]
    value = KINDS[kind].records(catalogue).get(key)
    return str(getattr(getattr(value, "item", value), "name", key))[:200]
