"""Bytes as text, whichever Chinese encoding they were saved in."""

import codecs
import re

import charset_normalizer

from knowledge_base.importing.refusing import CODES, Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    r"(?:charset|encoding|pageEncoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_-]{3,20})"
)
DECLARED_WITHIN = 4_096
CHINESE = "gb18030"
"""Holds all of GBK and GB 2312."""
ZEROS = 0.2
"""From such a share of zero bytes on, a text has two bytes a sign: half of the signs of a table are digits and commas."""
MOST_ODD = 0.01
GUESSED_FROM = 200_000
"""Bytes; more do not make a guess better."""
ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")


def decoded(content: bytes) -> str:
    """Return bytes as text.

    Raises:
        Refused: it is no text, or in no encoding that is known.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return _in(content, name) or _refuse()
    if content.count(0) > len(content) * ZEROS or (content.count(0) > 2 and len(content) % 2 == 0):
        return _two_bytes(content) or _refuse()
    names = ("utf-8", *_declared(content), CHINESE)
    for name in names:
        if (text := _in(content, name)) is not None and _is_text(text):
            return text
    return _guessed(content)


def _two_bytes(content: bytes) -> str | None:
    texts = [text for name in ("utf-16-le", "utf-16-be") if (text := _in(content, name))]
    return next((text for text in texts if _is_text(text) and "\n" in text), None)


def _declared(content: bytes) -> tuple[str, ...]:
    found = DECLARED.search(content[:DECLARED_WITHIN].decode("latin-1"))
    if found is None:
        return ()
    name = found.group(1).lower()
    try:
        codecs.lookup(name)
    except LookupError:
        return ()
    return (CHINESE,) if name in ("gbk", "gb2312", "x-gbk") else (name,)


def _guessed(content: bytes) -> str:
    """Return a text with a few damaged signs, or in an encoding that its bytes suggest."""
    for name in ("utf-8", CHINESE):
        if _is_text(text := content.decode(name, "replace")):
            return text
    best = charset_normalizer.from_bytes(content[:GUESSED_FROM]).best()
    found = None if best is None else _in(content, best.encoding)
    return found if found is not None and _is_text(found) else _refuse()


def _in(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return None


def _is_text(text: str) -> bool:
    return len(ODD.findall(text)) <= len(text) * MOST_ODD


def _refuse() -> str:
    raise Refused(CODES)
