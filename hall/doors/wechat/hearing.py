"""What a WeChat message wants: something asked, or one of a few things to be said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.wording import WeChatWording

GREETING, LOCATION = "greeting", "location"
"""Sentences that are put together from what is published."""


@dataclass(frozen=True)
class Heard:
    """What the citizen asks; else the name of what is said to it; neither when nothing is due."""

    asks: str = ""
    says: str = ""


NOTHING = Heard()


def hear(inbound: Inbound, wording: WeChatWording) -> Heard:
    """Return what the message wants; kinds that nobody awaits an answer to want nothing."""
    hearing = EVENTS.get(inbound.event) if inbound.event else MESSAGES.get(inbound.kind)
    return hearing(inbound, wording) if hearing else NOTHING


def _text(inbound: Inbound, wording: WeChatWording) -> Heard:
    said = inbound.field("Content") or inbound.field("bizmsgmenuid")
    if said == wording.view_send:
        return Heard(says="nothing_waiting")
    return Heard(asks=said) if said else Heard(says="please_type")


def _voice(inbound: Inbound, _wording: WeChatWording) -> Heard:
    """Take what WeChat understood; the field is absent or empty where it understood nothing."""
    said = inbound.field("Recognition")
    return Heard(asks=said) if said else Heard(says="please_type")


def _click(inbound: Inbound, wording: WeChatWording) -> Heard:
    asked = wording.menu_text(inbound.field("EventKey"))
    return Heard(asks=asked) if asked else Heard(says=GREETING)


def _says(name: str) -> "Hearing":
    return lambda _inbound, _wording: Heard(says=name)


Hearing = Callable[[Inbound, WeChatWording], Heard]
MESSAGES: Mapping[str, Hearing] = {
    "text": _text,
    "voice": _voice,
    "image": _says("image"),
    "video": _says("video"),
    "shortvideo": _says("video"),
    "link": _says("link"),
    "location": _says(LOCATION),
}
EVENTS: Mapping[str, Hearing] = {
    "subscribe": _says(GREETING),
    "scan": _says(GREETING),
    "click": _click,
}
"""Events nobody awaits an answer to (VIEW, the periodic LOCATION, reports on sent messages) are not here."""
