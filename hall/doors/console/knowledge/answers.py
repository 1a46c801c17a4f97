"""答复变化: what a version would answer, beside what is answered now; asked on this page, looked at before approval."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.forms import ActionForm
from hall.doors.console.knowledge.finding import find_version
from hall.doors.console.login import current_clerk
from hall.web import inputs
from knowledge_base.lifecycle.contract_runs import Run
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.judging import CHANGES, Change, Changed, Report
from knowledge_base.lifecycle.overtaking import Overtaken
from knowledge_base.lifecycle.seeing import Seen
from knowledge_base.lifecycle.states import WAITING, State
from knowledge_base.lifecycle.versions import Version
from service_desk.duties import person_of

PAGE = "/knowledge/versions/<int(max=2147483647):version_id>/answers"
WORSE = "原来答对，发布后会答错"
WITHOUT = {
    Change.LOST: "不再有答复",
    Change.OTHER_ITEM: "改由别的事项来答",
}
"""What becomes of the questions of an item that is taken down."""
MOST_TOLD = 5
GOES_ON = "正在问，不用再点：问完会显示在这里。"
NOT_ASKED_YET = "“答复变化”还没有问完，请等问完、看过再批准"
NOT_READY = "答复还在准备（系统刚启动），过一会儿再问"


@dataclass(frozen=True)
class Group:
    """Questions whose answers change in the same way."""

    title: str
    is_worse: bool
    changed: Sequence[Changed]


@dataclass(frozen=True)
class Shown:
    """What a page shows of the contract of a version.

    since: what was published after the questions were asked, the newest first; the last few where it was much.
    broke_off: nobody asks any more, and not everything was asked.
    """

    version_id: int
    run: Run | None
    goes_on: bool
    broke_off: bool
    since: tuple[str, ...]
    groups: tuple[Group, ...]


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page, and the button that asks again."""

    @blueprint.get(PAGE)
    def version_answers(version_id: int) -> ResponseReturnValue:
        version = find_version(application, version_id)
        return render_template(
            "console/knowledge/answers.html",
            version=version,
            contract=shown(application, version),
            may_ask=bool(person_of(current_clerk()).duties),
            action=ActionForm(formdata=None),
        )

    @blueprint.post(PAGE)
    def ask_answers(version_id: int) -> ResponseReturnValue:
        version = find_version(application, version_id)
        if not ActionForm().validate_on_submit():
            abort(400)
        if not person_of(current_clerk()).duties:
            abort(403)
        if not application.kb.ready:
            flash(f"{NOT_READY}。", "error")
        elif not application.contracts.start(version.id, current_clerk().login):
            flash(GOES_ON, "ok")
        return redirect(url_for("console.version_answers", version_id=version.id), 303)


def shown(application: Application, version: Version) -> Shown:
    """Return what is known of the answers of a version; one that waits is asked now, unless it was asked already."""
    contracts = application.contracts
    run, goes_on = _last(application, version)
    is_needed = run is None or (run.ended_at is None and not goes_on)
    if is_needed and version.state in WAITING and application.kb.ready:
        contracts.start(version.id, current_clerk().login)
        run, goes_on = _last(application, version)
    return Shown(
        version_id=version.id,
        run=run,
        goes_on=goes_on,
        broke_off=run is not None and run.ended_at is None and not goes_on,
        since=_since(application, run),
        groups=grouped(run.report, version) if run is not None else (),
    )


def _last(application: Application, version: Version) -> tuple[Run | None, bool]:
    run = application.contracts.last(version.id)
    return run, run is not None and run.goes_on(application.clock())


def _since(application: Application, run: Run | None) -> tuple[str, ...]:
    newest = application.record.store.newest()
    first = newest if run is None else max(run.generation, newest - MOST_TOLD)
    return tuple(
        application.record.generations.generation(no).cause for no in range(newest, first, -1)
    )


def grouped(report: Report, version: Version) -> tuple[Group, ...]:
    """Return changed answers by how they change, those that are no longer right first."""
    found: dict[str, list[Changed]] = {}
    for one in report.changed:
        found.setdefault(_title(one, report, version), []).append(one)
    return tuple(Group(title, title == WORSE, rows) for title, rows in found.items())


def _title(one: Changed, report: Report, version: Version) -> str:
    if report.is_withdrawal and one.item_code == version.key and one.change in WITHOUT:
        return WITHOUT[one.change]
    return WORSE if one.is_worse else CHANGES[one.change]


def overtaken(application: Application, version: Version) -> tuple[Overtaken, ...]:
    """Return the versions that wait for their day and give way to one that is to be approved."""
    if version.state is not State.SUBMITTED:
        return ()
    return application.record.publishing.overtakes(version.id)


def seen(form: MultiDict[str, str]) -> Seen:
    """Return what was ticked as seen (`我看过这些变化`, `按那次问的结果批准`, `我知道`)."""
    lost = [inputs.number(text) for text in form.getlist("seen")]
    others = frozenset(map(inputs.number, form.getlist("overtaken")))
    return Seen(max(lost, default=0), inputs.number(form.get("asked_in", "")), others)


def require_asked(application: Application, version_id: int) -> None:
    """Let a version be approved only when its questions were asked.

    Raises:
        MoveRefused: they are still being asked, or were not asked at all though they could be.
    """
    run = application.contracts.last(version_id)
    if application.kb.ready and (run is None or run.ended_at is None):
        raise MoveRefused(NOT_ASKED_YET)
