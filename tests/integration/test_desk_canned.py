"""Canned replies: whose they are, what may stand in them, and what fills them."""

import pytest

from service_desk.audit import Action
from service_desk.canned import MOST, filled
from service_desk.errors import DeskError, NotYours
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.desk_kit import clerk_of

HELLO = "您好，关于{事项}，请带户口簿。"


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan", "zhaolei")


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """An administrator."""
    return clerk_of(desk, "", "sunyue", Role.ADMIN)


def titles(desk: ServiceDesk, clerk: Clerk, department: str = "") -> list[str]:
    return [canned.title for canned in desk.canned.offered(clerk, department)]


def test_a_department_uses_its_own_and_the_common_ones(
    desk: ServiceDesk, police: Clerk, admin: Clerk
) -> None:
    desk.canned.add(police, "gongan", "问候", HELLO)
    desk.canned.add(admin, "shichang", "执照", "请带身份证。")
    desk.canned.add(admin, "", "稍等", "请稍等。")
    assert titles(desk, police) == ["问候", "稍等"]
    assert titles(desk, clerk_of(desk, "shichang")) == ["执照", "稍等"]
    assert titles(desk, police, "shichang") == ["问候", "稍等"]
    assert titles(desk, admin, "shichang") == ["执照", "稍等"]
    assert len(desk.canned.kept_by(admin)) == 3


def test_clerks_keep_their_own_departments_administrators_all(
    desk: ServiceDesk, police: Clerk, admin: Clerk
) -> None:
    for department in ("", "shichang"):
        with pytest.raises(NotYours):
            desk.canned.add(police, department, "问候", HELLO)
    desk.canned.add(admin, "", "稍等", "请稍等。")
    desk.canned.add(police, "gongan", "问候", HELLO)
    (greeting,) = (c for c in desk.canned.kept_by(police) if c.department)
    stranger = clerk_of(desk, "shichang")
    with pytest.raises(NotYours):
        desk.canned.change(stranger, greeting.id, "x", "x")
    for clerk, canned_id in ((stranger, greeting.id), (police, greeting.id + 99)):
        with pytest.raises(NotYours):
            desk.canned.delete(clerk, canned_id)
    desk.canned.change(admin, greeting.id, "问好", "您好。")
    assert titles(desk, police) == ["问好", "稍等"]
    desk.canned.delete(police, greeting.id)
    assert titles(desk, police) == ["稍等"]
    done = [e for e in desk.audit.entries() if e.action == Action.CANNED_CHANGED]
    assert [entry.detail for entry in done][:2] == ["删除 问好", "修改 问好"]


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("", HELLO, "都要写"),
        ("问候", " ", "都要写"),
        ("字" * 31, HELLO, "标题请不超过 30 字，现在是 31 字"),
        ("问候", "字" * 1001, "内容请不超过 1000 字，现在是 1001 字"),
        ("问候", "您好，{姓名}。", "{姓名} 不认识"),
        ("问候", "您好，{}。", "{} 不认识"),
        ("问候", "您好，{事项，请稍等。", "没有配对"),
        ("问候", "您好，{事项}}，请稍等。", "没有配对"),
    ],
)
def test_what_cannot_be_kept_says_what_is_wrong(
    desk: ServiceDesk, police: Clerk, title: str, text: str, why: str
) -> None:
    with pytest.raises(DeskError) as refused:
        desk.canned.add(police, "gongan", title, text)
    assert why in str(refused.value)
    assert titles(desk, police) == []


def test_braces_of_a_chinese_input_method_are_braces(desk: ServiceDesk, police: Clerk) -> None:
    desk.canned.add(police, "gongan", "问候", "您好，关于｛事项｝")
    assert [canned.text for canned in desk.canned.offered(police)] == ["您好，关于{事项}"]


def test_two_of_a_department_have_two_titles(
    desk: ServiceDesk, police: Clerk, admin: Clerk
) -> None:
    desk.canned.add(police, "gongan", "问候", HELLO)
    with pytest.raises(DeskError, match="已经有一条叫“问候”"):
        desk.canned.add(police, "gongan", " 问候 ", HELLO)
    desk.canned.add(admin, "", "问候", HELLO)
    own = desk.canned.offered(police)[0]
    desk.canned.change(police, own.id, "问候", "您好。")
    assert desk.canned.offered(police)[0].text == "您好。"


def test_a_department_has_no_more_than_anybody_looks_through(
    desk: ServiceDesk, police: Clerk
) -> None:
    for n in range(MOST):
        desk.canned.add(police, "gongan", f"第{n}条", "您好。")
    with pytest.raises(DeskError, match="最多 200 条"):
        desk.canned.add(police, "gongan", "再一条", "您好。")


def test_numbers_that_nobody_needs_are_hidden_and_office_phones_are_not(
    desk: ServiceDesk, police: Clerk
) -> None:
    desk.canned.add(police, "gongan", "电话", "打0454-2988123，不要发11010519491231002X。")
    (kept,) = desk.canned.offered(police)
    assert "0454-2988123" in kept.text
    assert "11010519491231002X" not in kept.text


def test_each_place_is_filled_once_and_what_fills_it_is_not_read_again() -> None:
    values = {"事项": "{坐席}", "坐席": "赵磊"}
    assert filled("{事项}由{ 坐席 }办，{别的}不动", values) == "{坐席}由赵磊办，{别的}不动"
