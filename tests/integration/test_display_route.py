"""Choosing letters and colours without a script: kept in a cookie, and never a way out of this hall."""

import pytest
from flask.testing import FlaskClient


def test_the_choice_is_kept_for_a_year_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/display/large?back=/items?q=sfz")

    assert answer.status_code == 303
    assert answer.location == "/items?q=sfz"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("display=large;")
    assert "Max-Age=31536000" in cookie
    assert b'<html lang="zh-CN" class="large">' in client.get("/items").data


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "",
        "/nothing-here",
        "javascript:x",
    ],
)
def test_what_is_no_page_of_this_hall_leads_to_the_front_page(
    client: FlaskClient, back: str
) -> None:
    assert client.get("/display/dark", query_string={"back": back}).location == "/"


def test_what_is_no_choice_is_no_page(client: FlaskClient) -> None:
    assert client.get("/display/huge").status_code == 404


def test_a_line_end_in_the_way_back_breaks_nothing(client: FlaskClient) -> None:
    assert client.get("/display/dark?back=/ite%0Ams").location == "/items"
