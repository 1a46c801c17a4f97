"""The whole installation: the same answer at every door, and answers whatever dies or hangs behind them."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from hall.doors.wechat.crypto import MessageKey
from tests.stack import PARTS, Stack, wait_for
from tests.wechat_kit import address, fresh_id, read, sealed, text
from tests.wechat_vectors import APPID, KEY

pytestmark = [pytest.mark.rasa, pytest.mark.serving, pytest.mark.timeout(900)]

SAFE = MessageKey(KEY, APPID)
"""The account of the stack takes sealed messages alone."""
QUESTION = "身份证丢了咋整"
NOTICED_SECONDS = 30.0
"""Until a hang is ended; the start after it takes what the machine can spare (`python -m bench faults`)."""
START_SECONDS = 300.0
PATIENCE_SECONDS = 8.0
"""What a citizen waits for at most, with a busy machine and a dialogue engine that hangs."""


@pytest.fixture
def whole(stack: Stack) -> Iterator[Stack]:
    """The running installation, mended after the test."""
    stack.wait_ready()
    yield stack
    stack.wait_ready()


def chat(stack: Stack, said: str, conversation: str = "") -> dict[str, Any]:
    """Return the answer in the first new message of the widget's door."""
    where = f"{stack.hall_url}/api/v1/chat/{conversation or uuid4().hex}/messages"
    response = httpx.post(where, json={"text": said}, timeout=PATIENCE_SECONDS)
    response.raise_for_status()
    messages = [m for m in response.json()["messages"] if m["from"] == "bot"]
    answer: dict[str, Any] = messages[0]["answer"]
    return answer


def counter(stack: Stack, said: str) -> dict[str, Any]:
    """Return the answer at the counter's door."""
    body = {"question": said, "door": "counter"}
    response = httpx.post(f"{stack.hall_url}/api/v1/ask", json=body, timeout=PATIENCE_SECONDS)
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


def wechat(stack: Stack, said: str) -> str:
    """Return the text of the passive reply, as WeChat gets it."""
    body = text(said, openid=f"o{uuid4().hex[:27]}", message_id=fresh_id())
    envelope, query = sealed(body, SAFE)
    where = f"{stack.hall_url}{address(**query)}"
    response = httpx.post(where, content=envelope.encode(), timeout=5)
    assert response.status_code == 200
    return read(SAFE.decrypt(read(response.text)["Encrypt"]).decode())["Content"]


def figure(stack: Stack, line: str) -> float:
    """Return a figure of /metrics; 0 while it has not been counted."""
    lines = stack.metrics().splitlines()
    return next((float(each.rsplit(" ", 1)[1]) for each in lines if each.startswith(line)), 0.0)


def all_doors_answer(stack: Stack) -> None:
    first, second = chat(stack, QUESTION), counter(stack, QUESTION)
    assert first["status"].startswith("answered_") and first["item"] == second["item"]
    assert first["item"]["name"] in wechat(stack, QUESTION)


def test_every_part_is_ready(whole: Stack) -> None:
    assert whole.ready()["parts"] == dict.fromkeys(PARTS, "ready")
    assert httpx.get(f"{whole.hall_url}/healthz", timeout=5).is_success


def test_every_door_gives_the_same_answer(whole: Stack) -> None:
    at_widget, at_counter = chat(whole, QUESTION), counter(whole, QUESTION)
    assert at_widget["item"] == at_counter["item"]
    assert at_widget["citations"] == at_counter["citations"]
    assert at_widget["blocks"] == at_counter["blocks"]
    assert at_widget["item"]["name"] in wechat(whole, QUESTION)


def test_a_turn_goes_through_rasa_and_its_actions(whole: Stack) -> None:
    before = figure(whole, 'onedoor_turns_total{by="rasa"')
    chat(whole, QUESTION)
    assert figure(whole, 'onedoor_turns_total{by="rasa"') == before + 1


@pytest.mark.parametrize("name", ["bot", "actions"])
def test_the_doors_answer_while_a_part_is_dead_and_it_comes_back(whole: Stack, name: str) -> None:
    gone = whole.process(name)
    whole.kill(name)
    gone.wait(10)
    all_doors_answer(whole)
    whole.wait_ready()
    assert whole.process(name).pid != gone.pid


@pytest.mark.parametrize("name", ["bot", "actions"])
def test_the_doors_answer_while_a_part_hangs(whole: Stack, name: str) -> None:
    whole.hang(name)
    try:
        all_doors_answer(whole)
    finally:
        whole.resume(name)


def test_a_hall_that_hangs_is_ended_and_started_again(whole: Stack) -> None:
    hung = whole.process("hall")
    whole.hang("hall")
    hung.wait(NOTICED_SECONDS)
    whole.wait_ready(START_SECONDS)
    assert whole.process("hall").pid != hung.pid
    all_doors_answer(whole)


def test_a_supervisor_that_hangs_keeps_nobody_waiting_and_is_replaced(whole: Stack) -> None:
    master, hall = whole.process("hall").parent(), whole.process("hall")
    assert master is not None
    master.suspend()
    all_doors_answer(whole)
    master.wait(NOTICED_SECONDS)
    hall.wait(NOTICED_SECONDS)
    whole.wait_ready(START_SECONDS)
    all_doors_answer(whole)


def test_a_part_that_is_back_is_used_again(whole: Stack) -> None:
    whole.restart("actions")
    before = figure(whole, 'onedoor_turns_total{by="rasa"')

    def asked_through_rasa() -> bool:
        chat(whole, QUESTION)
        return figure(whole, 'onedoor_turns_total{by="rasa"') > before

    wait_for(asked_through_rasa, 60, "a turn through Rasa")


def test_a_conversation_outlives_the_hall(whole: Stack) -> None:
    conversation = uuid4().hex
    chat(whole, QUESTION, conversation)
    whole.restart("hall")
    where = f"{whole.hall_url}/api/v1/chat/{conversation}/messages"
    kept = httpx.get(where, params={"after": 0}, timeout=10).json()["messages"]
    assert "bot" in [message["from"] for message in kept]
    assert chat(whole, "那多少钱", conversation)["element"] == "fee"


def test_only_the_hall_listens_beyond_this_machine(whole: Stack) -> None:
    for name in ("bot", "actions"):
        process = whole.process(name)
        family = [process, *process.children(recursive=True)]
        listening = [
            connection.laddr.ip
            for each in family
            for connection in each.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert listening and set(listening) <= {"127.0.0.1", "::1"}


def test_the_hall_listens_on_both_kinds_of_address(whole: Stack) -> None:
    port = whole.hall_url.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "[::1]"):
        assert httpx.get(f"http://{host}:{port}/healthz", timeout=5).is_success


def test_the_logs_hold_no_word_of_a_citizen(whole: Stack) -> None:
    mark = f"乌龙茶{uuid4().hex[:8]}"
    chat(whole, f"{mark}怎么办护照")
    time.sleep(1)
    assert not any(mark in whole.log(name) for name in PARTS)


def test_the_console_opens_with_the_generated_password(whole: Stack) -> None:
    assert len(whole.first_password()) >= 12
    assert (whole.var_dir / "first_password").stat().st_mode & 0o777 == 0o600
