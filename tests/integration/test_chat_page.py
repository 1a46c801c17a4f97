"""The chat as a plain form: no script, no lost message, nothing a citizen wrote taken for markup."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.app import create_app
from hall.bootstrap import Application
from hall.reception.front_desk import FrontDesk, Reply
from knowledge_base.errors import Cause, StoreUnavailable
from service_desk.model import Message, Sender, Speaker
from service_desk.staff import Clerk, Role
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON, clerk_of

FORM = {"Accept": "text/html"}


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def say(client: FlaskClient, text: str) -> str:
    page = client.get("/chat").text
    sent = {
        "csrf_token": field(page, "csrf_token"),
        "client_message_id": field(page, "client_message_id"),
        "text": text,
    }
    response = client.post("/chat", data=sent, headers=FORM)
    assert response.status_code == 303
    return client.get(response.headers["Location"]).text


def test_the_page_greets_with_most_asked_items_as_buttons(client: FlaskClient) -> None:
    page = client.get("/chat").text
    assert len(re.findall(r'name="tap"', page)) >= 5
    assert "不要输入身份证号" in page
    assert "转人工" in page


def test_a_question_gets_the_same_answer_as_in_the_widget(client: FlaskClient) -> None:
    page = say(client, "补办身份证要多少钱")
    assert "每证40元" in page
    assert "样例数据" in page
    sent = {"question": "补办身份证要多少钱"}
    answer = client.post("/api/v1/ask", json=sent).json
    assert answer is not None
    assert all(html.escape(option["label"]) in page for option in answer["options"])


def test_an_option_is_a_button_of_the_form_that_sends_its_id(client: FlaskClient) -> None:
    page = say(client, "补办身份证要多少钱")
    latest = page.split('id="latest"')[1]
    option = re.search(r'name="tap" value="[^"]+" formaction="([^"#]+)#latest">到期换新<', latest)
    assert option is not None
    sent = {"csrf_token": field(page, "csrf_token"), "text": "就这个"}
    assert client.post(html.unescape(option[1]), data=sent).status_code == 303
    answered = client.get("/chat").text.split('id="latest"')[1]
    assert "按您说的情况（到期换新）" in answered


def test_sending_the_form_twice_says_it_once(client: FlaskClient) -> None:
    page = client.get("/chat").text
    sent = {
        "csrf_token": field(page, "csrf_token"),
        "client_message_id": field(page, "client_message_id"),
        "text": "补办身份证要多少钱",
    }
    client.post("/chat", data=sent)
    client.post("/chat", data=sent)
    assert client.get("/chat").text.count("from-citizen") == 1


def test_what_a_citizen_writes_is_shown_as_text(client: FlaskClient) -> None:
    page = say(client, "<script>alert(1)</script>身份证")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_person_may_be_asked_for_and_the_page_says_so(client: FlaskClient) -> None:
    page = say(client, WANTS_A_PERSON)
    assert re.search(r"TJ\d{8}-\w{5}", page)
    assert "正在等工作人员答复" in page


@pytest.mark.parametrize(("text", "reason"), [("  ", "请输入"), ("长" * 1001, "内容太长")])
def test_a_refused_text_keeps_what_was_typed_and_says_why(
    client: FlaskClient, text: str, reason: str
) -> None:
    page = client.get("/chat").text
    sent = {"csrf_token": field(page, "csrf_token"), "text": text}
    response = client.post("/chat", data=sent, headers=FORM)
    assert response.status_code in (400, 413)
    assert reason in response.text
    assert text in response.text


def test_starting_over_begins_an_empty_conversation(client: FlaskClient) -> None:
    page = say(client, "补办身份证要多少钱")
    client.post("/chat/new", data={"csrf_token": field(page, "csrf_token")})
    assert "from-citizen" not in client.get("/chat").text


def test_another_browser_sees_nothing_of_it(client: FlaskClient) -> None:
    say(client, "补办身份证要多少钱")
    stranger = client.application.test_client()
    assert "from-citizen" not in stranger.get("/chat").text


def test_a_stale_form_keeps_what_was_typed_and_brings_a_fresh_token(client: FlaskClient) -> None:
    page = client.get("/chat").text
    sent = {"csrf_token": "stale", "text": "身份证丢了\r\n咋整"}
    stale = client.post("/chat", data=sent, headers=FORM)
    assert stale.status_code == 400
    assert "再提交一次" in stale.text
    assert "身份证丢了\r\n咋整</textarea>" in stale.text
    again = sent | {"csrf_token": field(stale.text, "csrf_token")}
    assert client.post("/chat", data=again).status_code == 303
    assert client.get("/chat").text.count("from-citizen") == 1
    assert 'id="text"' in page


def test_a_line_end_counts_as_one_character_as_the_browser_counts_it(client: FlaskClient) -> None:
    page = client.get("/chat").text
    lines = "\r\n".join(["身份证丢了怎么补办呢" * 2] * 47)
    assert len(lines.replace("\r\n", "\n")) <= 1000 < len(lines)
    sent = {"csrf_token": field(page, "csrf_token"), "text": lines}
    assert client.post("/chat", data=sent).status_code == 303


def test_a_form_gone_back_to_asks_what_is_typed_now(client: FlaskClient) -> None:
    page = client.get("/chat").text
    form = {name: field(page, name) for name in ("csrf_token", "client_message_id")}
    client.post("/chat", data=form | {"text": "补办身份证要多少钱"})
    client.post("/chat", data=form | {"text": "护照在哪办"})
    shown = client.get("/chat").text
    assert shown.count("from-citizen") == 2
    assert "护照在哪办" in shown


def test_an_answered_ticket_may_still_bring_news_and_a_closed_one_not(
    client: FlaskClient, application: Application
) -> None:
    number = re.search(r"TJ\d{8}-\w{5}", say(client, WANTS_A_PERSON))
    assert number
    boss = clerk_of(application.desk, "", "boss", Role.ADMIN)
    application.desk.reply(number[0], boss, "带上户口簿就行。")
    assert "工作人员可能还会补充" in client.get("/chat").text
    application.desk.close(number[0], boss)
    page = client.get("/chat").text
    assert "已办结" in page
    assert "工作人员可能还会补充" not in page


Rated = list[tuple[str, str, bool, str]]


@pytest.fixture
def rated(application: Application, monkeypatch: pytest.MonkeyPatch) -> Rated:
    """The ratings that reach the base: item, element, whether it helped, channel."""
    taken: Rated = []
    keep = application.kb.give_feedback

    def note(item_code: str, element: str, helpful: bool, door: str) -> None:
        keep(item_code, element, helpful, door)
        taken.append((item_code, element, helpful, door))

    monkeypatch.setattr(application.kb, "give_feedback", note)
    return taken


def send(client: FlaskClient, page: str, path: str = "/chat", **fields: str) -> TestResponse:
    """Tap a button of the page, with what stands in its field."""
    form = {name: field(page, name) for name in ("csrf_token", "client_message_id")}
    return client.post(path, data=form | fields, headers=FORM)


def buttons(page: str, name: str) -> list[str]:
    return [html.unescape(v) for v in re.findall(rf'name="{name}" value="([^"]*)"', page)]


class TestRating:
    def test_an_answer_can_be_rated_once_and_the_page_keeps_what_was_said(
        self, client: FlaskClient, rated: Rated
    ) -> None:
        page = say(client, "补办身份证要多少钱")
        yes, no = buttons(page, "rate")
        for value in (yes, yes, no):
            assert send(client, page, "/chat/rate", rate=value).status_code == 303
        assert rated == [("232009001000-01", "fee", True, "page")]
        page = client.get("/chat").text
        assert "您觉得“有用”" in page
        assert buttons(page, "rate") == []

    def test_after_a_no_the_way_to_a_person_is_offered(
        self, client: FlaskClient, rated: Rated
    ) -> None:
        page = say(client, "补办身份证要多少钱")
        response = send(client, page, "/chat/rate", rate=buttons(page, "rate")[1])
        assert response.headers["Location"].endswith(f"#rated-{buttons(page, 'rate')[1][:-3]}")
        page = client.get("/chat").text
        assert "您觉得“没解决”" in page
        assert "没帮上忙，抱歉" in page
        assert page.count('value="转人工"') == 2
        assert rated == [("232009001000-01", "fee", False, "page")]

    def test_only_answers_of_ones_own_talk_can_be_rated(
        self, app: Flask, client: FlaskClient, rated: Rated
    ) -> None:
        mine = say(client, "补办身份证要多少钱")
        stranger = app.test_client()
        page = say(stranger, "你好")
        assert buttons(page, "rate") == []
        for value in (*buttons(mine, "rate"), "0:yes", "abc", "1:perhaps"):
            assert send(stranger, page, "/chat/rate", rate=value).status_code == 303
        assert rated == []

    def test_what_is_half_written_survives_a_tap(self, client: FlaskClient) -> None:
        page = say(client, "补办身份证要多少钱")
        taps = {"/chat/rate": {"rate": buttons(page, "rate")[0]}, "/chat": {"tap": "转人工"}}
        beside = {"/chat/look": {"aside": "look"}, "/chat/new": {"aside": "new"}}
        for path, tapped in (taps | beside).items():
            response = send(client, page, path, text="我还想问\r\n在哪", **tapped)
            assert response.status_code == 200, path
            assert "我还想问\r\n在哪</textarea>" in response.text, path

    def test_while_nothing_can_be_kept_a_rating_is_refused_and_the_text_stays(
        self, client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise StoreUnavailable(Cause.FULL)

        page = say(client, "补办身份证要多少钱")
        monkeypatch.setattr(application.kb, "give_feedback", refuse)
        value = buttons(page, "rate")[0]
        response = send(client, page, "/chat/rate", rate=value, text="接着问")
        assert response.status_code == 503
        assert "没有保存" in response.text
        assert "接着问</textarea>" in response.text
        assert value in buttons(response.text, "rate")


class TestWays:
    def test_an_answer_about_materials_leads_to_list_and_guide_of_the_chosen_case(
        self, client: FlaskClient
    ) -> None:
        latest = say(client, "身份证丢了要带什么材料").split('id="latest"')[1]
        ways = [html.unescape(way) for way in re.findall(r'href="(/items/[^"]+)"', latest)]
        assert ways[0].startswith("/items/232009001000-01/checklist?")
        assert "reason=lost" in ways[0]
        assert ways[1] == ways[0].replace("/checklist", "")
        assert [client.get(way).status_code for way in ways] == [200, 200, 200]
        assert ways[2] == "/items/232009001000-01/demand"
        assert "丢了补办" in client.get(ways[0]).text

    def test_an_answer_about_something_else_leads_to_the_guide_alone(
        self, client: FlaskClient
    ) -> None:
        latest = say(client, "身份证在哪办").split('id="latest"')[1]
        assert re.findall(r'href="(/items/[^"]+)"', latest) == ["/items/232009001000-01"]


class TestKeptText:
    def test_a_browser_without_cookies_is_told_so_and_loses_nothing(self, app: Flask) -> None:
        without = app.test_client(use_cookies=False)
        for _ in range(2):
            page = without.get("/chat").text
            response = send(without, page, text="身份证丢了")
            assert response.status_code == 400
            assert "Cookie" in response.text
            assert "身份证丢了</textarea>" in response.text

    def test_who_writes_too_fast_keeps_the_text_and_is_told_when(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_chat="1/minute")).test_client()
        client.environ_base |= {"REMOTE_ADDR": "203.0.113.7"}
        page = say(client, "身份证丢了")
        response = send(client, page, text="那要多少钱")
        assert response.status_code == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 61
        assert "那要多少钱</textarea>" in response.text
        assert "您的对话都还在" in response.text
        assert field(response.text, "csrf_token")

    def test_a_thousand_characters_with_line_ends_are_taken_and_one_more_is_not(
        self, client: FlaskClient
    ) -> None:
        page = client.get("/chat").text
        lines = "\r\n".join(["身份证丢了怎么补办呢"] * 90 + ["在哪办"] * 3)
        assert len(lines.replace("\r\n", "\n")) == 1000 + 1
        assert send(client, page, text=lines[:-1]).status_code == 303
        refused = send(client, page, text=lines)
        assert refused.status_code == 413
        assert f"{lines}</textarea>" in refused.text

    def test_what_staff_never_got_stays_in_the_field(
        self, client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = say(client, "补办身份证要多少钱")
        note = Message(0, Sender.SYSTEM, "没能送到工作人员那里", application.clock(), None)
        unsent = Reply((note,), Speaker.STAFF, 0, kept=False)
        monkeypatch.setattr(FrontDesk, "receive", lambda *_, **__: unsent)
        shown = send(client, page, text="我的情况是这样").text
        assert "没能送到工作人员那里" in shown
        assert "我的情况是这样</textarea>" in shown


class TestNews:
    @pytest.fixture
    def handed_over(self, client: FlaskClient, application: Application) -> tuple[str, Clerk]:
        number = re.search(r"TJ\d{8}-\w{5}", say(client, WANTS_A_PERSON))
        assert number
        return number[0], clerk_of(application.desk, "", "boss", Role.ADMIN)

    def test_what_came_meanwhile_is_marked_and_landed_at_until_it_was_seen(
        self, client: FlaskClient, application: Application, handed_over: tuple[str, Clerk]
    ) -> None:
        assert ">新消息<" not in client.get("/chat").text
        application.desk.reply(*handed_over, "带上户口簿就行。")
        landed = client.get("/chat").text.split('id="latest"')[1]
        assert landed.index(">新消息<") < landed.index("带上户口簿就行")
        assert "from-citizen" not in landed
        assert ">新消息<" not in client.get("/chat").text

    def test_the_reply_to_ones_own_words_is_not_news(self, client: FlaskClient) -> None:
        say(client, "你好")
        assert ">新消息<" not in say(client, "补办身份证要多少钱")

    def test_staff_who_wrote_while_one_was_writing_are_marked(
        self, client: FlaskClient, application: Application, handed_over: tuple[str, Clerk]
    ) -> None:
        page = client.get("/chat").text
        application.desk.reply(*handed_over, "带上户口簿就行。")
        sent = send(client, page, text="补办身份证要多少钱")
        landed = client.get(sent.headers["Location"]).text.split('id="latest"')[1]
        assert landed.index(">新消息<") < landed.index("带上户口簿就行") < landed.index("每证40元")


def test_one_lands_at_the_question_with_its_answer(client: FlaskClient) -> None:
    say(client, "你好")
    landed = say(client, "补办身份证要多少钱").split('id="latest"')[1]
    assert landed.count("from-citizen") == 1
    assert landed.index("补办身份证要多少钱") < landed.index("每证40元")


def test_a_long_question_stays_above_and_one_lands_at_its_answer(client: FlaskClient) -> None:
    landed = say(client, "补办身份证要多少钱" + "，急" * 60).split('id="latest"')[1]
    assert "from-citizen" not in landed


def test_in_a_long_talk_what_was_said_earlier_is_folded(client: FlaskClient) -> None:
    for question in ("你好", "补办身份证要多少钱", "在哪办", "要几天", "带什么材料"):
        page = say(client, question)
    before, after = page.split("更早的 4 条消息")[1].split(">在哪办<")
    assert ">你好<" in before
    assert ">要几天<" in after
