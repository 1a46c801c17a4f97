"""The search box of the public pages as a way in which citizens ask."""

import re

from hall.doors.registration import Channel
from knowledge_base.model.answer import Answer

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?|\n")
_REPLY = "回复"


def without_replies(answer: Answer) -> str:
    """Return the text without what to reply (“回复数字”, “回复转人工”): nobody can reply to a page."""
    return "".join(s for s in _SENTENCE.findall(answer.text) if _REPLY not in s).strip()


SITE = Channel("site", "网站搜索", without_replies)
