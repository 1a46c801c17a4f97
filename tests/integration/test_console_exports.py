"""Lists as sheets: what the clerk may see and no more, nothing that counts as a formula, and on record."""

import csv
import io
import zipfile
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from werkzeug.test import TestResponse

from hall.bootstrap import Application
from knowledge_base.exporting.sheet import Column, csv_lines, xlsx_file
from service_desk import exporting
from service_desk.audit import Action
from service_desk.gaps.model import GapFilter
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, TALK, Clock, hear
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Enter

admin, app, browser, desk = pages.admin, pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = '=HYPERLINK("http://evil.example","点我")'


def csv_rows(sent: TestResponse) -> list[dict[str, str]]:
    assert sent.status_code == 200
    text = sent.get_data().decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def xlsx_rows(data: bytes) -> list[list[str]]:
    """Return the cells of the only sheet, as text; a formula is a fault."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(page.iter(f"{SPREADSHEET}f"))
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{SPREADSHEET}c")]
        for row in page.iter(f"{SPREADSHEET}row")
    ]


def test_a_sheet_of_tickets_holds_what_the_list_shows_and_no_contact(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    desk.add_contact(TALK, "13812341234")
    mine = enter(zhaolei)
    (row,) = csv_rows(mine.get("/console/tickets/export.csv"))
    assert row["编号"] == number
    assert row["市民的问题"] == "孩子上户口要啥"
    assert row["登记时间"] == "2026-11-23 09:30"
    assert row["答复时限"] == "2026-11-25 17:00"
    assert (row["留了联系方式"], row["回电"], row["已超时"]) == ("是", "待回电", "否")
    with mine.get("/console/tickets/export.xlsx") as sent:
        titles, cells = xlsx_rows(sent.get_data())
    assert titles == list(row)
    assert number in cells
    for data in (str(row), str(cells)):
        assert "1234" not in data.replace(number, "")


def test_a_second_reply_makes_no_ticket_late(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str, clock: Clock
) -> None:
    desk.reply(number, zhaolei, "请带户口簿。")
    clock.forward(days=30)
    desk.reply(number, zhaolei, "再补充一句。")
    (row,) = csv_rows(enter(zhaolei).get("/console/tickets/export.csv?state=all"))
    assert row["已超时"] == "否"


def test_a_sheet_is_named_by_what_it_is_and_the_day(
    enter: Enter, zhaolei: Clerk, number: str
) -> None:
    mine = enter(zhaolei)
    for path, name in (
        ("tickets/export.xlsx", "工单_2026年11月23日.xlsx"),
        ("tickets/export.csv", "工单_2026年11月23日.csv"),
        ("unanswered/export.xlsx", "待补知识_2026年11月23日.xlsx"),
        ("unanswered/export.csv", "待补知识_2026年11月23日.csv"),
    ):
        with mine.get(f"/console/{path}") as sent:
            assert sent.status_code == 200
        assert name in unquote(sent.headers["Content-Disposition"])
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["Cache-Control"] == "no-store"
    assert mine.get("/console/tickets/export.exe").status_code == 404


def test_a_sheet_is_narrowed_like_the_list_and_by_department(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    hear(desk, "驾照丢了", talk="lilei-talk-0001")
    other = desk.hand_over("lilei-talk-0001", "驾照丢了", NEWBORN).number
    mine = enter(zhaolei)
    rows = csv_rows(mine.get("/console/tickets/export.csv?q=驾照"))
    assert [row["编号"] for row in rows] == [other]
    assert csv_rows(mine.get("/console/tickets/export.csv?state=closed")) == []
    market = enter(hired(desk, "zhouming", "周明", "shichang"))
    assert csv_rows(market.get("/console/tickets/export.csv?department=gongan&state=all")) == []


def test_questions_without_an_answer_are_exported_to_their_own_department(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    for _time in range(2):
        desk.note_unanswered("养鸽子归谁管", "gongan")
    desk.note_unanswered("开饭店要啥证", "shichang")
    mine = enter(zhaolei)
    (row,) = csv_rows(mine.get("/console/unanswered/export.csv"))
    assert (row["问题"], row["问过几次"]) == ("养鸽子归谁管", "2")
    assert row["部门"] == "同江市公安局"
    with mine.get("/console/unanswered/export.xlsx") as sent:
        assert len(xlsx_rows(sent.get_data())) == 2


def test_a_sheet_of_what_i_see_to_holds_nothing_else(
    enter: Enter, desk: ServiceDesk, console_hall: Application, zhaolei: Clerk
) -> None:
    desk.note_unanswered("养鸽子归谁管", "gongan")
    desk.note_unanswered("天气真好", "gongan")
    console_hall.loop.sorting.sort_in()
    groups = console_hall.loop.groups
    (group,) = groups.listed(GapFilter(text="鸽子"))
    groups.take_on(group.id, zhaolei)
    rows = csv_rows(enter(zhaolei).get("/console/unanswered/export.csv?mine=1"))
    assert [row["问题"] for row in rows] == ["养鸽子归谁管"]


def test_who_took_a_sheet_away_is_on_record(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    assert len(csv_rows(enter(zhaolei).get("/console/tickets/export.csv"))) == 1
    entry = desk.audit.entries(1)[0]
    assert (entry.action, entry.login) == (Action.EXPORTED, "zhaolei")
    assert (entry.subject, entry.detail) == ("工单 csv", "1 条")


def test_more_than_a_sheet_holds_is_refused_in_plain_words_and_not_recorded(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 0)
    desk.note_unanswered("养鸽子归谁管", "gongan")
    mine, before = enter(zhaolei), desk.audit.count()
    for path in ("tickets/export.xlsx?sort=newest", "unanswered/export.csv?q=鸽子"):
        sent = mine.get(f"/console/{path}")
        assert sent.status_code == 303
        assert "请把筛选条件收窄后再导出" in mine.text(sent.location)
    assert desk.audit.count() == before


@pytest.mark.parametrize(
    "text", [FORMULA, "+86", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＠x"]
)
def test_nothing_in_a_sheet_counts_as_a_formula(text: str) -> None:
    columns = (Column[str]("问题", lambda one: one),)
    rows = list(csv.reader(io.StringIO(b"".join(csv_lines(columns, [text])).decode(), newline="")))
    assert rows[1] == [f"'{text}"]
    with xlsx_file(columns, [text], "工单") as file:
        (_titles, (cell,)) = xlsx_rows(file.read())
    assert cell.replace("_x000D_", "").strip() == text.strip()


def test_what_is_no_formula_stays_as_it_is_and_long_texts_fit_a_cell() -> None:
    columns = (Column[str]("问题", lambda one: one),)
    rows = list(
        csv.reader(io.StringIO(b"".join(csv_lines(columns, ["1+1=?"])).decode(), newline=""))
    )
    assert rows[1] == ["1+1=?"]
    with xlsx_file(columns, ["长" * 40_000, "http://evil.example"], "工单") as file:
        _titles, (long,), (address,) = xlsx_rows(file.read())
    assert len(long) == 32_000
    assert address == "http://evil.example"


def test_many_rows_are_written_bit_by_bit() -> None:
    columns = (Column[int]("数", lambda one: one),)
    pieces = list(csv_lines(columns, iter(range(1000))))
    assert len(pieces) > 4
    assert len(b"".join(pieces).splitlines()) == 1001


def test_several_questions_are_put_aside_with_one_reason(
    enter: Enter, console_hall: Application, desk: ServiceDesk, zhaolei: Clerk
) -> None:
    desk.note_unanswered("养鸽子归谁管", "gongan")
    desk.note_unanswered("天气真好", "gongan")
    desk.note_unanswered("开饭店要啥证", "shichang")
    console_hall.loop.sorting.sort_in()
    ids = [str(group.id) for group in console_hall.loop.groups.listed(GapFilter())]
    mine, page = enter(zhaolei), "/console/unanswered"
    empty = mine.submit(page, f"{page}/dismiss", ready="own", reason=" ", gap=ids)  # type: ignore[arg-type]
    assert "请写明为什么不用补" in mine.text(empty.location)
    assert mine.submit(page, f"{page}/dismiss", gap="x").location.startswith(page)
    assert "请先勾选" in mine.text(page)
    mine.submit(page, f"{page}/dismiss", ready="own", reason="闲聊", gap=ids)  # type: ignore[arg-type]
    assert "2 组问题已标为“不用补”" in mine.text(page)
    assert "还没有答不上来的问题" in mine.text(page)
    assert {gap.question: gap.state.value for gap in desk.unanswered()} == {
        "养鸽子归谁管": "dismissed",
        "天气真好": "dismissed",
        "开饭店要啥证": "open",
    }
