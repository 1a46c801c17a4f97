"""Odd requests without end: every route, filled with what citizens, scanners and broken clients send."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

NAMES = tuple(
    "text q question item_code element situation door limit after page client_message_id context useful "
    "number token next login password old new again department state note reason reply_id due mine audience "
    "theme max_visits have print signature timestamp nonce echostr encrypt_type msg_signature version "
    "reporter name role active options hint openid".split()
)
"""Fields that some route reads; a request mixes them, so most meet a route that did not expect them."""
TEXTS = (
    "", " ", "0", "-1", "1", "true", "null", "NaN", "1e309", "٣", "²", "9" * 10, "9" * 19, "9" * 400,
    "9" * 5000, "\x00", "a\x00b", "\ud800", "\udfff文", "\r\n", "/console/\r\nSet-Cookie: a=b", "//evil.example",
    "/console/\\evil", "../../etc/passwd", "%s%n", "{0}", "{{7*7}}", "<script>alert(1)</script>", "' OR 1=1 --",
    "身份证丢了咋整", "转人工", "补" * 999, "补" * 1001, "😀" * 300, "𠮷" * 40, "\u202e\u200b\ufeff", "e\u0301" * 50,
    "ｓｆｚ", "sfz补办多少qian", "13800138000", "11010519491231002X", "232009001000-01", "232009001000-99",
    "fee", "materials", "…", "\n" * 50, "a" * 300, "]]>", "&xxe;", "\u2028", "\ufffe", "em" + "m" * 60 + "那身份证呢",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, 0.1, -0.0, 1e308)
RAW = (b"", b"{", b"[]", b"null", b'"a"', b"\xff\xfe", b"<xml>", b"<xml></xml>", b'{"text": NaN}', b"a=" * 3000,
       b'{"text":' * 2000, b"[" * 5000, b'{"text":"\\ud800"}', b'{"a":1' + b"0" * 6000 + b"}",
       b'<!DOCTYPE a [<!ENTITY b "c">]><xml><ToUserName>&b;</ToUserName></xml>', b"x" * 70_000)  # fmt: skip
KINDS = ("application/json", "application/x-www-form-urlencoded", "text/xml", "multipart/form-data",
         "multipart/form-data; boundary=x", "text/plain; charset=none", "")  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
DEEP = (5, 30, 400)


@dataclass(frozen=True)
class Odd:
    """A request as it goes over the line; path and query are percent-encoded."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Key:
    """What lets a request in at the paths that begin so: a header, a query, fields of a form."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Odds:
    """Draws odd requests, the same ones for the same seed.

    Args:
        rules: paths with `<…>` for their parameters, each with its methods.
        keys: used in most requests to their paths; the others show what a stranger meets.
        known: values that exist, so that not everything ends at “not found”.
        seed: of the draw.
    """

    rules: Sequence[tuple[str, Sequence[str]]]
    keys: Sequence[Key] = ()
    known: Sequence[str] = ()
    seed: int = 1

    def drawn(self, count: int) -> Iterator[Odd]:
        """Return so many requests; every rule has its turn."""
        dice = random.Random(self.seed)
        for number in range(count):
            rule, methods = self.rules[number % len(self.rules)]
            yield self._request(dice, rule, methods)

    def _request(self, dice: random.Random, rule: str, methods: Sequence[str]) -> Odd:
        method = dice.choice(methods) if dice.random() < 0.9 else dice.choice(METHODS)
        key = next((key for key in self.keys if rule.startswith(key.path)), Key(""))
        key = key if dice.random() < 0.8 else Key("")
        query = key.query or (_query(dice) if dice.random() < 0.6 else "")
        kind, body = self._body(dice, key) if method in ("POST", "PUT", "PATCH") else ("", b"")
        headers = dict(key.headers) | ({"Content-Type": kind} if kind else {}) | _headers(dice)
        path = self._path(dice, rule)
        return Odd(method, f"{path}?{query}" if query else path, headers, body)

    def _path(self, dice: random.Random, rule: str) -> str:
        parts = rule.split("<")
        filled = [parts[0]]
        for part in parts[1:]:
            known = bool(self.known) and dice.random() < 0.4
            value = dice.choice(self.known) if known else _text(dice)[:500]
            filled.append(_quoted(value) + part.partition(">")[2])
        return "".join(filled)

    def _body(self, dice: random.Random, key: Key) -> tuple[str, bytes]:
        chance = dice.random()
        if chance < 0.15:
            return dice.choice(KINDS), dice.choice(RAW)
        if chance < 0.55:
            return "application/json", json.dumps(_object(dice)).encode()
        fields = {name: _text(dice) for name in dice.sample(NAMES, dice.randrange(6))}
        return KINDS[1], urlencode({**key.form, **fields}, errors="surrogatepass").encode()


def _text(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return dice.choice(TEXTS)
    return "".join(chr(dice.randrange(1, 0x2FFFF)) for _ in range(dice.randrange(40)))


def _value(dice: random.Random) -> Any:
    chance = dice.random()
    if chance < 0.55:
        return _text(dice)
    if chance < 0.75:
        return dice.choice(NUMBERS)
    if chance < 0.85:
        return dice.choice((None, True, False, [], {}))
    return _nested(dice) if chance < 0.9 else [_value(dice) for _ in range(dice.randrange(4))]


def _nested(dice: random.Random) -> Any:
    value: Any = _text(dice)
    for _ in range(dice.choice(DEEP)):
        value = [value] if dice.random() < 0.5 else {dice.choice(NAMES): value}
    return value


def _object(dice: random.Random) -> dict[str, Any]:
    given = {name: _value(dice) for name in dice.sample(NAMES, dice.randrange(6))}
    asks = dice.random() < 0.5
    return {"text": "身份证丢了咋整", "question": "补办护照要带啥", **given} if asks else given


def _query(dice: random.Random) -> str:
    return "&".join(f"{name}={_quoted(_text(dice)[:800])}" for name in dice.sample(NAMES, 3))


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def _headers(dice: random.Random) -> dict[str, str]:
    if dice.random() < 0.7:
        return {}
    name = dice.choice(
        ("Accept", "X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Origin", "Referer",
         "SCRIPT_NAME", "Range", "If-None-Match", "If-Modified-Since", "Cookie", "Accept-Language")
    )  # fmt: skip
    return {name: quote(_text(dice)[:200], safe=" /;=,<>'\"()[]{}|", errors="replace")}
