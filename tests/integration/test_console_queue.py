"""The list of tickets: what calls for whom, who is there, and how it comes back as it was left."""

import re

import pytest
from sqlalchemy import Engine, event

from hall.bootstrap import Application, write_first_password
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from service_desk.tickets import Order, TicketFilter
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import NEWBORN, Clock, hear
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Browser, Enter

admin, app, browser, desk = pages.admin, pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

LIST = "/console/tickets/list"
IN_LIST = re.compile(r'data-number="([^"]+)"')


@pytest.fixture
def qianduo(desk: ServiceDesk) -> Clerk:
    """Another clerk of the police."""
    return hired(desk, "qianduo", "钱多", "gongan")


def ask(desk: ServiceDesk, talk: str, question: str) -> str:
    """Let another citizen ask the police something; return the number of the ticket."""
    desk.open_conversation(talk, "widget")
    hear(desk, question, talk=talk)
    return desk.hand_over(talk, question, NEWBORN).number


def test_a_new_ticket_calls_every_clerk_of_its_department_until_one_has_the_word(
    desk: ServiceDesk, zhaolei: Clerk, qianduo: Clerk, number: str
) -> None:
    market = hired(desk, "zhouming", "周明", "shichang")
    assert desk.calls(zhaolei) == desk.calls(qianduo) == (number,)
    assert desk.calls(market) == ()
    desk.take_over(number, zhaolei)
    assert desk.calls(qianduo) == ()
    desk.return_to_bot(number, zhaolei)
    assert desk.calls(qianduo) == (number,)


