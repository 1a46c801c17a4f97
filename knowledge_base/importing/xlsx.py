"""Workbooks (.xlsx): every sheet a table, formulas as the values that were last computed."""

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.importing.document import Block, Cell, Document, Table
from knowledge_base.importing.limits import MOST_COLUMNS, MOST_ROWS
from knowledge_base.importing.refusing import BROKEN, LONG, Refused
from knowledge_base.importing.tables import require_cells

UNCOMPUTED = "{where} 是公式，文件里没有存下它的结果，请在 Excel 里打开、保存后再导入"
HIDDEN = "工作表“{name}”是隐藏的，也读了"


def read(content: bytes) -> Document:
    """Return what a workbook says.

    Raises:
        Refused: it is damaged or too large.
    """
    try:
        values = load_workbook(BytesIO(content), data_only=True)
        written = load_workbook(BytesIO(content)) if _has_formulas(values) else None
    except Exception as error:  # openpyxl says a dozen things about damaged files
        raise Refused(BROKEN) from error
    for sheet in values.worksheets:
        _require_size(sheet)
    require_cells(sum(sheet.max_row * sheet.max_column for sheet in values.worksheets))
    blocks: list[Block] = []
    notes: list[str] = []
    for sheet in values.worksheets:
        blocks.append(_table(sheet))
        if sheet.sheet_state != "visible":
            notes.append(HIDDEN.format(name=sheet.title))
        if written is not None:
            notes += _uncomputed(sheet, written[sheet.title])
    return Document(tuple(blocks), values.properties.title or "", tuple(notes))


def _has_formulas(book: Any) -> bool:
    """Whether a cell has no value although it has been styled or written: perhaps a formula that nobody computed."""
    return any(cell.value is None for sheet in book.worksheets for cell in sheet._cells.values())


def _require_size(sheet: Worksheet) -> None:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise Refused(
            LONG.format(what=f"工作表“{sheet.title}”超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列")
        )


def _table(sheet: Worksheet) -> Table:
    anchors = _merged(sheet)
    name = f"工作表“{sheet.title}”"
    rows = []
    for row in range(1, sheet.max_row + 1):
        cells = []
        for column in range(1, sheet.max_column + 1):
            first_row, first_column = anchors.get((row, column), (row, column))
            text = text_of(sheet.cell(first_row, first_column).value)
            where = f"{name}{get_column_letter(first_column)}{first_row}"
            cells.append(Cell(text, where, (first_row - 1, first_column - 1)))
        rows.append(tuple(cells))
    return Table(tuple(rows), name, sheet.title)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place that a merged cell covers where it begins."""
    return {
        (row, column): (span.min_row, span.min_col)
        for span in sheet.merged_cells.ranges
        for row in range(span.min_row, min(span.max_row, sheet.max_row) + 1)
        for column in range(span.min_col, min(span.max_col, sheet.max_column) + 1)
    }


def text_of(value: Any) -> str:
    """Return the value of a cell as one reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()[:16].replace("T", " ")
    return str(value).strip()


def _uncomputed(values: Worksheet, written: Worksheet) -> Iterator[str]:
    for (row, column), cell in written._cells.items():
        if cell.data_type == "f" and values.cell(row, column).value is None:
            where = f"工作表“{values.title}”{get_column_letter(column)}{row}"
            yield UNCOMPUTED.format(where=where)
