"""Whether what staff write reaches a citizen who looks for it, the second message as well as the first."""

import json
import re
import secrets
import time
from uuid import uuid4

import httpx

from bench.faults.citizens import chat
from bench.faults.finding import Finding
from bench.faults.line import send
from bench.faults.staff import clerk, post
from tests.desk_kit import WANTS_A_PERSON
from tests.stack import Stack

TALKS, BAR_SECONDS = 20, 2.0
EVERY_SECONDS = 0.25
NUMBER = re.compile(r"工单 (\S+?)，")


def second_message(stack: Stack) -> Finding:
    """Write twice in each of 20 conversations, and look as the widget does until it is there."""
    with clerk(stack) as client:
        waited = [_second(stack, client, uuid4().hex) for _ in range(TALKS)]
    good = sum(seconds <= BAR_SECONDS for seconds in waited)
    figure = f"{good} of {TALKS} within 2 s, longest {max(waited):.2f} s"
    return Finding(
        "second staff message, by the poll API", figure, f"{TALKS} of {TALKS}", good == TALKS
    )


def _second(stack: Stack, client: httpx.Client, talk: str) -> float:
    said = chat(stack, WANTS_A_PERSON, talk).body.decode()
    number = NUMBER.findall(said)[0]
    post(client, number, "take-over")
    first = f"第一条{uuid4().hex[:6]}"
    _reply(client, number, first)
    after = _await(stack, talk, 0, first)[0]
    second = f"第二条{uuid4().hex[:6]}"
    _reply(client, number, second)
    return _await(stack, talk, after, second)[1]


def _reply(client: httpx.Client, number: str, text: str) -> None:
    post(client, number, "reply", text=text, reply_id=secrets.token_hex(16))


def _await(stack: Stack, talk: str, after: int, text: str) -> tuple[int, float]:
    """Return the last id and the seconds until the text was among what is new."""
    began = time.monotonic()
    while time.monotonic() - began < BAR_SECONDS * 5:
        reply = send(stack.hall_url, f"/api/v1/chat/{talk}/messages?after={after}")
        messages = json.loads(reply.body or b"{}").get("messages", [])
        if any(message["text"] == text for message in messages):
            return max(message["id"] for message in messages), time.monotonic() - began
        time.sleep(EVERY_SECONDS)
    return after, float("inf")
