"""The chat API: replies, repeats, who speaks, hand-over, and what happens when Rasa is not well."""

import threading
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from hall.app import create_app
from hall.bootstrap import Application
from hall.reception.rasa_client import draft_to_dict
from hall.reception.turns import Draft, Errand
from knowledge_base.model.answer import Answer, AnswerStatus
from service_desk.model import Speaker
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON
from tests.standins import Behaviour, always, garble, hang, refusing, standing

TALK = "talk-20261123"
PATH = f"/api/v1/chat/{TALK}"
CARD = "232009001000-01"
NOTHING_YET = {"messages": [], "speaker": "bot", "next_poll_s": 0, "waiting_note": ""}


def say(client: FlaskClient, text: str, message_id: str | None = None, talk: str = TALK) -> Any:
    sent = {"text": text} | ({"client_message_id": message_id} if message_id else {})
    response = client.post(f"/api/v1/chat/{talk}/messages", json=sent)
    assert response.status_code == 200, response.text
    return response.json


def history(client: FlaskClient, after: int = 0) -> Any:
    return client.get(f"{PATH}/messages?after={after}").json


def status(reply: Any) -> str:
    return str(reply["messages"][-1]["answer"]["status"])


def check(client: FlaskClient, schema: str, data: Any) -> None:
    described: Any = client.get("/api/v1/openapi.json").json
    root = {"$ref": f"#/components/schemas/{schema}", "components": described["components"]}
    Draft202012Validator(root).validate(data)


class TestTalking:
    def test_a_message_is_answered_with_item_and_options(self, client: FlaskClient) -> None:
        reply = say(client, "补办身份证要多少钱")
        check(client, "Reply", reply)
        (message,) = reply["messages"]
        assert message["from"] == "bot"
        assert message["answer"]["item"]["item_code"] == CARD
        assert message["options"] == message["answer"]["options"]
        assert reply["speaker"] == "bot"

    def test_a_follow_up_keeps_the_item(self, client: FlaskClient) -> None:
        say(client, "补办身份证要多少钱")
        (message,) = say(client, "在哪办")["messages"]
        assert message["answer"]["item"]["item_code"] == CARD
        assert message["answer"]["element"] == "place"

    def test_an_option_may_be_tapped_or_numbered(self, client: FlaskClient) -> None:
        options = say(client, "补办身份证要多少钱")["messages"][0]["options"]
        assert options
        say(client, options[0]["send"])
        assert status(say(client, "补办身份证要多少钱")).startswith("answered_")
        assert status(say(client, "1")).startswith("answered_")

    def test_conversations_do_not_mix(self, client: FlaskClient) -> None:
        say(client, "补办身份证要多少钱", talk="talk-of-wang")
        other = say(client, "在哪办", talk="talk-of-zhang")["messages"][0]["answer"]
        assert (other["item"] or {}).get("item_code") != CARD

    def test_history_survives_a_reload_in_order(self, client: FlaskClient) -> None:
        say(client, "补办身份证要多少钱")
        say(client, "在哪办")
        seen = history(client)
        check(client, "Reply", seen)
        assert [message["from"] for message in seen["messages"]] == ["citizen", "bot"] * 2
        ids = [message["id"] for message in seen["messages"]]
        assert ids == sorted(set(ids))
        assert [message["id"] for message in history(client, ids[1])["messages"]] == ids[2:]

    def test_personal_data_is_kept_nowhere(self, client: FlaskClient) -> None:
        say(client, "我的身份证230881199003070019丢了咋补")
        assert "230881199003070019" not in str(history(client))

    def test_looking_does_not_open_a_conversation(
        self, client: FlaskClient, application: Application
    ) -> None:
        assert history(client, 1) == NOTHING_YET
        assert history(client) == NOTHING_YET
        with application.engine.connect() as connection:
            rows = connection.exec_driver_sql("select count(*) from desk_conversation").scalar()
        assert rows == 0

    def test_the_greeting_says_what_can_be_asked_and_what_not_to_type(
        self, client: FlaskClient
    ) -> None:
        greeted: Any = client.get(PATH).json
        check(client, "Greeted", greeted)
        assert len(greeted["greeting"]["options"]) >= 5
        assert "身份证号" in greeted["greeting"]["notice"]
        assert "仅供参考" in greeted["greeting"]["notice"]

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ({"text": ""}, 400),
            ({"text": "   "}, 400),
            ({"text": 5}, 400),
            ({}, 400),
            ([], 400),
            ({"text": "长" * 1001}, 413),
            ({"text": "身份证", "client_message_id": 7}, 400),
            ({"text": "身份证", "client_message_id": "x" * 129}, 400),
            ({"text": "身份证", "client_message_id": "编号"}, 400),
        ],
    )
    def test_a_wrong_message_is_refused_and_not_kept(
        self, client: FlaskClient, data: Any, expected: int
    ) -> None:
        response = client.post(f"{PATH}/messages", json=data)
        assert response.status_code == expected
        check(client, "Failure", response.json)
        assert history(client)["messages"] == []

    @pytest.mark.parametrize(
        "talk", ["short", "x" * 129, "has space", "斜杠之外的字符", "a%00bcdefgh"]
    )
    def test_an_id_of_another_form_is_refused(self, client: FlaskClient, talk: str) -> None:
        answers = [
            client.post(f"/api/v1/chat/{talk}/messages", json={"text": "身份证"}),
            client.get(f"/api/v1/chat/{talk}/messages"),
            client.get(f"/api/v1/chat/{talk}"),
        ]
        assert [answer.status_code for answer in answers] == [400] * 3


