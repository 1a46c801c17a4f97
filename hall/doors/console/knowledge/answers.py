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
from knowledge_base.lifecycle.contract_runs import Run
from knowledge_base.lifecycle.errors import MoveRefused
from knowledge_base.lifecycle.judging import CHANGES, Changed
from knowledge_base.lifecycle.overtaking import Overtaken
from knowledge_base.lifecycle.seeing import Seen
from knowledge_base.lifecycle.states import WAITING, State
from knowledge_base.lifecycle.versions import Version

PAGE = "/knowledge/versions/<int(max=2147483647):version_id>/answers"
WORSE = "原来答对，发布后会答错"
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

    is_stale: something was published after the questions were asked.
    broke_off: nobody asks any more, and not everything was asked.
    """

    version_id: int
    run: Run | None
    goes_on: bool
    broke_off: bool
    is_stale: bool
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
            action=ActionForm(formdata=None),
        )

    @blueprint.post(PAGE)
    def ask_answers(version_id: int) -> ResponseReturnValue:
        version = find_version(application, version_id)
        if not ActionForm().validate_on_submit():
            abort(400)
        if application.kb.ready:
            application.contracts.start(version.id, current_clerk().login)
        else:
            flash(f"{NOT_READY}。", "error")
        return redirect(url_for("console.version_answers", version_id=version.id), 303)


def shown(application: Application, version: Version) -> Shown:
    """Return what is known of the answers of a version; one that waits and was never asked is asked now."""
    contracts = application.contracts
    run = contracts.last(version.id)
    if run is None and version.state in WAITING and application.kb.ready:
        contracts.start(version.id, current_clerk().login)
        run = contracts.last(version.id)
    goes_on = run is not None and run.goes_on(application.clock())
    return Shown(
        version_id=version.id,
        run=run,
        goes_on=goes_on,
        broke_off=run is not None and run.ended_at is None and not goes_on,
        is_stale=run is not None and run.generation != application.record.store.newest(),
        groups=grouped(run.report.changed) if run is not None else (),
    )


def grouped(changed: Sequence[Changed]) -> tuple[Group, ...]:
    """Return changed answers by how they change, those that are no longer right first."""
    found: dict[str, list[Changed]] = {}
    for one in changed:
        found.setdefault(WORSE if one.is_worse else CHANGES[one.change], []).append(one)
    return tuple(Group(title, title == WORSE, rows) for title, rows in found.items())


def overtaken(application: Application, version: Version) -> tuple[Overtaken, ...]:
    """Return the versions that wait for their day and give way to one that is to be approved."""
    if version.state is not State.SUBMITTED:
        return ()
    return application.record.publishing.overtakes(version.id)


def seen(form: MultiDict[str, str]) -> Seen:
    """Return what was ticked as seen (`我看过这些变化`, `我知道`)."""
    lost = [number(text) for text in form.getlist("seen")]
    return Seen(max(lost, default=0), frozenset(map(number, form.getlist("overtaken"))))


def number(text: str) -> int:
    """Return the number that a form gives; 0 for anything else."""
    return int(text[:9]) if text[:9].isascii() and text[:9].isdigit() else 0


def require_asked(application: Application, version_id: int) -> None:
    """Let a version be approved only when its questions were asked.

    Raises:
        MoveRefused: they are still being asked, or were not asked at all though they could be.
    """
    run = application.contracts.last(version_id)
    if application.kb.ready and (run is None or run.ended_at is None):
        raise MoveRefused(NOT_ASKED_YET)
