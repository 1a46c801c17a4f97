"""Lists as a sheet that spreadsheets open (xlsx, csv): written bit by bit, and nothing in it counts as a formula."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Generic, TypeAlias, TypeVar

import xlsxwriter

from knowledge_base.calendar.working_days import CITY_TIME

Row = TypeVar("Row")
Cell: TypeAlias = str | int | datetime | None

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, CSV injection; the wide forms count in spreadsheets that fold them."""
BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the machine."""
LONGEST_CELL = 32_000
"""Excel holds 32,767 characters in a cell."""
LINES_AT_ONCE = 200
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its heading, what stands in it for a row, and how wide it is in characters."""

    title: str
    read: Callable[[Row], Cell]
    width: int = 16


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """A sheet of a book: its name, its columns, and a row for each line."""

    name: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]


def csv_lines(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterator[bytes]:
    """Return the sheet as CSV in UTF-8, in pieces."""
    page = io.StringIO()
    write = csv.writer(page).writerow
    page.write(BOM)
    write([column.title for column in columns])
    for number, row in enumerate(rows, 1):
        write([_as_text(column.read(row)) for column in columns])
        if number % LINES_AT_ONCE == 0:
            yield _taken(page)
    yield _taken(page)


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()


def _as_text(cell: Cell) -> str:
    """Return the cell as CSV may hold it: what a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def xlsx_file(columns: Sequence[Column[Row]], rows: Iterable[Row], name: str) -> IO[bytes]:
    """Return the sheet as an open xlsx file; row after row goes to disk, and it is gone once it is closed."""
    file = tempfile.TemporaryFile()
    write_book(file, [Sheet(name, columns, rows)])
    file.seek(0)
    return file


def write_book(
    file: IO[bytes], sheets: Iterable[Sheet[Any]], made_at: datetime | None = None
) -> None:
    """Write sheets into one xlsx file; equal sheets of one moment make equal bytes."""
    book = xlsxwriter.Workbook(file, OPTIONS)
    if made_at is not None:
        book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width)
            page.write_string(0, at, column.title, bold)
        for number, row in enumerate(sheet.rows, 1):
            for at, column in enumerate(sheet.columns):
                _write(page, number, at, column.read(row), moment)
    book.close()


def _write(
    page: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell, moment: object
) -> None:
    if isinstance(cell, datetime):
        page.write_datetime(row, at, cell.astimezone(CITY_TIME).replace(tzinfo=None), moment)
    elif isinstance(cell, int):
        page.write_number(row, at, cell)
    elif cell:
        page.write_string(row, at, cell[:LONGEST_CELL])
