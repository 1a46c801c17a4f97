"""A department sees its own part: conversations, guide reports, questions without an answer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.model.answer import ItemRef
from service_desk.errors import UnknownTicket
from service_desk.gaps.model import GapFilter, GapGroup, GapState
from service_desk.reports import ReportState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.console_kit import hired, log_in, submit
from tests.desk_kit import NEWBORN, TALK, Clock, hear, say

LICENCE = ItemRef("230131001000-01", "230131001000", "食品经营许可", "同江市市场监督管理局")


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall."""
    return console_hall.desk


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def market(desk: ServiceDesk) -> Clerk:
    """A clerk of the market regulation."""
    return hired(desk, "qianduo", "钱多", "shichang")


@pytest.fixture
def centre(desk: ServiceDesk) -> Clerk:
    """A clerk of the service centre."""
    return hired(desk, "zhouming", "周明", "zhengwu")


@pytest.fixture
def admin(desk: ServiceDesk) -> Clerk:
    """An administrator."""
    return hired(desk, "sunyue", "孙悦", "", Role.ADMIN)


@pytest.fixture
def client(console_app: Flask) -> FlaskClient:
    """A browser."""
    return console_app.test_client()


def read(desk: ServiceDesk, number: str, clerk: Clerk) -> list[str]:
    """Return what the clerk reads of a ticket's conversation."""
    return [message.text for message in desk.own_part(number, clerk).messages]


@pytest.fixture
def both(desk: ServiceDesk, police: Clerk, clock: Clock) -> tuple[str, str]:
    """A conversation that concerned the police first and the market regulation afterwards."""
    desk.open_conversation(TALK, "widget")
    hear(desk, "孩子上户口要啥")
    first = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN).number
    clock.forward(minutes=1)
    desk.take_over(first, police)
    hear(desk, "孩子他爸坐过牢，影响不")
    desk.reply(first, police, "不影响，请带出生医学证明")
    desk.return_to_bot(first, police)
    clock.forward(minutes=1)
    hear(desk, "谢谢，别跟人说")
    clock.forward(minutes=1)
    hear(desk, "开饭店要啥证")
    say(desk, "这个我说不准")
    second = desk.hand_over(TALK, "开饭店要啥证", LICENCE).number
    clock.forward(minutes=1)
    hear(desk, "急着开业")
    return first, second


POLICE_PART = {
    "孩子上户口要啥",
    "孩子他爸坐过牢，影响不",
    "不影响，请带出生医学证明",
    "谢谢，别跟人说",
}
MARKET_PART = {"开饭店要啥证", "这个我说不准", "急着开业"}


def test_each_department_reads_the_part_of_its_own_ticket(
    desk: ServiceDesk, both: tuple[str, str], police: Clerk, market: Clerk
) -> None:
    first, second = both
    assert set(read(desk, second, market)) == MARKET_PART
    assert POLICE_PART <= set(read(desk, first, police))
    assert not MARKET_PART & set(read(desk, first, police))


def test_centre_and_administrators_read_the_whole_conversation(
    desk: ServiceDesk, both: tuple[str, str], centre: Clerk, admin: Clerk
) -> None:
    for clerk in (centre, admin):
        part = desk.own_part(both[1], clerk)
        assert part.hidden == 0
        assert POLICE_PART | MARKET_PART <= {message.text for message in part.messages}


def test_what_was_answered_from_another_departments_item_is_not_shown(
    desk: ServiceDesk, market: Clerk, clock: Clock
) -> None:
    desk.open_conversation(TALK, "widget")
    hear(desk, "你好")
    say(desk, "您好")
    clock.forward(minutes=1)
    hear(desk, "孩子上户口要啥")
    say(desk, "带户口簿", {"status": "answered_guide", "item": {"department": "同江市公安局"}})
    clock.forward(minutes=1)
    hear(desk, "多少钱")
    say(desk, "不收费")
    clock.forward(minutes=1)
    hear(desk, "开饭店要啥证")
    number = desk.hand_over(TALK, "开饭店要啥证", LICENCE).number
    part = desk.own_part(number, market)
    assert [message.text for message in part.messages] == ["你好", "您好", "开饭店要啥证"]
    assert part.hidden == 4


def test_what_is_said_while_a_clerk_has_the_word_is_that_departments(
    desk: ServiceDesk, both: tuple[str, str], police: Clerk, market: Clerk, clock: Clock
) -> None:
    first, second = both
    hear(desk, "对了户口的事再问一句")
    desk.take_over(second, market)
    hear(desk, "消防也要批吗")
    assert "消防也要批吗" in read(desk, second, market)
    assert "消防也要批吗" not in read(desk, first, police)


