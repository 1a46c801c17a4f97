"""Whether the citizen is still there, in a clerk's words."""

from datetime import datetime, timedelta

from hall.doors.console.show import door_name
from service_desk.presence import Presence

HERE = timedelta(seconds=40)
"""A look is kept every fifteen seconds, and one may be missed."""
GONE = timedelta(minutes=5)
LONG_GONE = timedelta(hours=1)
KEPT = "答复会留着，下次打开就能看到。"


def presence_text(presence: Presence, door: str, now: datetime) -> str:
    """Return whether the citizen reads along, and how he gets the answer if not."""
    if not presence.looks:
        return _brought(presence, door_name(door))
    away = LONG_GONE if presence.seen_at is None else now - presence.seen_at
    if away < HERE:
        return "市民正在看这个对话。"
    minutes = max(1, int(away.total_seconds() // 60))
    if away < GONE:
        return f"市民 {minutes} 分钟前还在看。"
    if away < LONG_GONE:
        return f"市民已离开（{minutes} 分钟前还在看）；{KEPT}"
    return f"市民已离开；{KEPT}"


def _brought(presence: Presence, door: str) -> str:
    if presence.reachable:
        return f"市民用的是{door}，答复会直接推送到{door}。"
    return f"市民用的是{door}，现在推送不了；要等市民再发消息才能收到。"
