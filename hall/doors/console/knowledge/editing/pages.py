"""The editor's page: a draft open in its form, saved by hand or by itself, handed in, undone or given up."""

import secrets
from collections.abc import Callable

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.knowledge.editing import beside
from hall.doors.console.knowledge.editing.building import to_form
from hall.doors.console.knowledge.editing.inputs import anchor, name_of
from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.posted import read_form, with_held
from hall.doors.console.knowledge.editing.preview import ELEMENTS
from hall.doors.console.knowledge.editing.rows import Step, take, with_ids
from hall.doors.console.knowledge.editing.shapes import Path, Plain
from hall.doors.console.knowledge.editing.sheets import Sheet, open_sheet, referred_to
from hall.doors.console.knowledge.in_force import names_of_staff
from hall.doors.console.login import current_clerk
from hall.doors.console.show import local_clock
from hall.web import inputs
from knowledge_base.lifecycle.draft_rows import Draft, Save
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.model.element import LABELS
from service_desk.duties import person_of

DRAFT = "/knowledge/drafts/<int:draft_id>"
HAND_IN, LOOK = "submit", "look"
"""What the buttons of the form do beside saving."""


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the editor."""
    _add_pages(blueprint, application)
    _add_steps(blueprint, application)


def _add_pages(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get(DRAFT)
    def edit_draft(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        if not draft.is_open:
            flash("这份草稿已经提交或放弃了。", "error")
            return redirect(url_for("console.record_list", kind=draft.kind))
        return show(
            application, open_sheet(application, draft, application.record.drafts.newest(draft_id))
        )

    @blueprint.post(DRAFT)
    def save_draft(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        drafts, by = application.record.drafts, me()
        plain, at = _posted(application, draft)
        try:
            saved = drafts.save(draft_id, KINDS[draft.kind].value(plain), by, _based_on())
        except MoveRefused as error:
            return _not_kept(application, draft, plain, f"{error}。")
        if wants_data():
            return _kept_by_itself(application, draft, saved)
        if isinstance(saved, Conflict):
            return redirect(
                url_for("console.settle", draft_id=draft_id, save_id=saved.mine.id), 303
            )
        return _go_on(application, draft, saved, at)


def _add_steps(blueprint: Blueprint, application: Application) -> None:
    drafts = application.record.drafts

    @blueprint.post(f"{DRAFT}/undo")
    def undo_save(draft_id: int) -> ResponseReturnValue:
        before = drafts.newest(draft_id).id if find_draft(application, draft_id) else 0
        return _step(draft_id, lambda: drafts.undo(draft_id, me()), "已撤销上一步。", undone=before)

    @blueprint.post(f"{DRAFT}/back/<int:save_id>")
    def redo_save(draft_id: int, save_id: int) -> ResponseReturnValue:
        find_draft(application, draft_id)
        return _step(draft_id, lambda: drafts.go_back(draft_id, save_id, me()), "已恢复。")

    @blueprint.get(f"{DRAFT}/discard")
    def ask_discard(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        return render_template(
            "console/knowledge/discard.html", draft=draft, action=ActionForm(formdata=None)
        )

    @blueprint.post(f"{DRAFT}/discard")
    def discard_draft(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        try:
            drafts.discard(draft_id, me())
            flash(f"“{draft.title}”的草稿已放弃，现行版没有变。", "ok")
        except MoveRefused as error:
            flash(f"{error}。", "error")
        return redirect(url_for("console.record_list", kind=draft.kind), 303)


def _step(
    draft_id: int, act: Callable[[], object], done: str, undone: int | None = None
) -> ResponseReturnValue:
    """Take a step on a draft and show it again with what came of it."""
    try:
        act()
        flash(done, "ok")
    except (MoveRefused, UnknownVersion) as error:
        flash(f"{error}。", "error")
        undone = None
    return redirect(url_for("console.edit_draft", draft_id=draft_id, undone=undone), 303)


def me() -> Person:
    """Return who is logged in, as the record knows people."""
    return person_of(current_clerk())


def may_edit(department: str | None = None) -> bool:
    """Whether who is logged in writes records at all, or those of a department."""
    by = me()
    return Duty.EDIT in by.duties and (department is None or by.may_work_on(department))


def wants_data() -> bool:
    """Whether the page's script asks, and not the browser."""
    return request.headers.get("Accept") == "application/json"


