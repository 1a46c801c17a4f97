"""预览: what any door would say, in any situation, on any day: of a draft, of a version, of what is to come."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.composing import Said, said
from hall.doors.console.knowledge.asked_for import AskedFor, choices, read_asked_for
from hall.doors.console.knowledge.editing.pages import find_draft
from hall.doors.console.knowledge.finding import find_version
from hall.doors.looking_back import items_called
from hall.web.sample import sample_of
from knowledge_base.lifecycle.soundness import faults_when_submitted
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.store.kinds import KINDS, with_records
from knowledge_base.store.receipts import Changed

MOST_LISTED = 20
LARGEST_NUMBER = 2**31 - 1
BAD_DAY = "“{given}”不是日期：请写成 2027-03-03 的样子"
PAST_DAY = "{given} 已经过去了：要看当时怎么说的，请到“当时的答复”里查"
NO_ITEM = "没有叫“{words}”的事项：请换个说法，或者填事项编码"
INCOMPLETE = "现在还预览不了：里面提到的部门、地点或材料还没有，补上再看"


@dataclass(frozen=True)
class Written:
    """A draft or version that is looked at as if it were published."""

    what: str
    kind: str
    key: str
    title: str
    value: object


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page."""

    @blueprint.get("/knowledge/preview")
    def preview() -> ResponseReturnValue:
        asked, written = read_asked_for(), _written(application)
        given = request.args.get("day", "")[:20]
        day, fault = _day(application, given)
        published = application.record.generations.catalogue_on(day)
        changed = {(written.kind, written.key): written.value} if written else {}
        catalogue = with_records(published, changed) if written else published
        items = _items(catalogue, written, asked)
        one = None
        if len(items) == 1 and not fault:
            one = _composed(application, catalogue, asked, items[0])
        return render_template(
            "console/knowledge/preview_page.html",
            asked=asked,
            written=written,
            day=given or f"{day}",
            fault=fault or _trouble(asked, items, one),
            faults=faults_when_submitted(application.record.check, published, changed, day),
            one=one,
            items=[catalogue.guides[code] for code in items[:MOST_LISTED]],
            kinds=KINDS,
            **choices(),
        )


def _written(application: Application) -> Written | None:
    """Return what is looked at beside what is published; a 404 where there is none, or it is another department's."""
    record = application.record
    if number := _number("draft"):
        draft = find_draft(application, number)
        value = record.drafts.newest(number).value
        return Written("草稿", draft.kind, draft.key, draft.title, value)
    if number := _number("version"):
        version = find_version(application, number)
        what = f"第 {version.no} 版"
        return Written(
            what, version.kind, version.key, version.title, record.versions.value(number)
        )
    return None


def _number(name: str) -> int:
    """Return a number of the address, 0 where it names none."""
    return min(request.args.get(name, 0, type=int), LARGEST_NUMBER)


def _day(application: Application, given: str) -> tuple[date, str]:
    """Return the day that was chosen, else today, and what is wrong with it."""
    today = application.today
    if not given:
        return today, ""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return today, BAD_DAY.format(given=given)
    return (day, "") if day >= today else (today, PAST_DAY.format(given=given))


def _items(catalogue: Catalogue, written: Written | None, asked: AskedFor) -> list[str]:
    """Return the codes of the items that are meant; one that the written record is about where none was named."""
    if asked.item:
        return [guide.item.code for guide in items_called(catalogue, asked.item)]
    if written is None:
        return []
    code = sample_of([Changed(written.kind, written.key)], catalogue)
    return [code] if code is not None and code in catalogue.guides else []


def _composed(
    application: Application, catalogue: Catalogue, asked: AskedFor, code: str
) -> Said | None:
    """Return what the door would say; None where it names a record that is not there."""
    try:
        return said(
            catalogue,
            code,
            asked.situation,
            asked.element,
            asked.door.name,
            public_url=application.settings.public_url,
        )
    except KeyError:
        return None


def _trouble(asked: AskedFor, items: list[str], one: Said | None) -> str:
    if asked.item and not items:
        return NO_ITEM.format(words=asked.item)
    return INCOMPLETE if len(items) == 1 and one is None else ""
