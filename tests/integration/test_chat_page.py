"""The chat as a plain form: no script, no lost message, nothing a citizen wrote taken for markup."""

import html
import re

import pytest
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.staff import Role
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
    assert len(re.findall(r'<button name="text"', page)) >= 5
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
    option = re.search(r'<button name="text" value="[^"]+" formaction="([^"]+)">到期换新<', latest)
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
