"""The assistant's data, its trained model, and what its server loads beside Rasa."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.bot_env import ROOT, bot_python, in_bot, parse

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

HERE = Path(__file__).parent
HOLDOUT_ACCURACY = 0.85
"""Of acts on lines that no example was written from."""


@pytest.fixture(scope="module")
def model() -> Path:
    """A model that fits the sources of this checkout."""
    return Path(bot_python("-m", "bot.train", seconds=900).strip().splitlines()[-1])


def _lines_of_holdout() -> list[tuple[str, str]]:
    data = yaml.safe_load((HERE / "holdout.yml").read_text(encoding="utf-8"))
    return [
        (line.removeprefix("- "), part["intent"])
        for part in data["nlu"]
        for line in part["examples"].splitlines()
    ]


HOLDOUT = _lines_of_holdout()
ENTITIES = {
    "那我想补办身份证得多少钱呢": [["item_name", "身份证"]],
    "我觉得应该是第二个吧": [["option_number", "第二个"]],
    "工单TJ20261123-0007办到哪了": [["ticket_number", "TJ20261123-0007"]],
    "看看TJ20261123-K7M4Q回了没": [["ticket_number", "TJ20261123-K7M4Q"]],
    "3": [["option_number", "3"]],
}
PERSON = [
    *["转人工", "人工", "找个真人", "zhuanrengong", "给我换个活人", "客服在吗", "转人工转人工"],
    *["叫你们工作人员来", "我不要机器人我要人工", "能不能让人给我回个电话"],
]


@pytest.fixture(scope="module")
def read(model: Path) -> dict[str, dict[str, Any]]:
    """What the model reads into every line these tests ask about, by line; one process for all."""
    lines = [*(text for text, _ in HOLDOUT), *ENTITIES, *PERSON]
    return {parsed["text"]: parsed for parsed in parse(lines)}


def _share(rows: list[tuple[str, str, str]]) -> float:
    return sum(meant == read for _, meant, read in rows) / len(rows)


def test_the_data_fits_the_domain_and_contradicts_itself_nowhere() -> None:
    sources = ["--domain", "bot/domain", "--data", "nlu_data", "--config", "config.yml"]
    bot_python("-m", "rasa", "data", "validate", *sources, "--fail-on-warnings")


def test_every_story_goes_as_it_is_told(model: Path, tmp_path: Path) -> None:
    bot_python(
        *["-m", "rasa", "test", "core", "--model", str(model), "--out", str(tmp_path)],
        *["--stories", str(HERE / "test_stories.yml"), "--fail-on-prediction-errors"],
    )


def test_intents_are_recognised_in_turns_nobody_trained_on(read: dict[str, Any]) -> None:
    rows = [(text, meant, str(read[text]["intent"])) for text, meant in HOLDOUT]
    missed: dict[str, list[str]] = defaultdict(list)
    for text, meant, found in rows:
        if meant != found:
            missed[meant].append(f"{text} → {found}")
    print(f"\n{len(rows)} lines, intent {_share(rows):.3f}")  # noqa: T201
    print(yaml.safe_dump(dict(missed), allow_unicode=True))  # noqa: T201
    assert _share(rows) >= HOLDOUT_ACCURACY


def test_no_line_of_the_holdout_was_trained_on() -> None:
    trained = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "nlu_data" / "nlu").glob("*.yml")
    )
    assert [text for text, _ in HOLDOUT if f"- {text}\n" in trained] == []


def test_names_and_numbers_are_found_in_the_middle_of_chinese(read: dict[str, Any]) -> None:
    assert {text: read[text]["entities"] for text in ENTITIES} == ENTITIES


def test_asking_for_a_person_is_heard_in_every_wording(read: dict[str, Any]) -> None:
    assert {text: read[text]["intent"] for text in PERSON} == dict.fromkeys(PERSON, "person")


def test_the_patches_are_in_force_once_the_channel_is_loaded() -> None:
    found = in_bot(
        "import dask, json\n"
        "from rasa.core.actions import action\n"
        "from rasa.shared.core.events import Event, SlotSet\n"
        "from bot import rasa_patches\n"
        "from bot.components.hall_channel import HallInput\n"
        "HallInput.from_credentials(None)\n"
        "remote = action.RemoteAction('action_turn', None)\n"
        "def verdict(result):\n"
        "    try: return remote._validate_action_result(result)\n"
        "    except ValueError: return False\n"
        "good = {'events': [{'event': 'slot', 'name': 'unclear', 'value': 1}], 'responses': [{}]}\n"
        "print(json.dumps({\n"
        "  'validate': remote._validate_action_result.__module__,\n"
        "  'run': dask.get.__module__,\n"
        "  'resolve': Event.resolve_by_type.__module__,\n"
        "  'resolved': Event.resolve_by_type('slot') is SlotSet,\n"
        "  'timeout': action.DEFAULT_REQUEST_TIMEOUT,\n"
        "  'verdicts': [verdict(good), verdict({'events': 3}), verdict({'responses': ['x']})],\n"
        "}))"
    )
    assert found == {
        "validate": "bot.rasa_patches",
        "run": "dask.core",
        "resolve": "bot.rasa_patches",
        "resolved": True,
        "timeout": 5,
        "verdicts": [True, False, False],
    }


CHANNEL = """
import asyncio, io, json, logging
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from bot.components.hall_channel import HallInput

