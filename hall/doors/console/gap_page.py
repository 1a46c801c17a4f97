"""One group of questions without an answer: what was asked, and how it becomes knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import (
    ActionForm,
    AssignForm,
    AttachForm,
    DismissForm,
    FaqForm,
    department_choices,
    first_fault,
)
from hall.doors.console.gaps import GAP, MAY, dismiss_form, may_act, step
from hall.doors.console.knowledge.in_force import catalogue_in_force
from hall.doors.console.login import current_clerk, only
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.states import LABELS
from knowledge_base.model.element import LABELS as ELEMENTS
from knowledge_base.model.guide import Guide
from service_desk.errors import NotYours
from service_desk.gaps.changes import usable
from service_desk.gaps.drafting import Written
from service_desk.gaps.model import GAP_LABELS, GapGroup, GapState, Placed

SHORT = 60
"""Characters of a statement in a list to choose from."""


@dataclass(frozen=True)
class Place:
    """Where the answer stands: its draft or version, in words and as an address."""

    address: str
    label: str


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page of a group, and the steps that write knowledge."""
    _add_page(blueprint, application)
    _add_steps(blueprint, application)


def _add_page(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get(GAP)
    @only(*MAY)
    def gap(group_id: int) -> ResponseReturnValue:
        application.loop.again.follow(group_id)
        return _shown(application, group_id, FaqForm(formdata=None))


def _add_steps(blueprint: Blueprint, application: Application) -> None:
    writing, again = application.loop.writing, application.loop.again

    @blueprint.post(f"{GAP}/answer")
    @only(*MAY)
    def answer_gap(group_id: int) -> ResponseReturnValue:
        form = FaqForm()
        if not form.validate_on_submit():
            return _shown(application, group_id, form, first_fault(form)), 400
        given = Written(
            form.item.data or "", form.question.data or "", form.answer.data or "", form.lines
        )
        try:
            placed = writing.answer(group_id, current_clerk(), given)
        except NotYours:
            abort(404)
        except KnowledgeBaseError as error:
            return _shown(application, group_id, form, f"{error}。"), 409
        flash("已写进指南的草稿。提交、批准以后，系统会把这一组问题再问一遍。", "ok")
        return redirect(_draft_or_group(placed, group_id), 303)

    @blueprint.post(f"{GAP}/attach")
    @only(*MAY)
    def attach_gap(group_id: int) -> ResponseReturnValue:
        form, texts = AttachForm(), request.form.getlist("text")
        item = request.form.get("item", "")
        here = url_for("console.gap", group_id=group_id, item=item)
        said = "已写进草稿。提交、批准以后，系统会把这一组问题再问一遍。"
        chosen = form.statement.data or ""

        def attach() -> None:
            writing.attach(group_id, current_clerk(), item, chosen, texts)

        return step(form, attach, said, here)

    @blueprint.post(f"{GAP}/ask")
    @only(*MAY)
    def ask_gap(group_id: int) -> ResponseReturnValue:
        def ask() -> str:
            effect = again.ask(group_id, current_clerk())
            return f"问了 {effect.asked} 个问法，{effect.answered} 个答上了。"

        return step(ActionForm(), ask, "", url_for("console.gap", group_id=group_id))


def _draft_or_group(placed: Placed, group_id: int) -> str:
    """Return the draft for whoever may edit it, else the page of the group."""
    clerk = current_clerk()
    if clerk.may(MAY[1]):
        return url_for("console.edit_draft", draft_id=placed.draft)
    return url_for("console.gap", group_id=group_id)


def _shown(application: Application, group_id: int, form: FaqForm, fault: str = "") -> str:
    clerk, groups = current_clerk(), application.loop.groups
    try:
        group, questions = groups.group(group_id, clerk), groups.questions(group_id, clerk)
    except NotYours:
        abort(404)
    guides = guides_for(application)
    item = _item(form, group, guides)
    if form.question.data is None:
        form.question.data = group.title if usable(group.title) else ""
        form.texts.data = "\n".join(one.question for one in questions[1:] if usable(one.question))
    form.item.data, form.item.choices = item, item_choices(guides)
    assign = AssignForm(formdata=None)
    assign.department.choices = department_choices(
        application.desk.router.departments, "请选择部门"
    )
    return render_template(
        "console/gap.html",
        group=group,
        questions=questions,
        usable=usable,
        labels=GAP_LABELS,
        may_act=may_act(),
        form=form,
        item=item,
        item_name=guides[item].item.name if item in guides else "",
        guides=item_choices(guides),
        statements=_statements(application, item),
        statement=group.placed.statement if group.placed else "",
        place=_place(application, group),
        effect_guide=_effect_guide(group, guides),
        fault=fault,
        assign=assign,
        attach=AttachForm(formdata=None),
        dismiss=dismiss_form(DismissForm(formdata=None)),
        action=ActionForm(formdata=None),
    )


def guides_for(application: Application) -> Mapping[str, Guide]:
    """Return the guides that whoever is logged in may write for, by code."""
    clerk = current_clerk()
    every = catalogue_in_force(application).guides
    return {code: one for code, one in every.items() if clerk.may_list(one.item.department)}


def item_choices(guides: Mapping[str, Guide]) -> dict[str, str]:
    """Return the guides to choose from."""
    return {"": "请选择", **{code: f"{one.item.name}（{code}）" for code, one in guides.items()}}


def _item(form: FaqForm, group: GapGroup, guides: Mapping[str, Guide]) -> str:
    """Return the code of the guide that is chosen, else of the one that the questions are most likely about."""
    answered = group.effect.item_code if group.effect else ""
    chosen = form.item.data or request.args.get("item", "") or answered or group.item
    return chosen if chosen in guides else ""


def _statements(application: Application, item: str) -> list[tuple[str, str]]:
    """Return what the guide says to choose from: id, and element with the first words."""
    if not item:
        return []
    found = application.loop.writing.drafting.statements(item)
    return [
        (one.id, f"{ELEMENTS[one.element]}：{text[:SHORT]}")
        for one in found
        if (text := next(iter(one.wordings), "") or one.text)
    ]


def _effect_guide(group: GapGroup, guides: Mapping[str, Guide]) -> str:
    """Return the name of the guide that was to answer."""
    code = group.effect.item_code if group.effect else ""
    return guides[code].item.name if code in guides else code


def _place(application: Application, group: GapGroup) -> Place | None:
    """Return where the answer stands that was written for the group."""
    if group.placed is None or group.state is not GapState.DRAFTED:
        return None
    record = application.record
    try:
        draft = record.drafts.draft(group.placed.draft)
        if draft.is_open:
            address = url_for("console.edit_draft", draft_id=draft.id)
            return Place(address, f"“{draft.title}”的草稿，还没有提交")
        if draft.version_id is None:
            return None
        version = record.versions.version(draft.version_id)
    except UnknownVersion:
        return None
    address = url_for("console.version", version_id=version.id)
    return Place(address, f"“{version.title}”第 {version.no} 版：{LABELS[version.state]}")
