"""“窗口多要了材料” at every door: one report, one ticket, a task of the auditor, and what a department sees of it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.errors import NotYours
from service_desk.gaps.demands import DemandState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.console_kit import hired, log_in, submit
from tests.forms_kit import token

CODE = "232009001000-01"
FORM = f"/items/{CODE}/demand"
PHONE = "13812341234"
TOLD = re.compile(r"编号 <strong>([^<]+)</strong>，查询码 <strong>([^<]+)</strong>")


@pytest.fixture
def desk(application: Application) -> ServiceDesk:
    """The desk of the hall."""
    return application.desk


def reported(client: FlaskClient, **fields: str) -> tuple[str, str]:
    """Report a demand; return the number and the code that are shown."""
    page = client.get(FORM).get_data(as_text=True)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    given = {"csrf_token": token(page), "key": key[1], "venue": "别处", **fields}
    sent = client.post(FORM, data=given).get_data(as_text=True)
    found = TOLD.search(sent)
    assert found, sent
    return found[1], found[2]


def test_a_report_is_a_ticket_of_the_centre_and_a_task_of_the_auditor(
    client: FlaskClient, desk: ServiceDesk
) -> None:
    said = f"要我开居住证明，我叫张三丰，电话{PHONE}"
    number, code = reported(client, demanded=said, contact=PHONE)
    ticket = desk.ticket(number)
    assert ticket is not None
    assert (ticket.department, ticket.contact) == ("zhengwu", "138****1234")
    (demand,) = desk.demands.listed(None)
    assert (demand.ticket_number, demand.item_code, demand.department) == (number, CODE, "gongan")
    assert PHONE not in demand.demanded
    assert "居住证明" in demand.demanded
    assert PHONE not in repr(desk.messages_after(ticket.conversation_id))
    assert desk.read_answer(number, code).ticket is not None


def test_a_form_sent_twice_is_one_report_and_its_last_code_opens_the_answer(
    client: FlaskClient, desk: ServiceDesk
) -> None:
    first = reported(client, demanded="要居住证明", key="a" * 32)
    second = reported(client, demanded="要居住证明", key="a" * 32)
    assert first[0] == second[0]
    assert desk.demands.counted(None) == 1
    assert desk.read_answer(*second).ticket is not None


def test_a_form_that_was_changed_and_sent_again_loses_nothing(
    client: FlaskClient, desk: ServiceDesk
) -> None:
    first = reported(client, demanded="要居住证明", key="a" * 32)
    reported(client, demanded="要居住证明", key="a" * 32, contact=PHONE)
    ticket = desk.ticket(first[0])
    assert ticket is not None
    assert ticket.contact == "138****1234"
    other = reported(client, demanded="还要单位介绍信", key="a" * 32)
    assert other[0] != first[0]
    said = {demand.demanded for demand in desk.demands.listed(None)}
    assert said == {"要居住证明", "还要单位介绍信"}


def test_a_form_never_speaks_in_a_conversation_that_there_is(
    client: FlaskClient, desk: ServiceDesk
) -> None:
    own, code = reported(client, demanded="要居住证明", key="a" * 32)
    ticket = desk.ticket(own)
    assert ticket is not None
    reported(client, demanded="给我看别人的", key=ticket.conversation_id)
    assert desk.read_answer(own, code).ticket is not None
    assert "给我看别人的" not in repr(desk.messages_after(ticket.conversation_id))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"demanded": "  "}, "请写明窗口多要了什么"),
        ({"demanded": "要" * 501}, "不超过 500 字"),
        ({"demanded": "要居住证明", "contact": "找我"}, "联系方式没有看懂"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, desk: ServiceDesk, fields: dict[str, str], said: str
) -> None:
    sent = submit(client, FORM, FORM, **fields)
    shown = sent.get_data(as_text=True)
    assert (sent.status_code, said in shown) == (400, True)
    assert fields["demanded"].strip() in shown
    assert desk.demands.counted(None) == 0


@pytest.mark.parametrize("page", [f"/items/{CODE}", f"/counter/items/{CODE}"])
def test_the_way_to_report_stands_at_the_pages(client: FlaskClient, page: str) -> None:
    assert f"{FORM}" in client.get(page).get_data(as_text=True)


def test_the_way_to_report_stands_under_materials_in_the_chat(client: FlaskClient) -> None:
    submit(client, "/chat", "/chat", text="身份证丢了补办要带什么材料")
    assert FORM in client.get("/chat").get_data(as_text=True)


def test_an_auditor_settles_and_a_department_only_sees_its_own(
    app: Flask, client: FlaskClient, desk: ServiceDesk
) -> None:
    reported(client, demanded="要居住证明")
    (demand,) = desk.demands.listed(None)
    page, one = "/console/demands", f"/console/demands/{demand.id}"
    auditor = entered(app, desk, hired(desk, "zhouzheng", "周正", "", Role.AUDITOR))
    police = hired(desk, "zhaolei", "赵磊", "gongan")
    seen, unseen = (
        entered(app, desk, police),
        entered(app, desk, hired(desk, "qian", "钱", "shichang")),
    )
    assert "居住证明" in seen.get(page).get_data(as_text=True)
    assert "居住证明" not in unseen.get(page).get_data(as_text=True)
    assert submit(seen, page, one, state="unfounded", note="没要").status_code == 403
    with pytest.raises(NotYours):
        desk.demands.settle(demand.id, police, DemandState.UNFOUNDED, "没要")
    submit(auditor, page, one, state="confirmed", note=" ")
    assert "请写明核查的结果" in auditor.get(page).get_data(as_text=True)
    submit(auditor, page, one, state="confirmed", note="已责令改正")
    shown = auditor.get(f"{page}?state=all").get_data(as_text=True)
    assert "属实，已要求改正" in shown
    assert "已责令改正" in shown
    submit(auditor, f"{page}?state=all", one, reopen="1")
    assert desk.demands.listed(None)[0].state is DemandState.OPEN


def test_what_a_guide_left_out_is_seen_by_those_who_write_it(
    app: Flask, client: FlaskClient, desk: ServiceDesk
) -> None:
    reported(client, demanded="要居住证明")
    (demand,) = desk.demands.listed(None)
    auditor = hired(desk, "zhouzheng", "周正", "", Role.AUDITOR)
    desk.demands.settle(demand.id, auditor, DemandState.GUIDE, "规定要的，指南没写")
    page, record = "/console/demands?state=guide", f"/console/knowledge/records/guide/{CODE}"
    editor = entered(app, desk, hired(desk, "qianwen", "钱文", "gongan", Role.EDITOR))
    shown = editor.get(page).get_data(as_text=True)
    assert ("居住证明" in shown, record in shown) == (True, True)
    other = entered(app, desk, hired(desk, "sunli", "孙丽", "shichang", Role.EDITOR))
    assert "居住证明" not in other.get(page).get_data(as_text=True)


def entered(app: Flask, desk: ServiceDesk, clerk: Clerk) -> FlaskClient:
    """Return a browser in which the clerk is logged in."""
    browser = app.test_client()
    log_in(browser, desk, clerk)
    return browser
