"""Word and Excel files: which of the two an archive is, and that it holds nothing that runs.

Source: ECMA-376 part 2 (packages), part 1, 11.3.10 and 12.3.23; PKWARE APPNOTE 4.3.16.
"""

import lzma
import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from service_desk.attachments.kinds import MIB, FileKind
from service_desk.attachments.unfit import BOMB, BROKEN, LOCKED, MACROS, OTHER, Unfit

CONTENTS = "[Content_Types].xml"
MAIN = {f"{kind}.main+xml": kind for kind in (FileKind.DOCX, FileKind.XLSX)}
"""Type of the main part → the kind it makes."""
RUNS = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|customui/", re.IGNORECASE)
"""Parts that hold macros, controls, or buttons that call them."""
ENTRY, ARCHIVE_END, END_BYTES = b"PK\x03\x04", b"PK\x05\x06", 22
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old Office files begin, and new ones with a password."""
PACKAGE = "EncryptedPackage".encode("utf-16-le")
MOST_PARTS = 5_000
MOST_UNPACKED = 100 * MIB
MOST_CONTENTS = MIB
IS_LOCKED = 0x1
"""Bit of an entry's flags."""


def kind_of(content: bytes) -> FileKind:
    """Return whether the archive is a Word or an Excel file.

    Raises:
        Unfit: it is neither, holds macros, is locked or damaged, or unpacks to too much.
    """
    end = content[-END_BYTES:]
    if not (content.startswith(ENTRY) and end.startswith(ARCHIVE_END)):
        raise Unfit(BROKEN)
    try:
        with ZipFile(BytesIO(content)) as opened:
            return _kind(opened)
    except (
        BadZipFile,
        LargeZipFile,
        zlib.error,
        lzma.LZMAError,
        LookupError,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise Unfit(BROKEN) from error


def _kind(opened: ZipFile) -> FileKind:
    parts = opened.infolist()
    _require_fit(parts)
    types, names = _types(opened), set(opened.namelist())
    if any("macroenabled" in one.lower() for one in types):
        raise Unfit(MACROS)
    found = [kind for one, kind in MAIN.items() if types.get(one) in names]
    if len(found) != 1:
        raise Unfit(OTHER)
    if opened.testzip() is not None:
        raise Unfit(BROKEN)
    return found[0]


def _require_fit(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & IS_LOCKED for part in parts):
        raise Unfit(LOCKED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(BOMB)
    if any(RUNS.search(f"/{part.filename}") for part in parts):
        raise Unfit(MACROS)


def _types(opened: ZipFile) -> dict[str, str]:
    """Return the types that the package names, each with a part of it; a plain archive is no package."""
    if CONTENTS not in opened.namelist():
        raise Unfit(OTHER)
    with opened.open(CONTENTS) as part:
        listed = part.read(MOST_CONTENTS)
    try:
        return {
            one.get("ContentType", ""): one.get("PartName", "").lstrip("/")
            for one in fromstring(listed)
        }
    except (ParseError, DefusedXmlException) as error:
        raise Unfit(BROKEN) from error


def is_locked(content: bytes) -> bool:
    """Whether a compound file is an Office file with a password."""
    return PACKAGE in content
