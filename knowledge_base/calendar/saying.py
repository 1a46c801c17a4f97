"""Days in words."""

from datetime import date


def day_text(day: date) -> str:
    """Return a day in full: 2027年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
