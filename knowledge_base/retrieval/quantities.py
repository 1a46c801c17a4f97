"""Ages, spans of time, amounts and counts: read from a message, and as ranges from the label of an option."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3}
TENS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
UNITS = {
    "岁": "age",
    "年": "year",
    "月": "month",
    "天": "day",
    "日": "day",
    "元": "money",
    "块": "money",
    "吨": "ton",
    "人": "person",
    "座": "seat",
}
_NUMBER = r"\d{1,8}(?:\.\d{1,2})?[百千万]?|[零一二三四五六七八九两俩仨十百千万]{1,8}"
_UNIT = "|".join(UNITS)
_VALUE = re.compile(rf"({_NUMBER})(?:多|来|好几)?(?:周|个|口|整)?({_UNIT})")
_BETWEEN = re.compile(
    rf"({_NUMBER})(?:周|个)?(?:{_UNIT})?(?:至|到|-|—|~)({_NUMBER})(?:周|个)?({_UNIT})"
)
_OF = rf"({_NUMBER})(?:周|个)?({_UNIT})"
_BOUNDS = {
    "below": re.compile(rf"(?:未满|不满|不到|不足|低于|小于|没到|没满){_OF}"),
    "up_to": re.compile(rf"{_OF}(?:及?以下|及?以内|之内)"),
    "above": re.compile(rf"(?:超过|高于|大于){_OF}"),
    "from": re.compile(rf"(?<![未不没])满{_OF}|{_OF}(?:及?以上|往上)"),
}
"""以上, 以下, 以内 and 满 include the number that they name, the others do not (Civil Code, article 1259)."""


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as a range of one value."""

    low: float
    high: float
    unit: str

    def holds(self, other: "Quantity") -> bool:
        """Return whether another quantity of the unit lies within."""
        return self.unit == other.unit and self.low <= other.low < self.high


def quantities(text: str) -> list[Quantity]:
    """Return what a normalised text states: “我妈72岁” is an age of 72."""
    return [
        Quantity(value, value, UNITS[found[2]])
        for found in _VALUE.finditer(text)
        if (value := number(found[1])) is not None
    ]


def ranges(label: str) -> list[Quantity]:
    """Return the ranges that a label names: “未满16周岁” is from 0 to below 16."""
    return list(_ranges(label))


def _ranges(label: str) -> Iterator[Quantity]:
    between = _BETWEEN.search(label)
    if between:
        low, high = number(between[1]), number(between[2])
        if low is not None and high is not None:
            yield Quantity(low, high + 1, UNITS[between[3]])
        return
    for bound, pattern in _BOUNDS.items():
        found = pattern.search(label)
        if found:
            written, unit = (group for group in found.groups() if group)
            value = number(written)
            if value is not None:
                yield _range(bound, value, UNITS[unit])
            return


def _range(bound: str, value: float, unit: str) -> Quantity:
    past = math.nextafter(value, math.inf)
    low, high = {
        "below": (0.0, value),
        "up_to": (0.0, past),
        "above": (past, math.inf),
        "from": (value, math.inf),
    }[bound]
    return Quantity(low, high, unit)


def number(written: str) -> float | None:
    """Return the value of a number in digits or Chinese characters, None for what is none."""
    if written[0].isdigit():
        many = TENS.get(written[-1], 1)
        return float(written.rstrip("百千万")) * many
    total, current = 0, 0
    for character in written:
        if character in DIGITS:
            current = DIGITS[character]
        elif character in TENS:
            total += (current or 1) * TENS[character]
            current = 0
        else:
            return None
    return float(total + current)
