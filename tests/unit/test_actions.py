"""The actions against a real server that stands for the hall: well, slow, dead, refusing, talking nonsense."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.hall import TOKEN_HEADER, Hall
from actions.hints import HINTS
from actions.logs import configure_logs
from actions.settings import SettingsError, load_settings
from actions.turn import ACTIONS, LISTEN, SLOTS, TurnAction
from knowledge_base.model.element import Element
from tests.standins import Behaviour, StandIn, always, garble, hang, refusing, standing

ROOT = Path(__file__).parents[2]
ANSWERS = [
    {"status": "answered_guide", "text": "每证40元"},
    {"status": "clarify_situation", "text": "户口在同江吗？"},
]
SETTLED = {
    "item_code": "232009001000-01",
    "element": "fee",
    "situation": {"reason": "lost"},
    "options": [{"id": "local", "label": "在同江", "send": "在同江"}],
}
BEFORE: dict[str, Any] = {**SETTLED, "element": "materials", "options": []}
OUTCOME = {"answers": ANSWERS, "context": SETTLED}
ACTS = {
    *["human", "choose", "correct", "affirm", "deny", "start_over", "repeat"],
    *["feedback_good", "feedback_bad", "thanks", "greet", "goodbye", "chitchat", "abuse"],
}
"""The dialogue acts that the knowledge base knows beside the elements."""


def tracker(
    text: str = "那多少钱",
    intent: str = "ask_fee",
    slots: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
) -> Tracker:
    """The state of a conversation as Rasa sends it to an action."""
    latest = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.93},
        "metadata": {"door": "chat"} if metadata is None else metadata,
    }
    state = {"sender_id": "c1", "slots": slots or {}, "latest_message": latest, "events": None}
    return Tracker.from_dict(state)


def run(url: str, said: Tracker, timeout: float = 2.0) -> tuple[list[Any], list[dict[str, Any]]]:
    """Run one action against the hall at `url`; return what it dispatched and its events."""

    async def turn() -> tuple[list[Any], list[dict[str, Any]]]:
        hall = Hall(url, "token-1", timeout)
        dispatcher = CollectingDispatcher()
        events = await TurnAction(hall).run(dispatcher, said, {})
        await hall.close()
        return [message["custom"] for message in dispatcher.messages], events

    return asyncio.run(turn())


@pytest.fixture
def hall() -> Iterator[StandIn]:
    with standing(always(OUTCOME)) as standin:
        yield standin


def test_a_turn_carries_text_context_hint_door_and_token(hall: StandIn) -> None:
    run(hall.url, tracker(slots=BEFORE))
    assert hall.received == [
        {"text": "那多少钱", "context": {**BEFORE, "hint": "fee"}, "door": "chat"}
    ]
    assert hall.headers[0][TOKEN_HEADER] == "token-1"


def test_each_answer_is_a_message_of_its_own_in_order(hall: StandIn) -> None:
    dispatched, _ = run(hall.url, tracker())
    assert dispatched == [{"answer": answer} for answer in ANSWERS]


def test_the_settled_context_is_kept_in_the_slots(hall: StandIn) -> None:
    _, events = run(hall.url, tracker(slots=BEFORE))
    *slots, last = events
    assert {slot["name"]: slot["value"] for slot in slots} == SETTLED
    assert {slot["event"] for slot in slots} == {"slot"}
    assert last == LISTEN


def test_the_context_that_the_hall_sends_along_outranks_the_slots(hall: StandIn) -> None:
    newer = {**BEFORE, "item_code": "232009012000-01", "hint": ""}
    run(hall.url, tracker(slots=BEFORE, metadata={"door": "wechat", "context": newer}))
    sent = hall.received[0]
    assert (sent["context"]["item_code"], sent["context"]["hint"]) == ("232009012000-01", "fee")
    assert sent["door"] == "wechat"


def test_a_first_turn_has_an_empty_context(hall: StandIn) -> None:
    run(hall.url, tracker(intent="nlu_fallback", slots=dict.fromkeys(SLOTS), metadata={}))
    empty = {"item_code": "", "element": "", "situation": {}, "options": [], "hint": ""}
    assert hall.received[0]["context"] == empty


@contextmanager
def troubled(behave: Behaviour | None) -> Iterator[str]:
    """A hall in trouble; None is a hall that nobody finds."""
    if behave is None:
        with refusing() as url:
            yield url
    else:
        with standing(behave) as standin:
            yield standin.url


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (hang(1.0), "timeout"),
        (None, "unreachable"),
        (always({"error": {"code": "forbidden"}}, 403), "refused"),
        (always({"error": {"code": "internal"}}, 500), "refused"),
        (garble, "malformed"),
        (always({"answers": ANSWERS}), "malformed"),
        (always([1, 2]), "malformed"),
    ],
    ids=["slow", "dead", "forbidden", "failing", "no JSON", "no context", "a list"],
)
def test_a_hall_in_trouble_is_reported_and_no_slot_changes(
    behave: Behaviour | None, code: str
) -> None:
    with troubled(behave) as url:
        dispatched, events = run(url, tracker(slots=BEFORE), timeout=0.3)
    assert dispatched == [{"error": {"code": code}}]
    assert events == [LISTEN]


def test_logs_are_json_and_hold_no_word_of_the_citizen(hall: StandIn) -> None:
    configure_logs("INFO")
    written = io.StringIO()
    root = logging.getLogger()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    try:
        run(hall.url, tracker(text="我叫张三住在街津口要办低保"))
    finally:
        root.removeHandler(handler)
        structlog.reset_defaults()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    turn = next(line for line in lines if line["event"] == "turn")
    assert (turn["intent"], turn["hint"]) == ("ask_fee", "fee")
    assert turn["statuses"] == ["answered_guide", "clarify_situation"]
    assert "张三" not in written.getvalue() and "街津口" not in written.getvalue()


def _domain(part: str) -> list[str]:
    text = (ROOT / "bot" / "domain" / f"{part}.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)[part])


def test_every_intent_of_the_domain_has_a_hint_and_no_other_has() -> None:
    assert set(HINTS) == set(_domain("intents"))


def test_hints_are_elements_or_acts_that_the_knowledge_base_knows() -> None:
    assert set(HINTS.values()) <= {element.value for element in Element} | ACTS | {""}


def test_each_element_but_faq_can_be_hinted_at() -> None:
    assert {e.value for e in Element} - set(HINTS.values()) == {"faq"}


def test_the_slots_of_the_domain_are_those_the_actions_set() -> None:
    assert _domain("slots") == list(SLOTS)


def test_every_action_of_the_domain_is_served() -> None:
    assert list(ACTIONS) == _domain("actions")


def test_without_settings_the_server_listens_on_loopback(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path / ".env")
    assert (settings.host, settings.port) == ("127.0.0.1", 5055)
    assert settings.hall_url == "http://127.0.0.1:8000"


def test_the_environment_outranks_the_file_and_the_token_is_never_shown(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("ACTION_TOKEN=from-file\nHALL_PORT=8123\nACTIONS_PORT=5155\n")
    settings = load_settings({"ACTIONS_PORT": "5255"}, env_file)
    assert (settings.port, settings.hall_url) == (5255, "http://127.0.0.1:8123")
    assert settings.action_token == "from-file"
    assert "from-file" not in repr(settings)


def test_the_address_the_hall_uses_says_where_to_listen(tmp_path: Path) -> None:
    settings = load_settings({"ACTIONS_URL": "http://127.0.0.2:6055"}, tmp_path / ".env")
    assert (settings.host, settings.port) == ("127.0.0.2", 6055)


@pytest.mark.parametrize(
    ("key", "value"),
    [("ACTIONS_PORT", "http"), ("ACTIONS_PORT", "70000"), ("ACTIONS_TIMEOUT", "0")],
)
def test_a_wrong_setting_is_named_with_its_value(key: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"{key}.*{value}"):
        load_settings({key: value}, tmp_path / ".env")