class TestRepeats:
    def test_a_repeated_message_gets_the_first_reply(self, client: FlaskClient) -> None:
        first = say(client, "补办身份证要多少钱", "m-1")
        assert say(client, "补办身份证要多少钱", "m-1") == first
        assert len(history(client)["messages"]) == 2

    def test_two_that_arrive_at_the_same_time_are_one(
        self, app: Flask, client: FlaskClient
    ) -> None:
        replies: list[Any] = []

        def send() -> None:
            replies.append(say(app.test_client(), "补办身份证要多少钱", "m-1"))

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(replies) == 8
        assert all(reply == replies[0] for reply in replies)
        assert [message["from"] for message in history(client)["messages"]] == ["citizen", "bot"]

    def test_a_flood_in_one_conversation_keeps_few_threads_waiting(
        self, open_hall: OpenHall
    ) -> None:
        answers: list[int] = []
        with standing(hang(3.0)) as rasa:
            app = create_app(open_hall(rasa_url=rasa.url, rasa_turn_timeout=1.0))

            def send() -> None:
                path = f"{PATH}/messages"
                answers.append(app.test_client().post(path, json={"text": "身份证"}).status_code)

            threads = [threading.Thread(target=send) for _ in range(20)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert answers.count(429) >= 20 - 1 - 8
        assert set(answers) <= {200, 429}
        assert 200 in answers

    def test_the_same_id_in_another_conversation_is_another_message(
        self, client: FlaskClient
    ) -> None:
        first = say(client, "补办身份证要多少钱", "m-1", talk="talk-of-wang")
        other = say(client, "补办身份证要多少钱", "m-1", talk="talk-of-zhang")
        assert first["messages"][0]["id"] != other["messages"][0]["id"]


class TestHandingOver:
    def test_a_person_who_is_asked_for_gets_a_ticket_with_number_and_due_time(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, "补办身份证要多少钱")
        reply = say(client, "转人工")
        check(client, "Reply", reply)
        answer = reply["messages"][0]["answer"]
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert (status(reply), reply["speaker"]) == ("routed_staff", "waiting")
        assert ticket.number in answer["text"]
        assert "前答复" in answer["text"]
        assert answer["item"]["item_code"] == CARD
        assert ticket.department == "gongan"
        assert ticket.questions == ("补办身份证要多少钱",)

    def test_a_question_without_an_answer_goes_to_a_department_once_that_is_agreed_to(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, "广场舞太吵")
        offered = say(client, "邻居家公鸡凌晨打鸣")
        assert status(offered) == "unanswered_unknown"
        assert application.desk.open_ticket(TALK) is None

        reply = say(client, "转给工作人员")
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert status(reply) == "routed_staff"
        assert ticket.number in reply["messages"][0]["text"]

    def test_while_waiting_the_bot_goes_on_answering(self, client: FlaskClient) -> None:
        say(client, WANTS_A_PERSON)
        reply = say(client, "补办身份证要多少钱")
        assert reply["messages"][0]["answer"]["item"]["item_code"] == CARD
        assert reply["speaker"] == "waiting"

    def test_asking_again_adds_to_the_same_ticket(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, WANTS_A_PERSON)
        ticket = application.desk.open_ticket(TALK)
        reply = say(client, "转人工")
        again = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert again is not None
        assert again.number == ticket.number
        assert "已加到工单" in reply["messages"][0]["text"]

    def test_a_phone_number_given_while_waiting_is_kept_for_the_reply_only(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, WANTS_A_PERSON)
        reply = say(client, "我电话13845678901")
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert status(reply) == "routed_staff"
        assert ticket.contact == "138****8901"
        assert ticket.number in reply["messages"][0]["text"]
        assert "138****8901" in reply["messages"][0]["text"]
        assert "13845678901" not in str(history(client))

    def test_a_question_beside_the_phone_number_is_answered_as_well(
        self, client: FlaskClient
    ) -> None:
        say(client, WANTS_A_PERSON)
        reply = say(client, "我电话13845678901，另外补办身份证要带什么材料")
        assert [message["answer"]["status"].split("_")[0] for message in reply["messages"]] == [
            "routed",
            "answered",
        ]

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("0454-2921234", "045****1234"),
            ("座机 0454-2921234", "045****1234"),
            ("wangfang@example.com", "wa***@example.com"),
            ("网上写的0454-2921234这个电话是你们哪个科室的，怎么打不通", ""),
        ],
    )
    def test_ones_own_number_is_told_from_an_office_number(
        self, client: FlaskClient, application: Application, text: str, kept: str
    ) -> None:
        say(client, WANTS_A_PERSON)
        say(client, text)
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert ticket.contact == kept

    def test_a_phone_number_that_nobody_asked_for_is_not_kept(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, "我电话13845678901")
        with application.engine.connect() as connection:
            rows = connection.exec_driver_sql("select count(*) from desk_contact").scalar()
        assert rows == 0

    @pytest.mark.parametrize(
        "asked", ["工单{number}到哪了", "{number}", "查一下{number}办得咋样了", "{lower} 处理了吗"]
    )
    def test_the_state_is_told_by_number(
        self, client: FlaskClient, application: Application, asked: str
    ) -> None:
        application.desk.open_conversation("talk-of-zhang", "widget")
        number = application.desk.hand_over("talk-of-zhang", "婚介所备案", None).number
        reply = say(client, asked.format(number=number, lower=number.lower()))
        text = reply["messages"][0]["text"]
        assert number in text
        assert "已登记" in text
        assert "婚介" not in text
        assert reply["messages"][0]["answer"]["item"] is None

    def test_in_ones_own_conversation_the_number_need_not_be_said(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, WANTS_A_PERSON)
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert ticket.number in say(client, "我的工单到哪了")["messages"][0]["text"]

    def test_an_unknown_number_is_said_to_be_unknown(self, client: FlaskClient) -> None:
        assert "没有查到工单" in say(client, "工单TJ20200101-0001到哪了")["messages"][0]["text"]


