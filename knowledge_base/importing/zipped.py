"""Word and Excel files as archives: looked through before anything is unpacked.

Source: ECMA-376 part 2 (packages), part 1, 11.3.10 and 12.3.23; PKWARE APPNOTE 4.3.16.
"""

import re
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from knowledge_base.importing.limits import MOST_PARTS, MOST_UNPACKED
from knowledge_base.importing.refusing import BOMB, BROKEN, LOCKED, MACROS, Refused

RUNS = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|customui/", re.IGNORECASE)
"""Parts that hold macros, controls, or buttons that call them."""
IS_LOCKED = 0x1
"""Bit of an entry's flags."""
DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
"""No part of an Office file declares entities; one that does means to blow up whoever reads it."""
BEGINNING = 2_048


def part_names(content: bytes) -> frozenset[str]:
    """Return the names of the parts of an archive that may be unpacked.

    Raises:
        Refused: it is damaged, locked, holds macros, or unpacks to too much.
    """
    try:
        with ZipFile(BytesIO(content)) as opened:
            parts = opened.infolist()
            _require_fit(parts)
            _require_plain(opened, parts)
            return frozenset(part.filename for part in parts)
    except Refused:
        raise
    except Exception as error:  # damaged archives end in a dozen kinds of errors
        raise Refused(BROKEN) from error


def _require_fit(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & IS_LOCKED for part in parts):
        raise Refused(LOCKED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(BOMB)
    if any(RUNS.search(f"/{part.filename}") for part in parts):
        raise Refused(MACROS)


def _require_plain(opened: ZipFile, parts: list[ZipInfo]) -> None:
    """Make sure that no part unpacks to more than it says, none is damaged, and none declares entities."""
    unpacked = 0
    for part in parts:
        with opened.open(part) as stream:
            beginning = stream.read(BEGINNING)
            unpacked += len(beginning)
            if part.filename.endswith(".xml") and any(word in beginning for word in DECLARES):
                raise Refused(BOMB)
            while chunk := stream.read(1 << 20):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise Refused(BOMB)
