"""待办: what waits for whoever is logged in, and what is on its way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import department_choices
from hall.doors.console.knowledge.acts import may
from hall.doors.console.knowledge.in_force import catalogue_in_force, names_of_staff
from hall.doors.console.knowledge.words import short_day, state_badge
from hall.doors.console.login import current_clerk
from knowledge_base.lifecycle.check_rows import FactCheck
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import Version, VersionFilter
from knowledge_base.store.kinds import KINDS
from service_desk.duties import person_of

ENDED = "一直没有答复，链接到{day}已经失效：先点“不等核对了”，再请一次"
MOST = 200
"""Rows of a list; who has more narrows by department."""


@dataclass(frozen=True)
class Row:
    """A version that waits, what is said of it, and whether it is late."""

    version: Version
    kind: str
    text: str
    is_late: bool = False
    to_check: bool = False


@dataclass(frozen=True)
class Group:
    """Rows that wait for the same thing; `mine` where it is for me to act."""

    name: str
    title: str
    rows: tuple[Row, ...]
    mine: bool = True


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of what waits."""

    @blueprint.get("/knowledge/waiting")
    def knowledge_waiting() -> ResponseReturnValue:
        departments = departments_to_choose(application)
        chosen = chosen_department(departments)
        groups = tuple(Waiting(application, person_of(current_clerk()), chosen).groups())
        return render_template(
            "console/knowledge/waiting.html",
            groups=[group for group in groups if group.rows],
            mine=sum(len(group.rows) for group in groups if group.mine),
            late=sum(row.is_late for group in groups for row in group.rows),
            departments=departments,
            chosen=chosen[0] if len(chosen) == 1 else "",
            badge=state_badge,
        )


def departments_to_choose(application: Application) -> dict[str, str]:
    """Return the departments that somebody may narrow to; none for who sees one alone."""
    if not current_clerk().sees_all:
        return {}
    return department_choices(catalogue_in_force(application).departments)


def chosen_department(departments: Mapping[str, str]) -> tuple[str, ...]:
    """Return the departments whose records are listed; empty for all."""
    clerk = current_clerk()
    if not clerk.sees_all:
        return (clerk.department,)
    chosen = request.args.get("department", "")
    return (chosen,) if chosen in departments else ()


@dataclass(frozen=True)
class Waiting:
    """What waits for one person."""

    application: Application
    by: Person
    departments: tuple[str, ...]

    def groups(self) -> Iterator[Group]:
        """Yield what waits, what is for this person first."""
        submitted, checks = self._in(State.SUBMITTED), self._checks()
        approvable = {v.id for v in submitted if may(v, State.APPROVED, self.by)}
        yield self._group("approve", "等我批准", submitted, lambda v: v.id in approvable, _since)
        to_check = tuple(self._to_check(checks))
        yield Group("check", "等我核对", to_check)
        returned = [v for v in self._in(State.RETURNED) if self._is_newest(v)]
        yield self._group("returned", "退回给我的", returned, self._wrote, self._why)
        yield self._group(
            "scheduled", "到日子自动生效", self._in(State.SCHEDULED), _any, self._day, mine=False
        )
        others = [v for v in submitted if v.id not in approvable]
        yield self._group("others", "等别人批准", others, _any, _since, mine=False)
        mine = {row.version.id for row in to_check}
        others = [v for v in self._in(State.CHECKING) if v.id not in mine]
        asked = self._asked(checks)
        yield self._group("checking", "等部门核对", others, _any, asked, mine=False)

    def _group(
        self,
        name: str,
        title: str,
        versions: list[Version],
        belongs: Callable[[Version], bool],
        say: Callable[[Version], tuple[str, bool]],
        *,
        mine: bool = True,
    ) -> Group:
        rows = (Row(v, KINDS[v.kind].label, *say(v)) for v in versions if belongs(v))
        return Group(name, title, tuple(rows), mine)

    def _in(self, state: State) -> list[Version]:
        wanted = VersionFilter(states=(state,), departments=self.departments)
        return list(self.application.record.versions.listed(wanted, MOST))

    def _checks(self) -> Mapping[int, FactCheck]:
        return {c.version_id: c for c in self.application.record.checks.waiting()}

    def _to_check(self, checks: Mapping[int, FactCheck]) -> Iterator[Row]:
        """The checks that this person's department was asked for, and that are no own work."""
        if Duty.CHECK not in self.by.duties:
            return
        for check in (one for one in checks.values() if not one.has_ended(self.today)):
            version = self.application.record.versions.version(check.version_id)
            if self.by.may_work_on(check.department) and self.by.login not in version.authors:
                text, late = self._due(check)
                yield Row(version, KINDS[version.kind].label, text, late, to_check=True)

    def _asked(self, checks: Mapping[int, FactCheck]) -> Callable[[Version], tuple[str, bool]]:
        def say(version: Version) -> tuple[str, bool]:
            check = checks.get(version.id)
            if check is None:
                return "", False
            text, late = self._due(check)
            departments = self.application.desk.router.departments
            found = departments.get(check.department)
            return f"{found.name if found else check.department}，{text}", late

        return say

    def _due(self, check: FactCheck) -> tuple[str, bool]:
        if check.has_ended(self.today):
            return ENDED.format(day=short_day(check.ends_on, self.today)), True
        late = check.is_late(self.today)
        return f"{short_day(check.due_on, self.today)}前答复{'，已超时' if late else ''}", late

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.application.today

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return names_of_staff(self.application)

    def _wrote(self, version: Version) -> bool:
        return self.by.login in version.authors

    def _is_newest(self, version: Version) -> bool:
        return self.application.record.versions.of(version.kind, version.key)[0].id == version.id

    def _why(self, version: Version) -> tuple[str, bool]:
        last = self.application.record.versions.moves(version.id)[-1]
        return f"{self._names.get(last.actor, last.actor)}：{last.comment}", False

    def _day(self, version: Version) -> tuple[str, bool]:
        assert version.effective_from is not None
        late = version.effective_from <= self.today
        said = short_day(version.effective_from, self.today)
        return (f"{said}就该生效，还没有发布" if late else f"到 {said} 生效"), late


def _any(_version: Version) -> bool:
    return True


def _since(_version: Version) -> tuple[str, bool]:
    return "", False
