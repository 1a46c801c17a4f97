"""部门核对 at the console: asked by link, answered section by section, and over after a while."""

import pytest

from hall.bootstrap import Application
from knowledge_base.lifecycle.states import State
from service_desk.staff import Clerk
from tests.console_kit import submit
from tests.desk_kit import Clock
from tests.forms_kit import token
from tests.version_pages_kit import (
    LINK,
    WAITING,
    Enter,
    page_of,
    press,
    state,
    text,
)


def test_a_department_checks_by_link_section_by_section(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk, stranger: Clerk, version: int
) -> None:
    boss = enter(reviewer)
    press(boss, version, "ask", department="gongan", days="2", reason="看看收费")
    page = text(boss, page_of(version))
    press(boss, version, "ask", department="gongan", days="2", reason="看看收费")
    link = LINK.search(text(boss, page_of(version)))
    assert link is not None
    assert "2026年11月25日前答复" in page
    assert enter(stranger).get(link[0], follow_redirects=True).status_code == 404
    client = enter(officer)
    assert "等我核对（1）" in text(client, WAITING)
    led = client.get(link[0])
    assert led.location == f"{page_of(version)}/check"
    page = text(client, led.location)
    assert "请特别看：看看收费" in page
    assert "补领工本费：每证40元" in page
    sections = page.count('value="right"')
    ticks = {f"s{n}": "right" for n in range(sections)}

    some = submit(client, led.location, led.location, s0="right", n1="这里写了字")
    assert some.status_code == 400
    assert "还有没核对的" in some.get_data(as_text=True)
    assert "这里写了字" in some.get_data(as_text=True)
    wordless = submit(client, led.location, led.location, **{**ticks, "s1": "wrong"})
    assert "请写一句哪里不对" in wordless.get_data(as_text=True)
    sent = submit(client, led.location, led.location, **ticks)
    assert sent.status_code == 303
    assert state(hall, version) is State.SUBMITTED
    assert "部门核对：" in text(boss, page_of(version))
    again = client.post(led.location, data={"csrf_token": token(text(client, WAITING)), **ticks})
    assert again.status_code == 409
    assert "已经有人答复了" in again.get_data(as_text=True)


def test_a_late_check_is_shown_to_both(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk, version: int, clock: Clock
) -> None:
    press(enter(reviewer), version, "ask", department="gongan", days="1", reason="")
    clock.forward(days=2)
    for clerk in (reviewer, officer):
        page = text(enter(clerk), WAITING)
        assert "已超时 <strong>1</strong> 件" in page
        assert "11月24日前答复，已超时" in page


def test_another_department_looks_only_as_long_as_it_is_asked(
    hall: Application, enter: Enter, reviewer: Clerk, stranger: Clerk, version: int, clock: Clock
) -> None:
    boss = enter(reviewer)
    press(boss, version, "ask", department="shichang", days="1", reason="")
    link = LINK.search(text(boss, page_of(version)))
    assert link is not None
    check = f"{page_of(version)}/check"
    page = text(enter(stranger), check)
    assert "链接到 2026年12月8日 为止有效" in page
    clock.forward(days=16)

    client = enter(stranger)
    ended = client.get(link[0], follow_redirects=True)
    assert ended.status_code == 410
    assert "现在已经过期" in ended.get_data(as_text=True)
    given = token(text(client, WAITING))
    sent = client.post(check, data={"csrf_token": given, "s0": "wrong", "n0": "费用不对"})
    assert sent.status_code == 410
    assert "费用不对" in sent.get_data(as_text=True)
    assert client.get(page_of(version)).status_code == 404
    assert "等我核对" not in text(client, WAITING)
    assert "链接到12月8日已经失效" in text(enter(reviewer), WAITING)


def test_once_it_answered_another_department_looks_no_more(
    hall: Application, enter: Enter, reviewer: Clerk, stranger: Clerk, version: int
) -> None:
    press(enter(reviewer), version, "ask", department="shichang", days="1", reason="")
    client, check = enter(stranger), f"{page_of(version)}/check"
    page = text(client, check)
    ticks = {f"s{n}": "right" for n in range(page.count('value="right"'))}
    assert submit(client, check, check, **ticks).status_code == 303

    ended = client.get(check)
    assert ended.status_code == 410
    assert "已经答复过了" in ended.get_data(as_text=True)
    assert client.get(page_of(version)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"department": "gongan", "days": "0"}, "1 到 60"),
        ({"department": "gongan", "days": "soon"}, ""),
        ({"department": "nowhere", "days": "2"}, ""),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    hall: Application,
    enter: Enter,
    reviewer: Clerk,
    version: int,
    fields: dict[str, str],
    said: str,
) -> None:
    sent = press(enter(reviewer), version, "ask", **fields, reason="写了字")
    assert sent.status_code == 400
    assert said in sent.get_data(as_text=True)
    assert "写了字" in sent.get_data(as_text=True)
    assert state(hall, version) is State.SUBMITTED


def test_a_link_that_leads_nowhere_says_what_to_do(enter: Enter, officer: Clerk) -> None:
    sent = enter(officer).get("/console/knowledge/checks/nonsense")
    assert sent.status_code == 404
    assert "再要一次" in sent.get_data(as_text=True)
