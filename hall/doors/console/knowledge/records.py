"""知识: the records of each kind, found and opened; drafts that are going on; new ones."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm, department_choices
from hall.doors.console.knowledge.editing.beginning import (
    KEYS,
    NewRecord,
    begun,
    needs_department,
    needs_name,
    what_is_wrong,
)
from hall.doors.console.knowledge.editing.building import to_form
from hall.doors.console.knowledge.editing.kinds import KINDS
from hall.doors.console.knowledge.editing.pages import may_edit, me
from hall.doors.console.knowledge.editing.rows import with_ids
from hall.doors.console.knowledge.editing.shapes import Plain
from hall.doors.console.knowledge.in_force import catalogue_in_force, names_of_staff
from hall.doors.console.login import current_clerk
from hall.doors.console.narrowing import page_of
from hall.web import inputs
from hall.web.policy_texts import own_sentences
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import VersionFilter

PER_PAGE = 30
FIRST = "guide"


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the list of records and the ways into the editor."""
    _add_list(blueprint, application)
    _add_beginning(blueprint, application)


def _add_list(blueprint: Blueprint, application: Application) -> None:
    versions, drafts = application.record.versions, application.record.drafts

    @blueprint.get("/knowledge")
    def record_list() -> ResponseReturnValue:
        kind, text, department, page = _wanted(request.args)
        is_gone = request.args.get("gone") == "1"
        wanted = VersionFilter(
            (kind,),
            (State.WITHDRAWN if is_gone else State.PUBLISHED,),
            _departments(kind, department),
            text,
            is_last=is_gone,
        )
        total = versions.counted(wanted)
        written = drafts.counted(me(), kind) if may_edit() else 0
        drafts_pages = max(1, -(-written // PER_PAGE))
        drafts_page = min(page_of(request.args, "drafts"), drafts_pages)
        begun = drafts.listed(me(), kind, limit=PER_PAGE, offset=(drafts_page - 1) * PER_PAGE)
        return render_template(
            "console/knowledge/records.html",
            kinds=KINDS,
            kind=KINDS[kind],
            records=versions.listed(wanted, PER_PAGE, (page - 1) * PER_PAGE),
            drafts=begun if written else (),
            written=written,
            drafts_page=drafts_page,
            drafts_pages=drafts_pages,
            names=names_of_staff(application),
            total=total,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            text=text,
            department=department,
            is_gone=is_gone,
            departments=department_choices(catalogue_in_force(application).departments, "全部部门"),
            may_edit=may_edit,
            may_begin=_may_begin(kind),
            parts={
                "kind": kind,
                "q": text or None,
                "department": department or None,
                "gone": "1" if is_gone else None,
            },
            action=ActionForm(formdata=None),
        )

    @blueprint.post("/knowledge/open")
    def open_record() -> ResponseReturnValue:
        kind, key = request.form.get("kind", ""), request.form.get("key", "")[:200]
        if kind not in KINDS:
            abort(404)
        try:
            draft = drafts.open(kind, key, me())
        except UnknownVersion:
            abort(404)
        except MoveRefused as error:
            flash(f"{error}。", "error")
            return redirect(url_for("console.record_list", kind=kind), 303)
        return redirect(url_for("console.edit_draft", draft_id=draft.id), 303)


def _wanted(arguments: Mapping[str, str]) -> tuple[str, str, str, int]:
    """Return kind, text, department and page of the address; what makes no sense counts as not given."""
    kind = arguments.get("kind", FIRST)
    return (
        kind if kind in KINDS else FIRST,
        inputs.clean(arguments.get("q", ""), "q")[:100],
        inputs.clean(arguments.get("department", ""), "department")[:64],
        page_of(arguments),
    )


def _departments(kind: str, chosen: str) -> tuple[str, ...]:
    """Return whose records are listed: those of no department are everybody's to look at."""
    if not KINDS[kind].owned:
        return ()
    clerk = current_clerk()
    if clerk.sees_all:
        return (chosen,) if chosen else ()
    return (clerk.department,)


def _may_begin(kind: str) -> bool:
    return may_edit(None if KINDS[kind].owned else "")


def _add_beginning(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get("/knowledge/new")
    def new_record() -> ResponseReturnValue:
        kind = request.args.get("kind", FIRST)
        return _show_new(application, _asked(kind, request.args))

    @blueprint.post("/knowledge/new")
    def begin_record() -> ResponseReturnValue:
        new = _asked(request.form.get("kind", ""), request.form)
        catalogue = catalogue_in_force(application)
        if wrong := what_is_wrong(new, catalogue):
            return _show_new(application, new, f"{wrong}。"), 400
        copied = _copied(application, new)
        plain = with_ids(
            KINDS[new.kind].shape,
            begun(new, copied, catalogue, application.today),
            secrets.token_hex,
        )
        try:
            value = KINDS[new.kind].value(plain)
            draft = application.record.drafts.create(new.kind, new.key, value, me())
        except MoveRefused as error:
            return _show_new(application, new, f"{error}。"), 409
        return redirect(url_for("console.edit_draft", draft_id=draft.id), 303)


def _asked(kind: str, given: Mapping[str, Any]) -> NewRecord:
    if kind not in KINDS or not _may_begin(kind):
        abort(404)
    key, name, department, copy_of = (
        inputs.clean(given.get(part, ""), part)[:200]
        for part in ("key", "name", "department", "copy")
    )
    clerk = current_clerk()
    return NewRecord(kind, key, name, department if clerk.sees_all else clerk.department, copy_of)


def _copied(application: Application, new: NewRecord) -> Plain | None:
    """Return what the record to be copied says; another department's may be copied too."""
    if not new.copy_of:
        return None
    in_force = [
        one
        for one in application.record.versions.of(new.kind, new.copy_of)
        if one.state is State.PUBLISHED
    ]
    if not in_force:
        abort(404)
    return to_form(application.record.versions.value(in_force[0].id))


def _show_new(application: Application, new: NewRecord, fault: str = "") -> str:
    return render_template(
        "console/knowledge/new.html",
        new=new,
        kind=KINDS[new.kind],
        rule=KEYS[new.kind],
        needs_name=needs_name(new.kind),
        needs_department=needs_department(new.kind),
        departments=department_choices(catalogue_in_force(application).departments, "请选择部门"),
        sees_all=current_clerk().sees_all,
        sentences=own_sentences() if new.kind == "text" else {},
        fault=fault,
        action=ActionForm(formdata=None),
    )
