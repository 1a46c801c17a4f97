"""The console's pages: who may see what, what each step does, and what citizens' markup cannot do."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.bootstrap import Application
from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem
from service_desk.accounts import NewClerk
from service_desk.model import Speaker, TicketState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Right, Role
from tests.console_kit import PASSWORD, hired, log_in, submit
from tests.desk_kit import NEWBORN, TALK, Clock, asked_for_a_person, hear, say
from tests.forms_kit import token

REPLY_ID = re.compile(r'name="reply_id"[^>]*value="([^"]+)"')

Enter = Callable[[Clerk], "Browser"]


class Browser:
    """A clerk's browser: it sends the CSRF token of the page it looked at."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def text(self, path: str) -> str:
        """Return the text of a page that opens."""
        page = self.get(path)
        assert page.status_code == 200, page.status
        return page.get_data(as_text=True)

    def submit(self, page: str, path: str, **fields: str) -> TestResponse:
        """Fill in a form of a page and send it to `path`."""
        return self.client.post(path, data={"csrf_token": token(self.text(page)), **fields})


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall."""
    return console_hall.desk


@pytest.fixture
def app(console_app: Flask) -> Flask:
    """The hall's app."""
    return console_app


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is logged in."""
    return Browser(app.test_client())


@pytest.fixture
def enter(app: Flask, desk: ServiceDesk) -> Enter:
    """Log a clerk in, in a browser of the clerk's own."""

    def enter_as(clerk: Clerk) -> Browser:
        browser = Browser(app.test_client())
        sent = log_in(browser.client, desk, clerk)
        assert sent.status_code == 303, sent.get_data(as_text=True)
        assert sent.location == "/console/tickets"
        return browser

    return enter_as


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """An administrator."""
    return hired(desk, "sunyue", "孙悦", "", Role.ADMIN)


@pytest.fixture
def number(desk: ServiceDesk) -> str:
    """The number of a ticket for the police."""
    return asked_for_a_person(desk)


PAGES = [
    "/console/tickets",
    "/console/reports",
    "/console/unanswered",
    "/console/knowledge",
    "/console/canned",
    "/console/password",
    "/console/knowledge/waiting",
    "/console/knowledge/review",
    "/console/knowledge/publications",
]
ADMIN_PAGES = [
    "/console/clerks",
    "/console/clerks/new",
    "/console/clerks/sunyue",
    "/console/audit",
    "/console/audit/check",
]


@pytest.mark.parametrize(
    "page", ["/console/", *PAGES, *ADMIN_PAGES, "/console/tickets/TJ20261123-0001"]
)
def test_nobody_sees_a_page_without_logging_in(browser: Browser, page: str) -> None:
    sent = browser.get(page)
    assert sent.status_code == 302
    assert sent.location.startswith("/console/login")


@pytest.mark.parametrize("page", PAGES)
def test_a_clerk_sees_the_pages_of_the_desk(enter: Enter, zhaolei: Clerk, page: str) -> None:
    assert "服务台" in enter(zhaolei).text(page)


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_only_administrators_manage_accounts_and_read_the_audit_list(
    enter: Enter, zhaolei: Clerk, admin: Clerk, page: str
) -> None:
    assert enter(zhaolei).get(page).status_code == 403
    assert enter(admin).get(page).status_code == 200


@pytest.mark.parametrize(
    "path", ["/console/clerks/new", "/console/clerks/sunyue", "/console/clerks/sunyue/password"]
)
def test_a_clerk_cannot_send_the_forms_of_administrators(
    enter: Enter, zhaolei: Clerk, admin: Clerk, path: str
) -> None:
    fields = {"login": "evil", "name": "x", "roles": "admin", "department": "", "active": "y"}
    assert enter(zhaolei).submit("/console/password", path, **fields).status_code == 403


