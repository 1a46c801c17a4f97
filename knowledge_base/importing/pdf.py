"""PDF files: tables by their lines, paragraphs put together again from the lines of the print, scanned pages by OCR."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from knowledge_base.importing import scanned
from knowledge_base.importing.document import NO_HEADING, Block, Cell, Document, Line, Table
from knowledge_base.importing.limits import MOST_PAGES, MOST_SCANNED_PAGES
from knowledge_base.importing.numbering import is_numbered
from knowledge_base.importing.refusing import BROKEN, LOCKED, LONG, Refused

logging.getLogger("pdfminer").setLevel(logging.ERROR)
READ_BY_SIGHT = "第 {pages} 页是扫描的图片，文字由程序认出来，请对照原件逐字看"
PAGE_NUMBER = re.compile(r"[-—–·第\s]{0,6}\d{1,4}\s{0,2}(?:[/／]\s{0,2}\d{1,4})?[-—–·页\s]{0,6}")
LARGER = 1.15
"""So much larger than the usual letters are those of a heading."""
FULL = 0.93
"""A line that goes so far to the right goes on in the next one."""
ENDS = "。；;：:！？"


@dataclass(frozen=True)
class _Print:
    """A line as it is printed on a page."""

    text: str
    top: float
    left: float
    right: float
    size: float


def read(content: bytes) -> Document:
    """Return what a PDF says.

    Raises:
        Refused: it is damaged, locked, too long, or scanned where no OCR is installed.
    """
    try:
        with pdfplumber.open(BytesIO(content)) as opened:
            return _document(opened.pages)
    except Refused:
        raise
    except PdfminerException as error:
        is_locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args)
        raise Refused(LOCKED if is_locked else BROKEN) from error
    except Exception as error:  # pdfminer says a dozen things about damaged files
        raise Refused(BROKEN) from error


def _document(pages: Sequence[Page]) -> Document:
    if len(pages) > MOST_PAGES:
        raise Refused(LONG.format(what=f"{len(pages)} 页，最多 {MOST_PAGES} 页"))
    by_sight = [page for page in pages if not page.chars and page.images]
    if len(by_sight) > MOST_SCANNED_PAGES:
        raise Refused(LONG.format(what=f"扫描了 {len(by_sight)} 页，最多 {MOST_SCANNED_PAGES} 页"))
    blocks: list[Block] = []
    for page in pages:
        blocks += scanned.read(page) if page in by_sight else _page(page)
        page.close()
    numbers = "、".join(str(page.page_number) for page in by_sight)
    notes = (READ_BY_SIGHT.format(pages=numbers),) if by_sight else ()
    return Document(
        tuple(_one_table(_without_running_heads(blocks, len(pages)))), "", notes, bool(by_sight)
    )


def _page(page: Page) -> Iterator[Block]:
    """Yield the lines and tables of a page from top to bottom."""
    tables = [one for one in page.find_tables() if len(one.rows) > 1 or _width(one) > 1]
    boxes = [one.bbox for one in tables]
    free = page.filter(lambda thing: not _is_within(thing, boxes)) if boxes else page
    lines = [
        _Print(one["text"], one["top"], one["x0"], one["x1"], _size(one["chars"]))
        for one in free.extract_text_lines(return_chars=True)
    ]
    placed: list[tuple[float, Block]] = [(line.top, one) for line, one in _paragraphs(lines, page)]
    placed += [(one.bbox[1], _table(one, page, number)) for number, one in enumerate(tables, 1)]
    yield from (block for _, block in sorted(placed, key=lambda pair: pair[0]))


def _width(table: Any) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _is_within(thing: dict[str, Any], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    if thing.get("object_type") != "char":
        return False
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _size(chars: Sequence[dict[str, Any]]) -> float:
    return float(median(char["size"] for char in chars)) if chars else 0.0


def _paragraphs(lines: Sequence[_Print], page: Page) -> Iterator[tuple[_Print, Line]]:
    """Yield paragraphs: a line that reaches the right edge goes on in the next one, unless that begins a row."""
    usual = median(line.size for line in lines) if lines else 0
    edge = max((line.right for line in lines), default=0)
    before: _Print | None = None
    words = ""
    first = before
    for line in lines:
        if before is not None and first is not None and _goes_on(before, line, edge):
            words += line.text
        else:
            if first is not None:
                yield first, _line(words, first, usual, page)
            first, words = line, line.text
        before = line
    if first is not None:
        yield first, _line(words, first, usual, page)


def _goes_on(before: _Print, line: _Print, edge: float) -> bool:
    return (
        before.right >= edge * FULL
        and abs(before.size - line.size) < 1
        and not before.text.rstrip().endswith(tuple(ENDS))
        and not is_numbered(line.text)
    )


def _line(words: str, first: _Print, usual: float, page: Page) -> Line:
    level = 1 if first.size > usual * LARGER and len(words) < 60 else NO_HEADING
    number = f"第 {page.page_number} 页"
    return Line(words.strip(), number, level, aside=bool(PAGE_NUMBER.fullmatch(words.strip())))


def _table(table: Any, page: Page, number: int) -> Table:
    name = f"第 {page.page_number} 页表 {number} "
    texts = table.extract()
    anchors = _anchors(table)
    rows = []
    for row_number, row in enumerate(texts):
        cells = []
        for column in range(len(row)):
            row_at, column_at = anchors.get((row_number, column), (row_number, column))
            text = (texts[row_at][column_at] or "").strip()
            origin = f"{name}第 {row_at + 1} 行第 {column_at + 1} 列"
            cells.append(Cell(text, origin, (row_at, column_at)))
        rows.append(tuple(cells))
    return Table(tuple(rows), name)


def _anchors(table: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for the places that a merged cell covers, which are empty in the table, where it begins."""
    drawn = {
        (row, column): cell
        for row, one in enumerate(table.rows)
        for column, cell in enumerate(one.cells)
        if cell is not None
    }
    edges = sorted({cell[0] for cell in drawn.values()})
    tops = [min((cell[1] for cell in one.cells if cell), default=one.bbox[1]) for one in table.rows]
    found = {}
    for place, (left, top, right, bottom) in drawn.items():
        for row, row_top in enumerate(tops):
            for column, edge in enumerate(edges):
                inside = top - 1 <= row_top < bottom - 1 and left - 1 <= edge < right - 1
                if inside and (row, column) != place:
                    found[row, column] = place
    return found


