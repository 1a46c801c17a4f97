"""Tables put together: merged cells spread over the places that they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.document import Cell, Table
from knowledge_base.importing.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from knowledge_base.importing.refusing import LONG, Refused


def require_cells(count: int) -> None:
    """Make sure that tables have no more cells than is read.

    Raises:
        Refused: they have.
    """
    if count > MOST_CELLS:
        raise Refused(LONG.format(what=f"表格超过 {MOST_CELLS} 格，空格也算"))


@dataclass(frozen=True)
class Piece:
    """A cell as it is written: its text and how many columns and rows it covers."""

    text: str
    wide: int = 1
    high: int = 1


@dataclass
class Grid:
    """A table while it is filled, place by place."""

    name: str
    places: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def put(self, row: int, column: int, piece: Piece) -> int:
        """Put a cell into the first free place of a row from `column` on; return the column behind it.

        Raises:
            Refused: the table has more rows, columns or cells than is read.
        """
        while (row, column) in self.places:
            column += 1
        wide, high = min(max(piece.wide, 1), MOST_COLUMNS), min(max(piece.high, 1), MOST_ROWS)
        if (
            row >= MOST_ROWS
            or column + wide > MOST_COLUMNS
            or len(self.places) + wide * high > MOST_CELLS
        ):
            raise Refused(LONG.format(what=f"表格超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列"))
        cell = Cell(piece.text, f"{self.name}第 {row + 1} 行第 {column + 1} 列", (row, column))
        for down in range(high):
            for right in range(wide):
                self.places.setdefault((row + down, column + right), cell)
        return column + wide

    def table(self, rows: int) -> Table:
        """Return the table with so many rows, cells that nobody wrote left empty.

        Raises:
            Refused: with the empty ones it has more cells than is read.
        """
        wide = max((column for _, column in self.places), default=-1) + 1
        require_cells(rows * wide)
        return Table(
            tuple(tuple(self._at(row, column) for column in range(wide)) for row in range(rows)),
            self.name,
        )

    def _at(self, row: int, column: int) -> Cell:
        empty = Cell("", f"{self.name}第 {row + 1} 行第 {column + 1} 列", (row, column))
        return self.places.get((row, column), empty)


def spread(name: str, rows: Iterable[Sequence[Piece]]) -> Table:
    """Return the table of rows of cells, each written once."""
    grid, count = Grid(name), 0
    for count, row in enumerate(rows, 1):
        column = 0
        for piece in row:
            column = grid.put(count - 1, column, piece)
    return grid.table(count)
