"""What is said to those who asked nothing yet: the greeting, and where the hall is."""

from dataclasses import replace

from hall.doors.wechat.wording import WeChatWording
from knowledge_base.answering.offering import shortest_name
from knowledge_base.model.answer import Answer, AnswerStatus, Option
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.services import KnowledgeBase
from service_desk.staff import CENTRE

GREETED_WITH = 6
"""Most-asked items in the greeting: as many as fit a phone without scrolling."""


def greeting(kb: KnowledgeBase) -> Answer:
    """Return what can be asked here, with the most-asked items to tap."""
    named = (_named(kb, option) for option in kb.most_asked(GREETED_WITH))
    return Answer(AnswerStatus.SMALLTALK, kb.greeting, options=tuple(named))


def _named(kb: KnowledgeBase, option: Option) -> Option:
    """Return the option with its item's name: here no item is in talk that its label could go with."""
    return replace(option, label=shortest_name(kb.guide(option.item_code)))


def where_the_hall_is(catalogue: Catalogue, wording: WeChatWording) -> Answer:
    """Return the service centre's place as it is published."""
    venue = catalogue.venues[catalogue.departments[CENTRE].venue]
    said = wording.say(
        "location",
        venue=venue.name,
        address=venue.address,
        window=venue.window,
        hours=venue.hours,
        phone=venue.phone,
    )
    return Answer(AnswerStatus.SMALLTALK, said)