def test_the_same_words_to_two_departments_are_each_ones_own(
    desk: ServiceDesk, police: Clerk, market: Clerk, clock: Clock
) -> None:
    desk.open_conversation(TALK, "widget")
    numbers = []
    for clerk, item in ((police, NEWBORN), (market, LICENCE)):
        hear(desk, "转人工")
        clock.forward(seconds=1)
        numbers.append(desk.hand_over(TALK, "转人工", item).number)
        say(desk, f"已转给{item.department}")
        clock.forward(minutes=1)
        desk.reply(numbers[-1], clerk, f"{item.name}的答复")
        clock.forward(minutes=1)
    assert read(desk, numbers[0], police) == ["转人工", "已转给同江市公安局", "新生儿落户的答复"]
    assert read(desk, numbers[1], market) == [
        "转人工",
        "已转给同江市市场监督管理局",
        "食品经营许可的答复",
    ]


def test_a_ticket_that_was_handed_on_takes_its_part_along(
    desk: ServiceDesk, both: tuple[str, str], police: Clerk, market: Clerk
) -> None:
    _first, second = both
    desk.reassign(second, market, "gongan", "户籍归公安")
    assert MARKET_PART <= set(read(desk, second, police))
    with pytest.raises(UnknownTicket):
        desk.own_part(second, market)


def test_the_ticket_page_shows_the_own_part_and_says_that_there_is_more(
    client: FlaskClient, desk: ServiceDesk, both: tuple[str, str], market: Clerk
) -> None:
    log_in(client, desk, market)
    page = client.get(f"/console/tickets/{both[1]}").get_data(as_text=True)
    news = client.get(f"/console/tickets/{both[1]}/messages").get_json()["messages"]
    for shown in (page, repr(news)):
        assert all(text in shown for text in MARKET_PART)
        assert not any(text in shown for text in POLICE_PART)
    assert "与其他部门有关，没有显示" in page


TICKET, GAP = "/console/tickets/{number}", "/console/unanswered/{gap}"
ROUTES = [
    ("get", TICKET, {}),
    ("get", f"{TICKET}/messages", {}),
    ("post", f"{TICKET}/take-over", {}),
    ("post", f"{TICKET}/return", {}),
    ("post", f"{TICKET}/reply", {"text": "x", "reply_id": "a" * 16}),
    ("post", f"{TICKET}/close", {"reason": "x"}),
    ("post", f"{TICKET}/reassign", {"department": "shichang", "reason": "x"}),
    ("post", f"{TICKET}/contact", {}),
    ("post", "/console/reports/{report}", {"state": "fixed", "note": "x"}),
    ("post", f"{GAP}/take-on", {"mine": "1"}),
    ("post", f"{GAP}/assign", {"department": "shichang"}),
    ("get", GAP, {}),
    ("post", f"{GAP}/not-ours", {}),
    ("post", f"{GAP}/reopen", {}),
    ("post", f"{GAP}/answer", {"item": "1", "question": "x", "answer": "x"}),
    ("post", f"{GAP}/attach", {"item": "1", "statement": "x", "text": "x"}),
    ("post", f"{GAP}/ask", {}),
    ("post", "/console/unanswered/dismiss", {"gap": "{gap}", "ready": "own", "reason": "x"}),
]


@pytest.mark.parametrize(("method", "path", "fields"), ROUTES)
def test_an_id_of_another_department_is_not_found(
    client: FlaskClient,
    console_hall: Application,
    desk: ServiceDesk,
    police: Clerk,
    market: Clerk,
    method: str,
    path: str,
    fields: dict[str, str],
) -> None:
    desk.open_conversation(TALK, "widget")
    hear(desk, "孩子上户口要啥")
    number = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN).number
    report = desk.reports.report("1", "新生儿落户", "fee", "收费写错", "3号", "同江市公安局")
    desk.note_unanswered("孩子上户口要啥", "gongan")
    gap = gap_of(console_hall, "上户口")
    log_in(client, desk, market)
    address = path.format(number=number, report=report.id, gap=gap.id)
    fields = {name: value.format(gap=gap.id) for name, value in fields.items()}
    before = desk.audit.count()
    sent = (
        client.get(address)
        if method == "get"
        else submit(client, "/console/tickets", address, **fields)
    )
    assert sent.status_code == 404
    assert desk.audit.count() == before
    assert console_hall.loop.groups.listed(GapFilter(), police) == (gap,)
    assert desk.reports.listed(ReportState.OPEN, clerk=police) == (report,)


