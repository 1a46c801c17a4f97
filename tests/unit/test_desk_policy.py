"""What the desk promises and says."""

from datetime import datetime
from pathlib import Path

import pytest

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import GuideError
from service_desk.audit import ACTION_LABELS, Action
from service_desk.deadlines import due_text
from service_desk.model import MOVE_LABELS, STATE_LABELS, Move, TicketState
from service_desk.policy import FILE, WORDINGS, load_policy
from service_desk.reports import REPORT_LABELS, ReportState
from service_desk.staff import ROLE_LABELS, Role

PARTS = {
    "number": "TJ20261123-0001",
    "department": "公安局",
    "due": "11月25日",
    "reason": "重复提问",
    "why": "下班时间",
    "back": "明天（周二）8:30",
}


def test_every_wording_can_be_said() -> None:
    policy = load_policy()
    assert policy.wording.keys() == WORDINGS
    for name in WORDINGS:
        assert "{" not in policy.say(name, **PARTS)


def test_a_missing_wording_is_named_with_its_file(tmp_path: Path) -> None:
    broken = tmp_path / "desk.yml"
    broken.write_text(
        FILE.read_text(encoding="utf-8").replace("  reassigned:", "  other:"), encoding="utf-8"
    )
    with pytest.raises(GuideError, match=r"desk\.yml.*reassigned"):
        load_policy(broken)


def test_everything_staff_read_has_a_chinese_label() -> None:
    assert STATE_LABELS.keys() == set(TicketState)
    assert MOVE_LABELS.keys() == set(Move)
    assert ACTION_LABELS.keys() == set(Action)
    assert REPORT_LABELS.keys() == set(ReportState)
    assert ROLE_LABELS.keys() == set(Role)


def test_a_due_time_is_said_with_its_weekday_and_marked_when_estimated() -> None:
    at = datetime(2027, 1, 4, 17, 0, tzinfo=CITY_TIME)
    assert due_text(at) == "1月4日（周一）17:00"
    assert due_text(at, estimated=True) == "1月4日（周一）17:00（暂估）"
