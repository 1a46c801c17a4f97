"""A file that a clerk sent, as a citizen gets it at each door: by link, with number and code, over WeChat."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.wechat.reception import conversation_id
from service_desk.attachments.checking import Upload
from service_desk.model import Ticket
from tests import files_kit as files
from tests.conftest import OpenHall
from tests.desk_kit import NEWBORN, WANTS_A_PERSON, clerk_of, hear
from tests.integration.test_api import check
from tests.wechat_kit import OPENID, SETTINGS, WeChat

TALK = "wangfang-files-01"
SAID = "请填好这张表。"
CHOSEN = (
    Upload("申请 表.pdf", files.pdf()),
    Upload("样表.jpg", files.jpeg(6)),
    Upload("样表.png", files.png()),
    Upload("申请书.docx", files.docx()),
    Upload("清单.xlsx", files.xlsx()),
)


@pytest.fixture
def ticket(application: Application) -> Ticket:
    """A ticket that was answered with one file of each kind."""
    desk = application.desk
    desk.open_conversation(TALK, "widget")
    hear(desk, "孩子上户口要啥", talk=TALK)
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(ticket.number, clerk_of(desk, "gongan"), SAID, files=CHOSEN)
    return ticket


@pytest.fixture
def sent(client: FlaskClient, ticket: Ticket) -> list[Mapping[str, Any]]:
    """The files as the chat API tells them."""
    told = client.get(f"/api/v1/chat/{TALK}/messages").json
    assert told is not None
    check(client, "Reply", told)
    files: list[Mapping[str, Any]] = told["messages"][-1]["attachments"]
    return files


def test_the_chat_tells_name_kind_size_and_address(
    client: FlaskClient, sent: list[Mapping[str, Any]]
) -> None:
    assert [one["name"] for one in sent] == [one.name for one in CHOSEN]
    assert sent[0]["kind"] == "application/pdf"
    assert sent[0]["size"] == len(CHOSEN[0].content)
    assert len({one["url"] for one in sent}) == 5


def test_a_message_without_files_has_no_such_key(client: FlaskClient, ticket: Ticket) -> None:
    told = client.get(f"/api/v1/chat/{TALK}/messages").json
    assert told is not None
    assert "attachments" not in told["messages"][0]


def test_the_whole_conversation_tells_the_files_too(
    client: FlaskClient, sent: list[Mapping[str, Any]]
) -> None:
    told = client.get(f"/api/v1/chat/{TALK}").json
    assert told is not None
    check(client, "Greeted", told)
    assert told["messages"][-1]["attachments"] == sent


@pytest.mark.parametrize("number", range(5))
def test_a_file_comes_as_what_it_is_and_as_nothing_else(
    app: Flask, sent: list[Mapping[str, Any]], number: int
) -> None:
    one, stranger = sent[number], app.test_client(use_cookies=False)
    response = stranger.get(one["url"])
    assert response.status_code == 200
    assert response.content_type == one["kind"]
    assert len(response.data) == one["size"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.startswith("sandbox") == (one["kind"] != "application/pdf")
    assert response.headers["Cache-Control"] == "private, max-age=600"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers
    way = "inline" if number < 3 else "attachment"
    end = one["name"].rpartition(".")[2]
    assert response.headers["Content-Disposition"] == (
        f"{way}; filename=\"attachment.{end}\"; filename*=UTF-8''{quote(one['name'], safe='')}"
    )


def test_a_photograph_comes_without_the_place(
    client: FlaskClient, sent: list[Mapping[str, Any]]
) -> None:
    assert b"N47.65" in CHOSEN[1].content
    assert b"N47.65" not in client.get(sent[1]["url"]).data


def test_a_part_of_a_file_may_be_asked_for_and_an_unchanged_one_is_not_sent_again(
    client: FlaskClient, sent: list[Mapping[str, Any]]
) -> None:
    whole = client.get(sent[0]["url"])
    again = client.get(sent[0]["url"], headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_token_is_long_and_is_stored_nowhere(
    application: Application, sent: list[Mapping[str, Any]]
) -> None:
    tokens = [one["url"].removeprefix("/attachments/") for one in sent]
    assert all(re.fullmatch("[A-Za-z0-9_-]{32}", token) for token in tokens)
    with application.engine.connect() as connection:
        rows = connection.execute(sql("SELECT * FROM desk_attachment")).all()
    assert not any(token in repr(rows) for token in tokens)


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "..", "1", "附件", "A" * 3000])
def test_an_unknown_address_leads_on(client: FlaskClient, ticket: Ticket, token: str) -> None:
    response = client.get(f"/attachments/{token}", headers={"Accept": "text/html"})
    page = response.get_data(as_text=True)
    assert response.status_code == 404
    assert "凭工单编号和查询码" in page or "没有找到这个地址" in page
    assert 'href="/chat"' in page


def test_a_deleted_file_leads_on(
    application: Application, client: FlaskClient, sent: list[Mapping[str, Any]]
) -> None:
    with application.engine.begin() as connection:
        connection.execute(sql("DELETE FROM desk_attachment"))
    response = client.get(sent[0]["url"], headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "已按保存期限删除" in response.get_data(as_text=True)


def test_files_are_limited_by_client(open_hall: OpenHall) -> None:
    client = create_app(open_hall(rate_limit_api="3/minute")).test_client()
    far = {"REMOTE_ADDR": "203.0.113.9"}
    got = [client.get(f"/attachments/{'A' * 32}", environ_base=far).status_code for _ in range(4)]
    assert got == [404, 404, 404, 429]


def test_number_and_code_open_the_files_on_any_device(
    client: FlaskClient, sent: list[Mapping[str, Any]], ticket: Ticket
) -> None:
    told = client.post(f"/api/v1/tickets/{ticket.number}/answer", json={"code": ticket.code}).json
    assert told is not None
    check(client, "TicketAnswer", told)
    assert told["replies"][0]["attachments"] == sent


def test_the_page_of_a_ticket_lists_the_files(
    client: FlaskClient, sent: list[Mapping[str, Any]], ticket: Ticket
) -> None:
    form = client.get("/ticket").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert found is not None
    data = {"csrf_token": found[1], "number": ticket.number, "code": ticket.code}
    page = client.post("/ticket", data=data).get_data(as_text=True)
    for one in sent:
        assert f'href="{one["url"]}" target="_blank" rel="noopener"' in page
    assert "申请 表.pdf<span" in page
    assert "（PDF，1 KB）" in page


def test_who_reads_a_ticket_in_a_talk_is_told_where_its_files_are(
    application: Application, ticket: Ticket
) -> None:
    reply = application.front_desk.receive(
        "somebody-else-01", f"{ticket.number} {ticket.code}", "widget"
    )
    told = reply.messages[-1].text
    assert "“申请 表.pdf”、“样表.jpg”" in told
    assert "/ticket，凭编号和查询码查看" in told
    assert "/attachments/" not in told


def test_wechat_is_told_each_file_with_a_link_of_the_public_address(open_hall: OpenHall) -> None:
    hall = open_hall(**SETTINGS)
    app = create_app(hall)
    wechat = WeChat(app.test_client())
    wechat.ask(WANTS_A_PERSON)
    talk = conversation_id(hall.settings.secret_key, OPENID)
    number = hall.desk.open_conversation(talk, "wechat").ticket_number
    hall.desk.reply(number, clerk_of(hall.desk, "zhengwu"), SAID, files=CHOSEN[:2])
    heard = wechat.ask("谢谢")
    assert heard.startswith(
        f"工作人员答复：\n{SAID}\n附件：申请 表.pdf https://hall.example.gov.cn/attachments/"
    )
    (_, path) = re.findall(r"https://hall\.example\.gov\.cn(/attachments/\S+)", heard)
    assert app.test_client().get(path).content_type == "image/jpeg"
