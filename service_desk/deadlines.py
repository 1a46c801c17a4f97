"""When a question must be answered, and how that is said."""

from datetime import date, datetime

from knowledge_base.calendar.working_days import CITY_TIME, Deadline, WorkCalendar, due_at
from knowledge_base.model.guide import TimeLimit

WEEKDAYS = "一二三四五六日"
NEARBY = ("今天", "明天", "后天")


def reply_deadline(asked_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> Deadline:
    """Return when a question asked now must be answered by, on a whole minute."""
    return due_at(asked_at.replace(second=0, microsecond=0), limit, calendar)


def due_text(at: datetime, *, estimated: bool = False) -> str:
    """Return a due time in a citizen's words: 11月25日（周三）17:00, with 暂估 where it is an estimate."""
    local = at.astimezone(CITY_TIME)
    text = f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"
    return f"{text}（暂估）" if estimated else text


def shut_text(now: datetime, calendar: WorkCalendar) -> dict[str, str]:
    """Return why nobody is at work now and when somebody is again: 下班时间, 明天（周一）8:30."""
    local = now.astimezone(CITY_TIME)
    opening = calendar.next_opening(local)
    day = f"{_day(local.date(), opening.date())}{opening.hour}:{opening:%M}"
    return {"why": _why_shut(local, calendar), "back": day}


def _why_shut(local: datetime, calendar: WorkCalendar) -> str:
    spans = calendar.spans(local.date())
    if not spans:
        return "休息日"
    is_between = spans[0][0] <= local.time() < spans[-1][1]
    return "午休时间" if is_between else "下班时间"


def _day(today: date, day: date) -> str:
    """Return a day as one says it: 今天, 明天（周一）, 12月1日（周二）."""
    away = (day - today).days
    if away == 0:
        return NEARBY[0]
    name = NEARBY[away] if away < len(NEARBY) else f"{day.month}月{day.day}日"
    return f"{name}（周{WEEKDAYS[day.weekday()]}）"
