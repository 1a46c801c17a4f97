"""Whether the page of an item shows what is published."""

from httpx import Client

from hall.bootstrap import Application
from hall.doors.pages.routes import item_page
from hall.doors.registration import NOTHING_SAID, DoorProof, Evidence
from hall.web.heard import heard
from hall.web.page_text import version_in, words_of
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import view_of
from knowledge_base.model.codec import digest


def _ask(_application: Application, client: Client, item_code: str) -> Evidence:
    said = heard(client.get(f"/items/{item_code}"))
    return NOTHING_SAID if said is None else _read(said)


def _due(application: Application, ground: Ground, item_code: str) -> Evidence:
    if item_code not in ground.catalogue.guides:
        return NOTHING_SAID
    view = view_of(ground, item_code, {})
    return _read(item_page(application, view, ground.upcoming(view.guide, ground.catalogue)))


def _read(page: str) -> Evidence:
    words = words_of(page)
    return Evidence(version_in(words), digest(words))


PAGES = DoorProof("pages", "网页", _ask, _due)
