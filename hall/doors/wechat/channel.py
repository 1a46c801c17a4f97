"""WeChat as a way of talking: its text, and the courier that brings what the account may push."""

from hall.doors.registration import Channel, Showing, Shown, Telling
from hall.doors.wechat.asking import DOOR
from hall.doors.wechat.courier import start_courier
from hall.doors.wechat.replies import item_page
from knowledge_base.rendering import to_wechat


def _sent(telling: Telling) -> Shown:
    """Return the message as it is sent, with its links in WeChat's own markup."""
    return Shown(to_wechat(telling.answer, item_page(telling.answer, telling.public_url)))


WECHAT = Channel(DOOR, "微信", render=to_wechat, push=start_courier)
SENT = Showing(DOOR, "微信", _sent)
