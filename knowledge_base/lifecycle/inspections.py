"""Inspections (专项检查) of what is published, and their findings as tasks of departments."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge_base.audit.chain import NewEntry, append_all
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.inspection import RULES, Severity, inspect
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.finding_rows import (
    FindingState,
    Record,
    Settled,
    Task,
    settle,
    task_of,
)
from knowledge_base.lifecycle.inspection_reports import Report, counted, quarter_of, report_of
from knowledge_base.lifecycle.moves import NOT_YOURS
from knowledge_base.lifecycle.people import SYSTEM, Duty, Person
from knowledge_base.store.engine import alone
from knowledge_base.store.finding_tables import FindingRow, InspectionRow
from knowledge_base.store.reading import newest_generation, shown
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.trouble import unit_of_work
from knowledge_base.text import mask

INSPECTED, ACCEPTED = "inspected", "finding_accepted"
DEMAND, NIGHTLY, PUBLISHED, QUARTERLY = "demand", "nightly", "published", "quarterly"
NIGHT_HOUR = 2
LONGEST_REASON = 500
LATEST = timedelta(days=366)
NO_FINDING = "没有这个问题：可能已经合并，请回到专项检查的列表"
NO_REASON = "请写一句为什么可以保留，以后查得到"
TOO_LONG = f"原因最多写 {LONGEST_REASON} 字，请写短一些"
BAD_DAY = "保留到哪一天：要在今天以后、一年以内"
NOT_OPEN = "这个问题现在不是“待改”，可能别人刚处理过，请刷新页面"
ERRORS_STAY = "错误不能保留，要改好；觉得规则不对的，请告诉管理员"


@dataclass(frozen=True)
class Wanted:
    """Which findings are listed; what is empty narrows nothing."""

    owners: tuple[str, ...] = ()
    rule: str = ""
    severity: str = ""
    state: str = FindingState.OPEN.value
    record: Record | None = None


@dataclass(frozen=True)
class Inspections:
    """Use cases of the inspection."""

    store: GuideStore
    clock: Callable[[], datetime]

    def run(
        self,
        by: Person = SYSTEM,
        cause: str = DEMAND,
        records: Collection[Record] | None = None,
        period: str = "",
    ) -> Settled:
        """Look at what is in force, or at some records of it, and settle the findings.

        Raises:
            MoveRefused: it is not this person's to ask for.
        """
        if by is not SYSTEM and not by.duties:
            raise MoveRefused(NOT_YOURS)
        with unit_of_work(self.store.engine) as session:
            generation = newest_generation(session)
            catalogue = self.store.read_generation(session, generation)
        now = self.clock()
        found = inspect(catalogue, now.astimezone(CITY_TIME).date(), records)
        with alone(self.store.engine) as connection, Session(connection) as session:
            settled, entries = settle(session, catalogue, generation, found, records, now)
            session.flush()
            row = InspectionRow(cause=cause, by=by.login, at=now, generation=generation)
            row.period = period or quarter_of(_day(now))
            row.report = counted(session, generation, row.period)
            session.add(row)
            session.flush()
            said = f"新发现 {settled.opened}，再次出现 {settled.reopened}，已改好 {settled.mended}"
            entries.append(NewEntry(now, by.login, INSPECTED, f"inspection:{row.id}", said))
            append_all(session, entries)
            session.commit()
        return settled

    def recheck(self, finding_id: int, by: Person) -> Task:
        """Look again at the record of a finding, and return the finding.

        Raises:
            UnknownVersion: there is no such finding.
            MoveRefused: it is another department's.
        """
        before = self._mine(finding_id, by)
        self.run(by, DEMAND, [(before.kind, before.key)])
        return self.task(finding_id)

    def accept(self, finding_id: int, by: Person, reason: str, until: date) -> Task:
        """Let a finding be as it is up to a day, with a reason; an error has to be mended.

        Raises:
            UnknownVersion: there is no such finding.
            MoveRefused: not by this person, not now, not without a reason, or not so long.
        """
        self._mine(finding_id, by)
        now, said = self.clock(), reason.strip()
        today = now.astimezone(CITY_TIME).date()
        if not by.duties & {Duty.PUBLISH, Duty.CHECK}:
            raise MoveRefused(NOT_YOURS)
        if not said or len(said) > LONGEST_REASON:
            raise MoveRefused(TOO_LONG if said else NO_REASON)
        if not today < until <= today + LATEST:
            raise MoveRefused(BAD_DAY)
        with alone(self.store.engine) as connection, Session(connection) as session:
            row = session.get_one(FindingRow, finding_id)
            if row.severity == Severity.ERROR:
                raise MoveRefused(ERRORS_STAY)
            if row.state != FindingState.OPEN:
                raise MoveRefused(NOT_OPEN)
            row.state, row.since, row.by = FindingState.ACCEPTED.value, now, by.login
            row.reason, row.until = said, until
            name = RULES[row.rule].name if row.rule in RULES else row.rule
            told = mask(f"{row.title}：{name}，保留到 {until}：{said}")[:500]
            append_all(session, [NewEntry(now, by.login, ACCEPTED, f"finding:{row.id}", told)])
            found = task_of(row)
            session.commit()
        return found

    def task(self, finding_id: int) -> Task:
        """Return a finding.

        Raises:
            UnknownVersion: there is none with this id.
        """
        with unit_of_work(self.store.engine) as session:
            row = session.get(FindingRow, finding_id)
            if row is None:
                raise UnknownVersion(NO_FINDING)
            return task_of(row)

    def listed(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> tuple[Task, ...]:
        """Return findings, what is due first before the others."""
        query = _narrowed(select(FindingRow), wanted)
        query = query.order_by(FindingRow.due_on, FindingRow.id).limit(limit).offset(offset)
        with unit_of_work(self.store.engine) as session:
            return tuple(task_of(row) for row in session.scalars(query))

    def counted(self, wanted: Wanted) -> Mapping[tuple[str, str, str], int]:
        """Return how many findings there are by owner, rule and severity."""
        columns = (FindingRow.owner, FindingRow.rule, FindingRow.severity)
        query = _narrowed(select(*columns, func.count()), wanted).group_by(*columns)
        with unit_of_work(self.store.engine) as session:
            return {(o, r, s): number for o, r, s, number in session.execute(query)}

    def last(self, cause: str = "") -> Report | None:
        """Return what the last inspection told, of any cause or of one."""
        query = select(InspectionRow).order_by(InspectionRow.id.desc()).limit(1)
        if cause:
            query = query.where(InspectionRow.cause == cause)
        with unit_of_work(self.store.engine) as session:
            row = session.scalars(query).first()
            return report_of(row) if row else None

    def keep_time(self) -> Settled | None:
        """Inspect what is due: each quarter, each night, and what was published since; None where nothing is."""
        now = self.clock().astimezone(CITY_TIME)
        night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
        night = night if night <= now else night - timedelta(days=1)
        quarter = quarter_of(now.date())
        with unit_of_work(self.store.engine) as session:
            generation = newest_generation(session)
            if not generation:
                return None
            newest = session.scalars(_newest()).first()
            nightly = session.scalars(_newest(NIGHTLY, QUARTERLY)).first()
            ended = quarter_of(_day(newest.at)) if newest else quarter
            is_night_over = nightly is None or nightly.at < night
            changed = _changed_since(session, newest, generation)
        if ended < quarter:
            return self.run(cause=QUARTERLY, period=ended)
        if is_night_over:
            return self.run(cause=NIGHTLY)
        return self.run(cause=PUBLISHED, records=changed) if changed else None

    def _mine(self, finding_id: int, by: Person) -> Task:
        found = self.task(finding_id)
        if not by.duties or not by.may_work_on(found.owner):
            raise MoveRefused(NOT_YOURS)
        return found


def _day(moment: datetime) -> date:
    return moment.astimezone(CITY_TIME).date()


def _changed_since(
    session: Session, newest: InspectionRow | None, generation: int
) -> frozenset[Record]:
    """Return the records that were published since the last inspection."""
    if newest is None or newest.generation == generation:
        return frozenset()
    before = {tuple(row) for row in shown(session, newest.generation)}
    after = {tuple(row) for row in shown(session, generation)}
    return frozenset((row[0], row[1]) for row in before ^ after)


def _newest(*causes: str) -> Select[InspectionRow]:
    query = select(InspectionRow).order_by(InspectionRow.id.desc()).limit(1)
    return query.where(InspectionRow.cause.in_(causes)) if causes else query


def _narrowed(query: Any, wanted: Wanted) -> Any:
    if wanted.owners:
        query = query.where(FindingRow.owner.in_(wanted.owners))
    if wanted.record:
        kind, key = wanted.record
        query = query.where(FindingRow.kind == kind, FindingRow.key == key)
    for column, value in (
        (FindingRow.rule, wanted.rule),
        (FindingRow.severity, wanted.severity),
        (FindingRow.state, wanted.state),
    ):
        query = query.where(column == value) if value else query
    return query
