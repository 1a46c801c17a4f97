"""What every page and API of the hall share: headers, ids, errors, limits, health."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.app import create_app
from hall.bootstrap import Application, write_first_password
from service_desk.staff import Right
from tests.conftest import OpenHall
from tests.console_kit import PASSWORD
from tests.standins import always, refusing, standing

AWAY = {"REMOTE_ADDR": "203.0.113.9"}
PAGE = {"Accept": "text/html"}
DIRECTIVES = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"]


def body(response: TestResponse) -> Any:
    assert response.json is not None
    return response.json


@pytest.mark.parametrize("path", ["/", "/chat", "/api/v1/items", "/nowhere", "/healthz"])
def test_every_response_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert all(directive in policy for directive in DIRECTIVES)
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_over_https_browsers_are_told_to_stay_there(client: FlaskClient) -> None:
    response = client.get("/healthz", base_url="https://hall.example.gov.cn")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/", "/chat"])
def test_pages_hold_no_inline_script_or_style(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|<style", page)


def test_a_request_gets_an_id_and_keeps_a_given_one(client: FlaskClient) -> None:
    drawn = client.get("/healthz").headers["X-Request-ID"]
    given = client.get("/healthz", headers={"X-Request-ID": "abc-12345"}).headers["X-Request-ID"]
    odd = client.get("/healthz", headers={"X-Request-ID": "x y"}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", drawn)
    assert given == "abc-12345"
    assert odd != "x y"


def test_an_unknown_address_is_a_page_with_the_hotline_for_people(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers=PAGE)
    assert response.status_code == 404
    assert "没有找到这个地址" in response.text
    assert "12345" in response.text


def test_an_unknown_address_is_json_for_programs(client: FlaskClient) -> None:
    response = client.get("/api/v1/nowhere", headers=PAGE)
    assert response.status_code == 404
    assert response.json == {
        "error": {"code": "not_found", "message": "没有找到这个地址。", "field": None}
    }


def test_a_wrong_method_is_named(client: FlaskClient) -> None:
    response = client.delete("/api/v1/ask")
    assert response.status_code == 405
    assert response.json is not None
    assert response.json["error"]["code"] == "method_not_allowed"


def test_a_body_over_the_limit_is_413(client: FlaskClient) -> None:
    response = client.post("/api/v1/ask", data=b"x" * (64 * 1024 + 1))
    assert response.status_code == 413
    assert response.json is not None
    assert response.json["error"]["code"] == "body_too_large"


def test_what_breaks_inside_is_a_sentence_and_never_a_trace(app: Flask) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    for headers in (PAGE, {"Accept": "application/json"}):
        response = app.test_client().get("/broken", headers=headers)
        assert response.status_code == 500
        assert "12345" in response.text
        assert "ZeroDivisionError" not in response.text
        assert "secret detail" not in response.text


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    response = client.post("/chat", data={"text": "身份证"}, headers=PAGE)
    assert response.status_code == 400
    assert "请再发一次" in response.text
    assert ">身份证</textarea>" in response.text


class TestLimits:
    def test_a_visitor_who_asks_too_fast_is_told_when_to_come_back(
        self, open_hall: OpenHall
    ) -> None:
        client = create_app(open_hall(rate_limit_api="2/minute")).test_client()
        answers = [client.get("/api/v1/items", environ_base=AWAY) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        refused = answers[2]
        assert refused.json is not None
        assert refused.json["error"]["code"] == "too_many"
        assert 1 <= int(refused.headers["Retry-After"]) <= 61  # whole seconds, rounded up
        assert refused.headers["Access-Control-Allow-Origin"] == "*"

    def test_another_visitor_is_not_held_up(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_api="1/minute")).test_client()
        visitors = ["203.0.113.9", "203.0.113.10", "2001:db8::1", "2001:db8:0:1::1"]
        answers = [
            client.get("/api/v1/items", environ_base={"REMOTE_ADDR": visitor}).status_code
            for visitor in visitors
        ]
        assert answers == [200] * 4

    def test_a_forged_header_does_not_make_a_new_visitor(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_api="1/minute")).test_client()
        answers = [
            client.get("/api/v1/items", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
            for n in range(2)
        ]
        assert answers == [200, 429]

    def test_this_machine_itself_is_not_limited(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_api="1/minute")).test_client()
        assert [client.get("/api/v1/items").status_code for _ in range(5)] == [200] * 5

    def test_the_defaults_let_fifty_questions_a_second_pass(self, client: FlaskClient) -> None:
        asked = [client.get("/api/v1/search?q=身份证", environ_base=AWAY) for _ in range(50)]
        assert {answer.status_code for answer in asked} == {200}

    def test_one_conversation_has_its_own_limit(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(rate_limit_conversation="1/minute")).test_client()
        sent = [
            client.post(
                f"/api/v1/chat/{name}/messages", json={"text": "你好"}, environ_base=AWAY
            ).status_code
            for name in ("talk-0001", "talk-0001", "talk-0002")
        ]
        assert sent == [200, 429, 200]


class TestEmbedding:
    def test_any_page_may_embed_unless_told_otherwise(self, client: FlaskClient) -> None:
        headers = client.get("/api/v1/items", headers={"Origin": "https://a.cn"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers

    def test_only_the_named_origins_may_embed(self, open_hall: OpenHall) -> None:
        client = create_app(open_hall(widget_origins=("https://a.cn",))).test_client()
        named = client.get("/api/v1/items", headers={"Origin": "https://a.cn"}).headers
        other = client.get("/api/v1/items", headers={"Origin": "https://b.cn"}).headers
        assert named["Access-Control-Allow-Origin"] == "https://a.cn"
        assert "Access-Control-Allow-Origin" not in other
        assert "Origin" in other["Vary"]

    def test_a_browser_may_ask_before_it_posts_json(self, client: FlaskClient) -> None:
        response = client.options(
            "/api/v1/chat/talk-0001/messages",
            headers={"Origin": "https://a.cn", "Access-Control-Request-Method": "POST"},
        )
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]

    def test_pages_are_not_shared_with_other_origins(self, client: FlaskClient) -> None:
        headers = client.get("/chat", headers={"Origin": "https://a.cn"}).headers
        assert "Access-Control-Allow-Origin" not in headers


class TestHealth:
    def test_the_hall_lives(self, client: FlaskClient) -> None:
        assert client.get("/healthz").json == {"status": "ok"}

    def test_nothing_is_ready_before_it_was_looked_at(self, client: FlaskClient) -> None:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "还没有检查完" in body(response)["reasons"]["hall"]

    def test_ready_means_all_three_processes(self, open_hall: OpenHall) -> None:
        with standing(always([])) as other:
            hall = open_hall(rasa_url=other.url, actions_url=other.url)
            hall.probe.look()
        response = create_app(hall).test_client().get("/readyz")
        assert response.status_code == 200
        assert body(response)["parts"] == {"hall": "ready", "bot": "ready", "actions": "ready"}
        assert body(response)["reasons"] == {}

    def test_not_ready_while_one_is_down_and_it_says_which_and_what_to_do(
        self, open_hall: OpenHall
    ) -> None:
        with standing(always([])) as rasa, refusing() as nobody:
            hall = open_hall(rasa_url=rasa.url, actions_url=nobody)
            hall.probe.look()
        response = create_app(hall).test_client().get("/readyz")
        assert response.status_code == 503
        assert body(response)["parts"] == {"hall": "ready", "bot": "ready", "actions": "down"}
        assert "动作服务连不上" in body(response)["reasons"]["actions"]
        assert "actions.log" in body(response)["reasons"]["actions"]

    def test_a_part_that_is_switched_off_is_not_awaited(self, application: Application) -> None:
        application.probe.look()
        response = create_app(application).test_client().get("/readyz")
        assert response.status_code == 200
        assert body(response)["parts"]["bot"] == "off"

    def test_the_figures_are_not_on_the_public_address(self, client: FlaskClient) -> None:
        assert client.get("/metrics").status_code == 404

    def test_figures_name_routes_and_statuses_but_no_conversation(
        self, application: Application
    ) -> None:
        client = create_app(application).test_client()
        client.post("/api/v1/chat/secret-talk-1/messages", json={"text": "身份证补办要啥材料"})
        client.get("/invented/path")
        figures = application.metrics.exposition().decode()
        route = "/api/v1/chat/<conversation>/messages"
        assert (
            f'onedoor_requests_total{{method="POST",route="{route}",status="200"}} 1.0' in figures
        )
        assert 'onedoor_turns_total{by="direct",why="off"} 1.0' in figures
        assert 'onedoor_answers_total{door="widget",status="answered_' in figures
        assert 'route="unmatched"' in figures
        assert "secret-talk-1" not in figures
        assert "invented" not in figures


def test_the_first_password_is_written_once_for_its_owner_alone(
    application: Application, tmp_path: Path
) -> None:
    path = write_first_password(application)
    assert path == tmp_path / "first_password"
    assert path.stat().st_mode & 0o777 == 0o600
    password = path.read_text().strip()
    admin = application.desk.accounts.log_in("admin", password)
    assert admin.may(Right.ADMINISTER)
    assert write_first_password(application) is None
    assert path.exists()
    application.desk.accounts.change_password(admin, password, PASSWORD)
    assert write_first_password(application) is None
    assert not path.exists()


def test_the_home_page_leads_to_the_doors_that_are_open(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/chat"' in page
    assert "12345" in page
