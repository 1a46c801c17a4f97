"""Word documents (.docx): paragraphs with their headings and numbers, tables with their merged cells."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document as open_document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from knowledge_base.importing.document import NO_HEADING, Block, Document, Line, Table
from knowledge_base.importing.limits import MOST_BLOCKS
from knowledge_base.importing.refusing import BROKEN, LONG, Refused
from knowledge_base.importing.tables import Piece, spread

BOLD_LEVEL = 7
"""A line that is bold from its beginning to its end is a heading below all others."""
TITLE_STYLES = ("title", "标题")
DELETED = {qn("w:del"), qn("w:moveFrom")}
"""What a tracked change took away is not read."""
BREAKS = {qn("w:br"), qn("w:cr")}


def read(content: bytes) -> Document:
    """Return what a Word document says.

    Raises:
        Refused: it is damaged or too long.
    """
    try:
        opened = open_document(BytesIO(content))
    except Exception as error:  # python-docx and lxml say a dozen things about damaged files
        raise Refused(BROKEN) from error
    return Document(tuple(_blocks(opened)), opened.core_properties.title or "")


def _blocks(opened: WordDocument) -> Iterator[Block]:
    lines = tables = 0
    for element in _bodies(opened.element.body):
        if lines + tables > MOST_BLOCKS:
            raise Refused(LONG.format(what=f"超过 {MOST_BLOCKS} 段"))
        if isinstance(element, CT_Tbl):
            tables += 1
            yield _table(element, f"表 {tables} ")
        else:
            lines += 1
            yield from _paragraph(Paragraph(element, opened._body), f"第 {lines} 段")


def _bodies(body: _Element) -> Iterator[CT_P | CT_Tbl]:
    """Yield paragraphs and tables in their order, those in content controls and text boxes too."""
    for child in body.iterchildren():
        if isinstance(child, CT_P):
            yield child
            for box in child.iter(qn("w:txbxContent")):
                if not _is_copy(box):
                    yield from _bodies(box)
        elif isinstance(child, CT_Tbl):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _bodies(child)


def _is_copy(box: _Element) -> bool:
    """Whether a text box stands there a second time, for programs that know no drawings."""
    return any(parent.tag.endswith("}Fallback") for parent in box.iterancestors())


def _paragraph(paragraph: Paragraph, origin: str) -> Iterator[Line]:
    level, listed = _level(paragraph), _is_listed(paragraph)
    for text in _text(paragraph._p).split("\n"):
        if text.strip():
            yield Line(text.strip(), origin, level, listed)


def _text(paragraph: _Element) -> str:
    """Return the words of a paragraph, without those of its text boxes and those that were deleted."""
    words: list[str] = []
    for element in paragraph.iterchildren():
        if element.tag in DELETED or element.tag.endswith(
            ("}drawing", "}pict", "}AlternateContent")
        ):
            continue
        if element.tag == qn("w:t"):
            words.append(element.text or "")
        elif element.tag == qn("w:tab"):
            words.append("\t")
        elif element.tag in BREAKS:
            words.append("\n")
        else:
            words.append(_text(element))
    return "".join(words)


def _level(paragraph: Paragraph) -> int:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style in TITLE_STYLES:
        return 1
    for prefix in ("heading ", "标题 "):
        if style.startswith(prefix) and style[len(prefix) :].isdigit():
            return int(style[len(prefix) :])
    runs = [run for run in paragraph.runs if run.text.strip()]
    return BOLD_LEVEL if runs and all(run.bold for run in runs) else NO_HEADING


def _is_listed(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    if properties is not None and properties.numPr is not None:
        return True
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    return style.startswith("list ")


def _table(table: CT_Tbl, name: str) -> Table:
    rows = [_row(row) for row in table.tr_lst]
    return spread(name, _joined(rows))


def _row(row: CT_Row) -> list[tuple[str, int, str]]:
    """Return the cells of a row: text, width, and how it takes part in a vertical merge."""
    before = [("", row.grid_before, "")] if row.grid_before else []
    return before + [
        (_cell_text(cell), cell.grid_span, str(cell.vMerge or "")) for cell in row.tc_lst
    ]


def _cell_text(cell: CT_Tc) -> str:
    lines: list[str] = []
    for element in _bodies(cell):
        if isinstance(element, CT_Tbl):
            lines += ["　".join(_cell_text(one) for one in row.tc_lst) for row in element.tr_lst]
        else:
            lines.append(_text(element).strip())
    return "\n".join(line for line in lines if line)


def _joined(rows: list[list[tuple[str, int, str]]]) -> Iterator[list[Piece]]:
    """Yield the rows with what a vertical merge goes on with left out, and its height at its beginning."""
    places = [_columns(row) for row in rows]
    for number, row in enumerate(places):
        yield [
            Piece(text, wide, _height(places, number, column))
            for column, (text, wide, merge) in row.items()
            if merge != "continue"
        ]


def _columns(row: list[tuple[str, int, str]]) -> dict[int, tuple[str, int, str]]:
    column, found = 0, {}
    for cell in row:
        found[column] = cell
        column += cell[1]
    return found


def _height(rows: list[dict[int, tuple[str, int, str]]], number: int, column: int) -> int:
    if rows[number][column][2] != "restart":
        return 1
    high = 1
    for row in rows[number + 1 :]:
        if row.get(column, ("", 0, ""))[2] != "continue":
            break
        high += 1
    return high
