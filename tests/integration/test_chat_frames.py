"""`/chat` in a frame: of sites that are named alone, with a cookie of its own, and everything else as strict as ever."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.app import create_app
from tests.conftest import OpenHall
from tests.forms_kit import token

SITE = "https://www.tongjiang.example"
FRAMED = {"Sec-Fetch-Dest": "iframe"}
HALL = {"base_url": "https://wen.example"}
PAGES = ["/", "/ticket", "/one-visit", "/console/login", "/counter/"]


@pytest.fixture
def client(open_hall: OpenHall) -> FlaskClient:
    """A hall over HTTPS that one site may frame."""
    hall = open_hall(chat_frame_ancestors=(SITE,), public_url="https://wen.example")
    return create_app(hall).test_client()


def ancestors(response: TestResponse) -> str:
    policy = response.headers["Content-Security-Policy"].split("; ")
    return next(rule for rule in policy if rule.startswith("frame-ancestors"))


def ask(client: FlaskClient, headers: dict[str, str]) -> TestResponse:
    """Ask from the page, as a browser does over HTTPS."""
    page = client.get("/chat", headers=headers, **HALL).text
    sent = {"csrf_token": token(page), "text": "补办身份证要多少钱"}
    origin = {"Referer": "https://wen.example/chat"}
    given: Any = HALL
    return client.post("/chat", data=sent, headers=headers | origin, **given)


def test_unless_a_site_is_named_none_may_frame_the_page(open_hall: OpenHall) -> None:
    client = create_app(open_hall()).test_client()
    response = client.get("/chat", headers=FRAMED)
    assert ancestors(response) == "frame-ancestors 'self'"
    assert "SameSite=Lax" in response.headers["Set-Cookie"]


def test_a_named_site_may_frame_the_page_and_its_refusals(client: FlaskClient) -> None:
    shown = [client.get("/chat", **HALL), client.post("/chat", data={"text": "你好"}, **HALL)]
    shown.append(client.get("/chat/nowhere", **HALL))
    assert [ancestors(response) for response in shown] == [f"frame-ancestors 'self' {SITE}"] * 3


@pytest.mark.parametrize("path", PAGES)
def test_no_other_page_may_be_framed(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=FRAMED, **HALL)
    assert ancestors(response) == "frame-ancestors 'self'"
    assert "SameSite=None" not in response.headers.get("Set-Cookie", "")


def test_in_a_frame_the_talk_has_a_cookie_that_a_frame_is_given(client: FlaskClient) -> None:
    cookie = client.get("/chat", headers=FRAMED, **HALL).headers["Set-Cookie"]
    for part in (
        "chat_in_frame=",
        "Secure",
        "HttpOnly",
        "Path=/chat",
        "SameSite=None",
        "Partitioned",
    ):
        assert part in cookie
    assert ask(client, FRAMED).status_code == 303
    assert "每证40元" in client.get("/chat", headers=FRAMED, **HALL).text


def test_in_a_window_of_its_own_the_cookie_is_as_strict_as_ever(client: FlaskClient) -> None:
    cookie = client.get("/chat", **HALL).headers["Set-Cookie"]
    assert "SameSite=Lax" in cookie
    assert "Partitioned" not in cookie
    assert ask(client, {}).status_code == 303


def test_the_talk_in_the_frame_and_the_one_beside_it_are_two(client: FlaskClient) -> None:
    ask(client, FRAMED)
    assert "每证40元" not in client.get("/chat", **HALL).text


def test_a_form_from_another_sites_page_is_refused_in_a_frame_too(client: FlaskClient) -> None:
    page = client.get("/chat", headers=FRAMED, **HALL).text
    sent = {"csrf_token": token(page), "text": "你好"}
    forged = FRAMED | {"Referer": "https://evil.example/"}
    assert client.post("/chat", data=sent, headers=forged, **HALL).status_code == 400
    assert client.post("/chat", data={"text": "你好"}, headers=FRAMED, **HALL).status_code == 400


def test_without_https_no_cookie_is_loosened(open_hall: OpenHall) -> None:
    client = create_app(open_hall(chat_frame_ancestors=(SITE,))).test_client()
    response = client.get("/chat", headers=FRAMED)
    assert ancestors(response) == f"frame-ancestors 'self' {SITE}"
    assert "SameSite=Lax" in response.headers["Set-Cookie"]


def test_in_a_frame_the_page_stands_alone_and_leads_out_in_new_windows(client: FlaskClient) -> None:
    ask(client, FRAMED)
    page = client.get("/chat", headers=FRAMED, **HALL).text
    assert 'class="site-header"' not in page
    assert 'class="site-header"' in client.get("/chat", **HALL).text
    links = [line for line in page.split("<a ")[1:] if 'href="/' in line.split(">")[0]]
    assert links
    assert [link for link in links if 'target="_blank"' not in link.split(">")[0]] == []
