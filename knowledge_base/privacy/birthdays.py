"""Find the day a person was born (出生日期); the dates of rules, appointments and notices are none.

Read in a text with its numerals as digits: 一九五八年十二月三日 is 1958年十2月3日, 腊月初八 is 腊月初8.
"""

import re
from collections.abc import Iterator

from knowledge_base.privacy.folding import Found

_CALENDAR = "(?:农历|阴历|旧历|阳历)?"
_DAY = rf"{_CALENDAR} ?[\d十正冬腊]{{1,3}} ?[月./-] ?初?[\d十廿]{{1,3}} ?[日号]?(?!\d)"
_DATE = re.compile(rf"(?<![\d*])(?:(?:19|20)\d\d|\d\d(?=年)) ?[年./-] ?{_DAY}")
_WITHOUT_MARKS = re.compile(r"(?<![\d*])(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)")
_WITHOUT_YEAR = re.compile(
    rf"(?<![\d*年./-]){_CALENDAR}[\d十正冬腊]{{1,3}}月初?[\d十廿]{{1,3}}[日号]?(?!\d)"
)
_BIRTHDAY = "生日|出生(?:日期|年月日?|时间|日子|于|在)?|生于|生辰|诞辰|过生日"
_WRITTEN = "写成?|填成?|登记成?|记成?|改成?|应该|阳历|农历|阴历|的|了|就?是|为|在|:|\\s"
_SAID_BEFORE = re.compile(
    rf"(?:(?:{_BIRTHDAY})(?:{_WRITTEN}){{0,4}}|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]的?[,， ]?"
    rf"|(?:身份证|户口|户口本|档案)[上里]?(?:{_WRITTEN}){{1,4}})$"
)
_SAID_AFTER = re.compile(r"[ ,]?的?(?:出生|生日|生人|生的?(?=[,。;!?\s]|$)|生辰)")
_ENDS = re.compile(r" ?(?:出生|生人?)(?=[,。;、)]|$)")
"""Nobody's rule: 1970年5月6日出生，"""
_OF_SOMEBODY = re.compile(r"[日号]?的(?=[,。;!?\s]|$)")
_IS = re.compile(
    "(?:我|俺|本人|他|她|爸|妈|爹|娘|儿子?|女儿|闺女|孩子|娃|老伴|对象|媳妇)(?:就?是|属[鼠牛虎兔龙蛇马羊猴鸡狗猪])?$"
)
_SOMEBODY = re.compile(
    "我|俺|本人|他|她|爸|妈|爹|娘|父|母|爷|奶|姥|公|婆|老人|老伴|老头|老太太|孩|娃|宝宝|儿|女|男|族|属|闺|孙|哥|姐|弟|妹|叔|姑|舅|姨|媳妇|对象|丈夫|妻|侄"
)
_OF_A_RULE = re.compile(r" ?(?:\(含\))?(?:[以之](?:后|前)|后|前|起|至|到|—|~)")
_CONTEXT = 12


def find_birthdays(text: str) -> Iterator[Found]:
    """Yield full dates said to be somebody's birthday, and days without a year that are called one."""
    for day in _DATE.finditer(text):
        before = text[max(0, day.start() - _CONTEXT) : day.start()]
        if not _OF_A_RULE.match(text, day.end()) and _is_told(before, text, day.end()):
            yield day.start(), day.end(), "birthday"
    for shape in (_WITHOUT_MARKS, _WITHOUT_YEAR):
        for day in shape.finditer(text):
            before = text[max(0, day.start() - _CONTEXT) : day.start()]
            called = _SAID_BEFORE.search(before) or text.startswith("生日", day.end())
            if called and not _OF_A_RULE.match(text, day.end()):
                yield day.start(), day.end(), "birthday"


def _is_told(before: str, text: str, end: int) -> bool:
    if _SAID_BEFORE.search(before) or _ENDS.match(text, end):
        return True
    if _SAID_AFTER.match(text, end):
        return bool(_SOMEBODY.search(before))
    return bool(_IS.search(before) and _OF_SOMEBODY.match(text, end))
