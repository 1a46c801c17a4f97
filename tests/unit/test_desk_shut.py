"""What is said while nobody is at work: why, and when somebody is again."""

from datetime import datetime

import pytest

from knowledge_base.calendar.files import load_calendar
from knowledge_base.calendar.office_hours import all_year
from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.deadlines import shut_text

CALENDAR = load_calendar(all_year("08:30-11:30,13:30-17:00"))


@pytest.mark.parametrize(
    ("at", "why", "back"),
    [
        ("2026-11-29 23:30", "休息日", "明天（周一）8:30"),
        ("2026-11-27 17:00", "下班时间", "11月30日（周一）8:30"),
        ("2026-11-26 20:00", "下班时间", "明天（周五）8:30"),
        ("2026-11-26 07:10", "下班时间", "今天8:30"),
        ("2026-11-26 12:00", "午休时间", "今天13:30"),
        ("2026-11-28 10:00", "休息日", "后天（周一）8:30"),
        ("2026-09-30 18:00", "下班时间", "10月8日（周四）8:30"),
        ("2026-10-03 10:00", "休息日", "10月8日（周四）8:30"),
    ],
)
def test_the_citizen_is_told_when_people_are_back(at: str, why: str, back: str) -> None:
    now = datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)
    assert shut_text(now, CALENDAR) == {"why": why, "back": back}
