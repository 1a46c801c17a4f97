"""Numbers of articles (第几条) and figures, as laws and guides write them."""

import re

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "零〇一二三四五六七八九十百千0-9"
ARTICLE = re.compile(f"第([{NUMERAL}]{{1,9}})条")
UP_TO = "至到—-"
LONGEST_RANGE = 60
"""More articles than this are no range that somebody meant."""


def number_of(numeral: str) -> int:
    """Return the number that Chinese or Arabic figures write: 二百零九 is 209."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if not any(sign in UNITS for sign in numeral):
        return int("".join(str(DIGITS.get(sign, sign)) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in UNITS:
            total, digit = total + (digit or 1) * UNITS[sign], 0
        else:
            digit = DIGITS.get(sign, 0)
    return total + digit


def articles_in(text: str) -> tuple[int, ...]:
    """Return the articles that a text names, in its order; 第四条至第六条 is 4, 5 and 6."""
    found: list[int] = []
    end = 0
    for match in ARTICLE.finditer(text):
        number = number_of(match[1])
        joint = text[end : match.start()].strip()
        is_range = bool(found) and len(joint) == 1 and joint in UP_TO
        if is_range and found[-1] < number <= found[-1] + LONGEST_RANGE:
            found += range(found[-1] + 1, number)
        found.append(number)
        end = match.end()
    return tuple(dict.fromkeys(found))


def said(numbers: tuple[int, ...]) -> str:
    """Return articles as people read them: 第 4、5 条."""
    return f"第{'、'.join(map(str, numbers))}条" if numbers else ""
