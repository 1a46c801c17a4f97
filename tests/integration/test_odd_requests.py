"""Whatever is sent to whichever route, the sender is told what is wrong; nothing of the hall breaks."""

import re
import sys
import traceback
from collections import Counter
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from bench.faults.odd import Key, Odd, Odds
from hall.app import create_app
from hall.bootstrap import Application
from service_desk.staff import CENTRE, Role
from tests.conftest import OpenHall
from tests.console_kit import hired, log_in
from tests.desk_kit import WANTS_A_PERSON
from tests.forms_kit import token
from tests.wechat_kit import SETTINGS, address

INPUTS = 5_000
LEFT_OUT = ("/console/logout", "/readyz")
"""The first ends the administrator's session; the second says 503 where nobody looked at the parts."""
BROKEN = ("request_failed", "turn_failed", "ask_failed", "probe_failed", "menu_failed")


@pytest.fixture
def hall(open_hall: OpenHall) -> Application:
    opened = open_hall(**{**SETTINGS, "public_url": "http://127.0.0.1:8000"})
    opened.probe.look()
    return opened


@pytest.fixture
def odd_app(hall: Application) -> Flask:
    """The app of that hall."""
    return create_app(hall)


@pytest.fixture
def administrator(hall: Application, odd_app: Flask) -> FlaskClient:
    """A browser with an administrator at it."""
    boss = hired(hall.desk, "boss01", "主任", CENTRE, Role.ADMIN)
    hired(hall.desk, "clerk01", "张三", CENTRE)
    client = odd_app.test_client()
    assert log_in(client, hall.desk, boss).status_code == 303
    assert client.get("/console/tickets").status_code == 200
    return client


def rules(app: Flask) -> list[tuple[str, list[str]]]:
    """Return every route with its methods, but those left out."""
    every = ((rule.rule, sorted(rule.methods or ())) for rule in app.url_map.iter_rules())
    return [(path, methods) for path, methods in every if path not in LEFT_OUT]


def known(client: FlaskClient) -> Sequence[str]:
    """Make a conversation with a ticket; return what of it stands in paths."""
    talk = "odd-requests-0001"
    said = client.post(f"/api/v1/chat/{talk}/messages", json={"text": WANTS_A_PERSON}).get_json()
    number = said["messages"][0]["answer"]["text"].split("工单 ")[1].split("，")[0]
    return (talk, number, "clerk01", "1", "232009001000-01", "232009001000")


def sent(client: FlaskClient, odd: Odd) -> int:
    given = dict(odd.headers)
    kind = given.pop("Content-Type", None)
    response = client.open(
        odd.path, method=odd.method, headers=given, data=odd.body, content_type=kind
    )
    response.get_data()
    return response.status_code


def where(line: MutableMapping[str, Any]) -> str:
    """Return what broke and where, for whoever reads the failure."""
    error = line.get("exc_info")
    error = error if isinstance(error, BaseException) else sys.exc_info()[1]
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return f"{line['event']}: {error!r} {[f'{f.filename}:{f.lineno}' for f in frames[-3:]]}"


@pytest.mark.timeout(600)
def test_no_odd_request_breaks_any_route(
    hall: Application, odd_app: Flask, administrator: FlaskClient
) -> None:
    keys = [
        Key("/internal/", {"X-OneDoor-Token": hall.settings.action_token}),
        Key("/wechat", query=address().partition("?")[2]),
        Key("/", {"X-CSRFToken": token(administrator.get("/console/login").text)}),
    ]
    odds = Odds(rules(odd_app), keys, known(administrator), seed=20261129)
    with capture_logs() as logged:
        failed = [
            (status, odd)
            for odd in odds.drawn(INPUTS)
            if (status := sent(administrator, odd)) >= 500
        ]
    broken = Counter(where(line) for line in logged if line["event"] in BROKEN)
    assert not broken, broken
    assert not failed, failed[:3]


def test_no_form_of_the_console_breaks_on_json(odd_app: Flask, administrator: FlaskClient) -> None:
    number, headers = (
        known(administrator)[1],
        {"X-CSRFToken": token(administrator.get("/console/login").text)},
    )
    forms = [path for path, methods in rules(odd_app) if "POST" in methods and "/console" in path]
    places = {"number": number, "login": "clerk01"}
    filled = [re.sub(r"<(?:\w+:)?(\w+)>", lambda at: places.get(at[1], "1"), one) for one in forms]

    said = {path: administrator.post(path, json=["x"], headers=headers) for path in filled}

    assert len(said) > 15
    assert [path for path, response in said.items() if response.status_code >= 500] == []


def test_every_route_has_its_turn(odd_app: Flask) -> None:
    every = rules(odd_app)
    drawn = list(Odds(every).drawn(len(every)))
    assert len(drawn) == len(every) > 40
    assert [one.path.partition("?")[0].split("/")[1] for one in drawn] == [
        rule.split("/")[1].partition("<")[0] for rule, _ in every
    ]


def test_the_same_seed_draws_the_same_requests() -> None:
    assert list(Odds([("/a/<b>", ["GET", "POST"])]).drawn(50)) == list(
        Odds([("/a/<b>", ["GET", "POST"])]).drawn(50)
    )
    assert list(Odds([("/a", ["GET"])], seed=1).drawn(50)) != list(
        Odds([("/a", ["GET"])], seed=2).drawn(50)
    )
