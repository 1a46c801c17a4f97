"""Faults in guides, reported at the counter (指南纠错)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from knowledge_base.text import mask
from service_desk.audit import Action, record
from service_desk.errors import DeskError, NotYours
from service_desk.staff import Clerk
from service_desk.store import DeskStore
from service_desk.tables import GuideReportRow


class ReportState(StrEnum):
    """How far a report is."""

    OPEN = "open"
    FIXED = "fixed"
    REJECTED = "rejected"


REPORT_LABELS = {
    ReportState.OPEN: "待处理",
    ReportState.FIXED: "已更正",
    ReportState.REJECTED: "不用改",
}


@dataclass(frozen=True)
class GuideReport:
    """What somebody says is wrong in a guide.

    field: the element. reporter: the window or desk. department: id of the item's own, empty where unknown.
    """

    id: int
    item_code: str
    item_name: str
    field: str
    text: str
    reporter: str
    department: str
    state: ReportState
    note: str
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class GuideReports:
    """Use cases of guide reports; a clerk sees and settles those about items of the own department."""

    store: DeskStore
    clock: Callable[[], datetime]
    department_of: Callable[[str], str]

    def report(
        self,
        item_code: str,
        item_name: str,
        field: str,
        text: str,
        reporter: str,
        department: str = "",
    ) -> GuideReport:
        """Return the stored report, personal data masked; `department` is the item's, by name or id.

        Raises:
            DeskError: it does not say what is wrong.
        """
        if not text.strip():
            raise DeskError("请写明哪里有误，再提交")
        row = GuideReportRow(
            item_code=item_code,
            item_name=item_name,
            field=field,
            text=mask(text.strip()),
            reporter=mask(reporter.strip())[:64],
            department=self.department_of(department),
            state=ReportState.OPEN.value,
            note="",
            created_at=self.clock(),
        )
        with self.store.unit() as session:
            session.add(row)
            session.flush()
            return _report(row)

    def listed(
        self, state: ReportState | None = None, limit: int = 200, clerk: Clerk | None = None
    ) -> tuple[GuideReport, ...]:
        """Return reports, newest first: those the clerk may see, or all."""
        query = select(GuideReportRow).order_by(GuideReportRow.id.desc()).limit(limit)
        if state is not None:
            query = query.where(GuideReportRow.state == state)
        if clerk is not None and not clerk.sees_all:
            query = query.where(GuideReportRow.department == clerk.department)
        with self.store.unit() as session:
            return tuple(_report(row) for row in session.scalars(query))

    def count_open(self) -> int:
        """Return how many reports nobody has dealt with."""
        query = select(func.count()).where(GuideReportRow.state == ReportState.OPEN)
        with self.store.unit() as session:
            return session.scalar(query) or 0

    def settle(self, report_id: int, state: ReportState, note: str, by: Clerk) -> GuideReport:
        """Return the report with what was decided about it.

        Raises:
            NotYours: there is no such report, or it is about an item of another department.
            DeskError: it is settled already.
        """
        with self.store.unit() as session:
            row = session.get(GuideReportRow, report_id, with_for_update=True)
            if row is None or not by.may_see(row.department):
                raise NotYours("没有这条纠错，或者它不归您的部门处理")
            if row.state != ReportState.OPEN:
                raise DeskError("这条纠错已经处理过了，请刷新页面")
            row.state, row.settled_at = state.value, self.clock()
            row.note = mask(note.strip())[:500]
            subject, said = str(row.id), REPORT_LABELS[state]
            record(session, self.clock(), by, Action.REPORT_SETTLED, subject, said)
            return _report(row)


def _report(row: GuideReportRow) -> GuideReport:
    return GuideReport(
        id=row.id,
        item_code=row.item_code,
        item_name=row.item_name,
        field=row.field,
        text=row.text,
        reporter=row.reporter,
        department=row.department,
        state=ReportState(row.state),
        note=row.note,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )
