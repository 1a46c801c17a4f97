"""One version: who wrote it, what it changes, how it came about, and what may be done with it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from hall.bootstrap import Application
from hall.doors.console.forms import (
    LONGEST_REASON,
    PostedForm,
    department_choices,
    first_fault,
    one_line_end,
)
from hall.doors.console.knowledge import answers
from hall.doors.console.knowledge.acts import ASK, DOABLE, EDIT, allowed, own_work, perform
from hall.doors.console.knowledge.finding import Comparison, find_version
from hall.doors.console.knowledge.in_force import catalogue_in_force, names_of_staff
from hall.doors.console.knowledge.words import (
    ORIGINS,
    shown,
    state_badge,
)
from hall.doors.console.login import current_clerk
from knowledge_base.calendar.saying import day_text
from knowledge_base.laws.findings import LawFinding, newly_wrong
from knowledge_base.lifecycle.check_rows import GRACE
from knowledge_base.lifecycle.checks import Request
from knowledge_base.lifecycle.errors import CannotPublish, MoveRefused, UnknownVersion
from knowledge_base.lifecycle.states import LABELS, State
from knowledge_base.lifecycle.steps import LONGEST_COMMENT
from knowledge_base.lifecycle.versions import Version
from knowledge_base.model.element import LABELS as ELEMENTS
from knowledge_base.store.kinds import KINDS, LAW, with_records
from service_desk.duties import person_of

ONE = "/knowledge/versions/<int:version_id>"
DRAFT = "/console/knowledge/drafts/{id}"
USUAL_DAYS, MOST_DAYS = 3, 60
"""Working days for the answer of a department."""
BACK = {"review": "console.reviews", "waiting": "console.knowledge_waiting"}
"""Where a button may lead besides the page of its version."""
CANNOT = "这样发布会有错，没有发布，什么都没变：{faults}"


class WordsForm(PostedForm):
    """A button of a version, with words to it."""

    reason = TextAreaField(
        "批注",
        [Length(max=LONGEST_COMMENT, message=f"请不超过 {LONGEST_COMMENT} 字")],
        filters=(one_line_end,),
    )


class AskForm(PostedForm):
    """Asking a department whether a version is right."""

    department = SelectField("请哪个部门核对")
    days = IntegerField(
        "几个工作日内答复",
        [
            InputRequired("请填几个工作日内答复，填数字"),
            NumberRange(1, MOST_DAYS, message=f"请填 1 到 {MOST_DAYS} 之间的数字"),
        ],
    )
    reason = TextAreaField(
        "请对方特别看什么（可以不写）",
        [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")],
        filters=(one_line_end,),
    )


@dataclass(frozen=True)
class Event:
    """A step in the life of a version, or something said about it."""

    at: datetime
    who: str
    text: str
    words: str = ""


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of a version and its buttons."""

    @blueprint.get(ONE)
    def version(version_id: int) -> ResponseReturnValue:
        return show(application, find_version(application, version_id))

    @blueprint.post(f"{ONE}/<act>")
    def act_on_version(version_id: int, act: str) -> ResponseReturnValue:
        found = find_version(application, version_id)
        if act == ASK.name:
            return _ask(application, found)
        if act == EDIT.name:
            return _edit(application, found)
        return _act(application, found, act)


def _act(application: Application, version: Version, act: str) -> ResponseReturnValue:
    form = WordsForm()
    if act not in DOABLE:
        abort(404)
    if not form.validate_on_submit():
        return show(application, version, Refused(act, first_fault(form))), 400
    try:
        done = perform(
            application, act, version, person_of(current_clerk()), form.reason.data or ""
        )
    except CannotPublish as error:
        refused = Refused(act, CANNOT.format(faults="；".join(error.faults)))
        return show(application, version, refused), 409
    except (MoveRefused, UnknownVersion) as error:
        return show(application, version, Refused(act, f"{error}。")), 409
    flash(done, "ok")
    return redirect(_back(version), 303)


