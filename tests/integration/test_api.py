"""The JSON API: what it takes, what it returns, and that its own description is true."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from hall.app import create_app
from hall.bootstrap import Application
from knowledge_base.model.upcasting import SCHEMA
from tests.conftest import OpenHall

CARD = "232009001000-01"
TOKEN = "X-OneDoor-Token"


def body(response: TestResponse) -> Any:
    assert response.json is not None
    return response.json


def document(client: FlaskClient) -> Any:
    return body(client.get("/api/v1/openapi.json"))


def check(client: FlaskClient, schema: str, data: Any) -> None:
    """Fail unless the data fit the schema of the API's own description."""
    described = document(client)
    root = {"$ref": f"#/components/schemas/{schema}", "components": described["components"]}
    Draft202012Validator(root).validate(data)


class TestDescription:
    def test_it_is_valid_openapi(self, client: FlaskClient) -> None:
        described = document(client)
        assert described["openapi"] == "3.1.0"
        validate(described)

    def test_it_names_every_route_and_method_and_no_other(
        self, app: Flask, client: FlaskClient
    ) -> None:
        served = {
            (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/api/v1/")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        described = {
            (path, method)
            for path, operations in document(client)["paths"].items()
            for method in operations
            if method != "parameters"
        }
        assert served == described


class TestSearch:
    def test_it_ranks_items_for_a_query(self, client: FlaskClient) -> None:
        found = body(client.get("/api/v1/search", query_string={"q": "身份证补办", "limit": 3}))
        check(client, "SearchReport", found)
        assert found["results"][0]["item_code"] == CARD
        assert [result["rank"] for result in found["results"]] == [1, 2, 3]

    def test_one_element_may_be_asked_for(self, client: FlaskClient) -> None:
        query = {"q": "身份证", "element": "fee"}
        found = body(client.get("/api/v1/search", query_string=query))
        assert {result["element"] for result in found["results"]} == {"fee"}

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({}, "q"),
            ({"q": "  "}, "q"),
            ({"q": "身份证", "limit": "many"}, "limit"),
            ({"q": "身份证", "limit": "0"}, "limit"),
            ({"q": "身份证", "limit": "51"}, "limit"),
            ({"q": "身份证", "limit": "²"}, "limit"),
            ({"q": "身份证", "element": "colour"}, "element"),
        ],
    )
    def test_a_wrong_parameter_is_named(
        self, client: FlaskClient, query: Mapping[str, str], field: str
    ) -> None:
        response = client.get("/api/v1/search", query_string=query)
        assert response.status_code == 400
        check(client, "Failure", body(response))
        assert body(response)["error"]["field"] == field


