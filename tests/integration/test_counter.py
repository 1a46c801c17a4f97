"""The counter on the shipped guides: search, card, situation, saved lists, faults reported."""

import re

import pytest
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.services import KnowledgeBase
from tests.forms_kit import token

ID_CARD = "232009001000-01"
PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


def fault(client: FlaskClient, **changed: str) -> dict[str, str]:
    filled = {
        "csrf_token": token(client.get(f"/counter/items/{ID_CARD}/card").text),
        "item_code": ID_CARD,
        "version": "1",
        "element": "fee",
        "text": "补领的收费不对，群众张三电话13812345678",
        "reporter": "3号窗口",
    }
    return filled | changed


def test_the_page_opens_with_the_cursor_in_the_search_box(client: FlaskClient) -> None:
    page = client.get("/counter/").text
    assert re.search(r'<input id="search"[^>]* autofocus', page)


@pytest.mark.parametrize("query", ["sfz", "身份证", "shenfenzheng", "232009001000-01"])
def test_the_identity_card_is_found_first_by_every_way_of_typing(
    client: FlaskClient, query: str
) -> None:
    page = client.get("/counter/", query_string={"q": query}).text
    first = re.search(r'<ul id="results".*?href="([^"]+)"', page, re.DOTALL)
    assert first is not None
    assert first[1] == f"/counter/items/{ID_CARD}"


def test_a_query_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/counter/", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_the_card_shows_materials_before_every_other_element(client: FlaskClient) -> None:
    card = client.get(f"/counter/items/{ID_CARD}/card").text
    elements = re.findall(r'data-element="(\w+)"', card)
    assert elements[0] == "materials"
    assert {"fee", "time_limit", "place", "steps", "legal_basis", "faq"} <= set(elements)
    assert "样例数据" in card


def test_the_situation_changes_materials_and_fee_of_the_card(client: FlaskClient) -> None:
    address = f"/counter/items/{ID_CARD}/card"
    first = client.get(address, query_string={"reason": "first", "age": "adult"}).text
    minor = client.get(address, query_string={"reason": "lost", "age": "minor"}).text
    assert papers(first) != papers(minor)
    assert any("监护" in name for name in papers(minor))
    assert not any("监护" in name for name in papers(first))
    assert "每证40元" in minor
    assert "每证40元" not in first


def papers(card: str) -> list[str]:
    return re.findall(r'data-paper="([^"]+)"', card)


def test_the_text_to_copy_is_the_checklist_of_the_situation(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    told = {"reason": "lost", "age": "adult"}
    card = client.get(f"/counter/items/{ID_CARD}/card", query_string=told).text
    text = card.split('id="copy-text"')[1].split("</textarea>")[0]
    notice = knowledge.checklist(ID_CARD, told)
    assert f"情形：{notice.situation_label}" in text
    assert notice.notice in text
    assert "12345" in text


def test_a_row_without_a_guide_shows_department_and_hotline(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    catalogue = knowledge.catalogue
    code = next(c for c in catalogue.entries if c not in catalogue.guides_by_entry)
    department = catalogue.departments[catalogue.entries[code].department]
    page = client.get(f"/counter/entries/{code}").text
    assert "还没有详细指南" in page
    assert department.name in page
    assert department.hotline in page
    assert "12345" in page


@pytest.mark.parametrize("path", ["/counter/items/none", "/counter/entries/none"])
def test_what_is_not_in_the_catalogue_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=PAGE).status_code == 404
    assert client.get(f"{path}/card", headers=PAGE).status_code == 404


def test_a_citizens_saved_list_opens_at_the_counter_with_its_situation(
    client: FlaskClient, knowledge: KnowledgeBase
) -> None:
    short = knowledge.save_checklist(ID_CARD, {"reason": "lost", "age": "minor"})
    response = client.get(f"/counter/lists/{short}")
    assert response.status_code == 302
    card = client.get(response.headers["Location"]).text
    assert re.search(r'value="lost" id="q-reason-lost" checked', card)
    assert any("监护" in name for name in papers(card))


def test_a_saved_list_that_does_not_exist_says_so(client: FlaskClient) -> None:
    response = client.get("/counter/lists/nothere1")
    assert response.status_code == 404
    assert "没有找到这张告知单" in response.text


def test_a_reported_fault_reaches_the_console_masked_with_its_version(
    client: FlaskClient, application: Application
) -> None:
    response = client.post("/counter/reports", data=fault(client), headers=JSON)
    assert response.status_code == 200
    (report,) = application.desk.reports.listed()
    assert (report.item_code, report.field, report.reporter) == (ID_CARD, "fee", "3号窗口")
    assert report.text.startswith("（第1版）补领的收费不对")
    assert "13812345678" not in report.text


def test_a_fault_is_taken_without_a_script_too(
    client: FlaskClient, application: Application
) -> None:
    response = client.post("/counter/reports", data=fault(client), headers=PAGE)
    assert response.status_code == 303
    assert "已经报给服务台" in client.get(response.headers["Location"]).text
    assert application.desk.reports.count_open() == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"text": "  "}, 400),
        ({"text": "错" * 501}, 413),
        ({"element": "nonsense"}, 400),
        ({"element": ""}, 400),
        ({"item_code": "none"}, 404),
        ({"version": "第一版"}, 400),
        ({"csrf_token": "forged"}, 400),
    ],
)
def test_a_report_that_cannot_be_taken_says_why_and_leaves_nothing(
    client: FlaskClient, application: Application, changed: dict[str, str], status: int
) -> None:
    response = client.post("/counter/reports", data=fault(client, **changed), headers=JSON)
    assert response.status_code == status
    assert response.json is not None
    assert response.json["error"]["message"]
    assert application.desk.reports.count_open() == 0


@pytest.mark.parametrize("typed", ["xyzabc", "𠮷", "㛃", "䶮", "龑", "𠮷㛃䶮", "%", "❤", "qwerty"])
def test_what_says_nothing_finds_nothing(client: FlaskClient, typed: str) -> None:
    found = client.get("/api/v1/search", query_string={"q": typed}).json
    assert found is not None
    assert found["results"] == []
    page = client.get("/counter/", query_string={"q": typed}).text
    assert f"没有找到“{typed}”" in page


@pytest.mark.parametrize(
    "typed",
    [
        "身分证",
        "身分證",
        "身证份",
        "shen fen zheng",
        "Shen Fen Zheng",
        "senfenzeng",
        "sfz",
        "SFZ",
        "232009001000",
        "23200900100001",
        "２３２００９００１０００－０１",
        "事项编码：232009001000-01",
    ],
)
def test_the_identity_card_is_found_however_it_is_typed(client: FlaskClient, typed: str) -> None:
    found = client.get("/api/v1/search", query_string={"q": typed}).json
    assert found is not None
    assert found["results"][0]["catalog_code"] == "232009001000"


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("身分证", "身份证"),
        ("sfz", "身份证"),
        ("shen fen zheng", "身份证"),
        ("sfz补办", "身份证补办"),
        ("身份证", ""),
        ("232009001000", ""),
        ("张㛃的身份证", ""),
    ],
)
def test_the_report_says_what_a_query_was_read_as(
    client: FlaskClient, typed: str, read_as: str
) -> None:
    found = client.get("/api/v1/search", query_string={"q": typed}).json
    assert found is not None
    assert found["read_as"] == read_as


def test_what_is_looked_for_is_repeated_without_personal_data(client: FlaskClient) -> None:
    found = client.get("/api/v1/search", query_string={"q": "电话13812345678的身份证"})
    assert "13812345678" not in found.text
