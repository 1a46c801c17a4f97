"""专项检查: what the rules found in what is published, as tasks of departments: listed, looked at again, kept, taken away."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    json,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from hall.bootstrap import Application
from hall.doors.console.exports import FORMS, sheet_file
from hall.doors.console.forms import PostedForm, first_fault, one_line_end
from hall.doors.console.knowledge.editing.pages import may_edit
from hall.doors.console.knowledge.in_force import catalogue_in_force, names_of_staff
from hall.doors.console.knowledge.waiting import chosen_department, departments_to_choose
from hall.doors.console.login import current_clerk, only
from hall.doors.console.narrowing import page_of
from hall.web.finding_sheet import STATES, Shown, columns, to_data
from knowledge_base.inspection import RULES, SEVERITIES, Severity
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.finding_rows import FindingState, Task
from knowledge_base.lifecycle.inspections import LONGEST_REASON, Wanted
from knowledge_base.store.kinds import KINDS
from service_desk.duties import person_of
from service_desk.staff import Right

PER_PAGE = 30
LIST = "/knowledge/inspection"
ONE = f"{LIST}/<int:finding_id>"
NAME = "专项检查"
LOOKED = "检查完了：新发现 {opened} 处，再次出现 {reopened} 处，已改好 {mended} 处。"
MENDED, STILL = "复查过：已经改好。", "复查过：问题还在。"
KEPT = "已记下：保留到 {day}，到时再提醒。"
READERS = (Right.EDIT, Right.CHECK, Right.PUBLISH, Right.SEE_STATISTICS, Right.AUDIT)
WORKERS = (Right.EDIT, Right.CHECK, Right.PUBLISH)
SEVERITY_NAMES = {severity.value: label for severity, label in SEVERITIES.items()}
STATE_NAMES = {state.value: label for state, label in STATES.items()}


class KeepForm(PostedForm):
    """Letting a finding be as it is, with a reason and up to a day."""

    reason = TextAreaField(
        "为什么可以保留",
        [
            InputRequired("请写一句为什么可以保留"),
            Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字"),
        ],
        filters=(one_line_end,),
    )
    until = DateField(
        "保留到哪一天",
        [InputRequired("请选保留到哪一天，写成 2027-03-03 的样子")],
        description="到这一天以后，问题还在的会重新列出来。最长一年。",
    )


@dataclass(frozen=True)
class Narrowed:
    """How the list is narrowed, as the address says."""

    rule: str
    severity: str
    state: str
    department: str

    @property
    def parts(self) -> dict[str, str]:
        """The parts of an address that say so."""
        given = {
            "rule": self.rule,
            "severity": self.severity,
            "state": "" if self.state == FindingState.OPEN else self.state or "all",
            "department": self.department,
        }
        return {name: value for name, value in given.items() if value}


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages, the files and the buttons of the inspection."""
    _add_pages(blueprint, application)
    _add_files(blueprint, application)
    _add_acts(blueprint, application)


