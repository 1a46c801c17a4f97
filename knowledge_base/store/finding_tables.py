"""Tables of the inspection (专项检查): what was found, as tasks, and when somebody looked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.store.tables import Base


class InspectionRow(Base):
    """Everything was looked at once.

    Attributes:
        cause: `demand`, `nightly`, `published` or `quarterly`.
        generation: that was in force then.
        period: of a quarterly one, the quarter it closes: `2026Q4`.
        report: counts by department and rule, see `lifecycle.inspection_reports.Report`; no name of a person.
    """

    __tablename__ = "kb_inspection"
    __table_args__ = (Index("ix_kb_inspection_cause", "cause", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    cause: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(Integer)
    period: Mapped[str] = mapped_column(String(8))
    report: Mapped[dict[str, Any]]


class FindingRow(Base):
    """Something a rule found, as a task of a department.

    Attributes:
        version_id: of the record, in which it was seen last.
        title: of the record. owner: the department that has to mend it; empty where the record serves all.
        state: `open`, `mended` or `accepted`; since: when, by: who brought it there.
        reason, until: why it was accepted, and the last day on which it is.
    """

    __tablename__ = "kb_finding"
    __table_args__ = (
        Index("ix_kb_finding_record", "kind", "key"),
        Index("ix_kb_finding_state", "state", "owner"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(200))
    rule: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(12))
    path: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(64))
    version_id: Mapped[int] = mapped_column(ForeignKey("kb_version.id"))
    found_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)
