"""Whether the API gives out what is published."""

import json

from httpx import Client

from hall.bootstrap import Application
from hall.doors.api.item_json import guide_to_dict
from hall.doors.registration import NOTHING_SAID, DoorProof, Evidence
from hall.web.heard import heard
from knowledge_base.answering.base import Ground
from knowledge_base.model.codec import digest


def _ask(_application: Application, client: Client, item_code: str) -> Evidence:
    said = heard(client.get(f"/api/v1/items/{item_code}"))
    return NOTHING_SAID if said is None else _read(said)


def _due(_application: Application, ground: Ground, item_code: str) -> Evidence:
    guide = ground.catalogue.guides.get(item_code)
    if guide is None:
        return NOTHING_SAID
    coming = ground.upcoming(guide, ground.catalogue)
    return _read(json.dumps(guide_to_dict(guide, ground.catalogue, coming)))


def _read(text: str) -> Evidence:
    data = json.loads(text)
    return Evidence(int(data["version"]), digest(data))


API = DoorProof("api", "接口", _ask, _due)
