"""What WeChat sends (微信消息): who, when, what kind, and the key by which a repeat is known."""

import re
from dataclasses import dataclass

from hall.doors.wechat.codec import Fields, MalformedBody

NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
"""An openid (28 characters today) or an account's original id (gh_…)."""
NUMBER = re.compile(r"[0-9]{1,20}")
"""A moment in seconds or a MsgId of 64 bits."""
DIGEST_CHARS = 32
"""Of a SHA-256 in hexadecimal: 128 bits."""


@dataclass(frozen=True)
class Inbound:
    """One message or event; `repr` does not show who sent it or what was said.

    digest: of the decrypted body.
    """

    account: str
    openid: str
    created: str
    kind: str
    message_id: str
    fields: Fields
    digest: str = ""

    def __repr__(self) -> str:
        return f"Inbound({self.kind!r})"

    def field(self, name: str) -> str:
        """Return a field, empty where the message has none."""
        return self.fields.get(name, "")

    @property
    def event(self) -> str:
        """The kind of event in lower case, empty for a message."""
        return self.field("Event").lower() if self.kind == "event" else ""

    @property
    def key(self) -> str:
        """What all deliveries of this message have in common: MsgId and body; of an event the body alone."""
        return f"{self.message_id or 'event'}-{self.digest[:DIGEST_CHARS]}"


def read_inbound(fields: Fields, digest: str) -> Inbound:
    """Return the message that the fields tell.

    Raises:
        MalformedBody: sender, account, time or kind is missing or of another form.
    """
    return Inbound(
        account=_of_form(NAME, fields, "ToUserName"),
        openid=_of_form(NAME, fields, "FromUserName"),
        created=_of_form(NUMBER, fields, "CreateTime"),
        kind=_of_form(NAME, fields, "MsgType").lower(),
        message_id=_of_form(NUMBER, fields, "MsgId") if fields.get("MsgId") else "",
        fields=fields,
        digest=digest,
    )


def _of_form(form: re.Pattern[str], fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    if not form.fullmatch(value):
        raise MalformedBody(f"{name} is missing or not of the expected form")
    return value
