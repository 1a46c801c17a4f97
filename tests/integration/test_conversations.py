"""Conversations over the shipped guides: what is settled stays settled, with Rasa and without, and nobody gets a ticket unasked."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from hall.reception.turns import Draft, Errand, Said
from knowledge_base.answering.offering import situation_options
from knowledge_base.model.codec import from_plain, to_plain
from knowledge_base.model.context import Context, Frame, Pending, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import SituationQuestion
from service_desk.model import Ticket
from tests.conftest import ROOT, OpenHall
from tests.standins import reply, standing

UNCLEAR, QUESTION = "隔壁炒辣椒呛人", "邻居家公鸡凌晨打鸣"
PHONE, SHOWN = "13812345678", "138****5678"
ASKS_FOR_STAFF = {"person", "complaint", "contact"}
"""Acts whose lines may make a ticket."""
MAKES = {Errand.AGREED, Errand.PERSON, Errand.MATTER, Errand.AS_IT_IS, Errand.COMPLAINT}
"""Errands that make one."""
ENTITY = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""How the examples mark entities."""


class Citizen:
    """Somebody who talks in a conversation of their own."""

    def __init__(self, hall: Application, app: Flask, talk: str) -> None:
        self.hall, self.client, self.talk = hall, app.test_client(), talk

    def says(self, text: str, option: str = "") -> list[dict[str, Any]]:
        """Return the answers to a message."""
        sent = {"text": text} | ({"option": option} if option else {})
        response = self.client.post(f"/api/v1/chat/{self.talk}/messages", json=sent)
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json["messages"]  # type: ignore[index]
        return [message["answer"] for message in messages if message["from"] == "bot"]

    def tickets(self) -> tuple[Ticket, ...]:
        """Return the tickets of the conversation, newest first."""
        return self.hall.desk.tickets_of(self.talk)


@pytest.fixture
def citizen(application: Application, app: Flask) -> Citizen:
    return Citizen(application, app, "citizen-0001")


def offered(citizen: Citizen) -> dict[str, Any]:
    """Ask in vain until a ticket is offered."""
    citizen.says(UNCLEAR)
    return citizen.says(QUESTION)[-1]


class TestContact:
    @pytest.mark.parametrize(
        "given",
        [
            [PHONE],
            ["打我电话幺三八幺二三四五六七八就行"],
            ["我的号是一三八，一二三四，五六七八"],
            ["138 1234", "5678"],
            ["我手机是幺三八幺二三四", "五六七八"],
        ],
    )
    def test_it_is_taken_however_it_is_given_after_the_ticket(
        self, citizen: Citizen, given: list[str]
    ) -> None:
        offered(citizen)
        assert citizen.says("行，转吧")[-1]["options"][0]["id"] == "contact.no"
        for part in given:
            said = citizen.says(part)[-1]
        assert "记下了" in said["text"]
        assert [ticket.contact for ticket in citizen.tickets()] == [SHOWN]

    def test_an_account_and_an_address_will_do(self, citizen: Citizen) -> None:
        offered(citizen)
        citizen.says("转吧")
        citizen.says("加我微信zhangsan_88")
        assert citizen.tickets()[0].contact.startswith("微信 z")
        citizen.says("邮箱li.lei@163.com")
        assert citizen.tickets()[0].contact == "li***@163.com"

    def test_it_may_be_declined(self, citizen: Citizen) -> None:
        offered(citizen)
        citizen.says("好")
        assert citizen.says("不用留")[-1]["status"] == "smalltalk"
        assert citizen.tickets()[0].contact == ""

    @pytest.mark.parametrize("before", [[UNCLEAR], [UNCLEAR, QUESTION]])
    def test_beside_an_unanswered_question_it_is_consent(
        self, citizen: Citizen, before: list[str]
    ) -> None:
        for question in before:
            citizen.says(question)
        citizen.says(PHONE)
        assert [(t.questions, t.contact) for t in citizen.tickets()] == [((before[-1],), SHOWN)]

    def test_given_with_the_question_it_is_not_asked_for_again(self, citizen: Citizen) -> None:
        citizen.says(UNCLEAR)
        citizen.says(f"{QUESTION}，我电话{PHONE}")
        assert citizen.tickets() == ()
        said = citizen.says("好")[-1]
        assert (said["options"], citizen.tickets()[0].contact) == ([], SHOWN)

    def test_where_nobody_would_call_it_is_not_kept_and_that_is_said(
        self, citizen: Citizen
    ) -> None:
        citizen.says("补办身份证要多少钱")
        assert "没有保存" in citizen.says(PHONE)[-1]["text"]
        assert citizen.tickets() == ()

    def test_a_call_for_a_person_and_a_complaint_take_it_along(
        self, application: Application, app: Flask
    ) -> None:
        wants, complains = (Citizen(application, app, f"citizen-000{n}") for n in (1, 2))
        wants.says(f"转人工，我的电话{PHONE}")
        wants.says("我家鸽子让隔壁猫咬了")
        complains.says(f"窗口的人骂我，{PHONE}")
        assert [c.tickets()[0].contact for c in (wants, complains)] == [SHOWN] * 2
        assert wants.tickets()[0].questions == ("我家鸽子让隔壁猫咬了",)


