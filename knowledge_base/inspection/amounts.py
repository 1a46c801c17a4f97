"""Numbers that a sentence says: limits, money and trips."""

import re
from collections.abc import Iterator

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_SPELT = re.compile(
    r"[一二两三四五六七八九十百]{1,5}(?=个?(?:工作日|自然日|日|天|月|小时|次|趟|元))"
)
_LIMIT = re.compile(r"(\d{1,4})个?(工作日|自然日|日|天|月|小时)")
_DONE = re.compile(
    r"(\d{1,4})个?(工作日|自然日|日|天|月|小时)(?:之?内|以内)?(?:给您|就能|就|可以|能)?"
    r"(?:办结|办完|办好|出证|发证|完成|做出决定|作出决定|出结果|答复)"
)
_PROMISE = re.compile(
    r"(?:办结时限|办理时限|时限|期限)(?:是|为|：|:)?(\d{1,4})个?(工作日|自然日|日|天|月|小时)"
)
_MONEY = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)元")
_TRIPS = re.compile(r"(?:跑|到现场|到窗口)(?:腿)?(\d{1,2})(?:次|趟)")
_NO_TRIP = re.compile(
    r"(?:不用|不必|无需|无须)(?:跑|到现场)|(?:一|1)(?:次|趟)(?:都|也)不用跑|零跑腿|(?:全程|一次)不用跑"
)
SAME_UNIT = {"日": "自然日", "天": "自然日"}


def spelled(text: str) -> str:
    """Return the text with numbers before a unit in digits: 三十个工作日 becomes 30个工作日."""
    return _SPELT.sub(lambda found: str(spelt_value(found[0])), text)


def spelt_value(spelt: str) -> int:
    """Return the value of a number below a thousand in Chinese numerals."""
    total = part = 0
    for sign in spelt:
        if sign == "百":
            total, part = total + (part or 1) * 100, 0
        elif sign == "十":
            total, part = total + (part or 1) * 10, 0
        else:
            part = _DIGITS[sign]
    return total + part


def limits_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield each span of time in a sentence, amount and unit."""
    yield from _spans(_LIMIT, text)


def limits_of_handling(text: str) -> Iterator[tuple[int, str]]:
    """Yield the spans within which something is said to be done."""
    for pattern in (_DONE, _PROMISE):
        yield from _spans(pattern, text)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    for amount, unit in pattern.findall(spelled(text)):
        yield int(amount), SAME_UNIT.get(unit, unit)


def money_in(text: str) -> tuple[float, ...]:
    """Return the amounts of money in a sentence, in yuan."""
    return tuple(float(amount) for amount in _MONEY.findall(spelled(text)))


def trips_in(text: str) -> tuple[int, ...]:
    """Return how many trips a sentence says, 0 where it says that none is needed."""
    found = tuple(int(number) for number in _TRIPS.findall(spelled(text)))
    return found or ((0,) if _NO_TRIP.search(text) else ())