def _add_pages(blueprint: Blueprint, application: Application) -> None:
    inspections = application.record.inspections

    @blueprint.get(LIST)
    @only(*READERS)
    def inspection() -> ResponseReturnValue:
        departments = departments_to_choose(application)
        narrowed, owners = _narrowed(departments)
        wanted = _wanted(narrowed, owners)
        counts = inspections.counted(wanted)
        total = sum(counts.values())
        pages = max(1, -(-total // PER_PAGE))
        page = min(page_of(request.args), pages)
        found = inspections.listed(wanted, PER_PAGE, (page - 1) * PER_PAGE)
        return render_template(
            "console/knowledge/inspection.html",
            found=_shown(application, found),
            narrowed=narrowed,
            departments=departments,
            last=inspections.last(),
            total=total,
            page=page,
            pages=pages,
            today=application.today,
            by_severity=_by_severity(counts),
            by_rule=_by_rule(counts),
            **_words(),
        )

    @blueprint.get(f"{LIST}/rules")
    @only(*READERS)
    def inspection_rules() -> ResponseReturnValue:
        return render_template("console/knowledge/inspection_rules.html", **_words())

    @blueprint.get(ONE)
    @only(*READERS)
    def finding(finding_id: int) -> ResponseReturnValue:
        return _show(application, _find(application, finding_id), KeepForm(formdata=None))


def _add_files(blueprint: Blueprint, application: Application) -> None:
    def wanted_now() -> list[Shown]:
        narrowed, owners = _narrowed(departments_to_choose(application))
        return _shown(application, application.record.inspections.listed(_wanted(narrowed, owners)))

    @blueprint.get(f"{LIST}/export.{FORMS}")
    @only(*READERS)
    def export_inspection(form: str) -> ResponseReturnValue:
        return sheet_file(form, NAME, columns(), wanted_now(), application.clock())

    @blueprint.get(f"{LIST}/export.json")
    @only(*READERS)
    def export_inspection_data() -> ResponseReturnValue:
        data = json.dumps([to_data(one) for one in wanted_now()], ensure_ascii=False)
        sent = Response(data, mimetype="application/json")
        name = f"{NAME}_{application.today}.json"
        sent.headers.set("Content-Disposition", "attachment", filename=name)
        sent.headers["Cache-Control"] = "no-store"
        return sent


def _add_acts(blueprint: Blueprint, application: Application) -> None:
    inspections = application.record.inspections

    @blueprint.post(f"{LIST}/run")
    @only(Right.PUBLISH)
    def inspect_now() -> ResponseReturnValue:
        settled = inspections.run(person_of(current_clerk()))
        said = LOOKED.format(
            opened=settled.opened, reopened=settled.reopened, mended=settled.mended
        )
        flash(said, "ok")
        return redirect(url_for("console.inspection"), 303)

    @blueprint.post(f"{ONE}/recheck")
    @only(*WORKERS)
    def recheck(finding_id: int) -> ResponseReturnValue:
        _find(application, finding_id)
        try:
            task = inspections.recheck(finding_id, person_of(current_clerk()))
        except MoveRefused as error:
            flash(f"{error}。", "error")
        else:
            flash(MENDED if task.state is FindingState.MENDED else STILL, "ok")
        return redirect(url_for("console.finding", finding_id=finding_id), 303)

    @blueprint.post(f"{ONE}/accept")
    @only(Right.CHECK, Right.PUBLISH)
    def keep_finding(finding_id: int) -> ResponseReturnValue:
        task, form = _find(application, finding_id), KeepForm()
        if not form.validate_on_submit():
            return _show(application, task, form, first_fault(form)), 400
        until: date = form.until.data
        try:
            inspections.accept(
                finding_id, person_of(current_clerk()), form.reason.data or "", until
            )
        except MoveRefused as error:
            return _show(application, task, form, f"{error}。"), 409
        flash(KEPT.format(day=until), "ok")
        return redirect(url_for("console.finding", finding_id=finding_id), 303)


def _find(application: Application, finding_id: int) -> Task:
    """Return a finding that this clerk may look at; another department's is not there."""
    try:
        task = application.record.inspections.task(finding_id)
    except UnknownVersion:
        abort(404)
    if not current_clerk().may_list(task.owner):
        abort(404)
    return task


def _show(application: Application, task: Task, form: KeepForm, fault: str = "") -> str:
    clerk = current_clerk()
    is_open = task.state is FindingState.OPEN
    mine = person_of(clerk).may_work_on(task.owner)
    keeps = clerk.may(Right.CHECK) or clerk.may(Right.PUBLISH)
    return render_template(
        "console/knowledge/finding.html",
        one=_shown(application, [task])[0],
        form=form,
        fault=fault,
        today=application.today,
        names=names_of_staff(application),
        may_keep=is_open and mine and keeps and task.severity is not Severity.ERROR,
        may_recheck=mine and any(map(clerk.may, WORKERS)),
        may_mend=task.kind in KINDS and may_edit(task.owner),
        **_words(),
    )


def _narrowed(departments: Mapping[str, str]) -> tuple[Narrowed, tuple[str, ...]]:
    owners = chosen_department(departments)
    state = request.args.get("state", FindingState.OPEN.value)
    narrowed = Narrowed(
        rule=_one_of(request.args.get("rule", ""), RULES),
        severity=_one_of(request.args.get("severity", ""), SEVERITY_NAMES),
        state="" if state == "all" else _one_of(state, STATE_NAMES) or FindingState.OPEN.value,
        department=_one_of(request.args.get("department", ""), departments),
    )
    return narrowed, owners


def _one_of(given: str, known: Mapping[str, Any]) -> str:
    return given if given in known else ""


def _wanted(narrowed: Narrowed, owners: tuple[str, ...]) -> Wanted:
    return Wanted(owners, narrowed.rule, narrowed.severity, narrowed.state)


def _shown(application: Application, tasks: Any) -> list[Shown]:
    departments = catalogue_in_force(application).departments
    return [Shown(task, departments) for task in tasks]


def _by_severity(counts: Mapping[tuple[str, str, str], int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (_, _, severity), number in counts.items():
        found[severity] += number
    return {name: found[name] for name in SEVERITY_NAMES}


def _by_rule(counts: Mapping[tuple[str, str, str], int]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for (_, rule, _), number in counts.items():
        found[rule] += number
    return found.most_common()


def _words() -> dict[str, Any]:
    return {"rules": RULES, "severities": SEVERITY_NAMES, "states": STATE_NAMES, "kinds": KINDS}
