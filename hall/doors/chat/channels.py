"""The two ways of talking on the website: the widget, and the page without scripts."""

from hall.doors.registration import Channel, Showing, Shown, Telling
from knowledge_base.rendering import to_plain


def _in_the_talk(telling: Telling) -> Shown:
    answer = telling.answer
    return Shown(to_plain(answer), answer.blocks)


WIDGET = Channel("widget", "网站")
PAGE = Channel("page", "网页")
TALK = Showing("chat", "网站客服", _in_the_talk)
