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

from actions.forms import ANSWERS, FORMS, REQUESTED
from actions.hall import TOKEN_HEADER, Hall
from actions.hints import HINTS
from actions.logs import configure_logs
from actions.settings import SettingsError, load_settings
from actions.turn import LISTEN, SLOTS, TURN, VALIDATIONS, FormValidation, TurnAction
from tests.standins import Behaviour, StandIn, always, garble, hang, refusing, standing

ROOT = Path(__file__).parents[2]
DRAFTS = [
    {"answer": {"status": "answered_guide", "text": "每证40元"}, "errand": ""},
    {"answer": {"status": "clarify_situation", "text": "户口在同江吗？"}, "errand": ""},
]
FRAME = {"key": "232009001000-01", "element": "fee", "situation": {"reason": "lost"}}
OPTION = {"id": "local.yes", "label": "在同江", "send": "在同江"}
SETTLED = {
    "frames": [FRAME],
    "pending": {"kind": "situation", "options": [OPTION]},
    "unclear": 0,
}
BEFORE: dict[str, Any] = {"frames": [FRAME], "pending": None, "unclear": 1}
OUTCOME = {"drafts": DRAFTS, "context": SETTLED}
ACTS = {
    *["person", "complaint", "progress", "contact", "choose", "correct", "affirm", "deny"],
    *["start_over", "repeat", "feedback_good", "feedback_bad"],
    *["thanks", "greet", "goodbye", "chitchat", "abuse"],
}
"""The dialogue acts that hall and knowledge base know."""


def tracker(
    text: str = "那多少钱",
    intent: str = "thanks",
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


def run(
    url: str, said: Tracker, timeout: float = 2.0, action: type[TurnAction] = TurnAction
) -> tuple[list[Any], list[dict[str, Any]]]:
    """Run one action against the hall at `url`; return what it dispatched and its events."""

    async def turn() -> tuple[list[Any], list[dict[str, Any]]]:
        hall = Hall(url, "token-1", timeout)
        dispatcher = CollectingDispatcher()
        events = await action(hall).run(dispatcher, said, {})
        await hall.close()
        return [message["custom"] for message in dispatcher.messages], events

    return asyncio.run(turn())


@pytest.fixture
def hall() -> Iterator[StandIn]:
    with standing(always(OUTCOME)) as standin:
        yield standin


def test_a_turn_carries_text_context_hint_door_and_token(hall: StandIn) -> None:
    run(hall.url, tracker(slots={**BEFORE, "ticket": "TJ20261123-K7M4Q"}))
    assert hall.received == [
        {
            "text": "那多少钱",
            "context": {**BEFORE, "hint": "thanks"},
            "option": "",
            "door": "chat",
            "standing": {"ticket": "TJ20261123-K7M4Q"},
        }
    ]
    assert hall.headers[0][TOKEN_HEADER] == "token-1"


def test_each_draft_is_a_message_of_its_own_in_order(hall: StandIn) -> None:
    dispatched, _ = run(hall.url, tracker())
    assert dispatched == DRAFTS


def _slots(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_the_settled_context_is_kept_in_the_slots(hall: StandIn) -> None:
    _, events = run(hall.url, tracker(slots=BEFORE))
    assert SETTLED.items() <= _slots(events).items()
    assert events[-1] == LISTEN


@pytest.mark.parametrize(
    ("kind", "form", "slot"),
    [
        ("situation", "situation_form", "situation"),
        ("consent", "consent_form", "consent"),
        ("danger", "consent_form", "consent"),
        ("contact", "contact_form", "contact"),
        ("item", None, None),
        ("choice", None, None),
        (None, None, None),
    ],
)
def test_the_question_that_stands_open_decides_on_the_form_and_its_slot(
    kind: str | None, form: str | None, slot: str | None
) -> None:
    pending = {"kind": kind, "options": []} if kind else None
    with standing(always({"drafts": DRAFTS, "context": {**SETTLED, "pending": pending}})) as hall:
        _, events = run(hall.url, tracker())
    assert [event["name"] for event in events if event["event"] == "active_loop"] == [form]
    assert _slots(events)[REQUESTED] == slot
    assert [_slots(events)[name] for name in ANSWERS.values()] == [None] * len(ANSWERS)


def test_a_form_hands_a_reply_to_the_hall_and_leaves_any_other_act_to_the_rules(
    hall: StandIn,
) -> None:
    assert run(hall.url, tracker(), action=FormValidation) == ([], [])
    assert hall.received == []
    replied = tracker(text="好", intent="affirm", slots={"consent": "好"})
    dispatched, _ = run(hall.url, replied, action=FormValidation)
    assert dispatched == DRAFTS
    assert hall.received[0]["context"]["hint"] == "affirm"


def test_what_the_hall_sends_along_outranks_the_slots(hall: StandIn) -> None:
    newer = {**SETTLED, "hint": ""}
    metadata = {"door": "wechat", "context": newer, "option": "x", "standing": {"waits": True}}
    run(hall.url, tracker(slots=BEFORE, metadata=metadata))
    sent = hall.received[0]
    assert sent["context"] == {**SETTLED, "hint": "thanks"}
    assert (sent["door"], sent["option"], sent["standing"]) == ("wechat", "x", {"waits": True})


def test_a_first_turn_has_an_empty_context(hall: StandIn) -> None:
    run(hall.url, tracker(intent="nlu_fallback", slots=dict.fromkeys(SLOTS), metadata={}))
    empty: dict[str, Any] = {"frames": [], "pending": None, "unclear": 0, "hint": ""}
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
        (always({"drafts": DRAFTS}), "malformed"),
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
    assert (turn["intent"], turn["hint"]) == ("thanks", "thanks")
    assert turn["statuses"] == ["answered_guide", "clarify_situation"]
    assert "张三" not in written.getvalue() and "街津口" not in written.getvalue()


def _domain(part: str) -> list[str]:
    text = (ROOT / "bot" / "domain" / f"{part}.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)[part])


def test_every_intent_of_the_domain_has_a_hint_and_no_other_has() -> None:
    assert set(HINTS) == set(_domain("intents"))


def test_hints_are_acts_that_hall_and_base_know() -> None:
    assert set(HINTS.values()) - {""} == ACTS


def test_the_slots_of_the_domain_are_those_the_actions_set() -> None:
    assert _domain("slots") == [*SLOTS, "ticket", *ANSWERS.values()]


def test_every_action_of_the_domain_is_served() -> None:
    assert [TURN, *VALIDATIONS] == _domain("actions")


def test_every_form_asks_for_its_slot_and_stands_for_some_question() -> None:
    path = ROOT / "bot" / "domain" / "forms.yml"
    forms = yaml.safe_load(path.read_text(encoding="utf-8"))["forms"]
    assert {name: form["required_slots"] for name, form in forms.items()} == {
        name: [slot] for name, slot in ANSWERS.items()
    }
    assert set(FORMS.values()) == set(forms)


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
