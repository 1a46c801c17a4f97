"""The figures for programs: who may read them, what they say, and what is said to a wrong request."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from hall.app import create_app
from hall.bootstrap import Application
from hall.settings import Settings
from tests.console_kit import hall_for_console
from tests.desk_kit import Clock
from tests.statistics_kit import CARD_LOST, asked, handed

PATH = "/api/v1/statistics"
TOKEN = "statistics-token-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def hall(settings: Settings, clock: Clock) -> Any:
    """A hall whose figures may be read with a token."""
    opened = hall_for_console(replace(settings, statistics_token=TOKEN), clock)
    yield opened
    opened.close()


@pytest.fixture
def client(hall: Application) -> FlaskClient:
    """A program."""
    return create_app(hall).test_client()


def test_the_answer_is_as_the_api_s_own_description_says(
    client: FlaskClient, hall: Application
) -> None:
    asked(hall.desk, CARD_LOST)
    handed(hall.desk, "talk-ticket-1")

    found: Any = client.get(f"{PATH}?since=2026-11-01&until=2026-11-30", headers=BEARER).json

    described: Any = client.get("/api/v1/openapi.json").json
    root = {"$ref": "#/components/schemas/Statistics", "components": described["components"]}
    Draft202012Validator(root).validate(found)
    assert (found["since"], found["before"]["until"]) == ("2026-11-01", "2026-10-31")
    assert (found["total"]["questions"], found["total"]["tickets"]) == (1, 1)
    assert found["by"]["department"][0]["name"] == "同江市公安局"
    assert len(found["by"]["day"]) == 30
    assert CARD_LOST not in str(found)


@pytest.mark.parametrize(
    "authorization",
    ["", TOKEN, "Bearer ", f"Bearer {TOKEN}x", "Bearer 统计", f"Basic {TOKEN}"],
)
def test_without_the_right_token_nothing_is_told(client: FlaskClient, authorization: str) -> None:
    sent = {"Authorization": authorization.encode().decode("latin-1")} if authorization else {}
    response = client.get(PATH, headers=sent)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json["error"]["field"] == "Authorization"  # type: ignore[index]


def test_without_a_token_in_the_settings_the_figures_are_off(console_hall: Application) -> None:
    client = create_app(console_hall).test_client()

    response = client.get(PATH, headers={"Authorization": "Bearer "})

    assert response.status_code == 404
    assert "STATISTICS_TOKEN" in response.json["error"]["message"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("since=yesterday&until=2026-11-30", "since", "2026-11-30 这样的日期"),
        ("since=2026-11-30&until=2026-11-01", "until", "不要早于"),
        ("since=2026-11-01", "until", "日期"),
        ("department=nowhere", "department", "gongan"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    client: FlaskClient, query: str, field: str, said: str
) -> None:
    response = client.get(f"{PATH}?{query}", headers=BEARER)

    assert response.status_code == 400
    error = response.json["error"]  # type: ignore[index]
    assert error["field"] == field
    assert said in error["message"]
