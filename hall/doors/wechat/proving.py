"""Whether WeChat's messages say what is published: a signed message from nobody, answered over the door's address."""

import secrets

from httpx import Client

from hall.bootstrap import Application
from hall.doors.registration import NOTHING_SAID, DoorProof, Evidence
from hall.doors.wechat.codec import read_fields, to_xml
from hall.doors.wechat.crypto import RANDOM_BYTES, MessageKey, open_message
from hall.doors.wechat.reception import OWN
from hall.doors.wechat.replies import item_page
from hall.doors.wechat.signature import sign
from hall.reception.own_talk import ASKED_OF
from hall.settings import Settings
from hall.web.page_text import version_in
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import tell, view_of
from knowledge_base.model.codec import digest
from knowledge_base.rendering import to_wechat

ACCOUNT = "onedoor"
"""Stands where WeChat names the account that was written to."""


def _ask(application: Application, client: Client, item_code: str) -> Evidence:
    moment = int(application.clock().timestamp())
    letter = to_xml(
        {
            "ToUserName": ACCOUNT,
            "FromUserName": OWN,
            "CreateTime": moment,
            "MsgType": "text",
            "Content": item_code,
            "MsgId": secrets.randbits(62),
        }
    )
    query, body = _sealed(application.settings, letter, str(moment))
    response = client.post("/wechat", params=query, content=body.encode()).raise_for_status()
    return _read(_opened(application.settings, response.content))


def _sealed(settings: Settings, letter: str, timestamp: str) -> tuple[dict[str, str], str]:
    """Return the parameters and the body as WeChat would send them: encrypted where the account has a key."""
    nonce = secrets.token_hex(8)
    query = {"timestamp": timestamp, "nonce": nonce}
    query["signature"] = sign(settings.wechat_token, timestamp, nonce)
    if not settings.wechat_aes_key:
        return query, letter
    key = MessageKey(settings.wechat_aes_key, settings.wechat_appid)
    encrypted = key.encrypt(letter.encode(), secrets.token_bytes(RANDOM_BYTES))
    signed = sign(settings.wechat_token, timestamp, nonce, encrypted)
    body = to_xml({"ToUserName": ACCOUNT, "Encrypt": encrypted})
    return {**query, "encrypt_type": "aes", "msg_signature": signed}, body


def _opened(settings: Settings, body: bytes) -> str:
    """Return the text of a reply."""
    fields = read_fields(body)
    if encrypted := fields.get("Encrypt", ""):
        key = MessageKey(settings.wechat_aes_key, settings.wechat_appid)
        fields = read_fields(open_message(encrypted, (key,)).message)
    return fields.get("Content", "")


def _due(application: Application, ground: Ground, item_code: str) -> Evidence:
    if item_code not in ground.catalogue.guides:
        return NOTHING_SAID
    answer = tell(view_of(ground, item_code, {}), ASKED_OF, ground)
    return _read(to_wechat(answer, item_page(answer, application.settings.public_url)))


def _read(text: str) -> Evidence:
    version = version_in(text)
    return Evidence(version, digest(text.strip())) if version else NOTHING_SAID


MESSAGES = DoorProof("wechat", "微信", _ask, _due, lambda settings: bool(settings.wechat_token))
