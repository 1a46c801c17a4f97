"""Tables as text (.csv, .tsv): one table."""

import csv
from io import StringIO

from knowledge_base.importing.document import Document
from knowledge_base.importing.encoding import decoded
from knowledge_base.importing.limits import MOST_ROWS
from knowledge_base.importing.refusing import LONG, Refused
from knowledge_base.importing.tables import Piece, spread

SIGNS = ",\t;，|"
LOOKED_AT = 50


def read(content: bytes) -> Document:
    """Return what the table says.

    Raises:
        Refused: it has more rows or columns than is read, or its encoding is not known.
    """
    text = decoded(content).lstrip("\ufeff").replace("\0", "")
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise Refused(LONG.format(what=f"超过 {MOST_ROWS} 行"))
    beginning = "\n".join(lines[:LOOKED_AT])
    sign = max(SIGNS, key=beginning.count)
    rows = list(csv.reader(StringIO(text), delimiter=sign))
    return Document((spread("", [[Piece(cell.strip()) for cell in row] for row in rows]),))
