"""The two ways of talking on the website: the widget, and the page without scripts."""

from hall.doors.registration import Channel

WIDGET = Channel("widget", "网站")
PAGE = Channel("page", "网页")
