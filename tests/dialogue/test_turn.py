"""Whole turns: the Rasa server and the action server as they run, with a server that stands for the hall."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dialogue.bot_env import PYTHON, QUIET, ROOT, bot_python
from tests.standins import StandIn, reply, standing

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

SECRET = "我叫张三丰住在街津口"
ITEM = "232009001000-01"


@dataclass
class Bot:
    """A running assistant: its client, the hall it asks, and what its processes wrote."""

    client: httpx.Client
    hall: StandIn
    logs: Path
    actions: subprocess.Popen[bytes]
    actions_port: int

    def say(self, text: str, sender: str, **metadata: Any) -> list[dict[str, Any]]:
        """Return the messages of one turn."""
        body = {"sender": sender, "message": text, "metadata": metadata}
        response = self.client.post("/webhooks/rest/webhook", json=body)
        response.raise_for_status()
        return [message["custom"] for message in response.json()]


QUESTIONS = {"谁也不知道的事": "consent", "居住证咋办": "situation", "转人工": "contact"}
"""What the hall asks after these words."""


def _hall(handler: BaseHTTPRequestHandler, turn: dict[str, Any]) -> None:
    """Answer with the hint, remember one item, and put the questions above; thanks leave them open."""
    context, text = turn["context"], turn["text"]
    kind = QUESTIONS.get(text, "")
    pending = {"kind": kind, "options": []} if kind else None
    if text == "谢谢":
        pending = context["pending"]
    settled = {"frames": [{"key": ITEM}], "pending": pending, "unclear": 0}
    answer = {"status": "answered_guide", "text": text, "element": context["hint"]}
    reply(handler, {"drafts": [{"answer": answer, "errand": ""}], "context": settled})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(logs: Path, command: list[str], **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    with logs.open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **QUIET, **settings}, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str, logs: Path, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.fail(f"{url} is not up:\n{logs.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The assistant on free ports."""
    bot_python("-m", "bot.train", seconds=900)
    logs = tmp_path_factory.mktemp("bot") / "log"
    rasa, port = f"http://127.0.0.1:{_free_port()}", _free_port()
    actions = f"http://127.0.0.1:{port}"
    urls = {"RASA_URL": rasa, "ACTIONS_URL": actions, "ACTION_TOKEN": "t"}
    with (
        standing(_hall) as hall,
        _process(logs, [sys.executable, "-m", "actions"], HALL_URL=hall.url, **urls) as served,
        _process(logs, [str(PYTHON), "-m", "bot.serve", "--enable-api"], **urls),
        httpx.Client(base_url=rasa, timeout=20, trust_env=False) as client,
    ):
        _wait_for(f"{actions}/health", logs)
        _wait_for(f"{rasa}/webhooks/rest/", logs)
        yield Bot(client, hall, logs, served, port)


def test_a_follow_up_reaches_the_hall_with_the_matter_in_talk(bot: Bot) -> None:
    bot.say("身份证丢了咋整", "follow", door="chat")
    bot.say("那多少钱", "follow", door="chat")
    sent = bot.hall.received[-1]
    assert (sent["text"], sent["door"]) == ("那多少钱", "chat")
    assert sent["context"]["frames"] == [{"key": ITEM}]


def test_an_act_reaches_the_hall_as_a_hint(bot: Bot) -> None:
    answers = bot.say("我的问题到哪了", "hint", door="chat")
    assert answers[0]["answer"]["element"] == "progress"


def test_the_context_of_the_hall_outlives_what_the_assistant_forgot(bot: Bot) -> None:
    known = {"frames": [{"key": "232009012000-01"}], "pending": None, "unclear": 1}
    standing = {"ticket": "TJ20261123-K7M4Q", "waits": True, "contact": ""}
    bot.say("要带啥材料", "forgotten", door="chat", context=known, option="x", standing=standing)
    sent = bot.hall.received[-1]
    assert {**known, "hint": sent["context"]["hint"]} == sent["context"]
    assert (sent["option"], sent["standing"]) == ("x", standing)


