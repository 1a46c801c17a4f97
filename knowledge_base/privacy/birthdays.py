"""Find the day a person was born (出生日期); the dates of rules, appointments and notices are none."""

import re
from collections.abc import Iterator

from knowledge_base.privacy.folding import Found

_DATE = re.compile(
    r"(?<![\d*])(?:(?:19|20)\d\d|\d\d(?=年)) ?[年./-] ?[\d十]{1,3} ?[月./-] ?[\d十]{1,3} ?[日号]?(?!\d)"
)
"""In a text with its numerals read as digits: 一九五八年十二月三日 reads 1958年十2月3日."""
_SAID_BEFORE = re.compile(
    r"(?:生日|出生(?:日期|年月日?|时间|日子|于|在)?|生于|诞辰)(?:写成?|填成?|登记成?|记成?|改成?|应该|阳历|农历|的|了|是|为|在|:|\s){0,4}$"
)
_SAID_AFTER = re.compile(r"[ ,]?的?(?:出生|生日|生人|生(?=[的,。;!?\s]|$)|生辰)")
_SOMEBODY = re.compile(
    "我|俺|本人|他|她|爸|妈|爹|娘|父|母|爷|奶|姥|公|婆|老人|老伴|老头|老太太|孩|娃|宝宝|儿|女|闺|孙|哥|姐|弟|妹|叔|姑|舅|姨|媳妇|对象|丈夫|妻|侄"
)
_OF_A_RULE = re.compile(r" ?(?:\(含\))?(?:[以之](?:后|前)|后|前|起|至|到|—|~)")
_CONTEXT = 12


def find_birthdays(text: str) -> Iterator[Found]:
    """Yield full dates said to be somebody's birthday."""
    for day in _DATE.finditer(text):
        before = text[max(0, day.start() - _CONTEXT) : day.start()]
        if _OF_A_RULE.match(text, day.end()):
            continue
        told = _SAID_AFTER.match(text, day.end()) and _SOMEBODY.search(before)
        if told or _SAID_BEFORE.search(before):
            yield day.start(), day.end(), "birthday"
