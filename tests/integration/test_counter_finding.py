"""The counter's search box: what it understood, ticket numbers, lists that were scanned."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from knowledge_base.services import KnowledgeBase

ID_CARD = "232009001000-01"
NUMBER = "TJ20261123-K7M4S"
"""A number with the right check character; no such ticket exists, and that is not told either."""


def found(client: FlaskClient, query: str) -> Any:
    response = client.get("/counter/search", query_string={"q": query})
    assert response.status_code == 200
    return response.json


def test_it_says_what_it_found(client: FlaskClient) -> None:
    assert found(client, "身份证")["state"] == "查到 8 项"


@pytest.mark.parametrize("typed", ["身分证", "shenfenzheng", "sfz", "Shen Fen Zheng", "身证份"])
def test_it_says_what_the_query_was_read_as(client: FlaskClient, typed: str) -> None:
    answer = found(client, typed)
    assert answer["state"].startswith("按“身份证”查的，查到")
    assert answer["rows"][0]["address"] == f"/counter/items/{ID_CARD}"


def test_what_was_misspelt_finds_the_same_as_what_was_meant(client: FlaskClient) -> None:
    meant = [row["code"] for row in found(client, "身份证")["rows"]]
    for typed in ("身分证", "身证份", "sen fen zeng"):
        assert [row["code"] for row in found(client, typed)["rows"]] == meant


@pytest.mark.parametrize("typed", ["xyzabc", "𠮷", "㛃", "%"])
def test_it_says_that_nothing_was_found_and_what_to_do(client: FlaskClient, typed: str) -> None:
    answer = found(client, typed)
    assert answer["state"].startswith(f"没有找到“{typed}”。")
    assert "Alt+W" in answer["state"]
    assert "12345" in answer["state"]
    assert (answer["rows"], answer["ways"]) == ([], [])


def test_a_row_without_a_guide_says_so(client: FlaskClient, knowledge: KnowledgeBase) -> None:
    catalogue = knowledge.catalogue
    code = next(c for c in catalogue.entries if c not in catalogue.guides_by_entry)
    row = found(client, code)["rows"][0]
    assert row["address"] == f"/counter/entries/{code}"
    assert "还没有指南" in row["detail"]


@pytest.mark.parametrize(
    "typed", [NUMBER, "tj20261123k7m4s", "ＴＪ２０２６１１２３－Ｋ７Ｍ４Ｓ", f"工单{NUMBER}"]
)
def test_a_ticket_number_leads_to_where_its_answer_is_read(client: FlaskClient, typed: str) -> None:
    answer = found(client, typed)
    assert answer["state"] == f"“{NUMBER}”是工单编号，这里看不到工单的内容。"
    assert answer["rows"] == []
    citizen, desk = (way["address"] for way in answer["ways"])
    assert f'value="{NUMBER}"' in client.get(citizen).text
    assert desk.startswith("/console/tickets?")
    assert client.get(desk).status_code == 302  # to the login: the counter is open to anybody


def test_a_ticket_number_with_a_slip_is_told(client: FlaskClient) -> None:
    answer = found(client, "TJ20261123-K7M4R")
    assert "有一位打错了" in answer["state"]
    assert answer["ways"] == []


def test_a_scanned_list_opens_with_its_ticks(client: FlaskClient, knowledge: KnowledgeBase) -> None:
    short = knowledge.save_checklist(ID_CARD, {"reason": "lost"})
    answer = found(client, f"http://hall.example/l/{short}?have=1&have=2&have=x")
    (way,) = answer["ways"]
    opened = client.get(way["address"])
    assert opened.headers["Location"] == f"/counter/items/{ID_CARD}?reason=lost&have=1&have=2"


def test_an_address_of_another_site_is_never_a_way_on(client: FlaskClient) -> None:
    answer = found(client, "https://evil.example/l/abcdefgh")
    assert [way["address"] for way in answer["ways"]] == ["/counter/lists/abcdefgh"]


@pytest.mark.parametrize(("typed", "status"), [("", 400), ("  ", 400), ("长" * 2000, 413)])
def test_what_cannot_be_looked_for_says_why(client: FlaskClient, typed: str, status: int) -> None:
    response = client.get("/counter/search", query_string={"q": typed})
    assert response.status_code == status


def test_without_a_script_the_page_says_the_same(client: FlaskClient) -> None:
    page = client.get("/counter/", query_string={"q": "身分证"}).text
    assert "按“身份证”查的" in page
    page = client.get("/counter/", query_string={"q": NUMBER}).text
    assert "是工单编号" in page
    assert f"/ticket?number={NUMBER}" in page
