"""Which format a file has, told by its content; its name only decides between texts, and must not contradict."""

import json
import re
from enum import StrEnum
from pathlib import PurePath

import puremagic

from knowledge_base.importing import refusing as why
from knowledge_base.importing.encoding import decoded
from knowledge_base.importing.limits import MIB, MOST_BYTES
from knowledge_base.importing.refusing import Refused
from knowledge_base.importing.zipped import part_names

ARCHIVE, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How new Office files begin; how old ones do, and new ones with a password."""
RTF, PDF = b"{\\rtf", b"%PDF-"
PDF_BEGINS_WITHIN = 1_024
"""Readers allow for so much before the mark (PDF 1.7, appendix H)."""
PACKAGE, WORD, BOOK, SLIDES = (
    name.encode("utf-16-le")
    for name in ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")
)
"""Names of streams in a compound file."""
MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|table|div|p|h[1-6]|%@)[\s>]|<jsp:", re.IGNORECASE
)
LOOKED_AT = 20_000


class Format(StrEnum):
    """What can be read."""

    XLSX = "xlsx"
    CSV = "csv"
    DOCX = "docx"
    DOC = "doc"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    YAML = "yml"
    TEXT = "txt"


LABELS = {
    Format.XLSX: "Excel 表格",
    Format.CSV: "CSV 表格",
    Format.DOCX: "Word 文档",
    Format.DOC: "旧版 Word 文档",
    Format.HTML: "网页",
    Format.PDF: "PDF",
    Format.JSON: "JSON 数据",
    Format.YAML: "YAML 数据",
    Format.TEXT: "文本",
}
EXTENSIONS = {
    Format.XLSX: ("xlsx",),
    Format.CSV: ("csv", "tsv"),
    Format.DOCX: ("docx",),
    Format.DOC: ("doc", "wps"),
    Format.HTML: ("html", "htm", "jsp", "jspx", "shtml", "xhtml"),
    Format.PDF: ("pdf",),
    Format.JSON: ("json",),
    Format.YAML: ("yml", "yaml"),
    Format.TEXT: ("txt", "text", "md"),
}
MAY_BE_NAMED = {
    Format.HTML: ("doc", "xls", "txt"),
    Format.DOCX: ("doc", "wps"),
    Format.TEXT: ("csv",),
}
"""Portals and offices save these under names of other formats all the time; their content is read all the same."""
READABLE = frozenset(extension for every in EXTENSIONS.values() for extension in every)


def extension_of(name: str) -> str:
    """Return what stands behind the last dot of a name, in small letters."""
    return PurePath(name).suffix.lower().lstrip(".")


def format_of(name: str, content: bytes) -> Format:
    """Return the format of a file.

    Raises:
        Refused: it is empty, too large, locked, holds macros, is of another kind, or its name says another one.
    """
    if not content.strip():
        raise Refused(why.EMPTY)
    if len(content) > MOST_BYTES:
        size = -(-len(content) // MIB)
        raise Refused(why.HUGE.format(size=size, most=MOST_BYTES // MIB))
    found = _by_mark(content) or _by_text(content, extension_of(name))
    _require_name(found, extension_of(name))
    return found


def _by_mark(content: bytes) -> Format | None:
    """Return the format of a file that begins with the mark of one, None for plain text."""
    if content.startswith(ARCHIVE):
        return _office(part_names(content))
    if content.startswith(COMPOUND):
        return _compound(content)
    if content.startswith(RTF):
        raise Refused(why.RICH_TEXT)
    if PDF in content[:PDF_BEGINS_WITHIN]:
        return Format.PDF
    if any(kind.startswith("image/") and "svg" not in kind for kind in _media_types(content)):
        raise Refused(why.PICTURE)
    return None


def _office(parts: frozenset[str]) -> Format:
    if any(name.startswith("word/") for name in parts):
        return Format.DOCX
    if any(name.startswith("xl/") for name in parts):
        return Format.XLSX
    if any(name.startswith("ppt/") for name in parts):
        raise Refused(why.OLD_SLIDES)
    raise Refused(_unknown())


def _compound(content: bytes) -> Format:
    if PACKAGE in content:
        raise Refused(why.LOCKED)
    if WORD in content:
        return Format.DOC
    if SLIDES in content:
        raise Refused(why.OLD_SLIDES)
    raise Refused(why.OLD_EXCEL if BOOK in content else why.BROKEN)


def _media_types(content: bytes) -> set[str]:
    try:
        return {
            match.mime_type
            for match in puremagic.magic_string(content[:LOOKED_AT])
            if match.confidence > 0.4
        }
    except puremagic.PureError:
        return set()


def _by_text(content: bytes, extension: str) -> Format:
    text = decoded(content)
    beginning = text[:LOOKED_AT].lstrip("\ufeff \t\r\n")
    if MARKUP.search(beginning):
        return Format.HTML
    if beginning[:1] in "{[" and _is_json(text):
        return Format.JSON
    for format_ in (Format.HTML, Format.CSV, Format.JSON, Format.YAML, Format.TEXT):
        if extension in EXTENSIONS[format_]:
            return format_
    if extension in READABLE:
        raise Refused(why.WRONG_NAME.format(kind=LABELS[Format.TEXT], extension=extension))
    raise Refused(_unknown())


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


def _require_name(found: Format, extension: str) -> None:
    usual = EXTENSIONS[found] + MAY_BE_NAMED.get(found, ())
    if extension and extension not in usual:
        raise Refused(why.WRONG_NAME.format(kind=LABELS[found], extension=extension))


def _unknown() -> str:
    return why.UNKNOWN.format(kinds="、".join(f".{name}" for name in sorted(READABLE)))
