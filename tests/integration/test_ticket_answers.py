"""A ticket's answer is read with number and code: on a page, by the API, in any chat; and nobody waits unknowing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application, open_application
from hall.settings import Settings
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.services import KnowledgeBase
from service_desk.read_codes import TRIES_PER_TICKET
from service_desk.staff import Clerk, Role
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON, Clock, clerk_of
from tests.forms_kit import token

SUNDAY_NIGHT = datetime(2026, 11, 29, 23, 30, tzinfo=CITY_TIME)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=CITY_TIME)
NUMBER = re.compile(r"TJ\d{8}-\w{5}")
CODE = re.compile(r"查询码 (\w{6})（")
ANSWER = "带上户口簿，周一到周五都能办。"
WRONG = "AAAAA2"


@pytest.fixture
def clock() -> Clock:
    """Sunday, 29 November 2026, 23:30."""
    return Clock(SUNDAY_NIGHT)


@pytest.fixture
def application(
    settings: Settings, knowledge: KnowledgeBase, clock: Clock
) -> Iterator[Application]:
    """A hall whose clock the test moves."""
    opened = open_application(replace(settings, public_url="https://wen.example"), clock, knowledge)
    yield opened
    opened.close()


@pytest.fixture
def clerk(application: Application) -> Clerk:
    """Somebody who may answer every ticket."""
    return clerk_of(application.desk, "", "answers", Role.ADMIN)


def say(client: FlaskClient, text: str, talk: str = "talk-20261129") -> Any:
    return client.post(f"/api/v1/chat/{talk}/messages", json={"text": text}).get_json()


def told(reply: Any) -> str:
    return str(reply["messages"][-1]["text"])


def handed_over(client: FlaskClient) -> tuple[str, str]:
    """Ask for a person; return number and code as they were told."""
    said = told(say(client, WANTS_A_PERSON))
    number, code = NUMBER.search(said), CODE.search(said)
    assert number, said
    assert code, said
    return number[0], code[1]


def read_page(client: FlaskClient, number: str, code: str) -> tuple[int, str]:
    """Read on the page, as another device would."""
    fields = {"csrf_token": token(client.get("/ticket").text), "number": number, "code": code}
    response = client.post("/ticket", data=fields)
    return response.status_code, response.text


def read_api(client: FlaskClient, number: str, code: str) -> Any:
    return client.post(f"/api/v1/tickets/{number}/answer", json={"code": code})


class TestHandOver:
    def test_out_of_hours_it_says_when_people_are_back(self, client: FlaskClient) -> None:
        reply = say(client, WANTS_A_PERSON)
        assert "现在是休息日，工作人员明天（周一）8:30 上班后处理" in told(reply)
        assert "留在这里等" not in told(reply)
        assert "明天（周一）8:30" in reply["waiting_note"]
        looked: Any = client.get("/api/v1/chat/talk-20261129/messages").json
        assert looked["waiting_note"] == reply["waiting_note"]

    def test_in_office_hours_one_may_stay(self, client: FlaskClient, clock: Clock) -> None:
        clock.now = MONDAY
        reply = say(client, WANTS_A_PERSON)
        assert "您可以留在这里等" in told(reply)
        assert reply["waiting_note"] == ""

    def test_it_says_where_and_how_the_answer_is_read(self, client: FlaskClient) -> None:
        number, code = handed_over(client)
        look: Any = client.get("/api/v1/chat/talk-20261129/messages").json
        said = told(look)
        assert "https://wen.example/ticket" in said
        assert f"“{number} {code}”" in said

    def test_a_contact_given_with_the_call_is_not_asked_for_again(
        self, client: FlaskClient
    ) -> None:
        say(client, "转人工，我的电话13812341234")
        said = told(say(client, "我家鸽子让隔壁猫咬了"))
        assert "138****1234 记下了" in said
        assert "请留个电话" not in said

    def test_the_citizen_is_told_who_will_call(self, client: FlaskClient) -> None:
        handed_over(client)
        said = told(say(client, "我的电话13812341234"))
        assert "由工作人员按这个联系方式联系您" in said
        assert "不会打电话" in said


class TestNews:
    def test_twenty_messages_after_the_first_reply_all_come_at_the_next_look(
        self, client: FlaskClient, application: Application, clerk: Clerk
    ) -> None:
        number, _code = handed_over(client)
        application.desk.reply(number, clerk, ANSWER)
        path = "/api/v1/chat/talk-20261129/messages"
        look: Any = client.get(path).json
        for n in range(20):
            assert (look["speaker"], 0 < look["next_poll_s"] < 1.5) == ("bot", True)
            application.desk.reply(number, clerk, f"补充第{n}条。")
            look = client.get(f"{path}?after={look['messages'][-1]['id']}").json
            assert [(m["from"], m["text"]) for m in look["messages"]] == [
                ("staff", f"补充第{n}条。")
            ]
        application.desk.close(number, clerk)
        look = client.get(f"{path}?after={look['messages'][-1]['id']}").json
        assert [m["from"] for m in look["messages"]] == ["system"]
        assert look["next_poll_s"] == 0


class TestElsewhere:
    def test_the_page_shows_the_answer(
        self, app: Flask, client: FlaskClient, application: Application, clerk: Clerk
    ) -> None:
        number, code = handed_over(client)
        status, waiting = read_page(app.test_client(), number, code)
        assert (status, "还没有答复" in waiting) == (200, True)
        assert "明天（周一）8:30" in waiting
        application.desk.reply(number, clerk, ANSWER)
        status, page = read_page(app.test_client(), number.lower().replace("-", "—"), code.lower())
        assert (status, ANSWER in page) == (200, True)
        assert clerk.name not in page

    @pytest.mark.parametrize(
        "number", ["{0}－{1}", "{0} — {1}", "{0} {1}", "{0}{1}", "{0}–{1}", "工单{0}-{1}"]
    )
    def test_the_number_is_understood_however_it_is_typed(
        self, client: FlaskClient, number: str
    ) -> None:
        given, code = handed_over(client)
        typed = number.format(*given.split("-"))
        for spelt in (typed, typed.lower()):
            status, page = read_page(client, spelt, code)
            assert (status, f"<h1>工单 {given}</h1>" in page) == (200, True), spelt

    @pytest.mark.parametrize("form", ["{0} {1}", "{0}-{1}", "查询码 {0}{1}", " {0}{1}。"])
    def test_the_code_is_understood_however_it_is_typed(
        self, client: FlaskClient, form: str
    ) -> None:
        number, code = handed_over(client)
        wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
        for spelt in (code, code.lower(), wide):
            status, _page = read_page(client, number, form.format(spelt[:3], spelt[3:]))
            assert status == 200, spelt

    def test_a_browser_without_cookies_is_told_so(self, app: Flask) -> None:
        without = app.test_client(use_cookies=False)
        status, page = read_page(without, "TJ20261129-K7M4Q", "7KM4PQ")
        assert (status, "Cookie" in page) == (400, True)
        assert 'value="TJ20261129-K7M4Q"' in page

    def test_who_looks_too_often_keeps_what_was_typed(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_chat="1/minute")).test_client()
        client.environ_base |= {"REMOTE_ADDR": "203.0.113.8"}
        read_page(client, "TJ20261129-K7M4Q", WRONG)
        status, page = read_page(client, "TJ20261129-K7M4Q", WRONG)
        assert status == 429
        assert 'value="TJ20261129-K7M4Q"' in page
        assert f'value="{WRONG}"' in page

    def test_while_the_database_cannot_be_read_what_was_typed_stays(
        self, client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise StoreUnavailable(Cause.DAMAGED)

        monkeypatch.setattr(application.desk, "read_answer", refuse)
        status, page = read_page(client, "TJ20261129-K7M4Q", "7KM4PQ")
        assert (status, "答复没有丢" in page) == (503, True)
        assert 'value="7KM4PQ"' in page

    def test_the_api_shows_the_answer(
        self, client: FlaskClient, application: Application, clerk: Clerk
    ) -> None:
        number, code = handed_over(client)
        application.desk.reply(number, clerk, ANSWER)
        read = read_api(client, number, code).get_json()
        assert (read["state"], [r["text"] for r in read["replies"]]) == ("answered", [ANSWER])

    @pytest.mark.parametrize("form", ["{n} {c}", "{n}，查询码{c}", "查 {c} {n}"])
    def test_number_and_code_typed_in_any_chat_show_the_answer(
        self, client: FlaskClient, application: Application, clerk: Clerk, form: str
    ) -> None:
        number, code = handed_over(client)
        application.desk.reply(number, clerk, ANSWER)
        said = told(say(client, form.format(n=number, c=code), "elsewhere-0001"))
        assert ANSWER in said

    def test_a_closed_ticket_shows_why(
        self, client: FlaskClient, application: Application, clerk: Clerk
    ) -> None:
        number, code = handed_over(client)
        application.desk.close(number, clerk, "重复提问，已在电话里说清")
        assert "重复提问" in told(say(client, f"{number} {code}", "elsewhere-0001"))
        assert "重复提问" in read_page(client, number, code)[1]

    def test_without_the_code_only_the_state_is_told(
        self, client: FlaskClient, application: Application, clerk: Clerk
    ) -> None:
        number, _code = handed_over(client)
        application.desk.reply(number, clerk, ANSWER)
        for text in (number, f"{number} {WRONG}"):
            assert ANSWER not in told(say(client, text, "elsewhere-0001"))
        status, page = read_page(client, number, WRONG)
        assert (status, ANSWER in page) == (403, False)
        assert number in page, "what was typed is kept"
        refused = read_api(client, number, WRONG)
        assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "code_wrong")

    def test_who_guesses_is_stopped_here_and_the_owner_elsewhere_reads_on(
        self, client: FlaskClient
    ) -> None:
        number, code = handed_over(client)
        for _ in range(TRIES_PER_TICKET):
            assert read_api(client, number, WRONG).status_code == 403
        stopped = read_api(client, number, code)
        assert (stopped.status_code, stopped.get_json()["error"]["code"]) == (429, "code_too_many")
        assert read_page(client, number, code)[0] == 429
        elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
        path = f"/api/v1/tickets/{number}/answer"
        read = client.post(path, json={"code": code}, environ_base=elsewhere)
        assert read.status_code == 200

    def test_a_slip_in_the_number_is_told_from_an_unknown_number(self, client: FlaskClient) -> None:
        number, code = handed_over(client)
        last = "2" if number[-1] != "2" else "3"
        slip = number[:-1] + last
        assert "打错了" in told(say(client, slip, "elsewhere-0001"))
        assert "打错了" in read_page(client, slip, code)[1]
        assert "没有查到" in told(say(client, "TJ20261129-9999", "elsewhere-0001"))

    def test_a_stale_form_keeps_what_was_typed(self, client: FlaskClient) -> None:
        sent = {"csrf_token": "stale", "number": "TJ20261129-K7M4Q", "code": "7KM4PQ"}
        response = client.post("/ticket", data=sent)
        assert response.status_code == 400
        assert 'value="TJ20261129-K7M4Q"' in response.text
        assert 'value="7KM4PQ"' in response.text
