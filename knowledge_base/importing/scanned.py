"""Pages that are pictures, read by OCR (rapidocr, whose package ships its models), line by line."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pdfplumber.page import Page

from knowledge_base.importing.document import NO_HEADING, Block, Line
from knowledge_base.importing.refusing import NO_OCR, Refused

POINTS_PER_INCH = 150
"""Fine enough for small print."""
LONGEST_SIDE = 4_000
"""Dots; an A3 page at this fineness has 2,480. A page that says it is larger is looked at more coarsely, not in gigabytes."""
LEAST_SURE = 0.6
"""What is read with less certainty is not passed off as what stands there."""
UNSURE = "（认不清）"
SAME_LINE = 0.6
"""Boxes whose middles are nearer than this part of their height stand on one line."""
LARGER = 1.35


def read(page: Page) -> Iterator[Block]:
    """Yield the lines of a page that is a picture.

    Raises:
        Refused: no OCR is installed.
    """
    picture = page.to_image(resolution=fineness(page.width, page.height)).original.convert("RGB")
    found = _reader()(_pixels(picture))
    boxes = [] if found.boxes is None else found.boxes
    texts = zip(boxes, found.txts or (), found.scores or (), strict=True)
    pieces = [
        _Piece(box, text if score >= LEAST_SURE else f"{text}{UNSURE}")
        for box, text, score in texts
    ]
    usual = sorted(piece.height for piece in pieces)[len(pieces) // 2] if pieces else 0
    for number, row in enumerate(_rows(pieces), 1):
        level = 1 if row[0].height > usual * LARGER else NO_HEADING
        words = " ".join(piece.text for piece in row)
        yield Line(words, f"第 {page.page_number} 页第 {number} 行（扫描）", level)


def fineness(width: float, height: float) -> float:
    """Return with how many dots an inch a page of so many points (1/72 inch) is looked at."""
    return min(POINTS_PER_INCH, LONGEST_SIDE * 72 / max(width, height, 1))


class _Piece:
    """A piece of text on the picture."""

    def __init__(self, box: Any, text: str) -> None:
        self.text = text
        self.left = float(min(point[0] for point in box))
        tops = [float(point[1]) for point in box]
        self.height = max(tops) - min(tops)
        self.middle = (max(tops) + min(tops)) / 2


def _rows(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces line by line, each from left to right."""
    row: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        if row and piece.middle - row[0].middle > SAME_LINE * row[0].height:
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda one: one.left)


def _pixels(picture: Any) -> Any:
    import numpy

    return numpy.array(picture)


@cache
def _reader() -> Any:
    """Return what reads pictures; loading its models takes a second or two."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise Refused(NO_OCR) from error
    return RapidOCR(params={"Global.log_level": "critical"})
