"""JPEG pictures: whole to the end, without place, time and device; which side is up stays known.

Clerks photograph forms with their phones, which write the place into every picture.

Source: ITU-T T.81, annex B; CIPA DC-008 (Exif), 4.6.
"""

import struct
from collections.abc import Iterator

from service_desk.attachments.png import MOST_PIXELS
from service_desk.attachments.unfit import BROKEN, HUGE_PICTURE, Unfit

START, END, SCAN = 0xD8, 0xD9, 0xDA
RESTARTS = range(0xD0, 0xD8)
APPS = range(0xE0, 0xF0)
COMMENT = 0xFE
JFIF, EXIF, ICC, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Segments that tell the size; the three left out hold tables."""
EXIF_HEAD = b"Exif\0\0"
ORIENTATION = 0x0112
SHORT = 3


def cleaned(content: bytes) -> bytes:
    """Return the picture alone; whatever follows its end is left out.

    Raises:
        Unfit: it is not a whole JPEG, or has too many pixels.
    """
    parts = list(_parts(content))
    sizes = [_pixels(data) for marker, data in parts if marker in FRAMES]
    if not sizes or not any(marker == SCAN for marker, _ in parts):
        raise Unfit(BROKEN)
    if max(sizes) > MOST_PIXELS:
        raise Unfit(HUGE_PICTURE)
    kept = b"".join(_written(marker, data) for marker, data in parts if _stays(marker, data))
    turned = next((o for m, d in parts if m == EXIF and (o := _orientation(d)) > 1), 0)
    return b"\xff\xd8" + (_written(EXIF, _exif(turned)) if turned else b"") + kept + b"\xff\xd9"


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and data of each segment up to the end; a scan's data are its head and all that it draws."""
    at = 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        marker = content[at + 1] if content[at : at + 1] == b"\xff" and at + 1 < len(content) else 0
        if marker == END:
            return
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if marker < 0xC0 or marker in RESTARTS or length < 2 or end > len(content):
            raise Unfit(BROKEN)
        if marker == SCAN:
            end = _end_of_scan(content, end)
        yield marker, content[at + 2 : end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Unfit(BROKEN)
        follows = content[at + 1]
        if follows and follows not in RESTARTS and follows != 0xFF:
            return at
        at += 1 if follows == 0xFF else 2


def _stays(marker: int, data: bytes) -> bool:
    """Whether the picture would look otherwise without the segment."""
    if marker == ICC:
        return data[2:].startswith(b"ICC_PROFILE\0")
    return marker in (JFIF, ADOBE) or (marker not in APPS and marker != COMMENT)


def _written(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + data


def _pixels(data: bytes) -> int:
    if len(data) < 7:
        raise Unfit(BROKEN)
    height, width = struct.unpack_from(">HH", data, 3)
    if not width:
        raise Unfit(BROKEN)
    return int(width) * max(int(height), 1)


def _orientation(data: bytes) -> int:
    """Return how the camera was held (1 to 8), 0 where the segment does not say it."""
    tiff = data[2 + len(EXIF_HEAD) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or not data[2:].startswith(EXIF_HEAD) or len(tiff) < 8:
        return 0
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    count = int.from_bytes(tiff[first : first + 2], "little" if order == "<" else "big")
    for at in range(first + 2, first + 2 + 12 * min(count, 200), 12):
        if at + 12 > len(tiff):
            return 0
        tag, kind = struct.unpack_from(f"{order}HH", tiff, at)
        if (tag, kind) == (ORIENTATION, SHORT):
            (value,) = struct.unpack_from(f"{order}H", tiff, at + 8)
            return int(value) if 1 <= value <= 8 else 0
    return 0


def _exif(orientation: int) -> bytes:
    """Return the data of a segment that says how the camera was held and nothing else."""
    entry = struct.pack(">HHIHH", ORIENTATION, SHORT, 1, orientation, 0)
    body = EXIF_HEAD + struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + bytes(4)
    return struct.pack(">H", len(body) + 2) + body
