"""A thousand characters of anything are answered, in the chat and over WeChat: never an error page."""

import pytest
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application
from tests.conftest import OpenHall
from tests.wechat_kit import SETTINGS, WeChat

PIECES = [
    "好", "嗯", "em", "哈", "6", "1 ", "转人工", "转", "谢谢", "[玫瑰]", "/:rose", "/:", "[", "]", "【", "【收到不支持", "TJ2026",
    "TJ20261123-0007 ", "TJ 2026 11 23 ", "138 ", "1-3-8-", "230881199003070019", "<b>", "http://a.cn/", "www.", "投诉",
    "每回都", "我的问题", "啥时候", "\u200b", "\u0000", "😂", "𠮷", "\r\n", "\n\n", "\\", "%", "{", "{number}", "身份证", "不是", "；", "'\"",
    "我电话13845678901，", "不用了", "要不要",
]  # fmt: skip


def thousand(piece: str) -> str:
    """Return the piece again and again."""
    return (piece * 1000)[:1000]


@pytest.mark.parametrize("piece", PIECES)
def test_the_chat_answers(client: FlaskClient, application: Application, piece: str) -> None:
    path = "/api/v1/chat/talk-20261123/messages"
    for text in (thousand(piece), f"广场舞太吵{thousand(piece)}"[:1000], "好"):
        response = client.post(path, json={"text": text})
        assert response.status_code in (200, 400, 413), response.text
        if response.status_code == 200:
            assert "error_internal" not in response.text


@pytest.mark.parametrize("piece", [p for p in PIECES if p != "\u0000"])
def test_wechat_answers(open_hall: OpenHall, piece: str) -> None:
    wechat = WeChat(create_app(open_hall(**SETTINGS)).test_client())
    said = thousand(piece).replace("]]>", "")
    reply = wechat.ask(said.rstrip("]"))
    assert "系统刚才出了点小问题" not in reply