log = io.StringIO()
logging.basicConfig(stream=log, force=True)
RestInput.blueprint = lambda self, receive: receive

async def fails(message):
    raise KeyError("slot")

async def is_cancelled(message):
    raise asyncio.CancelledError

for on_new_message in (fails, is_cancelled):
    asyncio.run(HallInput().blueprint(on_new_message)(UserMessage("张三丰", sender_id="c")))
print(json.dumps(log.getvalue()))
"""


def test_a_turn_that_fails_in_the_server_is_logged_without_the_words() -> None:
    written = in_bot(CHANNEL)
    assert "turn failed" in written
    assert "turn cancelled" in written
    assert "张三丰" not in written


STORE = """
import asyncio, json
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bot.components import recent_trackers
from bot.components.recent_trackers import RecentTrackerStore

domain = Domain.load("bot/domain")
recent_trackers.MAX_CONVERSATIONS = 3
store = RecentTrackerStore(domain)

async def talk(sender, turns):
    for turn in range(turns):
        tracker = await store.get_or_create_tracker(sender)
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"turn {turn}", {"name": "ask"}))
        tracker.update(ActionExecuted("action_turn"))
        tracker.update(BotUttered("", {"custom": {"answer": "long"}}))
        if turn == 0:
            tracker.update(SlotSet("frames", [{"key": "232009001000-01"}]))
            tracker.update(ActiveLoop("contact_form"))
        await store.save(tracker)

async def main():
    await talk("first", 1)
    await talk("long", 40)
    for sender in ("a", "b"):
        await talk(sender, 1)
    tracker = await store.retrieve("long")
    texts = [e.text for e in tracker.events if isinstance(e, UserUttered)]
    print(json.dumps({
        "texts": texts,
        "frames": tracker.get_slot("frames"),
        "form": tracker.active_loop_name,
        "answers": sum(isinstance(e, BotUttered) for e in tracker.events),
        "kept": sorted(store.store),
        "listens_first": [type(e).__name__ for e in tracker.events if not isinstance(e, (SlotSet, ActiveLoop))][:2],
    }))

asyncio.run(main())
"""


def test_the_tracker_store_keeps_recent_turns_of_recent_conversations_and_no_answers() -> None:
    found: dict[str, Any] = in_bot(STORE)
    assert found == {
        "texts": ["turn 36", "turn 37", "turn 38", "turn 39"],
        "frames": [{"key": "232009001000-01"}],
        "form": "contact_form",
        "answers": 0,
        "kept": ["a", "b", "long"],
        "listens_first": ["ActionExecuted", "UserUttered"],
    }


def test_the_sources_hold_no_tokenizer_file_that_rasa_would_take_for_a_dictionary() -> None:
    assert [path.name for path in (ROOT / "nlu_data" / "jieba").iterdir()] == ["item_names.txt"]
