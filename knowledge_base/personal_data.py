"""Find and mask personal data (个人信息) in what citizens write."""

import re
from dataclasses import dataclass

_SHAPES = {
    "id_card": re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"),
    "phone": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
}


@dataclass(frozen=True)
class Span:
    """Personal data of one type at text[start:end]."""

    start: int
    end: int
    type: str


def find_personal_data(text: str) -> tuple[Span, ...]:
    """Return the personal data in the text, in order, without overlaps."""
    found = (
        Span(m.start(), m.end(), kind)
        for kind, shape in _SHAPES.items()
        for m in shape.finditer(text)
    )
    return tuple(sorted(found, key=lambda span: span.start))


def mask(text: str) -> str:
    """Return the text with the middle of its personal data hidden."""
    for span in reversed(find_personal_data(text)):
        head = 6 if span.type == "id_card" else 3
        hidden = "*" * (span.end - span.start - head - 4)
        text = text[: span.start + head] + hidden + text[span.end - 4 :]
    return text
