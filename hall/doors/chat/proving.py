"""Whether the talk on the website says what is published."""

import json
from collections.abc import Mapping
from typing import Any

from httpx import Client

from hall.bootstrap import Application
from hall.doors.registration import NOTHING_SAID, DoorProof, Evidence
from hall.reception.own_talk import ASKED_OF, own_talk
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import tell, view_of
from knowledge_base.model.codec import digest


def _ask(application: Application, client: Client, item_code: str) -> Evidence:
    talk = own_talk(application.settings.secret_key)
    response = client.post(f"/api/v1/chat/{talk}/messages", json={"text": item_code})
    answer = response.raise_for_status().json()["messages"][0].get("answer")
    return _read(answer) if answer else NOTHING_SAID


def _due(_application: Application, ground: Ground, item_code: str) -> Evidence:
    if item_code not in ground.catalogue.guides:
        return NOTHING_SAID
    answer = tell(view_of(ground, item_code, {}), ASKED_OF, ground)
    return _read(json.loads(json.dumps(answer.to_dict())))


def _read(answer: Mapping[str, Any]) -> Evidence:
    versions = [citation["version"] for citation in answer["citations"]]
    return Evidence(max(versions, default=0), digest(answer))


TALK = DoorProof("chat", "网站客服", _ask, _due)
