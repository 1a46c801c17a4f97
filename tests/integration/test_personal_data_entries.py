"""Whatever way a text comes in, its personal data is neither stored, logged nor passed on in clear."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from knowledge_base.model.answer import Answer, AnswerStatus
from service_desk.reports import ReportState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.conftest import OpenHall
from tests.console_kit import hired
from tests.desk_kit import NEWBORN, TALK, hear
from tests.forms_kit import token
from tests.standins import always, standing
from tests.wechat_kit import SETTINGS, WeChat, logs, message, text

EVERYTHING = (
    "我叫王秀英，电话138——1234——5678，座机0454-2988123，身份证23088119580302\n1234，微信号abc_12345，"
    "QQ：987654321，邮箱zhao.liu@163.com，生日是1958年3月2日，住同江市三江小区8号楼2单元301室，"
    "卡号6222020903001483077，孩子的新生儿落户得带啥"
)
IN_CLEAR = (
    "王秀英", "138——1234", "13812345678", "2988123", "23088119580302", "230881195803021234", "abc_12345",
    "987654321", "zhao.liu", "3月2日", "2单元301", "6222020903001483077",
)  # fmt: skip
ID_CARD = "232009001000-01"
PATH = f"/api/v1/chat/{TALK}/messages"


@pytest.fixture(autouse=True)
def logged() -> Iterator[io.StringIO]:
    """All log lines of a test."""
    with logs() as stream:
        yield stream


@pytest.fixture
def kept(tmp_path: Path, logged: io.StringIO) -> "Kept":
    """The database files and the log."""
    return Kept(tmp_path, logged)


class Kept:
    """All that remains of what was said."""

    def __init__(self, folder: Path, log: io.StringIO) -> None:
        self.folder, self.log = folder, log

    def in_clear(self, *needles: str) -> list[str]:
        """Return what can be read in a file of the database, as text or in JSON, or in the log."""
        files = b"".join(path.read_bytes() for path in self.folder.glob("hall.db*"))
        whole = files + self.log.getvalue().encode()
        return [n for n in needles if n.encode() in whole or json.dumps(n)[1:-1].encode() in whole]


def ask(client: FlaskClient, said: str) -> None:
    assert client.post(PATH, json={"text": said}).status_code == 200


def form_token(client: FlaskClient, page: str) -> str:
    return token(client.get(page).text)


def test_what_is_said_in_the_chat_and_handed_over_is_kept_masked(
    application: Application, client: FlaskClient, kept: Kept
) -> None:
    ask(client, EVERYTHING)
    ask(client, "转人工")
    assert application.desk.open_ticket(TALK) is not None
    assert kept.in_clear(*IN_CLEAR) == []
    assert kept.in_clear("新生儿落户得带啥") != []


def test_what_is_written_on_the_chat_page_is_kept_masked(client: FlaskClient, kept: Kept) -> None:
    page = client.get("/chat").text
    fields = dict(
        (part.split('"')[0], part.split('value="')[1].split('"')[0])
        for part in page.split('<input type="hidden" name="')[1:]
    )
    client.post("/chat", data={**fields, "text": EVERYTHING})
    assert kept.in_clear(*IN_CLEAR) == []
    assert kept.in_clear("新生儿落户得带啥") != []


def test_what_is_written_or_spoken_in_wechat_is_kept_masked(
    open_hall: OpenHall, kept: Kept
) -> None:
    wechat = WeChat(create_app(open_hall(**SETTINGS)).test_client())
    wechat.says(text(EVERYTHING))
    spoken = f"<MediaId>m</MediaId><Format>amr</Format><Recognition><![CDATA[{EVERYTHING}]]></Recognition>"
    wechat.says(message("voice", spoken))
    wechat.says(text("转人工"))
    assert kept.in_clear(*IN_CLEAR) == []
    assert kept.in_clear("新生儿落户得带啥") != []


def test_a_fault_reported_at_the_counter_is_kept_masked(client: FlaskClient, kept: Kept) -> None:
    report = {
        "csrf_token": form_token(client, f"/counter/items/{ID_CARD}/card"),
        "item_code": ID_CARD,
        "version": "1",
        "element": "fee",
        "text": f"收费写错了，群众留了：{EVERYTHING}",
        "reporter": "群众李明13987654321",
    }
    assert client.post("/counter/reports", data=report).status_code < 400
    assert kept.in_clear(*IN_CLEAR, "李明", "13987654321") == []
    assert kept.in_clear("收费写错了") != []


def test_a_question_without_an_answer_is_kept_masked(application: Application, kept: Kept) -> None:
    application.desk.note_unanswered(EVERYTHING)
    assert kept.in_clear(*IN_CLEAR) == []
    assert kept.in_clear("新生儿落户得带啥") != []


def test_searching_and_asking_over_the_api_leaves_nothing(client: FlaskClient, kept: Kept) -> None:
    client.get("/api/v1/search", query_string={"q": EVERYTHING})
    client.post("/api/v1/ask", json={"question": EVERYTHING, "door": "13812345678"})
    client.get("/counter/", query_string={"q": EVERYTHING})
    assert kept.in_clear(*IN_CLEAR) == []


def test_a_rating_keeps_no_door_but_ours(client: FlaskClient, kept: Kept) -> None:
    rating = {"useful": True, "item_code": ID_CARD, "element": "fee", "door": "13812345678"}
    assert client.post("/api/v1/feedback", json=rating).status_code == 200
    assert kept.in_clear("13812345678") == []


def test_a_saved_list_keeps_no_words_of_its_reader(client: FlaskClient, kept: Kept) -> None:
    saved = {
        "csrf_token": form_token(client, f"/items/{ID_CARD}/checklist"),
        "item_code": ID_CARD,
        "who": EVERYTHING[:60],
        EVERYTHING[:20]: "x",
    }
    client.post("/l", data=saved)
    assert kept.in_clear(*IN_CLEAR) == []


@pytest.fixture
def clerk(application: Application) -> Clerk:
    """An administrator, who may do everything."""
    return hired(application.desk, "guanli", "系统管理员", "zhengwu", Role.ADMIN)


@pytest.fixture
def desk(application: Application) -> ServiceDesk:
    """The desk of the hall."""
    return application.desk


def test_the_reasons_of_a_clerk_are_kept_masked_on_the_ticket_and_in_the_audit(
    desk: ServiceDesk, clerk: Clerk, kept: Kept
) -> None:
    ticket = desk.hand_over(TALK, EVERYTHING, NEWBORN)
    department = next(d for d in desk.router.departments if d != ticket.department)
    desk.reassign(ticket.number, clerk, department, f"不归我们管：{EVERYTHING}")
    desk.close(ticket.number, clerk, f"已电话答复：{EVERYTHING}")
    assert kept.in_clear(*IN_CLEAR) == []
    assert kept.in_clear("已电话答复") != []


def test_the_note_on_a_settled_report_is_kept_masked(
    desk: ServiceDesk, clerk: Clerk, kept: Kept
) -> None:
    report = desk.reports.report(ID_CARD, "身份证", "fee", "写错了", "窗口")
    desk.reports.settle(report.id, ReportState.FIXED, f"已改：{EVERYTHING}", clerk)
    assert kept.in_clear(*IN_CLEAR) == []


def test_an_identity_number_sent_in_two_messages_is_masked_in_both(
    client: FlaskClient, application: Application, kept: Kept
) -> None:
    ask(client, "2308021958")
    ask(client, "03021234")
    said = [m.text for m in application.desk.messages_after(TALK) if m.sender == "citizen"]
    assert said == ["**********", "********"]
    assert kept.in_clear("03021234") == []


def test_half_a_number_is_taken_off_the_ticket_when_the_other_half_comes(
    desk: ServiceDesk, kept: Kept
) -> None:
    hear(desk, "身份证号2308021958")
    ticket = desk.hand_over(TALK, "身份证号2308021958", NEWBORN)
    hear(desk, "03021234")
    (question,) = (desk.ticket(ticket.number) or ticket).questions
    assert "1958" not in question
    assert not any("1958" in row.question for row in desk.unanswered())


def test_rasa_never_sees_the_second_half_of_a_number(open_hall: OpenHall) -> None:
    answer = Answer(AnswerStatus.SMALLTALK, "好的")
    with standing(always([{"custom": {"answer": answer.to_dict()}}])) as rasa:
        client = create_app(open_hall(rasa_url=rasa.url)).test_client()
        for said in ("我叫王秀英，电话1381234", "5678，身份证丢了咋办"):
            ask(client, said)
    assert [sent["message"] for sent in rasa.received] == [
        "我叫王*英，电话1381234",
        "****，身份证丢了咋办",
    ]


def test_the_second_half_of_a_number_sent_again_is_known_for_what_it_is(
    desk: ServiceDesk,
) -> None:
    desk.hear(TALK, "widget", "2308021958", "first-half")
    for _ in range(2):
        desk.hear(TALK, "widget", "03021234", "second-half")
    assert [m.text for m in desk.messages_after(TALK)] == ["**********", "********"]
