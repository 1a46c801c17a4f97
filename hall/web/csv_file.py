"""Tables as a CSV file that spreadsheets open as it is meant."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Without it a spreadsheet on Windows reads UTF-8 as GBK."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is calculated when the file is opened (OWASP, CSV injection)."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the table as the text of a CSV file; no cell is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return BOM + file.getvalue()


def _safe(cell: object) -> object:
    is_text = isinstance(cell, str)
    return f"'{cell}" if is_text and str(cell).startswith(BEGINS_A_FORMULA) else cell
