"""当时的答复: what a door said of an item at a moment, and who had approved it."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.composing import said_in_answer
from hall.doors.console.knowledge.asked_for import AskedFor, choices, read_asked_for
from hall.doors.console.knowledge.in_force import names_of_staff
from hall.doors.console.login import only
from hall.doors.looking_back import (
    CannotLookBack,
    LookedBack,
    Wanted,
    generation_at,
    items_called,
    look_back,
    read_moment,
)
from knowledge_base.answering.telling import ground_of
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import BadQuestion
from knowledge_base.lifecycle.errors import UnknownVersion
from knowledge_base.lifecycle.generations import Generation
from knowledge_base.lifecycle.states import LABELS
from knowledge_base.model.answer import Answer
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from service_desk.staff import Right

MOST_LISTED = 20
NO_ITEM = "当时没有叫“{words}”的事项：请换个说法，或者填事项编码"
LARGEST_NUMBER = 10**9


@dataclass(frozen=True)
class Found:
    """What was found: an answer of then, or the items among which to choose.

    as_read_now: whether a citizen's words were read as they are read today, for how they were read then is not kept.
    """

    then: LookedBack | None = None
    items: tuple[Guide, ...] = ()
    as_read_now: bool = False


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the page."""

    @blueprint.get("/knowledge/said")
    @only(Right.AUDIT, Right.PUBLISH)
    def said() -> ResponseReturnValue:
        asked, moment = read_asked_for(), _moment(application)
        fault, found = "", Found()
        if asked.item:
            try:
                found = _found(application, asked, moment)
            except (CannotLookBack, UnknownVersion) as error:
                fault = str(error)
        return render_template(
            "console/knowledge/said.html",
            asked=asked,
            moment=moment,
            number=request.args.get("generation", ""),
            found=found,
            fault=fault,
            states=LABELS,
            names=names_of_staff(application),
            **choices(),
        )


def _moment(application: Application) -> tuple[str, str]:
    """Return day and time as they were chosen; now where nothing was."""
    now = application.clock().astimezone(CITY_TIME)
    day, time = request.args.get("day", "")[:20], request.args.get("time", "")[:20]
    return day or f"{now:%Y-%m-%d}", time or f"{now:%H:%M}"


def _generation(application: Application, moment: tuple[str, str]) -> Generation:
    number = request.args.get("generation", type=int)
    if number:
        return application.record.generations.generation(min(abs(number), LARGEST_NUMBER))
    then: datetime = read_moment(" ".join(moment), application.clock())
    return generation_at(application.record, then)


def _found(application: Application, asked: AskedFor, moment: tuple[str, str]) -> Found:
    generation = _generation(application, moment)
    catalogue = application.record.store.replayed(generation.no)
    items = items_called(catalogue, asked.item)
    if len(items) == 1:
        return Found(_looked_back(application, generation, asked, items[0].item.code))
    if items:
        return Found(items=items[:MOST_LISTED])
    return _answered(application, generation, catalogue, asked)


def _looked_back(
    application: Application, generation: Generation, asked: AskedFor, item_code: str
) -> LookedBack:
    wanted = Wanted(item_code, asked.element, asked.door.name, asked.situation)
    return look_back(application.record, generation, wanted, application.settings.public_url)


def _answered(
    application: Application, generation: Generation, catalogue: Catalogue, asked: AskedFor
) -> Found:
    """Return what was said to a citizen's words: the answer itself while its generation is still in force."""
    answer = _asked_now(application, asked.item)
    item = answer.item.item_code if answer and answer.item else ""
    if answer is None or item not in catalogue.guides:
        raise CannotLookBack(NO_ITEM.format(words=asked.item))
    element = Element(answer.element or Element.OVERVIEW)
    meant = replace(asked, element=element, situation={**answer.situation, **asked.situation})
    then = _looked_back(application, generation, meant, item)
    if answer.generation != generation.no or asked.situation:
        return Found(then, as_read_now=True)
    ground = ground_of(catalogue, generation.no)
    shown = said_in_answer(answer, asked.door.name, ground, application.settings.public_url)
    return Found(replace(then, said=shown) if shown else then)


def _asked_now(application: Application, words: str) -> Answer | None:
    """Return what the hall answers today; None while its base is not built."""
    if not application.kb.ready:
        return None
    try:
        return application.kb.ask(words)
    except BadQuestion:
        return None
