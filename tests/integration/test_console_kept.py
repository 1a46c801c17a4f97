"""Nothing a clerk writes is lost: refused, too late, too long open, or after the session is over."""

import html
import re

import pytest
from werkzeug.test import TestResponse

from service_desk.model import Callback
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import TALK, Clock
from tests.forms_kit import token
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Browser, Enter

admin, app, browser, desk = pages.admin, pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

TEXT = "请带户口簿，\r\n周一到周五都能办。"
SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')
PEOPLE = {"Accept": "text/html"}
HERE = PEOPLE | {
    "Origin": "http://localhost",
    "Referer": "http://localhost/console/reports?state=open",
}


def text_of(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def seen_on(page: str) -> str:
    found = SEEN.search(page)
    assert found
    return found[1]


def test_who_is_forestalled_gets_the_text_back_with_what_the_colleague_wrote(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
) -> None:
    page = f"/console/tickets/{number}"
    mine, colleague = enter(zhaolei), enter(hired(desk, "qianduo", "钱多", "gongan"))
    seen = seen_on(mine.text(page))
    colleague.submit(page, f"{page}/reply", text="我先答了", reply_id="b" * 16, seen=seen)
    sent = mine.submit(page, f"{page}/reply", text=TEXT, reply_id="a" * 16, seen=seen)
    shown = text_of(sent)
    assert sent.status_code == 409
    assert "钱多刚刚已经答复" in shown
    assert "我先答了" in shown
    assert "周一到周五都能办。</textarea>" in shown
    again = mine.submit(page, f"{page}/reply", text=TEXT, reply_id="a" * 16, seen=seen_on(shown))
    assert again.status_code == 303


@pytest.mark.parametrize("reason", ["taken", "closed"])
def test_a_text_that_comes_too_late_is_shown_to_be_copied(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
    reason: str,
) -> None:
    page, other = f"/console/tickets/{number}", hired(desk, "qianduo", "钱多", "gongan")
    mine = enter(zhaolei)
    if reason == "taken":
        desk.take_over(number, other)
    else:
        desk.close(number, other, "重复提问")
    sent = mine.submit("/console/tickets", f"{page}/reply", text=TEXT, reply_id="a" * 16)
    assert sent.status_code == 409
    assert "您没有发出的内容" in text_of(sent)
    assert "周一到周五都能办。</textarea>" in text_of(sent)


def test_a_reason_that_could_not_be_taken_is_kept(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
) -> None:
    page = f"/console/tickets/{number}"
    desk.add_contact(TALK, "13812341234")
    desk.reply(number, zhaolei, "带户口簿")
    sent = enter(zhaolei).submit(page, f"{page}/close", reason="电话里已说清")
    assert sent.status_code == 409
    assert "请先联系市民" in text_of(sent)
    assert 'value="电话里已说清"' in text_of(sent)


def test_a_session_that_ended_while_writing_shows_the_text_and_leads_back(
    enter: Enter,
    clock: Clock,
    zhaolei: Clerk,
    number: str,
) -> None:
    page, mine = f"/console/tickets/{number}", enter(zhaolei)
    mine.get(page)
    given = token(mine.text(page))
    clock.forward(minutes=21)
    fields = {"csrf_token": given, "text": TEXT, "reply_id": "a" * 16}
    back = {"Referer": f"http://localhost{page}"}
    sent = mine.client.post(f"{page}/reply", data=fields, headers=back)
    assert sent.status_code == 401
    assert "还没有发出" in text_of(sent)
    assert "周一到周五都能办。</textarea>" in text_of(sent)
    way = re.search(r'<form method="post" action="([^"]+)"', sent.get_data(as_text=True))
    assert way
    login = {"csrf_token": given, "login": zhaolei.login, "password": PASSWORD}
    entered = mine.client.post(html.unescape(way[1]), data=login)
    assert entered.location == page


def test_a_page_of_another_site_is_never_led_back_to(
    browser: Browser,
    number: str,
) -> None:
    given = token(browser.text("/console/login"))
    sent = browser.client.post(
        f"/console/tickets/{number}/reply",
        data={"csrf_token": given, "text": TEXT},
        headers={"Referer": "https://evil.example/console/x"},
    )
    assert "evil.example" not in text_of(sent)


def test_a_reply_form_that_lay_open_too_long_comes_back_with_text_and_token(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
) -> None:
    page, mine = f"/console/tickets/{number}", enter(zhaolei)
    sent = mine.client.post(f"{page}/reply", data={"csrf_token": "stale", "text": TEXT})
    assert sent.status_code == 400
    assert "再提交一次" in text_of(sent)
    assert "周一到周五都能办。</textarea>" in text_of(sent)
    given = token(sent.get_data(as_text=True))
    fields = {"csrf_token": given, "text": TEXT, "reply_id": "a" * 16}
    assert mine.client.post(f"{page}/reply", data=fields).status_code == 303
    assert len(desk.replies(number)) == 1


def test_a_stale_form_for_a_ticket_that_is_not_there_is_a_page_that_is_not_there(
    enter: Enter, zhaolei: Clerk
) -> None:
    sent = enter(zhaolei).client.post("/console/tickets/TJ-1/reply", data={"text": TEXT})
    assert sent.status_code == 404


def test_a_stale_login_form_is_a_login_form_again(browser: Browser) -> None:
    sent = browser.client.post("/console/login", data={"csrf_token": "stale", "login": "zhaolei"})
    assert sent.status_code == 400
    assert 'value="zhaolei"' in text_of(sent)
    assert "再提交一次" in text_of(sent)


def test_any_other_form_of_the_hall_is_shown_to_be_sent_again_without_passwords(
    enter: Enter,
    zhaolei: Clerk,
) -> None:
    fields = {"csrf_token": "stale", "note": "已请主管部门核实，下周改好。", "old": "Secret-2026"}
    sent = enter(zhaolei).client.post("/console/reports/1", data=fields, headers=HERE)
    shown = text_of(sent)
    assert sent.status_code == 400
    assert 'action="/console/reports/1"' in shown
    assert "已请主管部门核实，下周改好。" in shown
    assert "Secret-2026" not in shown
    assert "stale" not in shown


@pytest.mark.parametrize("origin", [PEOPLE | {"Origin": "https://evil.example"}, PEOPLE])
def test_a_forged_form_is_refused_and_shown_to_nobody(
    enter: Enter,
    admin: Clerk,
    origin: dict[str, str],
) -> None:
    fields = {"login": "mallory", "name": "马洛里", "roles": "admin"}
    sent = enter(admin).client.post("/console/clerks/new", data=fields, headers=origin)
    assert sent.status_code == 400
    assert "mallory" not in text_of(sent)
    assert "都还在" not in text_of(sent)


def test_a_reply_may_have_as_many_characters_as_the_browser_counts(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
) -> None:
    page = f"/console/tickets/{number}"
    lines = "\r\n".join(["十个字一行共二百行。"[:9]] * 200)
    assert len(lines.replace("\r\n", "\n")) <= 2000 < len(lines)
    sent = enter(zhaolei).submit(page, f"{page}/reply", text=lines, reply_id="a" * 16)
    assert sent.status_code == 303


def test_whoever_is_owed_a_call_is_called_before_the_ticket_is_closed(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
) -> None:
    page, mine = f"/console/tickets/{number}", enter(zhaolei)
    desk.add_contact(TALK, "13812341234")
    desk.reply(number, zhaolei, "带户口簿")
    assert "回电：待回电" in mine.text(page)
    assert "待回电" in mine.text("/console/tickets")
    assert mine.submit(page, f"{page}/close").status_code == 409
    assert mine.submit(page, f"{page}/callback", outcome="shouted").status_code == 400
    assert mine.submit(page, f"{page}/callback", outcome="missed").status_code == 303
    assert "回电：未接通" in mine.text(page)
    assert mine.submit(page, f"{page}/close").status_code == 303
    found = desk.ticket(number)
    assert found is not None
    assert found.callback is Callback.MISSED


def test_deactivating_a_clerk_on_the_page_gives_the_conversation_back(
    enter: Enter,
    desk: ServiceDesk,
    admin: Clerk,
    zhaolei: Clerk,
    number: str,
) -> None:
    desk.take_over(number, zhaolei)
    path = f"/console/clerks/{zhaolei.login}"
    fields = {"name": zhaolei.name, "roles": "clerk", "department": "gongan"}
    assert enter(admin).submit(path, path, **fields).status_code == 303
    assert desk.speaker(TALK).value == "waiting"
    assert "不再值守" in desk.messages_after(TALK)[-1].text
