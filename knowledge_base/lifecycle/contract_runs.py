"""Contract runs in the database: begun, followed, ended, looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lifecycle.judging import Report
from knowledge_base.model.codec import from_plain, to_plain
from knowledge_base.store.engine import alone
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import ContractRunRow
from knowledge_base.store.trouble import unit_of_work

SILENCE = timedelta(minutes=2)
"""A run that is not heard of for so long has broken off with the hall that asked."""


@dataclass(frozen=True)
class Run:
    """The questions of a version, asked once.

    generation: in force when they were asked.
    ended_at: None while it goes on, or where it broke off.
    fault: why it could not be done, in words for staff; empty where it could.
    """

    id: int
    version_id: int
    generation: int
    asked_by: str
    started_at: datetime
    told_at: datetime
    ended_at: datetime | None
    done: int
    total: int
    fault: str
    report: Report

    def goes_on(self, now: datetime) -> bool:
        """Whether somebody is still asking."""
        return self.ended_at is None and now - self.told_at < SILENCE

    @property
    def is_whole(self) -> bool:
        """Whether every question was asked."""
        return self.ended_at is not None and not self.fault


@dataclass(frozen=True)
class ContractRuns:
    """The runs of every version."""

    store: GuideStore

    def begin(
        self, version_id: int, generation: int, by: str, now: datetime, *, withdrawal: bool = False
    ) -> tuple[int, bool]:
        """Return the id of a run that begins, or of the one that goes on, and whether it is new."""
        with alone(self.store.engine) as connection, Session(connection) as session:
            last = _last(session, version_id, withdrawal)
            if last is not None and _run(last).goes_on(now):
                return last.id, False
            row = ContractRunRow(
                version_id=version_id,
                generation=generation,
                asked_by=by,
                started_at=now,
                told_at=now,
                ended_at=None,
                done=0,
                total=0,
                worse=0,
                fault="",
                report=to_plain(Report(is_withdrawal=withdrawal)),
            )
            session.add(row)
            session.commit()
            return row.id, True

    def tell(self, run_id: int, done: int, total: int, now: datetime) -> None:
        """Note how far a run is."""
        with unit_of_work(self.store.engine) as session:
            row = session.get_one(ContractRunRow, run_id)
            row.done, row.total, row.told_at = done, total, now

    def end(self, run_id: int, report: Report, now: datetime) -> None:
        """Note what a run found."""
        with unit_of_work(self.store.engine) as session:
            row = session.get_one(ContractRunRow, run_id)
            row.done = row.total = report.asked
            row.told_at = row.ended_at = now
            row.worse, row.report = report.worse, to_plain(report)

    def fail(self, run_id: int, fault: str, now: datetime) -> None:
        """Note why a run could not be done."""
        with unit_of_work(self.store.engine) as session:
            row = session.get_one(ContractRunRow, run_id)
            row.told_at = row.ended_at = now
            row.fault = fault

    def last(self, version_id: int, *, withdrawal: bool = False) -> Run | None:
        """Return the last run of a version: of what it would answer, or of what would be answered without it."""
        with unit_of_work(self.store.engine) as session:
            row = _last(session, version_id, withdrawal)
            return None if row is None else _run(row)


def _last(session: Session, version_id: int, withdrawal: bool) -> ContractRunRow | None:
    wanted = select(ContractRunRow).where(ContractRunRow.version_id == version_id)
    newest = session.scalars(wanted.order_by(ContractRunRow.id.desc()))
    return next((row for row in newest if _is_of_withdrawal(row) is withdrawal), None)


def _is_of_withdrawal(row: ContractRunRow) -> bool:
    """Whether a run asked what would be answered without the record; runs of before have no such mark."""
    return bool(row.report.get("is_withdrawal"))


def _run(row: ContractRunRow) -> Run:
    return Run(
        id=row.id,
        version_id=row.version_id,
        generation=row.generation,
        asked_by=row.asked_by,
        started_at=row.started_at,
        told_at=row.told_at,
        ended_at=row.ended_at,
        done=row.done,
        total=row.total,
        fault=row.fault,
        report=from_plain(Report, row.report),
    )
