"""The search box of the public pages as a way in which citizens ask."""

from hall.doors.registration import Channel

SITE = Channel("site", "网站搜索")
