"""Whether the card of an item at the counter shows what is published."""

from httpx import Client

from hall.bootstrap import Application
from hall.doors.counter.routes import guide_card
from hall.doors.registration import NOTHING_SAID, DoorProof, Evidence
from hall.web.heard import heard
from hall.web.page_text import version_in, words_of
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import view_of
from knowledge_base.model.codec import digest


def _ask(_application: Application, client: Client, item_code: str) -> Evidence:
    said = heard(client.get(f"/counter/items/{item_code}/card"))
    return NOTHING_SAID if said is None else _read(said)


def _due(_application: Application, ground: Ground, item_code: str) -> Evidence:
    if item_code not in ground.catalogue.guides:
        return NOTHING_SAID
    view = view_of(ground, item_code, {})
    coming = ground.upcoming(view.guide, ground.catalogue)
    return _read(guide_card(view, plain="", upcoming=coming))


def _read(card: str) -> Evidence:
    words = words_of(card)
    return Evidence(version_in(words), digest(words))


COUNTER = DoorProof("counter", "窗口", _ask, _due)
