"""The page of figures: who sees what, in which words, and where every figure leads."""

import csv
import io
import re
import sys
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.exporting.sheet import BOM, Column, csv_lines
from knowledge_base.model.answer import AnswerStatus, ItemRef
from service_desk.errors import UnknownTicket
from service_desk.gaps.model import GapFilter
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.console_kit import hired, log_in, submit
from tests.desk_kit import NEWBORN, Clock
from tests.forms_kit import token
from tests.statistics_kit import CARD_LOST, LICENCE, PIGEONS, asked, handed, replied

PAGE = "/console/statistics"
LINK = re.compile(r'href="(/console/[^"]+)"')
UNKNOWN = AnswerStatus.UNANSWERED_UNKNOWN


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall."""
    return console_hall.desk


@pytest.fixture
def manager(desk: ServiceDesk) -> Clerk:
    """A manager."""
    return hired(desk, "qianjin", "钱进", "", Role.MANAGER)


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return hired(desk, "zhaolei", "赵磊", "gongan")


@pytest.fixture
def client(console_app: Flask) -> FlaskClient:
    """A browser."""
    return console_app.test_client()


@pytest.fixture
def seen(client: FlaskClient, desk: ServiceDesk, manager: Clerk) -> FlaskClient:
    """A browser in which the manager is logged in."""
    log_in(client, desk, manager)
    return client


def read(client: FlaskClient, address: str = PAGE, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.get_data(as_text=True))


def summary(page: str) -> str:
    found = re.search(r'<p class="summary">(.*?)</p>', page)
    assert found
    return found[1].replace("\u00a0", " ")


class TestWords:
    def test_the_first_line_says_the_state_of_affairs(
        self, seen: FlaskClient, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        for number in range(4):
            asked(desk, CARD_LOST, talk=f"talk-number-{number}")
        asked(desk, PIGEONS, UNKNOWN, None)
        replied(desk, handed(desk, "talk-ticket-1"), police)
        handed(desk, "talk-ticket-2")

        assert summary(read(seen)) == (
            "最近 30 天市民问了 5 次，直接答上 80 %，没答上 1 次。转人工登记了 2 件工单，没有超时的。"
            "现在有 1 件工单在等答复。"
        )

    def test_days_in_which_nobody_asked_say_so(self, seen: FlaskClient) -> None:
        page = read(seen, f"{PAGE}?span=today")

        assert summary(page) == "今天还没有人提问。现在没有等答复的工单。"
        assert "这段时间没有人提问。" in page
        assert "<svg" not in page

    def test_wrong_dates_are_kept_with_a_sentence_that_says_what_is_wrong(
        self, seen: FlaskClient
    ) -> None:
        page = read(seen, f"{PAGE}?since=2026-11-30&until=2026-11-01", 400)

        assert "结束日期请不要早于开始日期 2026-11-30，您填的是 2026-11-01。" in page
        assert 'value="2026-11-30"' in page
        assert 'value="2026-11-01"' in page

    def test_typed_dates_that_are_a_choice_s_days_are_that_choice(self, seen: FlaskClient) -> None:
        page = read(seen, f"{PAGE}?since=2026-11-17&until=2026-11-23")

        assert summary(page).startswith("最近 7 天")


class TestFigures:
    def test_every_link_on_the_page_leads_to_a_page(
        self, seen: FlaskClient, desk: ServiceDesk, police: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        asked(desk, PIGEONS, UNKNOWN, None)
        desk.note_unanswered(PIGEONS, "shichang")
        replied(desk, handed(desk, "talk-ticket-1"), police)

        links = {a for a in LINK.findall(read(seen)) if "/static/" not in a}

        assert len(links) > 30
        assert {link: seen.get(link).status_code for link in links} == dict.fromkeys(links, 200)

    def test_a_figure_leads_to_as_many_questions(
        self, seen: FlaskClient, desk: ServiceDesk
    ) -> None:
        for number in range(3):
            asked(desk, PIGEONS, UNKNOWN, None, talk=f"talk-number-{number}")
        asked(desk, CARD_LOST)
        page = read(seen)
        address = next(a for a in LINK.findall(page) if "questions?" in a and "kind=unknown" in a)

        listed = read(seen, address)

        assert listed.count(f"<h2>{PIGEONS}</h2>") == 3
        assert CARD_LOST not in listed
        assert "共 3 次" in listed

    def test_the_list_turns_pages_within_its_cell(
        self, seen: FlaskClient, desk: ServiceDesk
    ) -> None:
        for number in range(31):
            asked(desk, f"第{number}个问题", talk=f"talk-number-{number}")
        first = read(seen, f"{PAGE}/questions?door=widget&kind=answered")
        second = next(a for a in LINK.findall(first) if "page=2" in a)

        assert first.count('<li class="card">') == 30
        assert "第 1 / 2 页" in first
        assert read(seen, second).count('<li class="card">') == 1
        assert "door=widget" in second

    def test_the_tickets_behind_an_outcome_are_listed(
        self, seen: FlaskClient, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        late, quick = handed(desk, "talk-ticket-1"), handed(desk, "talk-ticket-2")
        replied(desk, quick, police)
        clock.forward(days=9)
        log_in(seen, desk, desk.accounts.clerks()[1])
        page = read(seen)
        address = next(a for a in LINK.findall(page) if "due=late" in a)

        listed = read(seen, address)

        assert late.number in listed
        assert quick.number not in listed
        assert "清除筛选条件" in listed

    def test_charts_carry_neither_style_nor_script(
        self, seen: FlaskClient, desk: ServiceDesk
    ) -> None:
        asked(desk, CARD_LOST)

        drawings = re.findall(r"<svg.*?</svg>", read(seen), re.DOTALL)

        assert len(drawings) == 4
        for drawing in drawings:
            assert not re.search(r"<style|<script|style=|onload|href|<title", drawing)
            assert 'aria-hidden="true"' in drawing


class TestFile:
    def test_the_file_holds_every_figure_of_the_page(
        self, seen: FlaskClient, desk: ServiceDesk
    ) -> None:
        asked(desk, CARD_LOST)
        response = seen.get(f"{PAGE}.csv?span=today")
        text = response.get_data(as_text=True)

        rows = list(csv.reader(io.StringIO(text.removeprefix(BOM))))

        assert response.content_type == "text/csv; charset=utf-8"
        assert text.startswith(BOM)
        assert rows[0] == ["时段开始", "时段结束", "维度", "取值", "指标", "数值"]
        assert ["2026-11-23", "2026-11-23", "合计", "", "直接答上", "1"] in rows
        assert ["2026-11-23", "2026-11-23", "渠道", "网站", "提问", "1"] in rows
        assert ["2026-11-23", "2026-11-23", "事项", NEWBORN.name, "提问", "1"] in rows

    def test_a_name_that_begins_like_a_formula_is_a_name(
        self, seen: FlaskClient, desk: ServiceDesk
    ) -> None:
        asked(desk, CARD_LOST, item=ItemRef("x", "x", '=HYPERLINK("http://x")', ""))

        text = seen.get(f"{PAGE}.csv").get_data(as_text=True)

        assert "'=HYPERLINK" in text
        assert not re.search(r'(^|,)"?=', text, re.MULTILINE)

    @pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_is_a_formula(self, begin: str) -> None:
        sheet = csv_lines([Column("名", str)], [f"{begin}1"])
        assert f"'{begin}1" in b"".join(sheet).decode()


class TestWhoSees:
    def test_a_clerk_sees_the_own_department_alone(
        self, client: FlaskClient, desk: ServiceDesk, police: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        asked(desk, "开小卖部办啥证", item=LICENCE)
        log_in(client, desk, police)

        page = read(client, f"{PAGE}?department=shichang")

        assert "问了 1 次" in summary(page)
        assert LICENCE.name not in page
        assert 'name="department"' not in page
        assert LICENCE.name not in client.get(f"{PAGE}.csv?department=shichang").text
        assert "开小卖部" not in read(client, f"{PAGE}/questions?department=shichang")

    def test_a_manager_begins_with_the_figures(
        self, client: FlaskClient, desk: ServiceDesk, manager: Clerk
    ) -> None:
        assert log_in(client, desk, manager).location == PAGE
        assert client.get("/console/").location == PAGE

    def test_a_manager_reads_lists_and_opens_nothing(
        self, seen: FlaskClient, desk: ServiceDesk, manager: Clerk
    ) -> None:
        ticket = handed(desk, "talk-ticket-1")
        desk.add_contact("talk-ticket-1", "13812345678")
        desk.note_unanswered(PIGEONS, "shichang")
        (gap,) = desk.gaps.listed(GapFilter())

        listed = read(seen, "/console/tickets")

        assert ticket.number in listed
        assert f"/console/tickets/{ticket.number}" not in listed
        assert "我来补" not in read(seen, "/console/unanswered")
        assert seen.get(f"/console/tickets/{ticket.number}").status_code == 404
        assert seen.get(f"/console/tickets/{ticket.number}/messages").status_code == 404
        for act in (
            lambda: desk.take_over(ticket.number, manager),
            lambda: desk.reply(ticket.number, manager, "好"),
            lambda: desk.reassign(ticket.number, manager, "shichang", ""),
            lambda: desk.close(ticket.number, manager, "好"),
            lambda: desk.reveal_contact(ticket.number, manager),
            lambda: desk.own_part(ticket.number, manager),
        ):
            with pytest.raises(UnknownTicket):
                act()
        sent = {"csrf_token": token(read(seen, "/console/account"))}
        assert seen.post(f"/console/unanswered/{gap.id}/take-on", data=sent).status_code == 403

    def test_who_becomes_a_manager_hands_the_talks_back(
        self, client: FlaskClient, desk: ServiceDesk, police: Clerk
    ) -> None:
        admin = hired(desk, "sunyue", "孙悦", "", Role.ADMIN)
        ticket = handed(desk, "talk-ticket-1")
        desk.take_over(ticket.number, police)
        log_in(client, desk, admin)

        page = "/console/clerks/zhaolei"
        sent = submit(
            client, page, page, name="赵磊", roles="manager", department="gongan", active="y"
        )

        assert sent.status_code == 303
        assert desk.speaker("talk-ticket-1").value == "waiting"

    def test_nobody_sees_figures_without_a_login(self, client: FlaskClient) -> None:
        for address in (PAGE, f"{PAGE}.csv", f"{PAGE}/questions"):
            assert client.get(address).status_code == 302


def test_drawing_leaves_nothing_behind_that_other_imports_trip_over() -> None:
    assert [finder for finder in sys.meta_path if not hasattr(finder, "find_spec")] == []