FORMS = (
    "/console/login",
    "/console/logout",
    "/console/password",
    "/console/tickets/{number}/take-over",
    "/console/tickets/{number}/reply",
    "/console/tickets/{number}/return",
    "/console/tickets/{number}/close",
    "/console/tickets/{number}/reassign",
    "/console/tickets/{number}/contact",
    "/console/tickets/{number}/callback",
    "/console/tickets/{number}/note",
    "/console/tickets/{number}/canned",
    "/console/canned",
    "/console/canned/1",
    "/console/canned/1/delete",
    "/console/reports/1",
    "/console/audit/check",
    "/console/clerks/new",
    "/console/clerks/zhaolei",
    "/console/clerks/zhaolei/password",
    "/console/clerks/zhaolei/second-factor",
    "/console/clerks/zhaolei/sessions",
    "/console/code",
    "/console/second-factor",
    "/console/account/sessions",
    "/console/account/second-factor",
    "/console/unanswered/1/take-on",
    "/console/unanswered/1/assign",
    "/console/unanswered/1/not-ours",
    "/console/unanswered/1/reopen",
    "/console/unanswered/1/answer",
    "/console/unanswered/1/attach",
    "/console/unanswered/1/ask",
    "/console/demands/1",
    "/console/tickets/{number}/faq",
    "/console/unanswered/dismiss",
    "/console/tickets/closing",
    "/console/tickets/close",
    "/console/knowledge/open",
    "/console/knowledge/new",
    "/console/knowledge/drafts/1",
    "/console/knowledge/drafts/1/undo",
    "/console/knowledge/drafts/1/back/1",
    "/console/knowledge/drafts/1/follow",
    "/console/knowledge/import",
    "/console/knowledge/import/1/draft",
    "/console/knowledge/import/1/name",
    "/console/knowledge/drafts/1/discard",
    "/console/knowledge/drafts/1/settle/1",
    "/console/knowledge/versions/1/approve",
    "/console/knowledge/inspection/run",
    "/console/knowledge/inspection/1/recheck",
    "/console/knowledge/inspection/1/accept",
    "/console/knowledge/versions/1/check",
    "/console/knowledge/versions/1/answers",
)
"""An address of each form of the console."""


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_changes_nothing(
    enter: Enter, desk: ServiceDesk, admin: Clerk, zhaolei: Clerk, number: str, path: str
) -> None:
    browser, before = enter(admin), desk.audit.count()
    sent = browser.client.post(
        path.format(number=number), data={"text": "x", "reason": "x", "login": "x"}
    )
    assert sent.status_code == 400
    assert desk.audit.count() == before
    assert desk.speaker(TALK) is Speaker.WAITING


def test_every_form_of_the_console_is_among_those_tested_for_the_token(app: Flask) -> None:
    forms = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console") and "POST" in (rule.methods or ())
    }
    addresses = app.url_map.bind("localhost")
    tested = {
        addresses.match(path.format(number="TJ-1"), "POST", return_rule=True)[0].rule
        for path in FORMS
    }
    assert tested == forms


def test_a_wrong_password_is_refused_in_plain_words(browser: Browser, zhaolei: Clerk) -> None:
    sent = browser.submit("/console/login", "/console/login", login="zhaolei", password="wrong")
    assert sent.status_code == 403
    assert "登录名或密码不对" in sent.get_data(as_text=True)


def test_five_wrong_passwords_lock_the_account_and_say_until_when(
    browser: Browser, zhaolei: Clerk, clock: Clock
) -> None:
    for _try in range(5):
        browser.submit("/console/login", "/console/login", login="zhaolei", password="wrong")
    sent = browser.submit("/console/login", "/console/login", login="zhaolei", password=PASSWORD)
    assert sent.status_code == 403
    assert "09:45" in sent.get_data(as_text=True)
    clock.forward(minutes=15)
    sent = browser.submit("/console/login", "/console/login", login="zhaolei", password=PASSWORD)
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("wanted", "lands_on"),
    [
        ("/console/tickets/TJ1", "/console/tickets/TJ1"),
        ("https://evil.example/", "/console/tickets"),
        ("//evil.example/console/", "/console/tickets"),
        ("/console/\\evil.example", "/console/tickets"),
        ("/chat", "/console/tickets"),
    ],
)
def test_after_logging_in_one_goes_on_inside_the_console_only(
    browser: Browser, zhaolei: Clerk, wanted: str, lands_on: str
) -> None:
    path = f"/console/login?next={wanted}"
    sent = browser.submit(path, path, login="zhaolei", password=PASSWORD)
    assert sent.location == lands_on


