"""The outer form of what WeChat sends and gets: XML (or JSON) in, XML out."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 64 * 1024
"""WeChat's own messages stay far below; whatever is longer is not from there."""
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, not even escaped."""

Fields = Mapping[str, str]
"""The children of the root by name; what lies deeper is not looked at."""


class MalformedBody(ValueError):
    """A body that WeChat would not send."""


def read_fields(body: bytes) -> Fields:
    """Return the fields of a body.

    Raises:
        MalformedBody: too long, not UTF-8, neither XML nor JSON, or with a DOCTYPE or entities of its own.
    """
    if len(body) > MOST_BYTES:
        raise MalformedBody("too long")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedBody("not UTF-8") from error
    return _from_json(text) if text.lstrip().startswith("{") else _from_xml(text)


def _from_xml(text: str) -> Fields:
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise MalformedBody("not XML without a DOCTYPE") from error
    return {child.tag: (child.text or "").strip() for child in root}


def _from_json(text: str) -> Fields:
    """Return the fields of the JSON form, which an account may choose instead of XML."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedBody("not JSON") from error
    plain = {name: str(value) for name, value in data.items() if isinstance(value, str | int)}
    return {name: UNPRINTABLE.sub("", value).strip() for name, value in plain.items()}


def to_xml(fields: Mapping[str, str | int]) -> str:
    """Return the fields as WeChat's XML: numbers bare, text in CDATA."""
    inside = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inside}</xml>"


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else cdata(value)


def cdata(text: str) -> str:
    """Return the text as CDATA; its own `]]>` is split over two sections."""
    printable = UNPRINTABLE.sub("", text)
    return f"<![CDATA[{printable.replace(']]>', ']]]]><![CDATA[>')}]]>"
