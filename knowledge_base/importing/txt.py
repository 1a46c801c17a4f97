"""Plain text: a line is a line."""

import re

from knowledge_base.importing.document import Document, Line
from knowledge_base.importing.encoding import decoded
from knowledge_base.importing.limits import MOST_BLOCKS
from knowledge_base.importing.refusing import LONG, Refused

PAGE_NUMBER = re.compile(
    r"[-—–·]{1,3}\s{0,3}\d{1,4}\s{0,3}[-—–·]{1,3}|第\s{0,2}\d{1,4}\s{0,2}页(?:\s{0,3}[，,/]?\s{0,3}共\s{0,2}\d{1,4}\s{0,2}页)?"
)
"""Left from the pages that a text was taken from; a mere number may be one of copies."""


def read(content: bytes) -> Document:
    """Return what a text says.

    Raises:
        Refused: it is too long, or its encoding is not known.
    """
    lines = decoded(content).splitlines()
    if len(lines) > MOST_BLOCKS:
        raise Refused(LONG.format(what=f"超过 {MOST_BLOCKS} 行"))
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return Document(
        tuple(
            Line(text, f"第 {number} 行", aside=bool(PAGE_NUMBER.fullmatch(text)))
            for number, text in numbered
            if text
        )
    )
