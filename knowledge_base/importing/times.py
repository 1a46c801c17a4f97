"""Limits as they are written: 5个工作日, 即时办结, 20日, 当场."""

import re
from dataclasses import dataclass

from knowledge_base.importing.numbering import HAN, narrowed, value_of

AMOUNT = re.compile(
    rf"(?P<amount>\d{{1,4}}|[{HAN}]{{1,4}})\s{{0,3}}(?:个|\(个\)|（个）)?\s{{0,3}}(?P<unit>法定工作日|工作日|自然日|日历日|小时|个月|月|天|日)"
)
AT_ONCE = re.compile(r"即办|即时|当场|当日办结|立等可取|马上办|随到随办|立即办")
CLOCK = re.compile(
    r"\d{1,2}[：:时点]\d{0,2}|上午|下午|周[一二三四五六日]|星期|节假日|法定工作日上班"
)
UNITS = {
    "工作日": "工作日",
    "法定工作日": "工作日",
    "自然日": "自然日",
    "日历日": "自然日",
    "小时": "小时",
    "月": "月",
    "个月": "月",
}
"""A mere 日 or 天 is what the document does not say: working or calendar days."""


@dataclass(frozen=True)
class Limit:
    """A limit that was read: an amount and a unit of the model, which is empty where the words leave it open."""

    amount: int
    unit: str


def is_duration(text: str) -> bool:
    """Whether a text says how long something takes, and not when a counter is open."""
    text = narrowed(text)
    return not CLOCK.search(text) and bool(AMOUNT.search(text) or AT_ONCE.search(text))


def limit_of(text: str, unit: str = "") -> Limit | None:
    """Return the one limit of a text; None where there is none, or several that differ."""
    text = narrowed(text)
    found = {
        Limit(_number(one["amount"]), UNITS.get(one["unit"], unit)) for one in AMOUNT.finditer(text)
    }
    if AT_ONCE.search(text):
        found.add(Limit(0, "即办"))
    return found.pop() if len(found) == 1 else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else value_of(text)
