"""PNG pictures: whole to the last chunk, and without what the camera or the editor wrote beside the picture.

Source: W3C, Portable Network Graphics, 3rd edition, 5 and 11.
"""

import struct
import zlib
from collections.abc import Iterator

from service_desk.attachments.unfit import BROKEN, HUGE_PICTURE, Unfit

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
"""Where and when a picture was taken, by whom and with what."""
MOST_PIXELS = 100_000_000
"""Ten times what a phone's camera takes; a phone keeps four bytes for each."""
HEADER = struct.Struct(">II")


def cleaned(content: bytes) -> bytes:
    """Return the picture alone; whatever follows its end is left out.

    Raises:
        Unfit: it is not a whole PNG, or has too many pixels.
    """
    chunks = list(_chunks(content))
    kinds = [kind for kind, _, _ in chunks]
    if kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise Unfit(BROKEN)
    _require_size(chunks[0][1])
    return SIGNATURE + b"".join(whole for kind, _, whole in chunks if kind not in DROPPED)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield kind, data and all bytes of each chunk up to the end of the picture."""
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(content[at : at + 4], "big")
        whole = content[at : at + 12 + length]
        kind, data = whole[4:8], whole[8:-4]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != int.from_bytes(
            whole[-4:], "big"
        ):
            raise Unfit(BROKEN)
        yield kind, data, whole
        at += len(whole)


def _require_size(header: bytes) -> None:
    if len(header) != 13:
        raise Unfit(BROKEN)
    width, height = HEADER.unpack_from(header)
    if not width or not height:
        raise Unfit(BROKEN)
    if width * height > MOST_PIXELS:
        raise Unfit(HUGE_PICTURE)