def test_a_citizen_who_writes_again_after_the_reply_calls_once(
    desk: ServiceDesk, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    desk.reply(number, zhaolei, "带户口簿")
    assert desk.calls(zhaolei) == ()
    for _message in range(2):
        clock.forward(minutes=1)
        hear(desk, "原件还是复印件")
        assert desk.calls(zhaolei) == (f"{number}!",)


def test_each_message_calls_the_clerk_who_has_the_word(
    desk: ServiceDesk, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    desk.take_over(number, zhaolei)
    heard = set()
    for _message in range(2):
        clock.forward(seconds=10)
        hear(desk, "在吗")
        heard |= set(desk.calls(zhaolei))
    assert len(heard) == 2


def test_the_open_page_gets_the_list_as_it_is_narrowed(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    mine = enter(zhaolei)
    other = ask(desk, "lilei-talk-0001", "驾照丢了")
    assert set(IN_LIST.findall(mine.get(LIST).get_json()["list"])) == {number, other}
    news = mine.get(f"{LIST}?q=驾照").get_json()
    assert IN_LIST.findall(news["list"]) == [other]
    assert (news["waiting"], news["overdue"]) == (2, 0)


def test_the_looks_of_an_open_list_keep_nobody_logged_in(
    enter: Enter, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    mine = enter(zhaolei)
    for _round in range(19):
        clock.forward(minutes=1)
        assert mine.get(LIST).status_code == 200
    clock.forward(minutes=1)
    ended = mine.get(LIST)
    assert (ended.status_code, ended.get_json()["error"]["code"]) == (401, "logged_out")


def test_the_newest_come_first_where_that_is_asked_for(
    desk: ServiceDesk, zhaolei: Clerk, clock: Clock, number: str
) -> None:
    clock.forward(hours=1)
    later = ask(desk, "lilei-talk-0001", "驾照丢了")
    for order, expected in ((Order.DUE, [number, later]), (Order.NEWEST, [later, number])):
        found = desk.list_tickets(TicketFilter(order=order), zhaolei).tickets
        assert [ticket.number for ticket in found] == expected


def test_reading_a_page_of_tickets_takes_as_many_queries_as_reading_one(
    console_hall: Application, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    one = queries(console_hall.engine, desk, zhaolei)
    for talk in range(20):
        ask(desk, f"lilei-talk-{talk:04}", "驾照丢了")
    assert len(desk.list_tickets(TicketFilter(), zhaolei).tickets) == 21
    assert queries(console_hall.engine, desk, zhaolei) == one


def queries(engine: Engine, desk: ServiceDesk, clerk: Clerk) -> int:
    """Return how many queries the list takes."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    desk.list_tickets(TicketFilter(), clerk)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_the_list_comes_back_as_it_was_left(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    mine = enter(zhaolei)
    assert number in mine.text("/console/tickets?state=all&q=户口&sort=newest")
    mine.get(f"/console/tickets/{number}")
    back = mine.text("/console/tickets")
    assert 'value="户口"' in back
    assert '<option value="newest" selected>' in back
    assert "清除筛选条件" in back
    mine.get("/console/tickets?state=open")
    assert "清除筛选条件" not in mine.text("/console/tickets")


def test_nobody_finds_the_list_of_who_was_logged_in_before(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    mine = enter(zhaolei)
    mine.get("/console/tickets?q=王芳")
    mine.submit("/console/tickets", "/console/logout")
    fields = {"login": zhaolei.login, "password": PASSWORD}
    mine.submit("/console/login", "/console/login", **fields)
    assert "王芳" not in mine.text("/console/tickets")


def test_a_page_that_the_list_no_longer_has_is_its_last_one(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    for talk in range(30):
        ask(desk, f"lilei-talk-{talk:04}", "驾照丢了")
    mine = enter(zhaolei)
    assert len(IN_LIST.findall(mine.text("/console/tickets?page=2"))) == 1
    desk.close(number, zhaolei, "重复提问")
    assert len(IN_LIST.findall(mine.text("/console/tickets"))) == 30


def test_staff_see_who_is_there_and_who_left_the_desk(
    enter: Enter, desk: ServiceDesk, admin: Clerk, zhaolei: Clerk, clock: Clock
) -> None:
    mine, boss = enter(zhaolei), enter(admin)
    assert "现在在线：孙悦、赵磊（公安局）" in boss.text("/console/tickets")
    for _minute in range(11):
        clock.forward(minutes=1)
        mine.get(LIST)
        boss.get("/console/tickets")
    assert "现在在线：孙悦、赵磊（公安局，离开）" in boss.text("/console/tickets")
    clock.forward(minutes=3)
    assert "现在在线：孙悦</span>" in boss.text("/console/tickets")


def test_who_logged_out_or_has_a_factor_to_give_is_not_there(
    enter: Enter, desk: ServiceDesk, browser: Browser, admin: Clerk, zhaolei: Clerk
) -> None:
    mine = enter(zhaolei)
    fields = {"login": admin.login, "password": PASSWORD}
    browser.submit("/console/login", "/console/login", **fields)
    assert [one.name for one in desk.colleagues.online()] == ["赵磊"]
    mine.submit("/console/tickets", "/console/logout")
    assert desk.colleagues.online() == ()


def test_the_list_says_whether_staff_are_expected_to_be_there(
    enter: Enter, zhaolei: Clerk, clock: Clock
) -> None:
    assert "现在是上班时间" in enter(zhaolei).text("/console/tickets")
    clock.now = clock.now.replace(hour=20)
    assert "现在是下班时间，明天（周二）8:30 上班" in enter(zhaolei).text("/console/tickets")


def test_the_first_administrator_changes_the_printed_password_before_anything_else(
    console_hall: Application, browser: Browser
) -> None:
    path = write_first_password(console_hall)
    assert path is not None
    printed = path.read_text(encoding="utf-8").strip()
    browser.submit("/console/login", "/console/login", login="admin", password=printed)
    for page in ("/console/tickets", "/console/clerks", "/console/second-factor"):
        assert browser.get(page).location == "/console/password", page
    assert browser.get(LIST).status_code == 401
    again = {"old": printed, "new": printed, "again": printed}
    assert browser.submit("/console/password", "/console/password", **again).status_code == 400
    fields = {"old": printed, "new": PASSWORD, "again": PASSWORD}
    browser.submit("/console/password", "/console/password", **fields)
    assert browser.get("/console/tickets").location == "/console/second-factor"
    assert not path.exists()
