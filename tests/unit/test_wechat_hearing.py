"""What each kind of WeChat message wants, and the sentences that answer it."""

import string
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from hall.doors.wechat.hearing import EVENTS, MESSAGES, NOTHING, Heard, hear
from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.wording import DEFAULT_FILE, WeChatWording
from hall.settings import Settings
from knowledge_base.model.element import Element

WORDING = WeChatWording()
GUIDE = Path(__file__).parents[2] / "docs" / "wechat.md"
BLANKS = {
    "text": "…",
    "link": "…",
    "url": "…",
    "file": "…",
    "count": "2",
    "venue": "…",
    "address": "…",
    "window": "…",
    "hours": "…",
    "phone": "…",
}


def inbound(kind: str, **fields: str) -> Inbound:
    return Inbound("gh_97417a04a28d", "o9AgO5Kd5ggOC", "1714112445", kind, "1", fields)


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        (inbound("text", Content="身份证丢了咋整"), Heard(asks="身份证丢了咋整")),
        (inbound("text", Content="2"), Heard(asks="2")),
        (inbound("text", Content="丢了", bizmsgmenuid="1"), Heard(asks="丢了")),
        (inbound("text", Content="", bizmsgmenuid="1"), Heard(asks="1")),
        (inbound("text", Content=""), Heard(says="please_type")),
        (inbound("text", Content="查看答复", bizmsgmenuid="900"), Heard(says="nothing_waiting")),
        (inbound("voice", Recognition="身份证丢了。"), Heard(asks="身份证丢了。")),
        (inbound("voice", Recognition="", Format="speex"), Heard(says="please_type")),
        (inbound("voice", Format="amr"), Heard(says="please_type")),
        (inbound("image", PicUrl="http://x"), Heard(says="image")),
        (inbound("video"), Heard(says="video")),
        (inbound("shortvideo"), Heard(says="video")),
        (inbound("link", Url="http://127.0.0.1/"), Heard(says="link")),
        (inbound("location", Location_X="47.6"), Heard(says="location")),
        (inbound("event", Event="subscribe", EventKey="qrscene_3"), Heard(says="greeting")),
        (inbound("event", Event="SCAN", EventKey="3"), Heard(says="greeting")),
        (inbound("event", Event="CLICK", EventKey="STAFF"), Heard(asks="转人工")),
        (inbound("event", Event="CLICK", EventKey="unknown"), Heard(says="greeting")),
        (inbound("event", Event="unsubscribe"), NOTHING),
        (inbound("event", Event="VIEW", EventKey="https://x"), NOTHING),
        (inbound("event", Event="LOCATION", Latitude="47.6"), NOTHING),
        (inbound("event", Event="TEMPLATESENDJOBFINISH", Status="success"), NOTHING),
        (inbound("event", Event="subscribe_msg_popup_event"), NOTHING),
        (inbound("event", Event=""), NOTHING),
        (inbound("hologram"), NOTHING),
    ],
)
def test_each_kind_of_message_is_understood(message: Inbound, heard: Heard) -> None:
    assert hear(message, WORDING) == heard


def test_the_event_location_is_no_message_with_a_location() -> None:
    assert hear(inbound("event", Event="location_select"), WORDING) == NOTHING


def test_every_sentence_can_be_said_and_none_is_left_over() -> None:
    given = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))
    names = [name for name, text in given.items() if isinstance(text, str)]
    for name in names:
        blanks = {field for _, field, _, _ in string.Formatter().parse(given[name]) if field}
        assert WORDING.say(name, **{blank: BLANKS[blank] for blank in blanks})
    code = "".join(p.read_text(encoding="utf-8") for p in DEFAULT_FILE.parent.glob("*.py"))
    assert [name for name in names if f'"{name}"' not in code] == []


def test_every_menu_key_asks_something_and_fits_wechats_limit() -> None:
    menu = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))["menu"]
    assert all(WORDING.menu_text(key) == asked and asked for key, asked in menu.items())
    assert all(len(key.encode()) <= 128 for key in menu)


def test_the_operators_guide_names_every_menu_key_and_setting() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    menu = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))["menu"]
    assert [key for key, asked in menu.items() if f"| `{key}` | {asked} |" not in guide] == []
    keys = [key.name.upper() for key in fields(Settings) if key.name.startswith("wechat_")]
    assert [key for key in keys if f"`{key}`" not in guide] == []


@pytest.mark.parametrize(
    "said", ["查看答复", "1", "１", "好的", "好的。", "？", "👌", "OK", "查看", " 嗯嗯 ", "有了吗?"]
)
def test_some_words_only_ask_for_the_answer(said: str) -> None:
    assert WORDING.only_asks_for_the_answer(said)


@pytest.mark.parametrize("said", ["救命", "着火了", "多少钱", "丢了", "转人工", *Element])
def test_a_question_or_a_cry_for_help_never_only_asks_for_the_answer(said: str) -> None:
    assert not WORDING.only_asks_for_the_answer(said)


def test_kinds_are_named_in_the_form_messages_have_them() -> None:
    assert all(name == name.lower() for name in (*MESSAGES, *EVENTS))
