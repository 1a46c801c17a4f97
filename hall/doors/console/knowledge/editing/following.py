"""A newer version was published while somebody wrote: both go into the draft, and nothing of either is lost."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.knowledge.editing.building import to_form
from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.merging import MINE, Merged, merge
from hall.doors.console.knowledge.editing.pages import DRAFT, find_draft, me
from hall.doors.console.knowledge.editing.sheets import referred_to
from knowledge_base.lifecycle.draft_rows import Draft, Save
from knowledge_base.lifecycle.drafts import Conflict
from knowledge_base.lifecycle.errors import MoveRefused

TAKEN_IN = "第 {no} 版的改动已并入这份草稿，请看一遍再提交。"
YOURS_STAY = "两边都改了的，先留着您写的，请对照：{places}。"
MOST_NAMED = 5


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the button."""
    drafts = application.record.drafts

    @blueprint.post(f"{DRAFT}/follow")
    def follow_newer(draft_id: int) -> ResponseReturnValue:
        draft, page = (
            find_draft(application, draft_id),
            url_for("console.edit_draft", draft_id=draft_id),
        )
        if not draft.behind:
            return redirect(page, 303)
        newest = drafts.newest(draft_id)
        merged = _merged(application, draft, newest)
        try:
            saved = drafts.save(draft_id, KINDS[draft.kind].value(merged.plain), me(), newest.id)
            if not isinstance(saved, Conflict):
                drafts.rebase(draft_id, me())
        except MoveRefused as error:
            flash(f"{error}。", "error")
            return redirect(page, 303)
        if isinstance(saved, Conflict):
            settle = url_for("console.settle", draft_id=draft_id, save_id=saved.mine.id)
            return redirect(settle, 303)
        flash(_told(draft, merged), "ok")
        return redirect(page, 303)


def _merged(application: Application, draft: Draft, newest: Save) -> Merged:
    """Return the draft with what the newer version changed; where both changed the same, the draft's stays."""
    versions, shape = application.record.versions, KINDS[draft.kind].shape
    (newer,) = (one for one in versions.of(draft.kind, draft.key) if one.no == draft.behind)
    base = to_form(versions.value(draft.base)) if draft.base else {}
    mine, theirs = to_form(newest.value), to_form(versions.value(newer.id))
    names = referred_to(application, draft, newest)
    clashes = merge(shape, base, mine, theirs, names, {}).clashes
    return merge(shape, base, mine, theirs, names, {one.name: MINE for one in clashes})


def _told(draft: Draft, merged: Merged) -> str:
    said = TAKEN_IN.format(no=draft.behind)
    places = [one.where for one in merged.clashes]
    if not places:
        return said
    more = " 等" if len(places) > MOST_NAMED else ""
    return said + YOURS_STAY.format(places="、".join(places[:MOST_NAMED]) + more)
