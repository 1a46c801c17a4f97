"""Bodies from WeChat: what is read, what is refused, and text that cannot break out of its CDATA."""

import hashlib
import json

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from hall.doors.wechat.codec import MOST_BYTES, MalformedBody, read_fields, to_xml
from hall.doors.wechat.messages import read_inbound
from tests.wechat_vectors import D

TEXT = """<xml>
<ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
<CreateTime>1714112445</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[身份证丢了咋整]]></Content>
<MsgId>22535521942183921</MsgId>
</xml>"""
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
BOMB = """<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xml><Content>&b;</Content></xml>"""


def test_a_text_message_is_read() -> None:
    inbound = read_inbound(read_fields(TEXT.encode()), DIGEST)
    assert (inbound.account, inbound.openid) == ("gh_97417a04a28d", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY")
    assert (inbound.kind, inbound.created, inbound.key) == (
        "text",
        "1714112445",
        f"22535521942183921-{DIGEST[:32]}",
    )
    assert inbound.field("Content") == "身份证丢了咋整"
    assert inbound.field("bizmsgmenuid") == ""


def test_the_json_form_is_read_too() -> None:
    inbound = read_inbound(read_fields(D.message.encode()), DIGEST)
    assert (inbound.kind, inbound.event, inbound.created) == ("event", "debug_demo", "1714112445")


def test_a_byte_order_mark_and_a_declaration_do_no_harm() -> None:
    body = b"\xef\xbb\xbf" + b'<?xml version="1.0" encoding="utf-8"?>' + TEXT.encode()
    assert read_fields(body)["MsgType"] == "text"


def test_a_doctype_inside_a_citizens_text_is_only_text() -> None:
    body = TEXT.replace("身份证丢了咋整", "<!DOCTYPE html><!ENTITY x>").encode()
    assert read_fields(body)["Content"] == "<!DOCTYPE html><!ENTITY x>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<xml>",
        TEXT.encode()[:-5],
        TEXT.encode("gbk"),
        b"\xff\xfe<xml></xml>",
        BOMB.encode(),
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd">' + TEXT.encode(),
        b"<!doctype xml><xml></xml>",
        b"<xml><Content>&xxe;</Content></xml>",
        b"<xml><Content>\x00</Content></xml>",
        b'{"MsgType": ',
        b"{" * 5000,
        b"<a>" * 5000,
        b'{"a": ' + b"9" * 5000 + b"}",
        TEXT.encode() + b" " * MOST_BYTES,
    ],
)
def test_a_malformed_body_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        read_fields(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("FromUserName", ""),
        ("FromUserName", "o9AgO5 <b>"),
        ("ToUserName", "门" * 5),
        ("CreateTime", "yesterday"),
        ("CreateTime", "-1"),
        ("MsgType", ""),
        ("MsgId", "0x12"),
        ("MsgId", "1" * 30),
    ],
)
def test_a_message_without_its_sender_time_or_kind_is_refused(field: str, value: str) -> None:
    fields = {**read_fields(TEXT.encode()), field: value}
    with pytest.raises(MalformedBody, match=field):
        read_inbound(fields, DIGEST)


def test_repeats_have_number_and_body_in_common_and_events_the_body() -> None:
    message = {**read_fields(TEXT.encode())}
    event = {name: value for name, value in message.items() if name != "MsgId"}
    other = DIGEST[::-1]
    keys = [
        read_inbound(fields, digest).key
        for fields in (message, event)
        for digest in (DIGEST, other)
    ]
    assert len({*keys}) == 4
    assert read_inbound(message, DIGEST).key == keys[0]
    assert all(len(key) <= 128 for key in keys)


def test_a_message_shows_neither_sender_nor_words() -> None:
    shown = repr(read_inbound(read_fields(TEXT.encode()), DIGEST))
    assert "身份证" not in shown
    assert "o9AgO5" not in shown


@pytest.mark.parametrize(
    "said", ["]]>", "]]]]>>", "a]]>b]]>c", "<a href='x'>点</a>", "]", "]]", ">"]
)
def test_text_comes_out_of_cdata_as_it_went_in(said: str) -> None:
    assert fromstring(to_xml({"Content": said})).findtext("Content") == said


@given(st.text())
def test_whatever_is_said_the_reply_is_xml(said: str) -> None:
    root = fromstring(to_xml({"Content": said, "CreateTime": 1714112445}).encode())
    assert root.findtext("CreateTime") == "1714112445"


@given(st.dictionaries(st.sampled_from(["Content", "MsgType"]), st.text()))
def test_json_of_any_text_is_read_or_refused(data: dict[str, str]) -> None:
    fields = read_fields(json.dumps(data).encode())
    assert all(value.encode() is not None for value in fields.values())
