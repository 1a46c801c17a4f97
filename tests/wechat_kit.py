"""WeChat's side of the line: posts messages as WeChat does and reads what comes back."""

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlencode

import structlog
from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.doors.wechat.crypto import MessageKey
from hall.doors.wechat.signature import sign
from hall.web.logs import configure_logging
from tests.wechat_vectors import APPID, KEY, TOKEN

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
ACCOUNT = "gh_97417a04a28d"
TIMESTAMP, NONCE = "1714112445", "415670741"
RANDOM = b"a8eedb185eb2fecf"
SETTINGS: Mapping[str, object] = {
    "wechat_token": TOKEN,
    "wechat_appid": APPID,
    "wechat_aes_key": KEY,
    "wechat_plain_allowed": True,
    "public_url": "https://hall.example.gov.cn",
}
"""An account in safe mode that still takes plain messages, as during a change-over."""
SAFE_MODE: Mapping[str, object] = {**SETTINGS, "wechat_plain_allowed": False}
"""An account in safe mode, and in no other."""

_numbers = count(22535521942180000)


def fresh_id() -> str:
    """Return a MsgId nobody used before."""
    return str(next(_numbers))


def stamp() -> dict[str, str]:
    """Return a timestamp and a nonce that nobody used before."""
    return {"timestamp": str(int(datetime.now(UTC).timestamp())), "nonce": str(next(_numbers))}


def address(**given: str) -> str:
    """Return `/wechat` with a right signature; what is given stands in its place."""
    query = stamp() | given
    signature = sign(TOKEN, query["timestamp"], query["nonce"])
    return f"/wechat?{urlencode({'signature': signature} | query)}"


def message(kind: str, inside: str, *, message_id: str = "", openid: str = OPENID) -> str:
    """Return the XML of a message; `inside` are the fields of its kind."""
    return f"""<xml>
<ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>
<FromUserName><![CDATA[{openid}]]></FromUserName>
<CreateTime>{TIMESTAMP}</CreateTime>
<MsgType><![CDATA[{kind}]]></MsgType>
{inside}
<MsgId>{message_id or fresh_id()}</MsgId>
</xml>"""


def text(said: str, *, message_id: str = "", openid: str = OPENID) -> str:
    """Return the XML of a text message."""
    inside = f"<Content><![CDATA[{said}]]></Content>"
    return message("text", inside, message_id=message_id, openid=openid)


def event(name: str, key: str = "", *, created: str = TIMESTAMP, openid: str = OPENID) -> str:
    """Return the XML of an event, which has no MsgId."""
    return f"""<xml>
<ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>
<FromUserName><![CDATA[{openid}]]></FromUserName>
<CreateTime>{created}</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[{name}]]></Event>
<EventKey><![CDATA[{key}]]></EventKey>
</xml>"""


def sealed(body: str, key: MessageKey) -> tuple[str, dict[str, str]]:
    """Return a body as safe mode sends it, and what stands in the address beside it."""
    encrypted = key.encrypt(body.encode(), RANDOM)
    stamped = stamp()
    msg_signature = sign(TOKEN, stamped["timestamp"], stamped["nonce"], encrypted)
    envelope = (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    )
    return envelope, {"encrypt_type": "aes", "msg_signature": msg_signature} | stamped


def read(xml: str) -> dict[str, str]:
    """Return the fields of a reply."""
    return {child.tag: child.text or "" for child in fromstring(xml)}


@contextmanager
def logs() -> Iterator[io.StringIO]:
    """Log as a running hall does, into the stream."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@dataclass(frozen=True)
class WeChat:
    """A WeChat server in front of the hall's door."""

    client: FlaskClient
    key: MessageKey = field(default_factory=lambda: MessageKey(KEY, APPID))

    def post(self, body: str | bytes, **query: str) -> TestResponse:
        """Send a body in plain mode."""
        return self.client.post(address(**query), data=body, content_type="text/xml")

    def post_sealed(self, body: str, key: MessageKey | None = None, **query: str) -> TestResponse:
        """Send a body in safe mode."""
        envelope, sealed_query = sealed(body, key or self.key)
        return self.post(envelope, **(sealed_query | query))

    def says(self, body: str) -> str:
        """Send a body and return the text of the reply, empty where nothing is to be shown."""
        response = self.post(body)
        assert response.status_code == 200, response.text
        if response.text == "success":
            return ""
        fields = read(response.text)
        assert fields["MsgType"] == "text"
        assert 0 < len(fields["Content"].encode()) < 2000 + 1
        return fields["Content"]

    def ask(self, said: str, *, message_id: str = "", openid: str = OPENID) -> str:
        """Send a text message and return the text of the reply."""
        return self.says(text(said, message_id=message_id, openid=openid))