def test_conversations_do_not_mix(bot: Bot) -> None:
    bot.say("身份证丢了咋整", "one", door="chat")
    bot.say("那多少钱", "another", door="chat")
    assert bot.hall.received[-1]["context"]["frames"] == []


def _form(bot: Bot, sender: str) -> str | None:
    """Return the form that is active in a conversation."""
    state = bot.client.get(f"/conversations/{sender}/tracker?include_events=NONE").json()
    name = state["active_loop"].get("name")
    return None if name is None else str(name)


@pytest.mark.parametrize(
    ("asked", "form", "answered"),
    [
        ("谁也不知道的事", "consent_form", "好的"),
        ("谁也不知道的事", "consent_form", "不用了"),
        ("居住证咋办", "situation_form", "外地户口的"),
        ("居住证咋办", "situation_form", "第二个"),
        ("转人工", "contact_form", "我电话138****5678"),
        ("转人工", "contact_form", "不用留电话"),
    ],
)
def test_a_question_of_the_hall_is_a_form_that_ends_with_its_reply(
    bot: Bot, asked: str, form: str, answered: str
) -> None:
    sender = f"{form}-{answered.encode().hex()}"
    bot.say(asked, sender)
    assert _form(bot, sender) == form
    turns = len(bot.hall.received)
    assert [a["answer"]["text"] for a in bot.say(answered, sender)] == [answered]
    assert len(bot.hall.received) == turns + 1
    assert _form(bot, sender) is None


@pytest.mark.parametrize(("asked", "kind"), QUESTIONS.items())
def test_another_question_ends_a_form_and_thanks_leave_it_open(
    bot: Bot, asked: str, kind: str
) -> None:
    sender = f"interrupted-{kind}"
    bot.say(asked, sender)
    for said, form in (("谢谢", f"{kind}_form"), ("护照多少钱", None)):
        turns = len(bot.hall.received)
        assert [a["answer"]["text"] for a in bot.say(said, sender)] == [said]
        assert (len(bot.hall.received), _form(bot, sender)) == (turns + 1, form)


@pytest.mark.parametrize("text", ["/restart", "/human", "/session_start", "/ask_fee{}"])
def test_a_citizen_cannot_name_intents(bot: Bot, text: str) -> None:
    answers = bot.say(text, "slash", door="chat")
    assert [answer["answer"]["text"] for answer in answers] == ["／" + text[1:]]


def test_a_hundredth_turn_is_not_dearer_than_the_tenth(bot: Bot) -> None:
    spent = []
    for _ in range(110):
        started = time.perf_counter()
        bot.say("那多少钱", "long", door="chat")
        spent.append(time.perf_counter() - started)
    tenth, hundredth = sorted(spent[5:25])[10], sorted(spent[90:110])[10]
    assert hundredth < 1.5 * tenth + 0.01


def test_nothing_listens_beyond_loopback(bot: Bot) -> None:
    assert _listening_at(bot.client.base_url.port) == {"0100007F"}
    assert _listening_at(bot.actions_port) == {"0100007F"}


def _listening_at(port: int | None) -> set[str]:
    """Return the addresses, in the kernel's hexadecimal, at which somebody listens on this port."""
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    listening = [row[1].split(":") for row in rows if row[3] == "0A"]
    return {address for address, at in listening if int(at, 16) == port}


def test_without_the_action_server_a_turn_is_empty_and_no_word_is_logged(bot: Bot) -> None:
    """Runs last: it stops the action server, which the hall must survive."""
    bot.say(SECRET, "private", door="chat")
    bot.actions.terminate()
    bot.actions.wait(20)
    assert bot.say(SECRET + "，那多少钱", "private", door="chat") == []
    written = bot.logs.read_text()
    assert "Failed to execute custom action" in written
    assert "张三丰" not in written and "街津口" not in written