def _ask(application: Application, version: Version) -> ResponseReturnValue:
    form = ask_form(application, version)
    if not form.validate_on_submit():
        return show(application, version, Refused(ASK.name, first_fault(form))), 400
    days = application.desk.calendar.working_days_after(application.today)
    due = [next(days) for _ in range(form.days.data or USUAL_DAYS)][-1]
    asked = Request(form.department.data, due, form.reason.data or "")
    try:
        token = application.record.checks.ask(version.id, asked, person_of(current_clerk()))
    except (MoveRefused, UnknownVersion) as error:
        return show(application, version, Refused(ASK.name, f"{error}。")), 409
    link = url_for("console.check_link", token=token, _external=True)
    name = form.department.choices[asked.department]
    flash(
        f"已请{name}核对，{day_text(due)}前答复。把这个链接发给他们：{link}（答复以后，或者过了{day_text(due + GRACE)}，就打不开了）",
        "ok",
    )
    return redirect(url_for("console.version", version_id=version.id), 303)


def _edit(application: Application, version: Version) -> ResponseReturnValue:
    """Begin a draft on a version, or go to the one that is open already."""
    if not WordsForm().validate_on_submit():
        abort(400)
    drafts, by = application.record.drafts, person_of(current_clerk())
    record = (version.kind, version.key)
    was_open = bool(drafts.listed(by, *record, limit=1))
    number = None if version.state is State.PUBLISHED else version.no
    try:
        draft = drafts.open(*record, by, version_no=number)
    except (MoveRefused, UnknownVersion) as error:
        return show(application, version, Refused(EDIT.name, f"{error}。")), 409
    if was_open and number is not None:
        flash(
            f"“{version.title}”已经有一份没提交的草稿，先打开了它：不要它了就先放弃，"
            f"再回来用第 {version.no} 版开始。",
            "error",
        )
    return redirect(DRAFT.format(id=draft.id), 303)


def _back(version: Version) -> str:
    """Return where somebody goes on after a button."""
    wanted = BACK.get(request.form.get("back", ""))
    return url_for(wanted) if wanted else url_for("console.version", version_id=version.id)


@dataclass(frozen=True)
class Refused:
    """A button that was refused, and why; what was written stands in its form again."""

    act: str = ""
    why: str = ""


def ask_form(application: Application, version: Version) -> AskForm:
    """Return the form that asks a department; its own stands first."""
    form = AskForm()
    form.department.choices = department_choices(catalogue_in_force(application).departments)
    if not form.is_submitted():
        form.department.data, form.days.data = version.department, USUAL_DAYS
    return form


def show(application: Application, version: Version, refused: Refused | None = None) -> str:
    """Return the page of a version."""
    by = person_of(current_clerk())
    now = application.record.versions.version(version.id)
    compared = Comparison(application, now)
    names = names_of_staff(application)
    return render_template(
        "console/knowledge/version.html",
        version=now,
        contract=answers.shown(application, now),
        overtaken=answers.overtaken(application, now),
        kind=KINDS[now.kind].label,
        badge=state_badge(now.state),
        origin=ORIGINS[now.origin],
        author="、".join(names.get(login, login) for login in now.authors),
        compared=compared,
        guides=compared.catalogue.guides,
        changes=shown(compared.changes),
        touched=_touched(application, compared),
        elements=ELEMENTS,
        events=life(application, now, names),
        acts=allowed(now, by, application.today),
        own_work=own_work(now, by),
        ask=ask_form(application, now),
        words=WordsForm(),
        refused=refused or Refused(),
        typed=request.form.get("reason", ""),
        check=next((c for c in application.record.checks.of(now.id) if c.is_open), None),
        today=application.today,
    )


def _touched(application: Application, compared: Comparison) -> tuple[LawFinding, ...]:
    """Return what has to be looked at again once this version of a law is in force."""
    version = compared.version
    if version.kind != LAW:
        return ()
    after = with_records(compared.catalogue, {(LAW, version.key): compared.value})
    return newly_wrong(compared.catalogue, after, version.key, application.today)


def life(application: Application, version: Version, names: Any) -> list[Event]:
    """Return everything that happened to a version, the oldest first."""
    record = application.record
    moves = [
        Event(move.at, names.get(move.actor, move.actor), _step(move), move.comment)
        for move in record.versions.moves(version.id)
    ]
    said = [
        Event(one.at, names.get(one.author, one.author), "批注", one.text)
        for one in record.steps.comments(version.id)
    ]
    return sorted((*moves, *said), key=lambda event: event.at)


def _step(move: Any) -> str:
    """Return what a step is called."""
    if move.from_state is move.to_state:
        return "复查"
    if move.to_state is State.SUBMITTED:
        return "提交" if move.from_state is State.DRAFT else "核对完，待审核"
    return LABELS[move.to_state]