class TestProgress:
    ASKED = ("我的问题到哪了", "啥时候能答复我", "咋还没人回我", "上回问的那个有信没")

    @pytest.mark.parametrize("asked", ASKED)
    def test_plain_words_tell_the_state(self, citizen: Citizen, asked: str) -> None:
        offered(citizen)
        citizen.says("好")
        assert f"{citizen.tickets()[0].number}：已登记" in citizen.says(asked)[-1]["text"]

    @pytest.mark.parametrize("asked", ASKED)
    def test_without_a_ticket_the_last_question_is_offered(
        self, citizen: Citizen, asked: str
    ) -> None:
        citizen.says("补办身份证要多少钱")
        said = citizen.says(asked)[-1]
        assert "没有在办的工单" in said["text"]
        assert citizen.tickets() == ()
        citizen.says("转吧")
        assert [t.questions for t in citizen.tickets()] == [("补办身份证要多少钱",)]

    @pytest.mark.parametrize("asked", ASKED)
    def test_who_asked_nothing_is_told_so(self, citizen: Citizen, asked: str) -> None:
        said = citizen.says(asked)[-1]
        assert "还没有转给工作人员" in said["text"]
        assert said["options"] == []


class TestDanger:
    @pytest.fixture
    def pending(self, citizen: Citizen) -> Iterator[Citizen]:
        """A citizen who has just been asked whether somebody is in danger."""
        citizen.says("补办身份证要多少钱")
        citizen.says("我家着火了快来人")
        options = [
            {"id": f"danger.{name}", "label": label, "send": label}
            for name, label in (("yes", "有危险"), ("no", "没有"))
        ]
        _put(citizen, {"kind": "danger", "options": options})
        yield citizen

    @pytest.mark.parametrize("said", ["有危险", "1", "是"])
    def test_who_is_in_danger_gets_the_advice_for_it(self, pending: Citizen, said: str) -> None:
        answer = pending.says(said)[-1]
        assert answer["status"] == "blocked_emergency"
        assert "119" in answer["text"]

    @pytest.mark.parametrize(
        ("asked", "line"),
        [("屋里一股煤气味，燃气过户咋办", "119"), ("我头晕得厉害，社保卡丢了咋补", "120")],
    )
    def test_the_button_beside_an_answer_brings_the_advice(
        self, citizen: Citizen, asked: str, line: str
    ) -> None:
        """The base offers 有危险 where danger is only suspected; what it offers the hall must know."""
        offered = citizen.says(asked)[-1]
        assert offered["status"].startswith("answered_")
        button = next(o for o in offered["options"] if o["label"] == "有危险")
        advice = citizen.says(button["send"], option=button["id"])[-1]
        assert advice["status"] == "blocked_emergency"
        assert line in advice["text"]

    @pytest.mark.parametrize("said", ["没有", "2", "不是"])
    def test_who_is_not_goes_on_with_the_matter(self, pending: Citizen, said: str) -> None:
        assert "没事就好" in pending.says(said)[-1]["text"]
        assert pending.says("那在哪办")[-1]["item"]["catalog_code"] == "232009001000"


def _put(citizen: Citizen, pending: dict[str, Any]) -> None:
    """Let a question stand open in a conversation."""
    talk = citizen.hall.desk.conversation(citizen.talk)
    assert talk is not None
    opened = from_plain(Context, to_plain(talk.context) | {"pending": pending})
    citizen.hall.desk.say(citizen.talk, [], opened)


class TestOptions:
    def test_an_older_option_still_means_what_it_named(self, citizen: Citizen) -> None:
        asked = citizen.says("补办身份证要多少钱")[-1]
        option = asked["options"][0]
        citizen.says("谁管路灯")
        answer = citizen.says(option["send"], option["id"])[-1]
        assert answer["item"]["item_code"] == option["item_code"]
        assert option["option_id"]
        assert answer["situation"][option["question_id"]] == option["option_id"]

    def test_an_older_consent_is_none(self, citizen: Citizen) -> None:
        offered(citizen)
        citizen.says("补办身份证要多少钱")
        citizen.says("好", "consent.yes")
        assert citizen.tickets() == ()

    def test_a_typed_number_is_compared_with_the_open_options_alone(self, citizen: Citizen) -> None:
        option = citizen.says("补办身份证要多少钱")[-1]["options"][1]
        answer = citizen.says("2")[-1]
        assert option["option_id"]
        assert answer["situation"][option["question_id"]] == option["option_id"]


