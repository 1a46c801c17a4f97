"""Findings of the inspection as a sheet and as data, for the console and the command line alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge_base.exporting.sheet import Column
from knowledge_base.inspection import RULES, SEVERITIES
from knowledge_base.lifecycle.finding_rows import FindingState, Task
from knowledge_base.model.catalogue import Department
from knowledge_base.store.kinds import KINDS

STATES: Mapping[FindingState, str] = {
    FindingState.OPEN: "待改",
    FindingState.MENDED: "已改好",
    FindingState.ACCEPTED: "保留",
}
SHARED = "各部门共用"


@dataclass(frozen=True)
class Shown:
    """A finding with the names it is shown by."""

    task: Task
    departments: Mapping[str, Department]

    @property
    def department(self) -> str:
        """The department that has to mend it."""
        found = self.departments.get(self.task.owner)
        return found.name if found else SHARED

    @property
    def rule(self) -> str:
        """What the rule is called."""
        found = RULES.get(self.task.rule)
        return found.name if found else self.task.rule

    @property
    def hint(self) -> str:
        """How it is mended."""
        found = RULES.get(self.task.rule)
        return found.hint if found else ""

    @property
    def source(self) -> str:
        """Which policy or standard the rule follows."""
        found = RULES.get(self.task.rule)
        return found.source if found else ""


def columns() -> tuple[Column[Shown], ...]:
    """Return what a sheet tells of findings."""
    return (
        Column("部门", lambda one: one.department, 24),
        Column("程度", lambda one: SEVERITIES[one.task.severity], 8),
        Column("规则", lambda one: one.rule, 22),
        Column("哪一类", lambda one: KINDS[one.task.kind].label, 12),
        Column("哪一条", lambda one: one.task.title, 32),
        Column("编码", lambda one: one.task.key, 20),
        Column("哪一处", lambda one: one.task.path, 28),
        Column("发现了什么", lambda one: one.task.text, 60),
        Column("怎么改", lambda one: one.hint, 40),
        Column("依据", lambda one: one.source, 32),
        Column("状态", lambda one: STATES[one.task.state], 8),
        Column("发现时间", lambda one: one.task.found_at),
        Column("改好期限", lambda one: f"{one.task.due_on}", 12),
        Column("保留原因", lambda one: one.task.reason, 30),
    )


def to_data(one: Shown) -> dict[str, Any]:
    """Return a finding as JSON data; who accepted it is not in it."""
    task = one.task
    return {
        "rule": task.rule,
        "rule_name": one.rule,
        "source": one.source,
        "severity": task.severity.value,
        "kind": task.kind,
        "key": task.key,
        "title": task.title,
        "path": task.path,
        "text": task.text,
        "hint": one.hint,
        "department": task.owner,
        "department_name": one.department,
        "state": task.state.value,
        "found_at": task.found_at.isoformat(),
        "due_on": task.due_on.isoformat(),
        "reason": task.reason,
        "until": task.until.isoformat() if task.until else None,
    }