def test_no_list_shows_what_is_another_departments(
    client: FlaskClient, desk: ServiceDesk, police: Clerk, market: Clerk
) -> None:
    number = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN).number
    desk.reports.report("1", "新生儿落户", "fee", "收费写错", "3号", "同江市公安局")
    desk.note_unanswered("没人认领的问题")
    log_in(client, desk, market)
    for page in (
        "tickets?state=all",
        "reports?state=all",
        "unanswered?state=all&department=gongan",
    ):
        shown = client.get(f"/console/{page}").get_data(as_text=True)
        assert not any(text in shown for text in (number, "上户口", "收费写错", "没人认领")), page


def test_a_report_number_beyond_all_bounds_is_not_found(
    client: FlaskClient, desk: ServiceDesk, admin: Clerk
) -> None:
    log_in(client, desk, admin)
    address = f"/console/reports/{10**30}"
    assert submit(client, "/console/reports", address, state="fixed").status_code == 404


def test_reports_that_nobody_owns_are_the_centres(
    desk: ServiceDesk, police: Clerk, centre: Clerk
) -> None:
    report = desk.reports.report("1", "外地事项", "fee", "收费写错", "3号", "外地的单位")
    assert desk.reports.listed(clerk=police) == ()
    assert desk.reports.listed(clerk=centre) == (report,)


def gap_of(hall: Application, text: str) -> GapGroup:
    """Return the group whose question holds the text."""
    hall.loop.sorting.sort_in()
    return next(one for one in hall.loop.groups.listed(GapFilter()) if text in one.title)


def test_a_group_is_taken_on_set_aside_reopened_and_handed_on_from_its_page(
    client: FlaskClient, console_hall: Application, police: Clerk, market: Clerk
) -> None:
    desk = console_hall.desk
    desk.note_unanswered("养鸽子归谁管", "gongan")
    page, gap = "/console/unanswered", gap_of(console_hall, "养鸽子").id
    one = f"{page}/{gap}"
    log_in(client, desk, police)
    submit(client, one, f"{one}/take-on", mine="1")
    assert "赵磊 在补" in client.get(f"{page}?mine=1").get_data(as_text=True)
    dismissed = {"gap": str(gap), "ready": "own"}
    empty = submit(client, one, f"{page}/dismiss", **dismissed, reason=" ")
    assert "请写明为什么不用补" in client.get(empty.location).get_data(as_text=True)
    submit(client, one, f"{page}/dismiss", **dismissed, reason="不归政府管")
    assert "养鸽子" not in client.get(page).get_data(as_text=True)
    assert "不归政府管" in client.get(f"{page}?state=dismissed").get_data(as_text=True)
    submit(client, one, f"{one}/reopen")
    assert "养鸽子" in client.get(page).get_data(as_text=True)
    submit(client, one, f"{one}/assign", department="shichang")
    assert "养鸽子" not in client.get(f"{page}?state=all").get_data(as_text=True)
    assert console_hall.loop.groups.group(gap, market).state is GapState.OPEN


def test_a_question_of_a_group_that_was_set_aside_stays_with_it(
    console_hall: Application, police: Clerk
) -> None:
    desk = console_hall.desk
    desk.note_unanswered("养鸽子归谁管", "gongan")
    gap = gap_of(console_hall, "养鸽子").id
    console_hall.loop.groups.dismiss(gap, police, "不归政府管")
    desk.note_unanswered("养鸽子归谁管", "gongan")
    console_hall.loop.sorting.sort_in()
    found = console_hall.loop.groups.group(gap)
    assert (found.state, found.sum.asked) == (GapState.DISMISSED, 2)


def test_what_is_no_question_shows_no_gap(application: Application) -> None:
    desk = application.desk
    for text in ("转人工", "你好", "谢谢", "？", "养鸽子归谁管"):
        desk.note_unanswered(text)
    assert [gap.question for gap in desk.unanswered()] == ["养鸽子归谁管"]


@pytest.mark.parametrize(
    "query", ["state=x", "page=0", "page=９", "page=9999999999", "q=%00", "mine=2"]
)
def test_a_strange_filter_is_as_good_as_none(
    client: FlaskClient, desk: ServiceDesk, police: Clerk, query: str
) -> None:
    log_in(client, desk, police)
    assert client.get(f"/console/unanswered?{query}").status_code == 200