def test_twenty_minutes_without_a_click_end_the_session_even_while_the_page_polls(
    enter: Enter, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    browser = enter(zhaolei)
    for _round in range(19):
        clock.forward(minutes=1)
        assert browser.get(f"/console/tickets/{number}/messages").status_code == 200
    clock.forward(minutes=1)
    assert browser.get(f"/console/tickets/{number}/messages").status_code == 401
    assert "20 分钟没有操作" in browser.client.get(
        "/console/tickets", follow_redirects=True
    ).get_data(as_text=True)


def test_a_click_keeps_the_session(enter: Enter, zhaolei: Clerk, clock: Clock) -> None:
    browser = enter(zhaolei)
    for _click in range(3):
        clock.forward(minutes=19)
        assert browser.get("/console/tickets").status_code == 200


def test_logging_out_ends_the_session(enter: Enter, zhaolei: Clerk) -> None:
    browser = enter(zhaolei)
    browser.submit("/console/tickets", "/console/logout")
    assert browser.get("/console/tickets").status_code == 302


def test_a_reset_password_and_a_deactivated_account_end_sessions_at_once(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, admin: Clerk
) -> None:
    browser = enter(zhaolei)
    desk.accounts.reset_password("zhaolei")
    assert browser.get("/console/tickets").status_code == 302
    boss = enter(admin)
    desk.accounts.create(NewClerk("liqing", "李青", {Role.ADMIN}, ""))
    desk.accounts.change(
        "sunyue", name="孙悦", roles={Role.ADMIN}, department="", active=False, by=admin
    )
    desk_admins = [c.login for c in desk.accounts.clerks() if c.may(Right.ADMINISTER) and c.active]
    assert desk_admins == ["liqing"]
    assert boss.get("/console/tickets").status_code == 302


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    enter: Enter, zhaolei: Clerk
) -> None:
    page = "/console/login"
    client = enter(zhaolei).client
    cookies = submit(client, page, page, login="zhaolei", password=PASSWORD).headers.getlist(
        "Set-Cookie"
    )
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "console_device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie


def test_a_given_password_must_be_changed_before_anything_else(
    app: Flask, desk: ServiceDesk, number: str
) -> None:
    _clerk, drawn = desk.accounts.create(NewClerk("qianduo", "钱多", {Role.CLERK}, "gongan"))
    browser = Browser(app.test_client())
    browser.submit("/console/login", "/console/login", login="qianduo", password=drawn)
    assert browser.get(f"/console/tickets/{number}").location == "/console/password"
    weak = browser.submit(
        "/console/password", "/console/password", old=drawn, new="short", again="short"
    )
    assert "长度" in weak.get_data(as_text=True)
    differs = browser.submit(
        "/console/password", "/console/password", old=drawn, new=PASSWORD, again="x"
    )
    assert "不一样" in differs.get_data(as_text=True)
    browser.submit(
        "/console/password", "/console/password", old=drawn, new=PASSWORD, again=PASSWORD
    )
    assert browser.get(f"/console/tickets/{number}").status_code == 200


def test_the_list_shows_what_waits_and_how_long(
    enter: Enter, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    page = enter(zhaolei).text("/console/tickets")
    assert number in page
    assert "孩子上户口要啥" in page
    assert "应在 11月25日（周三）17:00 前答复" in page
    assert "已超时" not in page.split("</form>")[-1]
    clock.forward(days=3)
    assert "badge overdue" in enter(zhaolei).text("/console/tickets")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", True),
        ("state=all", True),
        ("state=closed", False),
        ("due=overdue", False),
        ("due=soon", False),
        ("mine=1", False),
        ("q=户口", True),
        ("q=驾照", False),
        ("department=shichang", False),
        ("state=nonsense&page=-1&due=x", True),
        ("page=99999999999999999999", True),
        ("since=2026-11-23&until=2026-11-23&sort=newest", True),
        ("since=2026-11-24", False),
        ("until=2026-11-22", False),
        ("since=morgen&until=9999-12-31&sort=x", True),
        ("page=２", True),
    ],
)
def test_the_list_can_be_narrowed(
    enter: Enter, admin: Clerk, number: str, filters: str, found: bool
) -> None:
    shown = enter(admin).text(f"/console/tickets?{filters}")
    assert (f'data-number="{number}"' in shown) is found


def test_empty_lists_say_why_they_are_empty(enter: Enter, zhaolei: Clerk) -> None:
    browser = enter(zhaolei)
    assert "没有要处理的工单" in browser.text("/console/tickets")
    assert "没有符合条件的工单" in browser.text("/console/tickets?q=驾照")
    assert "没有待处理的纠错" in browser.text("/console/reports")
    assert "还没有答不上来的问题" in browser.text("/console/unanswered")


