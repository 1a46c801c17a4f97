"""部门核对: a version as citizens will read it, section by section, each to be found right or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, one_line_end
from hall.doors.console.knowledge.finding import Comparison, find_version, may_look
from hall.doors.console.knowledge.in_force import names_of_staff, words_of
from hall.doors.console.knowledge.words import field_names, say_with
from hall.doors.console.login import current_clerk
from knowledge_base.answering.views import View
from knowledge_base.lifecycle.check_rows import FactCheck, Finding
from knowledge_base.lifecycle.differences import text_of
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import Version
from knowledge_base.model.answer import Block
from knowledge_base.model.element import LABELS, Element
from knowledge_base.model.guide import Guide
from service_desk.duties import person_of

PAGE = "/knowledge/versions/<int:version_id>/check"
RIGHT, WRONG = "right", "wrong"
LONGEST_NOTE = 300
TOO_LONG = f"说明请不超过 {LONGEST_NOTE} 字"


@dataclass(frozen=True)
class Section:
    """A part of the version: its facts, one a line, and how citizens will see it."""

    name: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...] = ()


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the link that is sent on, and the page it leads to."""

    @blueprint.get("/knowledge/checks/<token>")
    def check_link(token: str) -> ResponseReturnValue:
        try:
            found = application.record.checks.by_token(token)
        except UnknownVersion as error:
            return render_template(
                "console/refused.html", title="没有这份核对", text=f"{error}。"
            ), 404
        return redirect(url_for("console.check", version_id=found.version_id))

    @blueprint.get(PAGE)
    def check(version_id: int) -> ResponseReturnValue:
        if ended := _ended_for(application, version_id):
            return _show_ended(ended), 410
        return _show(application, find_version(application, version_id))

    @blueprint.post(PAGE)
    def answer_check(version_id: int) -> ResponseReturnValue:
        if ended := _ended_for(application, version_id):
            return _show_ended(ended), 410
        version = find_version(application, version_id)
        if not ActionForm().validate_on_submit():
            abort(400)
        sections = sections_of(application, version)
        findings, fault = _read(sections)
        if fault:
            return _show(application, version, fault), 400
        try:
            to = application.record.checks.answer(
                version_id, findings, person_of(current_clerk()), version.authors
            )
        except MoveRefused as error:
            return _show(application, version, f"{error}。"), 409
        said = "都对，交回审核人员" if to is State.SUBMITTED else "有不对的，已退回给作者改"
        flash(f"“{version.title}”核对完了：{said}。", "ok")
        return redirect(url_for("console.knowledge_waiting"), 303)


def _ended_for(application: Application, version_id: int) -> FactCheck | None:
    """Return the check by which this clerk might once look at a version, and may no longer."""
    try:
        version = application.record.versions.version(version_id)
    except UnknownVersion:
        return None
    if may_look(application, version):
        return None
    checks = application.record.checks.of(version_id)
    return next((c for c in reversed(checks) if current_clerk().may_list(c.department)), None)


def _show_ended(check: FactCheck) -> str:
    """Say why a link leads nowhere any more; what was written stands there to be copied."""
    notes = (request.form.get(name, "").strip() for name in request.form if name.startswith("n"))
    return render_template(
        "console/knowledge/check_ended.html", check=check, typed="\n".join(filter(None, notes))
    )


def _read(sections: list[Section]) -> tuple[list[Finding], str]:
    """Return what was ticked, and what is missing."""
    findings, open_ = [], []
    for number, section in enumerate(sections):
        ticked = request.form.get(f"s{number}", "")
        note = (one_line_end(request.form.get(f"n{number}", "")) or "").strip()
        if len(note) > LONGEST_NOTE:
            return [], f"{section.name}：{TOO_LONG}。"
        if ticked not in (RIGHT, WRONG):
            open_.append(section.name)
            continue
        findings.append(Finding(section.name, ticked == RIGHT, note))
    if open_:
        return [], f"还有没核对的：{'、'.join(open_)}。每一项都要选“对”或者“不对”。"
    return findings, ""


def _show(application: Application, version: Version, fault: str = "") -> str:
    checks = application.record.checks.of(version.id)
    if not checks:
        abort(404)
    by = person_of(current_clerk())
    return render_template(
        "console/knowledge/check.html",
        version=version,
        check=checks[-1],
        asked_by=names_of_staff(application).get(checks[-1].asked_by, checks[-1].asked_by),
        sections=sections_of(application, version),
        is_own=by.login in version.authors,
        action=ActionForm(),
        fault=fault,
        given=request.form,
        today=application.today,
    )


def sections_of(application: Application, version: Version) -> list[Section]:
    """Return what a version says, part by part."""
    compared = Comparison(application, version)
    value = compared.value
    if isinstance(value, Guide):
        try:
            return _of_guide(View(value, compared.catalogue, {}, words_of(compared.catalogue)))
        except KeyError:  # it names what is not published yet
            return _of_record(value, compared)
    return _of_record(value, compared)


def _of_guide(view: View) -> list[Section]:
    found: Mapping[Element, list[str]] = {element: [] for element in Element}
    for statement in (s for s in view.statements if s.text):
        situation = view.when_label(statement.when)
        asked = f"{statement.wordings[0]}——" if statement.kind == "faq" else ""
        said = f"{asked}{statement.text}"
        found[statement.element].append(f"（{situation}）{said}" if situation else said)
    return [
        Section(LABELS[element], tuple(facts), view.blocks(element))
        for element, facts in found.items()
        if facts
    ]


def _of_record(value: object, compared: Comparison) -> list[Section]:
    names, say = field_names(), say_with(compared.catalogue)
    owner = type(value).__name__
    parts = (
        (
            names.get(f"{owner}.{f.name}", f.name),
            text_of(f"{owner}.{f.name}", getattr(value, f.name), say),
        )
        for f in fields(value)  # type: ignore[arg-type]
    )
    return [Section(name, (text,)) for name, text in parts if text]