class TestStaffSpeak:
    @pytest.fixture
    def taken_over(self, client: FlaskClient, application: Application) -> Application:
        say(client, WANTS_A_PERSON)
        desk = application.desk
        desk.accounts.ensure_first_admin()
        (clerk,) = desk.accounts.clerks()
        ticket = desk.open_ticket(TALK)
        assert ticket is not None
        desk.take_over(ticket.number, clerk)
        return application

    def test_the_bot_is_silent(self, client: FlaskClient, taken_over: Application) -> None:
        reply = say(client, "补办身份证要多少钱")
        assert (reply["messages"], reply["speaker"]) == ([], "staff")

    def test_the_emergency_screen_is_not(
        self, client: FlaskClient, taken_over: Application
    ) -> None:
        reply = say(client, "我家着火了快来人")
        assert status(reply) == "blocked_emergency"
        assert "119" in reply["messages"][0]["text"]

    def test_a_repeated_message_is_not_stored_twice(
        self, client: FlaskClient, taken_over: Application
    ) -> None:
        before = len(history(client)["messages"])
        say(client, "还在吗", "m-9")
        say(client, "还在吗", "m-9")
        assert len(history(client)["messages"]) == before + 1

    def test_the_citizen_sees_who_speaks_and_what_staff_wrote(
        self, client: FlaskClient, taken_over: Application
    ) -> None:
        desk = taken_over.desk
        ticket = desk.open_ticket(TALK)
        (clerk,) = desk.accounts.clerks()
        assert ticket is not None
        desk.reply(ticket.number, clerk, "请带户口簿到窗口")
        seen = history(client)
        assert ("staff", "请带户口簿到窗口") in [(m["from"], m["text"]) for m in seen["messages"]]


