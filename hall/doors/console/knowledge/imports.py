"""导入: documents of departments and pages of portals, read, looked at part by part, and written into drafts."""

import re

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.knowledge.editing.pages import me
from hall.doors.console.knowledge.importing_words import GUIDES_A_PAGE, lost_of, pages_of, shown
from hall.doors.console.knowledge.in_force import catalogue_in_force, names_of_staff
from hall.doors.console.login import next_step, only
from hall.doors.registration import LargeForm
from hall.web import inputs
from hall.web.bodies import keep_beginning, size_of
from knowledge_base.importing.batch import Importer
from knowledge_base.importing.dictionary import REMARKS, SECTIONS, Dictionary
from knowledge_base.importing.dictionary_files import load_dictionary
from knowledge_base.importing.drafts import ImportDrafts
from knowledge_base.importing.field_names import FieldNames
from knowledge_base.importing.formats import READABLE
from knowledge_base.importing.kept import Kept, KeptDocuments
from knowledge_base.importing.limits import MIB, MOST_BYTES
from knowledge_base.importing.refusing import Refused
from knowledge_base.importing.report import FileReport
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from service_desk.attachments.names import safe_name
from service_desk.staff import Right

PER_PAGE = 30
LAST_PAGE = 10_000
MOST_FILES = 20
"""At once: so many are read while one waits."""
MOST_FORM = 3 * MOST_BYTES
TWICE = 2
"""So much the server lets through, to be answered with a page that says what is too large."""
UPLOAD = "console.import_files"
TOO_LARGE = "这些文件加起来太大，没有读。一次最多 {most} MB，请分几次导入。"
TOO_MANY = "一次最多 {most} 个文件，后面 {left} 个没有读，请分几次导入。"
RECOGNISED_ANEW = "刚才有人改了叫法，这份文件重新认过，没有写进草稿。请再看一遍，再点“写进草稿”。"
NOTHING_CHOSEN = "请先选择文件。"

IMPORTS = LargeForm(
    path=re.compile(r"/console/knowledge/import"),
    most=lambda _settings: TWICE * MOST_FORM,
    key="_user_id",
)