def _lines() -> list[str]:
    """Return the lines of every act that asks for no person."""
    files = sorted((ROOT / "nlu_data" / "nlu").glob("*.yml"))
    blocks = [b for f in files for b in yaml.safe_load(f.read_text(encoding="utf-8"))["nlu"]]
    return [
        ENTITY.sub(r"\1", line.removeprefix("- "))
        for block in blocks
        if block["intent"] not in ASKS_FOR_STAFF
        for line in block["examples"].splitlines()
    ]


def _asked_situations(hall: Application) -> list[tuple[Guide, SituationQuestion]]:
    guides = hall.kb.catalogue.guides.values()
    return [(guide, question) for guide in guides for question in guide.situations]


def test_no_ordinary_line_makes_a_ticket(application: Application) -> None:
    """Each line is said right after a question without an answer, where a ticket is nearest.

    Which words call for a person the screen tells; its own tests look at that.
    """
    made = {
        line: draft.errand
        for line in _lines()
        for draft in _drafts(application, line)
        if draft.errand in MAKES - {Errand.PERSON}
    }
    assert made == {}


def test_no_pair_of_wordings_joined_by_a_comma_makes_a_ticket(application: Application) -> None:
    labels = [o.label for _, question in _asked_situations(application) for o in question.options]
    pairs = [f"{one}，{other}" for one, other in pairwise(labels)]
    assert [p for p in pairs if any(d.errand in MAKES for d in _drafts(application, p))] == []


def _drafts(hall: Application, text: str) -> tuple[Draft, ...]:
    return hall.dialogue.drafts(Said(text, Context(unclear=1)))


def test_each_option_in_its_own_words_settles_the_case_of_the_same_item(
    application: Application,
) -> None:
    wrong = []
    for guide, question in _asked_situations(application):
        frame = Frame(guide.item.code, "materials")
        options = situation_options(guide, question, Element.MATERIALS)
        context = Context((frame,), Pending(PendingKind.SITUATION, options))
        for option in options:
            answer = application.dialogue.drafts(Said(option.send, context))[-1].answer
            told = answer.situation.get(question.id)
            if (answer.item and answer.item.item_code, told) != (guide.item.code, option.option_id):
                wrong.append((guide.item.name, option.send, answer.status, told))
    assert wrong == []


TALKS = [
    ["补办身份证要多少钱", "那在哪办", "谢谢"],
    [UNCLEAR, QUESTION, "行，转吧", "不用留", "我的问题到哪了"],
    [UNCLEAR, QUESTION, "不用了", "补办身份证要多少钱"],
    ["孩子上户口要啥", "1", "那多少钱", "转人工"],
    ["转人工", "我家鸽子让隔壁猫咬了", "啥时候能答复我"],
]


class Rasa:
    """Stands for Rasa and its actions: what the hall sends along goes back to it."""

    def __init__(self) -> None:
        self.hall: FlaskClient | None = None
        self.token = ""

    def __call__(self, handler: BaseHTTPRequestHandler, sent: dict[str, Any]) -> None:
        assert self.hall is not None
        turn = {"text": sent["message"], **sent["metadata"]}
        told = self.hall.post("/internal/turn", json=turn, headers={"X-OneDoor-Token": self.token})
        reply(handler, [{"custom": draft} for draft in told.json["drafts"]])  # type: ignore[index]


@pytest.mark.parametrize("texts", TALKS, ids=lambda texts: texts[-1])
def test_the_same_conversation_goes_the_same_way_with_rasa_and_without(
    open_hall: OpenHall, texts: list[str]
) -> None:
    rasa = Rasa()
    with standing(rasa) as standin:
        halls = [open_hall(), open_hall(rasa_url=standin.url)]
        apps = [create_app(hall) for hall in halls]
        rasa.hall, rasa.token = apps[1].test_client(), halls[1].settings.action_token
        ways = []
        for hall, app, talk in zip(halls, apps, ("direct-0001", "byrasa-0001"), strict=True):
            citizen = Citizen(hall, app, talk)
            said = [a for text in texts for a in citizen.says(text)]
            ways.append([(a["status"], a["item"], [o["id"] for o in a["options"]]) for a in said])
            ways[-1].append(("tickets", [ticket.questions for ticket in citizen.tickets()], []))
        assert len(standin.received) == len(texts)
    assert ways[0] == ways[1]


@pytest.mark.parametrize(("texts", "consents"), [*zip(TALKS, [0, 1, 0, 1, 1], strict=True)])
def test_there_are_as_many_tickets_as_consents(
    citizen: Citizen, texts: list[str], consents: int
) -> None:
    for text in texts:
        citizen.says(text)
    assert len(citizen.tickets()) == consents
