"""Days: when a guide holds, when it was looked at, and deadlines that are over."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge_base.inspection.rule import OWN, STANDARDISED, Context, Family, Found, Severity
from knowledge_base.model.guide import Guide

DEADLINE = re.compile(
    r"(?:截至|截止到?|到|至|于)(\d{4})年(\d{1,2})月(\d{1,2})日(?:前|以前|之前|止|为止|截止|结束)"
)
KNOWN = re.compile(r"已经?过|到期了|以前|原来|过去")
"""Words of who knows that a day is over."""
OVER_AFTER = timedelta(days=180)
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.alone("until-before-from", "起止日期颠倒", OWN, ERROR, "核对开始执行和最后执行的日子")
def until_before_from(guide: Guide) -> Iterator[Found]:
    """The last day is not before the first."""
    if guide.effective_until and guide.effective_until < guide.effective_from:
        yield Found("effective_until", "最后执行的日子早于开始执行的日子")


@family.rule("expired", "已经过了最后执行日", STANDARDISED, ERROR, "下线，或者换成接着执行的规定")
def expired(guide: Guide, context: Context) -> Iterator[Found]:
    """What is shown still holds."""
    if guide.effective_until and guide.effective_until < context.on:
        yield Found("effective_until", f"最后执行日 {guide.effective_until} 已经过了")


@family.rule("not-yet", "还没到执行日", STANDARDISED, WARNING, "核对开始执行的日子；到日子再发布")
def not_yet(guide: Guide, context: Context) -> Iterator[Found]:
    """What is shown holds already."""
    if guide.effective_from > context.on:
        yield Found("effective_from", f"{guide.effective_from} 才开始执行，现在就当现行的了")


@family.rule("checked-ahead", "核对日期在以后", OWN, WARNING, "写真正核对来源的那一天")
def checked_ahead(guide: Guide, context: Context) -> Iterator[Found]:
    """Sources were not looked at on a day that is still to come."""
    if guide.checked_on > context.on:
        yield Found("checked_on", f"核对来源的日子 {guide.checked_on} 还没有到")


@family.rule(
    "review-due", "该复查了", STANDARDISED, WARNING, "逐项看一遍，改好或者点“复查过，仍然正确”"
)
def review_due(guide: Guide, context: Context) -> Iterator[Found]:
    """A guide is looked through on its day, and its sources at least twice a year."""
    if guide.review_on and guide.review_on < context.on:
        yield Found("custody.review_on", f"应在 {guide.review_on} 前复查，已经过了")
    elif guide.review_on is None and guide.checked_on + OVER_AFTER < context.on:
        yield Found("checked_on", f"{guide.checked_on} 核对以后，半年多没有再看过")


@family.rule(
    "deadline-over", "过期的截止日期", STANDARDISED, WARNING, "换成今年的日期，或者删掉这一句"
)
def deadline_over(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence tells people to come by a day that is over."""
    for path, text in context.overview.texts_of(guide):
        if path.startswith("legal_basis") or KNOWN.search(text):
            continue
        for year, month, day in DEADLINE.findall(text):
            if (when := _day(year, month, day)) and when < context.on:
                yield Found(path, f"{when.year}年{when.month}月{when.day}日已经过了：{text[:40]}")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