def _without_running_heads(blocks: Sequence[Block], pages: int) -> Iterator[Block]:
    """Yield the blocks; a line that stands on more than half of the pages is no part of what they say."""
    counted = Counter(block.text for block in blocks if isinstance(block, Line))
    for block in blocks:
        is_head = isinstance(block, Line) and pages > 2 and counted[block.text] > pages / 2
        if isinstance(block, Line) and is_head:
            yield Line(block.text, block.origin, aside=True)
        else:
            yield block


def _one_table(blocks: Iterator[Block]) -> list[Block]:
    """Return the blocks with tables put together that only the end of a page parts."""
    found: list[Block] = []
    frames: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and block.aside:
            frames.append(block)
            continue
        last = found[-1] if found else None
        if isinstance(block, Table) and isinstance(last, Table) and _goes_on_as(last, block):
            down = len(last.rows)
            found[-1] = Table(
                last.rows + tuple(_lowered(row, down) for row in block.rows), last.origin
            )
        else:
            found.append(block)
    return found + frames


def _goes_on_as(last: Table, block: Table) -> bool:
    return (
        len(last.rows[0]) == len(block.rows[0])
        and last.origin.split("页")[0] != block.origin.split("页")[0]
    )


def _lowered(row: tuple[Cell, ...], down: int) -> tuple[Cell, ...]:
    return tuple(Cell(one.text, one.origin, (one.anchor[0] + down, one.anchor[1])) for one in row)
