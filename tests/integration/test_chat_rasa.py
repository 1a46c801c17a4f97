"""One turn through a server that stands for Rasa: well, slow, hanging, dead, talking nonsense."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hall.reception.rasa_client import RasaClient, RasaUnavailable, draft_to_dict
from hall.reception.turns import Draft, Errand
from hall.settings import Settings
from knowledge_base.model.answer import Answer, AnswerStatus
from tests.standins import Behaviour, StandIn, always, drip, garble, hang, refusing, standing

ANSWER = Answer(AnswerStatus.ANSWERED_GUIDE, "带户口簿")
DRAFT = Draft(ANSWER, Errand.OFFER)
SPOKEN = [{"recipient_id": "x", "custom": draft_to_dict(DRAFT)}]


@contextmanager
def client_of(url: str, **more: Any) -> Iterator[RasaClient]:
    values = {"rasa_turn_timeout": 0.3, "rasa_failures": 2, "rasa_pause": 60.0, **more}
    client = RasaClient(Settings(rasa_url=url, **values))
    yield client
    client.close()


def reason(client: RasaClient) -> str:
    with pytest.raises(RasaUnavailable) as caught:
        client.turn("s", "身份证", {})
    return caught.value.reason


def test_a_turn_returns_the_drafts_that_the_action_dispatched() -> None:
    with standing(always(SPOKEN * 2)) as rasa, client_of(rasa.url) as client:
        assert client.turn("s", "身份证", {"door": "widget"}) == (DRAFT, DRAFT)
    assert rasa.received == [{"sender": "s", "message": "身份证", "metadata": {"door": "widget"}}]


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (hang(1.0), "slow"),
        (drip(1.0), "slow"),
        (garble, "failed"),
        (always([]), "failed"),
        (always([{"recipient_id": "x", "text": "Hey!"}]), "failed"),
        (always([{"custom": {"error": "hall"}}]), "failed"),
        (always([{"custom": {"answer": {"status": "made_up", "text": "x"}}}]), "failed"),
        (always("text"), "failed"),
        (always({"custom": 1}), "failed"),
        (always([], 500), "failed"),
    ],
)
def test_every_trouble_is_unavailability_within_the_time_limit(
    behave: Behaviour, expected: str
) -> None:
    with standing(behave) as rasa, client_of(rasa.url) as client:
        started = time.monotonic()
        assert reason(client) == expected
        assert time.monotonic() - started < 0.9


def test_a_dead_server_is_unavailable() -> None:
    with refusing() as url, client_of(url) as client:
        assert reason(client) == "failed"


def test_without_an_address_there_is_no_rasa() -> None:
    with client_of("") as client:
        assert reason(client) == "off"


def test_after_failures_in_a_row_the_server_is_left_alone() -> None:
    with standing(always([], 500)) as rasa, client_of(rasa.url) as client:
        assert [reason(client) for _ in range(4)] == ["failed", "failed", "paused", "paused"]
        assert len(rasa.received) == 2


def test_after_the_pause_a_server_that_is_well_again_is_used_again() -> None:
    ill = True

    def behave(handler: Any, sent: dict[str, Any]) -> None:
        always([] if ill else SPOKEN)(handler, sent)

    with standing(behave) as rasa, client_of(rasa.url, rasa_pause=0.2) as client:
        assert [reason(client) for _ in range(3)] == ["failed", "failed", "paused"]
        ill = False
        time.sleep(0.25)
        assert client.turn("s", "身份证", {}) == (DRAFT,)


def test_no_more_turns_than_allowed_are_in_rasa_at_once() -> None:
    release = threading.Event()

    def behave(handler: Any, sent: dict[str, Any]) -> None:
        release.wait(5)
        always(SPOKEN)(handler, sent)

    with (
        standing(behave) as rasa,
        client_of(rasa.url, rasa_max_turns=2, rasa_turn_timeout=5.0) as client,
    ):
        threads = [_turn_in_thread(client) for _ in range(2)]
        _wait_until_received(rasa, 2)
        assert reason(client) == "busy"
        release.set()
        for thread in threads:
            thread.join()
        assert client.turn("s", "身份证", {}) == (DRAFT,)


def _turn_in_thread(client: RasaClient) -> threading.Thread:
    thread = threading.Thread(target=client.turn, args=("s", "身份证", {}))
    thread.start()
    return thread


def _wait_until_received(rasa: StandIn, count: int) -> None:
    until = time.monotonic() + 5
    while len(rasa.received) < count and time.monotonic() < until:
        time.sleep(0.01)