def test_a_clerk_takes_over_replies_hands_back_and_closes(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    assert browser.submit(page, f"{page}/take-over").location == f"{page}#latest"
    assert desk.speaker(TALK) is Speaker.STAFF
    seen = desk.messages_after(TALK)[-1].id
    browser.submit(page, f"{page}/reply", text="请带出生医学证明", reply_id="a" * 16)
    assert [m.text for m in desk.messages_after(TALK, seen)] == ["请带出生医学证明"]
    browser.submit(page, f"{page}/return")
    assert desk.speaker(TALK) is Speaker.BOT
    browser.submit(page, f"{page}/close")
    closed = desk.ticket(number)
    assert closed is not None
    assert closed.state is TicketState.CLOSED
    assert "发送答复" not in browser.text(page)


def test_a_reply_sent_twice_arrives_once(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    reply_id = REPLY_ID.search(browser.text(page))
    assert reply_id
    for _click in range(2):
        sent = browser.submit(page, f"{page}/reply", text="请带出生医学证明", reply_id=reply_id[1])
        assert sent.status_code == 303
    assert len(desk.replies(number)) == 1


def test_a_reply_that_cannot_be_sent_is_not_lost(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    desk.take_over(number, hired(desk, "qianduo", "钱多", "gongan"))
    sent = browser.submit(
        "/console/tickets", f"{page}/reply", text="写了很久的答复", reply_id="a" * 16
    )
    assert sent.status_code == 409
    assert "钱多正在和市民对话" in sent.get_data(as_text=True)
    desk.return_to_bot(number, known(desk, "qianduo"))
    sent = browser.submit(page, f"{page}/reply", text="字" * 2001, reply_id="a" * 16)
    assert sent.status_code == 400
    assert "字" * 2001 in sent.get_data(as_text=True)


def known(desk: ServiceDesk, login: str) -> Clerk:
    """Return the clerk with this login name."""
    return next(clerk for clerk in desk.accounts.clerks() if clerk.login == login)


def test_closing_without_an_answer_asks_for_a_reason(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    sent = browser.submit(page, f"{page}/close")
    assert sent.status_code == 409
    assert "请写明原因" in sent.get_data(as_text=True)
    assert browser.submit(page, f"{page}/close", reason="重复提问").status_code == 303


def test_a_reassigned_ticket_leaves_the_clerks_list(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    sent = browser.submit(page, f"{page}/reassign", department="shichang", reason="归市场局")
    assert sent.location == "/console/tickets"
    assert browser.get(page).status_code == 404
    assert (
        browser.submit("/console/tickets", f"{page}/reply", text="x", reply_id="a" * 16).status_code
        == 404
    )
    moved = desk.ticket(number)
    assert moved is not None
    assert moved.department == "shichang"


def test_a_clerk_of_another_department_finds_no_such_ticket(
    enter: Enter, desk: ServiceDesk, number: str
) -> None:
    browser = enter(hired(desk, "qianduo", "钱多", "shichang"))
    assert number not in browser.text("/console/tickets?state=all&department=gongan")
    assert browser.get(f"/console/tickets/{number}").status_code == 404
    assert browser.get(f"/console/tickets/{number}/messages").status_code == 404


def test_the_contact_shows_in_clear_only_when_asked_for(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    desk.add_contact(TALK, "13812341234")
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    assert "138****1234" in browser.text(page)
    assert "13812341234" not in browser.text(page)
    assert "13812341234" in browser.submit(page, f"{page}/contact").get_data(as_text=True)
    assert "13812341234" not in browser.text(page)
    assert desk.audit.entries()[0].action == "contact_shown"


def test_new_messages_come_as_data_after_the_last_one_seen(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    browser = enter(zhaolei)
    seen = desk.messages_after(TALK)[-1].id
    hear(desk, "在吗")
    news = browser.get(f"/console/tickets/{number}/messages?after={seen}").get_json()
    assert news["messages"].count("<article") == 1
    for shown in ('class="message citizen"', "市民 <time>2026-11-23 09:30</time>", ">在吗<"):
        assert shown in news["messages"]
    assert news["last_id"] == desk.messages_after(TALK)[-1].id
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert (
            browser.get(f"/console/tickets/{number}/messages?after={nonsense}").status_code == 200
        )


def test_what_waits_and_what_calls_can_be_polled(enter: Enter, zhaolei: Clerk, number: str) -> None:
    news = enter(zhaolei).get("/console/tickets/waiting").get_json()
    assert news == {"waiting": 1, "overdue": 0, "calls": [number]}


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


def test_a_citizens_markup_is_shown_as_text(enter: Enter, desk: ServiceDesk, admin: Clerk) -> None:
    desk.open_conversation(TALK, "widget")
    hear(desk, MARKUP)
    number = desk.hand_over(TALK, MARKUP, None).number
    desk.note_unanswered(MARKUP)
    desk.reports.report("1<b>", MARKUP, MARKUP[:40], MARKUP, MARKUP[:60])
    browser = enter(admin)
    for page in (
        "/console/tickets",
        f"/console/tickets/{number}",
        "/console/reports",
        "/console/unanswered",
        f"/console/tickets?q={MARKUP}",
    ):
        shown = browser.text(page)
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert "&lt;script&gt;" in shown, page
        assert "{{7*7}}" in shown, page


def test_no_page_carries_script_or_style_inside(enter: Enter, admin: Clerk, number: str) -> None:
    browser = enter(admin)
    for page in [*PAGES, *ADMIN_PAGES, f"/console/tickets/{number}"]:
        shown = browser.text(page)
        assert not re.search(r"<script(?![^>]*\bsrc=)", shown), page
        assert not re.search(r"\son\w+=|\sstyle=|<style", shown), page


def test_an_administrator_creates_changes_and_resets_an_account(
    enter: Enter, app: Flask, desk: ServiceDesk, admin: Clerk
) -> None:
    browser, page = enter(admin), "/console/clerks/new"
    made = browser.submit(
        page, page, login="Liu.Yang", name="刘洋", roles="clerk", department="gongan", active="y"
    )
    drawn = re.search(r'class="password">([^<]+)<', made.get_data(as_text=True))
    assert drawn
    assert desk.accounts.log_in("liu.yang", drawn[1]).department == "gongan"
    page = "/console/clerks/liu.yang"
    sent = browser.submit(page, page, name="刘洋", roles="clerk", department="shichang", active="y")
    assert sent.location == "/console/clerks"
    assert known(desk, "liu.yang").department == "shichang"
    again = browser.submit(page, f"{page}/password").get_data(as_text=True)
    assert drawn[1] not in again
    browser.submit(page, page, name="刘洋", roles="clerk", department="shichang")
    assert not known(desk, "liu.yang").active


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"login": "sunyue"}, "不能用"),
        ({"login": "王芳"}, "字母开头"),
        ({"name": ""}, "请输入姓名"),
        ({"department": ""}, "坐席需要属于一个部门"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(
    enter: Enter, admin: Clerk, fields: dict[str, str], complaint: str
) -> None:
    given = {"login": "liuyang", "name": "刘洋", "roles": "clerk", "department": "gongan", **fields}
    sent = enter(admin).submit("/console/clerks/new", "/console/clerks/new", **given)
    assert sent.status_code in (400, 409)
    assert complaint in sent.get_data(as_text=True)


def test_the_last_administrator_cannot_be_demoted_on_the_page(
    enter: Enter, desk: ServiceDesk, admin: Clerk
) -> None:
    page = "/console/clerks/sunyue"
    sent = enter(admin).submit(
        page, page, name="孙悦", roles="clerk", department="gongan", active="y"
    )
    assert sent.status_code == 409
    assert "至少要保留一个" in sent.get_data(as_text=True)


def test_a_guide_report_is_settled_on_its_page(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    report = desk.reports.report(
        "232009003000-01", "新生儿落户", "materials", "缺监护人身份证", "3号窗口", "同江市公安局"
    )
    browser, page = enter(zhaolei), "/console/reports"
    assert "新生儿落户 · 申请材料" in browser.text(page)
    browser.submit(page, f"{page}/{report.id}", state="fixed", note="第2版已补上")
    assert "没有待处理的纠错" in browser.text(page)
    assert "第2版已补上" in browser.text(f"{page}?state=all")


def test_the_audit_list_names_who_did_what(
    enter: Enter, admin: Clerk, desk: ServiceDesk, number: str
) -> None:
    desk.take_over(number, admin)
    page = enter(admin).text("/console/audit?login=sunyue")
    assert "接入对话" in page
    assert number in page


def test_staff_see_what_the_citizen_could_open_under_an_answer(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    steps = Block("steps", "办理流程", (BlockItem("到派出所取号。", label="取号"),), folded=True)
    direct = Block("text", items=(BlockItem("能落，带出生医学证明。"),))
    answer = Answer(
        AnswerStatus.ANSWERED_GUIDE, "能落，带出生医学证明。", blocks=(direct, steps), item=NEWBORN
    )
    said = say(desk, answer.text, answer.to_dict())
    browser, page = enter(zhaolei), f"/console/tickets/{number}"
    assert '<summary>办理流程</summary><p class="text">1. 取号：到派出所取号。</p>' in browser.text(
        page
    )
    live = browser.get(f"{page}/messages?after={said.id - 1}").get_json()["messages"]
    assert live.count("<article") == 1
    assert ">能落，带出生医学证明。<" in live
    assert '<summary>办理流程</summary><p class="text">1. 取号：到派出所取号。</p>' in live
