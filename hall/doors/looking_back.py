"""What was said at a moment (当时怎么说的): as a door said it then, with whoever approved it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hall.doors.composing import Said, said
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import KnowledgeBaseError, UnknownItem
from knowledge_base.lifecycle.generations import Generation
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.versions import Move, Version
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.store.kinds import GUIDE

MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::[0-9]{2})?")
BAD_MOMENT = "“{given}”不是时间：请写成 2027-03-03 10:00 的样子，按本地时间"
TO_COME = "{given} 还没有到，请填过去的时间"
BEFORE_ALL = "{given} 之前还没有发布过内容：第一次发布在 {first}"
NOTHING_YET = "还没有发布过内容"
NOT_THEN = "当时“{item}”没有现行版：请看看事项对不对，或者换一个时间"


class CannotLookBack(KnowledgeBaseError):
    """There is nothing to be found; the message says why and what to do."""


@dataclass(frozen=True)
class LookedBack:
    """What a door said of an item in a generation, which version that was, and how it came to be published."""

    generation: Generation
    said: Said
    version: Version
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: of which item, in which situation, which element, at which door."""

    item_code: str
    element: Element
    door: str
    situation: Mapping[str, str]


def read_moment(given: str, now: datetime) -> datetime:
    """Return the moment that somebody wrote, by the clock of the city.

    Raises:
        CannotLookBack: it is none, or still to come.
    """
    found = MOMENT.fullmatch(given.strip())
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}") if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise CannotLookBack(BAD_MOMENT.format(given=given.strip()))
    moment = moment.replace(tzinfo=CITY_TIME)
    if moment > now:
        raise CannotLookBack(TO_COME.format(given=given.strip()))
    return moment


def generation_at(record: Record, moment: datetime) -> Generation:
    """Return the generation that was in force at a moment, to the end of its minute.

    Raises:
        CannotLookBack: nothing had been published yet.
    """
    no = record.store.generation_at(moment.replace(second=59, microsecond=999_999))
    if no:
        return record.generations.generation(no)
    if not record.store.newest():
        raise CannotLookBack(NOTHING_YET)
    first = record.generations.generation(1).published_at.astimezone(CITY_TIME)
    given = f"{moment.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
    raise CannotLookBack(BEFORE_ALL.format(given=given, first=f"{first:%Y-%m-%d %H:%M}"))


def look_back(
    record: Record, generation: Generation, wanted: Wanted, public_url: str = ""
) -> LookedBack:
    """Return what was said, composed of what stood in the generation alone.

    Raises:
        CannotLookBack: the item was not in force in it.
    """
    catalogue = record.store.replayed(generation.no)
    try:
        found = said(
            catalogue,
            wanted.item_code,
            wanted.situation,
            wanted.element,
            wanted.door,
            generation=generation.no,
            public_url=public_url,
        )
    except UnknownItem as error:
        raise CannotLookBack(NOT_THEN.format(item=wanted.item_code)) from error
    version_id = record.generations.version_in(generation.no, GUIDE, wanted.item_code)
    assert version_id is not None
    versions = record.versions
    return LookedBack(generation, found, versions.version(version_id), versions.moves(version_id))


def items_called(catalogue: Catalogue, words: str) -> tuple[Guide, ...]:
    """Return the guides whose code is given, or whose name or alias has the words in it."""
    plain = words.strip()
    if plain in catalogue.guides:
        return (catalogue.guides[plain],)
    names = ((g, (g.item.name, *g.item.aliases)) for g in catalogue.guides.values())
    return tuple(g for g, known in names if plain and any(plain in name for name in known))
