"""Pages beside the form of one draft: the tree of its situations, the preview alone, and two people's changes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.knowledge.editing import beside
from hall.doors.console.knowledge.editing.building import to_form
from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.merging import MINE, THEIRS, Merged, merge
from hall.doors.console.knowledge.editing.pages import DRAFT, find_draft, me
from hall.doors.console.knowledge.editing.sheets import open_sheet, referred_to
from hall.doors.console.knowledge.editing.situations import tables
from hall.doors.console.knowledge.in_force import names_of_staff
from knowledge_base.lifecycle.draft_rows import Draft, Save
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused

CHOICE = "choose."
"""Begins the name of each choice between two values."""
ONCE_MORE = "刚才又有人改了这份草稿，请再看一遍。"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages."""
    drafts = application.record.drafts

    @blueprint.get(f"{DRAFT}/preview")
    def preview_draft(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        sheet = open_sheet(application, draft, drafts.newest(draft_id))
        shown = beside.look(application, sheet, request.args)
        return render_template("console/knowledge/preview.html", beside=shown)

    @blueprint.get(f"{DRAFT}/situations")
    def draft_situations(draft_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        sheet = open_sheet(application, draft, drafts.newest(draft_id))
        found = tables(sheet.plain, sheet.names) if draft.kind == "guide" else ()
        return render_template("console/knowledge/situations.html", draft=draft, tables=found)

    @blueprint.get(f"{DRAFT}/settle/<int:save_id>")
    def settle(draft_id: int, save_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        mine = _saved(application, draft, save_id)
        return _show(application, draft, mine)

    @blueprint.post(f"{DRAFT}/settle/<int:save_id>")
    def settle_draft(draft_id: int, save_id: int) -> ResponseReturnValue:
        draft = find_draft(application, draft_id)
        mine = _saved(application, draft, save_id)
        theirs = drafts.newest(draft_id)
        if request.form.get("theirs") != str(theirs.id):
            flash(ONCE_MORE, "error")
            return _show(application, draft, mine)
        merged = _merged(application, draft, mine, theirs)
        try:
            saved = drafts.save(draft_id, KINDS[draft.kind].value(merged.plain), me(), theirs.id)
        except MoveRefused as error:
            flash(f"{error}。", "error")
            return _show(application, draft, mine)
        if isinstance(saved, Conflict):
            flash(ONCE_MORE, "error")
            return redirect(
                url_for("console.settle", draft_id=draft_id, save_id=saved.mine.id), 303
            )
        flash("两边的改动已合到一起，请再看一遍。", "ok")
        return redirect(url_for("console.edit_draft", draft_id=draft_id), 303)


def _saved(application: Application, draft: Draft, save_id: int) -> Save:
    """Return a save of this draft."""
    found = (save for save in application.record.drafts.saves(draft.id) if save.id == save_id)
    return next(found, None) or abort(404)


def _merged(application: Application, draft: Draft, mine: Save, theirs: Save) -> Merged:
    """Return both changes in one, by what was chosen; they began with what the first one had on the screen."""
    saves = {save.id: save for save in application.record.drafts.saves(draft.id)}
    base = saves.get(mine.based_on or 0, theirs)
    chosen = {
        name.removeprefix(CHOICE): value
        for name, value in request.form.items()
        if name.startswith(CHOICE) and value in (MINE, THEIRS)
    }
    return merge(
        KINDS[draft.kind].shape,
        to_form(base.value),
        to_form(mine.value),
        to_form(theirs.value),
        referred_to(application, draft, mine),
        chosen,
    )


def _show(application: Application, draft: Draft, mine: Save) -> ResponseReturnValue:
    theirs = application.record.drafts.newest(draft.id)
    return render_template(
        "console/knowledge/settle.html",
        draft=draft,
        mine=mine,
        theirs=theirs,
        author=names_of_staff(application).get(theirs.author, theirs.author),
        clashes=_merged(application, draft, mine, theirs).clashes,
        choice=CHOICE,
        action=ActionForm(formdata=None),
    )
