"""Tables that are only laid out with blanks, as texts taken from PDF have them: a heading row, then rows of as many pieces."""

import re
from collections.abc import Iterator, Sequence

from knowledge_base.importing.dictionary import Dictionary
from knowledge_base.importing.document import Block, Line, Table
from knowledge_base.importing.tables import Piece, spread

GAP = re.compile(r"[ \t\u3000]{1,40}")
LEAST_COLUMNS = 3
"""With fewer, two words that stand apart would make a table."""


def with_tables(blocks: Sequence[Block], dictionary: Dictionary) -> Iterator[Block]:
    """Yield the blocks with what is laid out as a table made into one."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        heading = _pieces(block)
        rows = _rows(blocks[place + 1 :], heading) if _is_heading(heading, dictionary) else []
        if isinstance(block, Line) and rows:
            yield _table(block, [heading, *rows])
            place += 1 + len(rows)
        else:
            yield block
            place += 1


def _pieces(block: Block) -> list[str]:
    return GAP.split(block.text.strip()) if isinstance(block, Line) and not block.aside else []


def _is_heading(pieces: Sequence[str], dictionary: Dictionary) -> bool:
    roles = [dictionary.role_of("materials", piece) for piece in pieces]
    return len(pieces) >= LEAST_COLUMNS and "name" in roles and all(roles)


def _rows(blocks: Sequence[Block], heading: Sequence[str]) -> list[list[str]]:
    """Return the rows that have as many pieces as the heading."""
    found = []
    for block in blocks:
        pieces = _pieces(block)
        if len(pieces) != len(heading):
            break
        found.append(pieces)
    return found


def _table(line: Line, rows: Sequence[Sequence[str]]) -> Table:
    return spread(f"{line.origin}起的表", [[Piece(piece) for piece in row] for row in rows])