def admit_documents(blueprint: Blueprint, application: Application) -> None:
    """Let somebody at work send documents; of what is too large keep no file."""

    @blueprint.before_app_request
    def admit() -> None:
        if request.endpoint != UPLOAD:
            return
        usual = int(current_app.config["MAX_CONTENT_LENGTH"])
        is_at_work = bool(current_user.is_authenticated) and next_step(application) is None
        most = MOST_FORM if is_at_work else usual
        request.max_content_length = most
        g.too_large = size_of(request) > most and keep_beginning(request, usual)


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages of documents that were read."""
    _add_list(blueprint, application)
    _add_document(blueprint, application)
    _add_names(blueprint, application)


def _add_list(blueprint: Blueprint, application: Application) -> None:
    kept = KeptDocuments(application.engine, application.clock)
    taught = FieldNames(application.engine, application.clock)

    @blueprint.get("/knowledge/import")
    @only(Right.EDIT)
    def imports() -> ResponseReturnValue:
        page, names_page = _page_asked("page"), _page_asked("names")
        total = kept.counted(me())
        return render_template(
            "console/knowledge/imports.html",
            documents=kept.listed(me(), PER_PAGE, (page - 1) * PER_PAGE),
            total=total,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            names=names_of_staff(application),
            accept=",".join(f".{one}" for one in sorted(READABLE)),
            most_files=MOST_FILES,
            most=MOST_BYTES // MIB,
            taught=taught.listed(PER_PAGE, (names_page - 1) * PER_PAGE),
            taught_pages=max(1, -(-taught.counted() // PER_PAGE)),
            taught_page=names_page,
            labels=load_dictionary().labels,
            action=ActionForm(formdata=None),
        )

    @blueprint.post("/knowledge/import")
    @only(Right.EDIT)
    def import_files() -> ResponseReturnValue:
        if g.get("too_large"):
            flash(TOO_LARGE.format(most=MOST_FORM // MIB), "error")
            return redirect(url_for("console.imports"), 303)
        files = [one for one in request.files.getlist("files") if one.filename]
        if not files:
            flash(NOTHING_CHOSEN, "error")
        if len(files) > MOST_FILES:
            flash(TOO_MANY.format(most=MOST_FILES, left=len(files) - MOST_FILES), "error")
        taken = [one for one in map(_take, files[:MOST_FILES]) if one]
        if len(taken) == 1 and len(files) == 1:
            return redirect(url_for("console.imported", import_id=taken[0]), 303)
        if taken:
            flash(f"读了 {len(taken)} 个文件，逐个打开看认出了什么。", "ok")
        return redirect(url_for("console.imports"), 303)

    def _take(file: FileStorage) -> int:
        """Read a file; return its id, 0 where it was refused, and say why."""
        name = safe_name(file.filename or "")
        try:
            return kept.take(name, file.read(), me())
        except Refused as refusal:
            flash(f"“{name}”{refusal}。", "error")
            return 0


def _add_document(blueprint: Blueprint, application: Application) -> None:
    @blueprint.get("/knowledge/import/<int:import_id>")
    @only(Right.EDIT)
    def imported(import_id: int) -> ResponseReturnValue:
        document, report, dictionary = _report(application, import_id)
        pages = pages_of(report)
        page = min(max(request.args.get("page", 1, type=int) or 1, 1), pages)
        return render_template(
            "console/knowledge/import.html",
            document=document,
            report=report,
            guides=shown(report, dictionary, catalogue_in_force(application), SECTIONS, page),
            lost=lost_of(report, dictionary, page),
            page=page,
            pages=pages,
            fields={key: label for key, label in dictionary.labels.items() if key != REMARKS},
            names=names_of_staff(application),
            action=ActionForm(formdata=None),
        )

    @blueprint.post("/knowledge/import/<int:import_id>/draft")
    @only(Right.EDIT)
    def draft_import(import_id: int) -> ResponseReturnValue:
        document, report, dictionary = _report(application, import_id)
        number = request.form.get("guide", -1, type=int)
        if not 0 <= number < len(report.guides):
            abort(404)
        there = number // GUIDES_A_PAGE + 1
        back = url_for("console.imported", import_id=import_id, page=there if there > 1 else None)
        title = report.guides[number].guide.title
        if request.form.get("title", title).split() != title.split():
            flash(RECOGNISED_ANEW, "error")
            return redirect(back, 303)
        drafts = ImportDrafts(
            application.record.drafts,
            catalogue_in_force(application),
            dictionary,
            application.today,
        )
        code = inputs.clean(request.form.get("item", ""), "item")[:40].strip()
        try:
            draft = drafts.put(report.guides[number], code, me(), document.name)
        except MoveRefused as error:
            flash(f"{error}。", "error")
            return redirect(back, 303)
        flash("文件里的内容已经写进草稿，请逐项看过、补齐再提交。不对的可以点“撤销上一步”。", "ok")
        return redirect(url_for("console.edit_draft", draft_id=draft.id), 303)


def _add_names(blueprint: Blueprint, application: Application) -> None:
    @blueprint.post("/knowledge/import/<int:import_id>/name")
    @only(Right.EDIT)
    def teach_name(import_id: int) -> ResponseReturnValue:
        _report(application, import_id)
        name = inputs.clean(request.form.get("name", ""), "name")[:200]
        try:
            names = FieldNames(application.engine, application.clock)
            names.teach(name, request.form.get("field", ""), me())
            flash(f"以后都会认得“{name}”，这份文件已经重新认过。", "ok")
        except MoveRefused as error:
            flash(f"{error}。", "error")
        return redirect(url_for("console.imported", import_id=import_id), 303)

    @blueprint.post("/knowledge/import/names/<int:name_id>")
    @only(Right.EDIT)
    def forget_name(name_id: int) -> ResponseReturnValue:
        try:
            gone = FieldNames(application.engine, application.clock).forget(name_id, me())
            label = load_dictionary().labels.get(gone.field, gone.field)
            flash(f"不再把“{gone.name}”认作“{label}”，每份文件都会重新认。", "ok")
        except MoveRefused as error:
            flash(f"{error}。", "error")
        return redirect(url_for("console.imports"), 303)


def _page_asked(name: str) -> int:
    return min(max(request.args.get(name, 1, type=int) or 1, 1), LAST_PAGE)


def _report(application: Application, import_id: int) -> tuple[Kept, FileReport, Dictionary]:
    """Return a document of this person's department as it is recognised now."""
    try:
        document, said = KeptDocuments(application.engine, application.clock).document(
            import_id, me()
        )
    except UnknownVersion:
        abort(404)
    dictionary = load_dictionary(FieldNames(application.engine, application.clock).known())
    importer = Importer(dictionary, catalogue_in_force(application))
    return document, importer.recognised(document.name, document.format, said), dictionary