def find_draft(application: Application, draft_id: int) -> Draft:
    """Return a draft that this clerk may look at; another department's is not there."""
    try:
        draft = application.record.drafts.draft(draft_id)
    except UnknownVersion:
        abort(404)
    if draft.kind not in KINDS or not current_clerk().may_list(draft.department):
        abort(404)
    return draft


def show(
    application: Application, sheet: Sheet, fault: str = "", status: int = 200
) -> ResponseReturnValue:
    """Return the page of the editor."""
    last = sheet.save
    page = render_template(
        "console/knowledge/edit.html",
        sheet=sheet,
        draft=sheet.draft,
        showing=sheet.showing,
        fault=fault,
        saved_at=local_clock(last.at)[:5],
        other=_other(application, last),
        may_edit=may_edit(sheet.draft.department),
        beside=beside.look(application, sheet, request.args),
        undone=request.args.get("undone", type=int),
        at=request.args.get("at", ""),
        elements=[(one.value, LABELS[one]) for one in ELEMENTS],
        action=ActionForm(formdata=None),
    )
    return page, status


def _other(application: Application, last: Save) -> str:
    """Return who saved last where that was somebody else."""
    if last.author == current_clerk().login:
        return ""
    return names_of_staff(application).get(last.author, last.author)


def _based_on() -> int:
    return inputs.number(request.form.get("based_on", ""))


def _posted(application: Application, draft: Draft) -> tuple[Plain, Path | None]:
    """Return what was posted, after the button that was pressed, and where to go on."""
    kind = KINDS[draft.kind]
    shape = kind.shape
    newest = application.record.drafts.newest(draft.id)
    plain = read_form(shape, request.form, referred_to(application, draft, newest))
    before = to_form(newest.value)
    plain = kind.under(draft.key, with_held(shape, plain, before))
    plain, at = with_ids(shape, plain, secrets.token_hex), None
    if step := Step.read(request.form.get("step", "")):
        plain, at = take(step, shape, plain, secrets.token_hex)
    return plain, at


def _go_on(
    application: Application, draft: Draft, saved: Save, at: Path | None
) -> ResponseReturnValue:
    """Return the way to what the button asked for."""
    act = request.form.get("do", "")
    if act == HAND_IN:
        return _hand_in(application, draft, saved)
    told = beside.told(request.form) if act == LOOK else {}
    if not told and at is None:
        flash("已保存。", "ok")
    anchored = anchor(name_of(at)) if at else ("preview" if told else None)
    if at:
        told["at"] = anchored
    return redirect(url_for("console.edit_draft", draft_id=draft.id, _anchor=anchored, **told), 303)


def _hand_in(application: Application, draft: Draft, saved: Save) -> ResponseReturnValue:
    sheet = open_sheet(application, draft, saved)
    if sheet.stops:
        return show(application, sheet, "还有要改的地方，改好再提交。写的都已保存。", 409)
    try:
        application.record.drafts.submit(draft.id, me(), saved.id)
    except MoveRefused as error:
        return show(application, sheet, f"{error}。", 409)
    flash(f"“{draft.title}”已提交，等待审核。", "ok")
    return redirect(url_for("console.record_list", kind=draft.kind), 303)


def _not_kept(
    application: Application, draft: Draft, plain: Plain, why: str
) -> ResponseReturnValue:
    """Say why nothing was saved, with everything that was typed."""
    if wants_data():
        return jsonify(said=why), 409
    newest = application.record.drafts.newest(draft.id)
    sheet = Sheet(draft, newest, plain, referred_to(application, draft, newest))
    return show(application, sheet, why, 409)


def _kept_by_itself(
    application: Application, draft: Draft, saved: Save | Conflict
) -> ResponseReturnValue:
    """Tell the page's script what was saved, and what was found wrong."""
    if isinstance(saved, Conflict):
        where = url_for("console.settle", draft_id=draft.id, save_id=saved.mine.id)
        who = _other(application, saved.theirs) or "您在另一个窗口里"
        return jsonify(said=f"{who}刚才也改了这份草稿，您写的已另外存好。", settle=where), 409
    sheet = open_sheet(application, draft, saved)
    return jsonify(
        save=saved.id,
        said=f"已保存 {local_clock(saved.at)[:5]}",
        faults=[
            {"at": at, "place": place, "text": one.text, "stops": one.stops}
            for at, place, one in sheet.showing.summary
        ],
    )