RASA_ANSWER = Answer(AnswerStatus.ANSWERED_GUIDE, "这是对话引擎的答复")
SPOKEN = [{"custom": {"answer": RASA_ANSWER.to_dict()}}]


class TestRasa:
    def test_a_turn_goes_through_rasa_with_door_and_context(self, open_hall: OpenHall) -> None:
        with standing(always(SPOKEN)) as rasa:
            client = create_app(open_hall(rasa_url=rasa.url)).test_client()
            reply = say(client, "身份证丢了，我叫王小明，电话13845678901")
        assert reply["messages"][0]["text"] == "这是对话引擎的答复"
        (sent,) = rasa.received
        assert sent["metadata"]["door"] == "widget"
        assert sent["metadata"]["context"]["frames"] == []
        assert "13845678901" not in sent["message"]
        assert TALK not in sent["sender"]

    @pytest.mark.parametrize(
        "behave",
        [hang(2.0), garble, always([]), always([], 500), always([{"custom": {"error": {}}}])],
    )
    def test_when_rasa_is_not_well_the_citizen_notices_nothing(
        self, open_hall: OpenHall, behave: Behaviour
    ) -> None:
        with standing(behave) as rasa:
            client = create_app(open_hall(rasa_url=rasa.url, rasa_turn_timeout=0.3)).test_client()
            started = time.monotonic()
            first = say(client, "补办身份证要多少钱")
            follow = say(client, "在哪办")
        assert time.monotonic() - started < 2.0
        assert first["messages"][0]["answer"]["item"]["item_code"] == CARD
        assert follow["messages"][0]["answer"]["item"]["item_code"] == CARD
        assert follow["messages"][0]["answer"]["element"] == "place"

    def test_when_rasa_dies_in_mid_conversation_the_item_is_kept(
        self, open_hall: OpenHall, application: Application
    ) -> None:
        answer = application.kb.ask("补办身份证要多少钱")
        spoken = [{"custom": {"answer": answer.to_dict()}}]
        with standing(always(spoken)) as rasa:
            client = create_app(open_hall(rasa_url=rasa.url)).test_client()
            say(client, "补办身份证要多少钱")
        follow = say(client, "在哪办")["messages"][0]["answer"]
        assert (follow["item"]["item_code"], follow["element"]) == (CARD, "place")

    def test_with_rasa_dead_from_the_start_emergencies_still_get_their_number(
        self, open_hall: OpenHall
    ) -> None:
        with refusing() as url:
            client = create_app(open_hall(rasa_url=url)).test_client()
            reply = say(client, "我家着火了快来人")
        assert status(reply) == "blocked_emergency"

    def test_a_person_asked_for_through_rasa_gets_a_ticket(self, open_hall: OpenHall) -> None:
        wanted = Answer(AnswerStatus.ROUTED_STAFF, "好的")
        draft = draft_to_dict(Draft(wanted, Errand.PERSON))
        with standing(always([{"custom": draft}])) as rasa:
            hall = open_hall(rasa_url=rasa.url)
            reply = say(create_app(hall).test_client(), "楼下养鸽子太吵了，叫你们管事的来")
        ticket = hall.desk.open_ticket(TALK)
        assert ticket is not None
        assert ticket.number in reply["messages"][0]["text"]
        assert hall.desk.open_conversation(TALK, "widget").speaker is Speaker.WAITING


def test_when_the_base_breaks_the_citizen_gets_the_hotline_and_the_menu(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    client = create_app(application).test_client()
    monkeypatch.setattr(application.kb, "answer_turn", broken)
    reply = say(client, "身份证")
    assert status(reply) == "error_internal"
    assert "12345" in reply["messages"][0]["text"]
    assert reply["messages"][0]["options"]


def test_even_without_the_menu_the_citizen_gets_the_hotline(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    client = create_app(application).test_client()
    monkeypatch.setattr(application.kb, "answer_turn", broken)
    monkeypatch.setattr(application.kb, "most_asked", broken)
    assert "12345" in say(client, "身份证")["messages"][0]["text"]
