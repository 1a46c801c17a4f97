"""Citizens at the doors of a running installation: at the widget, at WeChat, asking."""

import json
from uuid import uuid4

from bench.faults.line import Reply, send
from tests.stack import Stack
from tests.wechat_kit import address, fresh_id, text

JSON = {"Content-Type": "application/json"}
QUESTIONS = ("身份证丢了咋整", "补办护照要带啥", "结婚登记要预约吗", "营业执照几天能下来")
WECHAT_SECONDS = 4.0
"""WeChat lets go after five, and asks again; four leave one for the way."""


def ask(stack: Stack, number: int = 0) -> Reply:
    """Ask one question without a conversation."""
    body = json.dumps({"question": QUESTIONS[number % len(QUESTIONS)]}).encode()
    return send(stack.hall_url, "/api/v1/ask", "POST", body, JSON)


def chat(stack: Stack, said: str, conversation: str) -> Reply:
    """Say something at the widget."""
    body = json.dumps({"text": said, "client_message_id": uuid4().hex}).encode()
    return send(stack.hall_url, f"/api/v1/chat/{conversation}/messages", "POST", body, JSON)


def wechat(stack: Stack, number: int = 0) -> Reply:
    """Ask over WeChat as a citizen who has not asked before, and wait as WeChat would."""
    said = QUESTIONS[number % len(QUESTIONS)]
    body = text(said, openid=f"o{uuid4().hex[:27]}", message_id=fresh_id())
    return send(stack.hall_url, address(), "POST", body.encode(), patience=15)


def in_time(replies: list[Reply], seconds: float = WECHAT_SECONDS) -> int:
    """Return how many were answered, and in time."""
    return sum(reply.status == 200 and reply.seconds <= seconds for reply in replies)
