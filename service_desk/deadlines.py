"""When a question must be answered, and how that is said."""

from datetime import datetime

from knowledge_base.calendar.working_days import CITY_TIME, Deadline, WorkCalendar, due_at
from knowledge_base.model.guide import TimeLimit

WEEKDAYS = "一二三四五六日"


def reply_deadline(asked_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> Deadline:
    """Return when a question asked now must be answered by, on a whole minute."""
    return due_at(asked_at.replace(second=0, microsecond=0), limit, calendar)


def due_text(at: datetime, *, estimated: bool = False) -> str:
    """Return a due time in a citizen's words: 11月25日（周三）17:00, with 暂估 where it is an estimate."""
    local = at.astimezone(CITY_TIME)
    text = f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"
    return f"{text}（暂估）" if estimated else text
