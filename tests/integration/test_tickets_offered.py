"""A ticket is made when it is asked for, agreed to, or a complaint: never from nothing."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from hall.reception.matter import LONGEST_QUOTE, quoted
from tests.conftest import OpenHall
from tests.wechat_kit import SETTINGS, WeChat

TALK = "talk-20261123"
UNCLEAR, QUESTION = "隔壁炒辣椒呛人", "邻居家公鸡凌晨打鸣"
"""Nothing that the base knows of."""

NO_QUESTIONS = [
    "【收到不支持的消息类型，暂无法显示】", "【收到不支援的訊息類型，無法顯示】", "[Unsupported Message]",
    "[玫瑰]", "/:rose", "/::)", "谢谢[玫瑰]", "谢谢/:rose", "[微笑][玫瑰]", "[Smile]", "辛苦啦[抱拳]", "😂", "👍👍",
    "\u200b", "?", "。", "……", "1", "2", "三", "520", "1+1", "a", "x", "yes", "no", "ok", "嗯", "好", "要", "是", "对",
    "转吧", "QQ", "VIP", "wow", "em", "哈哈", "哈哈哈哈", "嘿嘿嘿", "你好", "在吗", "早上好", "谢谢", "辛苦了", "今天真冷",
    "下雪了", "外头风挺大", "太阳真大", "俺68了", "没有", "张三", "鸡蛋", "就这样吧", "TJ20261123-0007",
]  # fmt: skip


def say(client: FlaskClient, text: str) -> Any:
    """Say something in the conversation; return the last answer."""
    response = client.post(f"/api/v1/chat/{TALK}/messages", json={"text": text})
    assert response.status_code == 200, response.text
    data: Any = response.json
    return data["messages"][-1]["answer"]


def ask_in_vain(client: FlaskClient) -> Any:
    """Ask what nobody knows, and again in other words; return the last answer."""
    say(client, UNCLEAR)
    return say(client, QUESTION)


def questions(hall: Application, talk: str = TALK) -> tuple[str, ...]:
    """Return the questions of the ticket of the conversation, none where there is no ticket."""
    ticket = hall.desk.open_ticket(talk)
    return ticket.questions if ticket else ()


class TestFromNothing:
    @pytest.mark.parametrize("said", NO_QUESTIONS)
    def test_what_asks_nothing_is_asked_back_and_makes_no_ticket(
        self, client: FlaskClient, application: Application, said: str
    ) -> None:
        answer = say(client, said)
        assert (
            answer["status"].split("_")[0] in ("smalltalk", "clarify")
            or "没有查到工单" in answer["text"]
        )
        assert application.desk.open_ticket(TALK) is None
        assert application.desk.unanswered() == ()

    @pytest.mark.parametrize("said", ["yes", "1", "QQ", "张三"])
    def test_who_says_too_little_is_asked_what_for_with_the_most_asked_items(
        self, client: FlaskClient, said: str
    ) -> None:
        answer = say(client, said)
        assert answer["status"] == "clarify_item"
        assert len(answer["options"]) >= 4

    def test_with_an_item_in_talk_it_is_asked_what_about_it(self, client: FlaskClient) -> None:
        say(client, "身份证丢了咋整")
        answer = say(client, "QQ")
        assert answer["status"] == "clarify_element"
        assert "居民身份证" in answer["text"]

    @pytest.mark.parametrize("said", NO_QUESTIONS[:12])
    def test_over_wechat_neither(self, open_hall: OpenHall, said: str) -> None:
        hall = open_hall(**SETTINGS)
        reply = WeChat(create_app(hall).test_client()).ask(said)
        assert reply
        with hall.engine.connect() as connection:
            assert connection.exec_driver_sql("select count(*) from desk_ticket").scalar() == 0

    @pytest.mark.parametrize("face", ["[玫瑰]", "/:rose", "[OK]", "/::D/:strong"])
    def test_a_face_does_not_change_what_is_asked(self, client: FlaskClient, face: str) -> None:
        assert say(client, f"身份证丢了咋整{face}")["item"]["catalog_code"] == "232009001000"


class TestOffer:
    def test_a_question_without_an_answer_is_asked_for_in_other_words_at_first(
        self, client: FlaskClient, application: Application
    ) -> None:
        answer = say(client, UNCLEAR)
        assert answer["status"] == "unanswered_unknown"
        assert "换个说法" in answer["text"]
        assert answer["options"]
        assert not any(option["id"].startswith("consent") for option in answer["options"])
        assert [q.question for q in application.desk.unanswered()] == [UNCLEAR]

    def test_a_second_one_gets_an_offer_that_names_department_and_question(
        self, client: FlaskClient, application: Application
    ) -> None:
        answer = ask_in_vain(client)
        assert answer["status"] == "unanswered_unknown"
        assert QUESTION in answer["text"]
        assert "要不要转给同江市政务服务中心" in answer["text"]
        assert [option["label"] for option in answer["options"]] == ["转给工作人员", "不用了"]
        assert all({"id", "label", "send"} <= option.keys() for option in answer["options"])
        assert application.desk.open_ticket(TALK) is None
        assert {q.question for q in application.desk.unanswered()} == {UNCLEAR, QUESTION}

    def test_a_question_in_between_that_was_understood_begins_anew(
        self, client: FlaskClient
    ) -> None:
        say(client, UNCLEAR)
        say(client, "补办身份证要多少钱")
        assert "换个说法" in say(client, QUESTION)["text"]

    @pytest.mark.parametrize(
        "yes",
        ["转给工作人员", "1", "好", "好的", "要", "行", "嗯嗯", "ok", "转吧", "可以", "好的，谢谢", "要[玫瑰]",
         "行，那就转给他们吧", "帮我转一下", "麻烦您转给他们", "转人工"],
    )  # fmt: skip
    def test_who_agrees_gets_a_ticket_with_the_question_that_was_asked(
        self, client: FlaskClient, application: Application, yes: str
    ) -> None:
        ask_in_vain(client)
        answer = say(client, yes)
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert ticket.questions == (QUESTION,)
        assert answer["status"] == "routed_staff"
        assert ticket.number in answer["text"]
        assert "同江市政务服务中心" in answer["text"]

    @pytest.mark.parametrize(
        "no", ["不用了", "不", "no", "算了", "不转", "谢谢", "妥了谢谢啊", "[玫瑰]"]
    )
    def test_who_does_not_agree_gets_none_and_a_later_yes_is_too_late(
        self, client: FlaskClient, application: Application, no: str
    ) -> None:
        ask_in_vain(client)
        say(client, no)
        say(client, "好")
        assert application.desk.open_ticket(TALK) is None

    @pytest.mark.parametrize("tap", ["不用了", "2", "先不转"])
    def test_who_declines_is_asked_nothing_and_goes_on_with_the_matter_in_talk(
        self, client: FlaskClient, application: Application, tap: str
    ) -> None:
        say(client, "补办身份证要多少钱")
        ask_in_vain(client)
        answer = say(client, tap)
        assert (answer["status"], answer["options"]) == ("smalltalk", [])
        assert say(client, "那在哪办")["item"]["catalog_code"] == "232009001000"
        assert application.desk.open_ticket(TALK) is None

    def test_another_question_lets_the_offer_pass(
        self, client: FlaskClient, application: Application
    ) -> None:
        ask_in_vain(client)
        assert say(client, "身份证丢了咋整")["status"].startswith("answered")
        say(client, "好")
        assert application.desk.open_ticket(TALK) is None

    def test_an_emergency_goes_before_everything(
        self, client: FlaskClient, application: Application
    ) -> None:
        ask_in_vain(client)
        assert say(client, "好，我家着火了快来人")["status"] == "blocked_emergency"
        assert application.desk.open_ticket(TALK) is None

    def test_words_beside_an_open_ticket_are_added_and_noise_is_not(
        self, client: FlaskClient, application: Application
    ) -> None:
        ask_in_vain(client)
        say(client, "好")
        for said in ("QQ", "哈哈", "[玫瑰]"):
            say(client, said)
        assert "已加到工单" in say(client, "路灯坏了")["text"]
        assert questions(application) == (QUESTION, "路灯坏了")

    def test_a_complaint_is_taken_at_once(
        self, client: FlaskClient, application: Application
    ) -> None:
        answer = say(client, "窗口的人骂我")
        assert answer["status"] == "routed_staff"
        assert questions(application) == ("窗口的人骂我",)

    def test_what_is_said_back_holds_no_address_no_markup_and_no_personal_data(self) -> None:
        said = quoted(
            "广场舞太吵了 http://evil.cn/x <b>夜里十一点</b>还跳\n我叫王小明 13845678901 "
            + "跳" * 200
        )
        assert said.startswith("广场舞太吵了 夜里十一点 还跳 我叫")
        assert len(said) == LONGEST_QUOTE + 1
        assert [part for part in ("evil", "<", "13845678901", "王小明") if part in said] == []

    def test_over_wechat_the_offer_can_be_tapped(self, open_hall: OpenHall) -> None:
        hall = open_hall(**SETTINGS)
        wechat = WeChat(create_app(hall).test_client())
        wechat.ask(UNCLEAR)
        offered = wechat.ask(QUESTION)
        assert "要不要转给" in offered
        assert "weixin://bizmsgmenu?msgmenucontent=%E8%BD%AC%E7%BB%99" in offered
        assert "工单" in wechat.ask("转给工作人员")


class TestAPersonIsWanted:
    def test_without_a_question_it_is_asked_what_for_and_then_handed_over(
        self, client: FlaskClient, application: Application
    ) -> None:
        asked = say(client, "转人工")
        assert asked["status"] == "routed_staff"
        assert "说说您要问什么" in asked["text"]
        assert application.desk.open_ticket(TALK) is None
        assert "工单" in say(client, "我家鸽子让隔壁猫咬了")["text"]
        assert questions(application) == ("我家鸽子让隔壁猫咬了",)

    def test_what_the_base_knows_of_it_is_answered_beside(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, "转人工")
        sent = {"text": "身份证丢了咋整"}
        reply: Any = client.post(f"/api/v1/chat/{TALK}/messages", json=sent).json
        statuses = [message["answer"]["status"] for message in reply["messages"]]
        assert statuses == ["routed_staff", "answered_guide"]
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert ticket.department == "gongan"

    @pytest.mark.parametrize("said", ["不说了，直接转", "直接转人工", "转人工", "1"])
    def test_who_does_not_say_gets_a_ticket_all_the_same(
        self, client: FlaskClient, application: Application, said: str
    ) -> None:
        say(client, "转人工")
        say(client, said)
        assert questions(application) == ("要求人工答复，没有说问什么",)

    @pytest.mark.parametrize("noise", ["QQ", "[玫瑰]", "嗯"])
    def test_noise_is_no_matter(
        self, client: FlaskClient, application: Application, noise: str
    ) -> None:
        say(client, "转人工")
        assert "说说您要问什么" in say(client, noise)["text"]
        assert application.desk.open_ticket(TALK) is None

    @pytest.mark.parametrize(
        ("before", "question"),
        [
            (["补办身份证要多少钱"], "补办身份证要多少钱"),
            (["补办身份证要多少钱", "谢谢", "[玫瑰]"], "补办身份证要多少钱"),
            (["孩子上户口要啥", "随母亲"], "孩子上户口要啥；随母亲"),
            (["身份证要啥", "3"], "身份证要啥；丢了补办"),
            (["孩子上户口要啥", "那多少钱"], "孩子上户口要啥；那多少钱"),
            ([UNCLEAR, "身份证丢了咋整"], "身份证丢了咋整"),
        ],
    )
    def test_the_ticket_carries_what_was_asked_before(
        self, client: FlaskClient, application: Application, before: list[str], question: str
    ) -> None:
        for said in before:
            say(client, said)
        say(client, "转人工")
        assert questions(application) == (question,)

    def test_what_is_said_beside_the_call_is_the_question(
        self, client: FlaskClient, application: Application
    ) -> None:
        say(client, "身份证丢了咋整")
        say(client, "我家鸽子让隔壁猫咬了，给我转人工")
        assert questions(application) == ("我家鸽子让隔壁猫咬了",)

    def test_neither_the_call_nor_what_was_answered_counts_as_unanswered(
        self, client: FlaskClient, application: Application
    ) -> None:
        for said in ("转人工", "谢谢", "身份证丢了咋整", "转人工", "你好"):
            say(client, said)
        assert application.desk.unanswered() == ()

    @pytest.mark.parametrize(
        "said", ["我要找工作人员，客服在不在", "我要找工作人员", "帮我联系一下客服"]
    )
    def test_a_call_for_staff_is_heard_in_other_words(self, client: FlaskClient, said: str) -> None:
        say(client, "身份证丢了咋整")
        assert "工单" in say(client, said)["text"]


class TestStateOfATicket:
    FORMS = (
        "{0}",
        "{1}－{2}",
        "{1}—{2}",
        "{1}–{2}",
        "{1} {2}",
        "{1}{2}",
        "{1} - {2}",
        "{3}",
        "工单{1}——{2}到哪了",
    )

    @pytest.mark.parametrize("form", FORMS)
    def test_a_number_with_any_dash_or_blank_shows_the_ticket_and_makes_none(
        self, client: FlaskClient, application: Application, form: str
    ) -> None:
        application.desk.open_conversation("talk-of-zhang", "widget")
        number = application.desk.hand_over("talk-of-zhang", "婚介所备案", None).number
        before, _, after = number.partition("-")
        answer = say(client, form.format(number, before, after, number.lower()))
        assert number in answer["text"]
        assert "已登记" in answer["text"]
        assert application.desk.open_ticket(TALK) is None

    @pytest.mark.parametrize(
        "asked",
        ["我的问题到哪了", "啥时候能答复我", "怎么还没人回复我", "我的工单到哪了", "我问的事有消息了吗", "有回复了吗",
         "多久能给我答复", "我反映的情况处理得咋样了"],
    )  # fmt: skip
    def test_plain_words_ask_for_ones_own_ticket(
        self, client: FlaskClient, application: Application, asked: str
    ) -> None:
        ask_in_vain(client)
        say(client, "好")
        ticket = application.desk.open_ticket(TALK)
        assert ticket is not None
        assert f"{ticket.number}：已登记" in say(client, asked)["text"]
        assert questions(application) == (QUESTION,)

    @pytest.mark.parametrize("asked", ["信息公开申请多久给答复", "身份证丢了咋整"])
    def test_a_question_about_a_service_is_none_about_the_ticket(
        self, client: FlaskClient, asked: str
    ) -> None:
        ask_in_vain(client)
        say(client, "好")
        assert "已登记" not in say(client, asked)["text"]