class TestAsk:
    def test_it_answers_with_item_citation_and_version(self, client: FlaskClient) -> None:
        answer = body(client.post("/api/v1/ask", json={"question": "身份证丢了补办要多少钱"}))
        check(client, "Answer", answer)
        assert answer["status"].startswith("answered_")
        assert answer["item"]["item_code"] == CARD
        assert answer["citations"][0]["item_code"] == CARD
        assert "40元" in answer["text"]

    def test_the_situation_selects_what_applies(self, client: FlaskClient) -> None:
        asked = {
            "question": "要带什么材料",
            "item_code": CARD,
            "element": "materials",
            "situation": {"reason": "lost", "age": "adult", "hukou": "local"},
        }
        answer = body(client.post("/api/v1/ask", json=asked))
        assert answer["item"]["item_code"] == CARD
        assert answer["element"] == "materials"
        assert answer["situation"] == asked["situation"]
        assert "监护人" not in answer["text"]

    @pytest.mark.parametrize(
        ("data", "status", "code", "field"),
        [
            ({"question": ""}, 400, "blank", "question"),
            ({"question": " \n\t　"}, 400, "blank", "question"),
            ({"question": "\u0000\u0000"}, 400, "blank", "question"),
            ({}, 400, "blank", "question"),
            ({"question": None}, 400, "not_text", "question"),
            ({"question": 7}, 400, "not_text", "question"),
            ({"question": ["身份证"]}, 400, "not_text", "question"),
            ({"question": "长" * 1001}, 413, "too_long", "question"),
            ({"question": "身份证", "element": "colour"}, 400, "bad_value", "element"),
            ({"question": "身份证", "element": 3}, 400, "not_text", "element"),
            ({"question": "身份证", "situation": []}, 400, "bad_value", "situation"),
            ({"question": "身份证", "situation": "lost"}, 400, "bad_value", "situation"),
            ({"question": "身份证", "situation": {"reason": 1}}, 400, "not_text", "situation"),
            ({"question": "身份证", "item_code": {}}, 400, "not_text", "item_code"),
            ({"question": "身份证", "item_code": "9" * 200}, 400, "bad_value", "item_code"),
            ({"question": "身份证", "item_code": "9"}, 404, "unknown_item", "item_code"),
        ],
    )
    def test_a_wrong_request_is_an_error_with_code_and_field(
        self, client: FlaskClient, data: Any, status: int, code: str, field: str
    ) -> None:
        response = client.post("/api/v1/ask", json=data)
        assert response.status_code == status
        check(client, "Failure", body(response))
        assert (body(response)["error"]["code"], body(response)["error"]["field"]) == (code, field)

    @pytest.mark.parametrize(
        "data", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 30_000, b"question=x"]
    )
    def test_what_is_no_json_object_is_400(self, client: FlaskClient, data: bytes) -> None:
        response = client.post("/api/v1/ask", data=data, content_type="application/json")
        assert response.status_code == 400
        assert body(response)["error"]["code"] == "not_json"

    def test_letters_that_utf8_cannot_hold_do_not_break_it(self, client: FlaskClient) -> None:
        data = json.dumps({"question": "身份证\ud800丢了\u0000咋整"})
        response = client.post("/api/v1/ask", data=data)
        assert response.status_code == 200
        check(client, "Answer", body(response))

    def test_a_question_of_the_longest_length_is_taken(self, client: FlaskClient) -> None:
        response = client.post("/api/v1/ask", json={"question": "身份证" * 333})
        assert response.status_code == 200

    def test_personal_data_in_a_question_comes_back_nowhere(self, client: FlaskClient) -> None:
        question = "我的身份证230881199003070019丢了，电话13845678901，咋补"
        text = client.post("/api/v1/ask", json={"question": question}).text
        assert "230881199003070019" not in text
        assert "13845678901" not in text

    def test_when_the_base_breaks_the_citizen_gets_a_sentence_and_the_hotline(
        self, application: Application, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        client = create_app(application).test_client()
        monkeypatch.setattr(application.kb, "ask", broken)
        response = client.post("/api/v1/ask", json={"question": "身份证"})
        assert response.status_code == 200
        check(client, "Answer", body(response))
        assert body(response)["status"] == "error_internal"
        assert "12345" in body(response)["text"]


class TestItems:
    def test_items_that_need_one_visit_are_listed(self, client: FlaskClient) -> None:
        listed = body(client.get("/api/v1/items?max_visits=1"))
        check(client, "ItemList", listed)
        assert CARD in {item["item_code"] for item in listed["items"]}
        assert max(item["visits"] for item in listed["items"]) <= 1

    def test_without_a_bound_every_item_is_listed(
        self, client: FlaskClient, application: Application
    ) -> None:
        listed = body(client.get("/api/v1/items"))["items"]
        assert len(listed) == len(application.kb.catalogue.guides)

    def test_the_list_narrows_by_department_and_audience(self, client: FlaskClient) -> None:
        query = {"department": "gongan", "audience": "person"}
        listed = body(client.get("/api/v1/items", query_string=query))["items"]
        assert listed
        assert {item["department_id"] for item in listed} == {"gongan"}
        assert all("person" in item["audience"] for item in listed)

    @pytest.mark.parametrize("query", ["max_visits=x", "max_visits=-1", "audience=dogs"])
    def test_a_wrong_filter_is_400(self, client: FlaskClient, query: str) -> None:
        assert client.get(f"/api/v1/items?{query}").status_code == 400

    def test_one_item_shows_its_whole_guide_with_names(self, client: FlaskClient) -> None:
        item = body(client.get(f"/api/v1/items/{CARD}"))
        check(client, "Item", item)
        assert item["item"]["name"] == "居民身份证申领、换领、补领"
        assert item["item"]["department"] == "同江市公安局"
        assert "居民户口簿" in {material["name"] for material in item["materials"]}
        assert item["verified"] is False
        assert item["schema"] == SCHEMA
        assert item["redress"]["lines"] == ["12345"]
        assert item["place"]["venues"][0]["name"]

    def test_an_unknown_item_is_404(self, client: FlaskClient) -> None:
        response = client.get("/api/v1/items/000000000000-01")
        assert response.status_code == 404
        assert body(response)["error"]["code"] == "unknown_item"


class TestFeedback:
    def test_praise_is_taken(self, application: Application, client: FlaskClient) -> None:
        sent = {"useful": True, "item_code": CARD, "element": "fee"}
        taken = body(client.post("/api/v1/feedback", json=sent))
        check(client, "FeedbackTaken", taken)
        assert taken["options"] == []
        figures = application.metrics.exposition().decode()
        assert 'onedoor_feedback_total{useful="yes"} 1.0' in figures

    def test_after_no_help_a_person_is_offered(self, client: FlaskClient) -> None:
        taken = body(client.post("/api/v1/feedback", json={"useful": False}))
        check(client, "FeedbackTaken", taken)
        assert [option["send"] for option in taken["options"]] == ["转人工"]

    @pytest.mark.parametrize("useful", [None, "yes", 1, []])
    def test_a_rating_is_yes_or_no(self, client: FlaskClient, useful: object) -> None:
        response = client.post("/api/v1/feedback", json={"useful": useful})
        assert response.status_code == 400

    def test_only_known_items_are_rated(self, client: FlaskClient) -> None:
        sent = {"useful": True, "item_code": "我叫张三"}
        assert client.post("/api/v1/feedback", json=sent).status_code == 404


class TestTickets:
    def test_the_number_tells_the_state_and_nothing_else(
        self, client: FlaskClient, application: Application
    ) -> None:
        application.desk.open_conversation("talk-0001", "widget")
        ticket = application.desk.hand_over("talk-0001", "婚介所要备案吗", None)
        told = body(client.get(f"/api/v1/tickets/{ticket.number}"))
        check(client, "TicketState", told)
        assert told["state"] == "registered"
        assert "婚介" not in json.dumps(told, ensure_ascii=False)

    def test_an_unknown_number_is_404(self, client: FlaskClient) -> None:
        response = client.get("/api/v1/tickets/TJ20260101-9999")
        assert response.status_code == 404
        assert body(response)["error"]["code"] == "unknown_ticket"


class TestInternalTurn:
    def test_only_the_token_opens_it(self, client: FlaskClient) -> None:
        turn = {"text": "身份证"}
        refused = [
            client.post("/internal/turn", json=turn),
            client.post("/internal/turn", json=turn, headers={TOKEN: "wrong"}),
            client.post(
                "/internal/turn",
                json=turn,
                headers={TOKEN: "错误的令牌".encode().decode("latin-1")},
            ),
        ]
        assert [response.status_code for response in refused] == [403] * 3

    def test_without_a_token_in_the_settings_nobody_gets_in(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(action_token="")).test_client()
        response = client.post("/internal/turn", json={"text": "身份证"}, headers={TOKEN: ""})
        assert response.status_code == 403

    def test_it_returns_drafts_and_the_settled_context(
        self, client: FlaskClient, application: Application
    ) -> None:
        headers = {TOKEN: application.settings.action_token}
        turn = {
            "text": "补办身份证要多少钱",
            "context": {"frames": [], "hint": ""},
            "door": "widget",
        }
        first = body(client.post("/internal/turn", json=turn, headers=headers))
        check(client, "Answer", first["drafts"][0]["answer"])
        assert first["context"]["frames"][0]["key"] == CARD
        assert set(first["context"]) == {"frames", "pending", "unclear"}

    def test_the_context_it_returned_goes_on_in_the_next_turn(
        self, client: FlaskClient, application: Application
    ) -> None:
        headers = {TOKEN: application.settings.action_token}
        turn = {"text": "补办身份证要多少钱"}
        settled = body(client.post("/internal/turn", json=turn, headers=headers))["context"]
        follow = {"text": "那在哪办", "context": settled | {"hint": "place"}}
        draft = body(client.post("/internal/turn", json=follow, headers=headers))["drafts"][0]
        answer = draft["answer"]
        assert (answer["item"]["item_code"], answer["element"]) == (CARD, "place")

    @pytest.mark.parametrize("context", ["x", [1], {"colour": "red"}, {"frames": [{"key": 1}]}, {"unclear": "1"}, {"pending": {"kind": "x", "options": []}}],
    )  # fmt: skip
    def test_a_context_of_another_form_is_400(
        self, client: FlaskClient, application: Application, context: object
    ) -> None:
        headers = {TOKEN: application.settings.action_token}
        turn = {"text": "身份证", "context": context}
        assert client.post("/internal/turn", json=turn, headers=headers).status_code == 400
