"""What every format is read into: lines and tables in the order of the document, each with where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from knowledge_base.model.codec import from_plain, to_plain

NO_HEADING = 0


@dataclass(frozen=True)
class Line:
    """A line of text.

    Attributes:
        text: as it stands, with blanks at its ends taken off.
        origin: where it stands, in words for staff (第 2 页第 3 行).
        heading: the level of a heading that the format marks as such, 1 the highest; 0 for none.
        listed: whether the format itself makes it a row of a list.
        aside: whether it belongs to the frame of a page (navigation, buttons, page numbers), not to what it says.
    """

    text: str
    origin: str
    heading: int = NO_HEADING
    listed: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `anchor` is the row and column in which it begins, so that merged cells are known again."""

    text: str
    origin: str
    anchor: tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A table: every row has as many cells as it is wide, a merged cell stands in each place that it covers."""

    rows: tuple[tuple[Cell, ...], ...]
    origin: str
    name: str = ""


Block: TypeAlias = Line | Table


@dataclass(frozen=True)
class Document:
    """A file as it was read.

    Attributes:
        blocks: lines and tables, in order.
        title: what the file calls itself, where nothing in it does (`<title>`, a property).
        notes: what could not be read in full, in words for staff.
        scanned: whether its words, or some of them, were read from pictures.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    scanned: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read in it."""
        return not any(text for text, _ in texts_of(self.blocks))


def to_stored(document: Document) -> dict[str, Any]:
    """Return a document as JSON data."""
    return {
        "title": document.title,
        "notes": list(document.notes),
        "scanned": document.scanned,
        "blocks": [_stored(block) for block in document.blocks],
    }


def _stored(block: Block) -> dict[str, Any]:
    if isinstance(block, Line):
        return {"line": to_plain(block)}
    rows = [[[cell.text, cell.origin, *cell.anchor] for cell in row] for row in block.rows]
    return {"table": {"origin": block.origin, "name": block.name, "rows": rows}}


def from_stored(data: dict[str, Any]) -> Document:
    """Return the document that `to_stored` wrote."""
    blocks = tuple(_read(one) for one in data["blocks"])
    return Document(blocks, data["title"], tuple(data["notes"]), data["scanned"])


def _read(data: dict[str, Any]) -> Block:
    if "line" in data:
        return from_plain(Line, data["line"])
    table = data["table"]
    rows = tuple(tuple(Cell(c[0], c[1], (c[2], c[3])) for c in row) for row in table["rows"])
    return Table(rows, table["origin"], table["name"])


def texts_of(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """Yield every text of some blocks with its origin; a merged cell once."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.text, block.origin
            continue
        for row_number, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                if cell.anchor == (row_number, column) and cell.text:
                    yield cell.text, cell.origin
