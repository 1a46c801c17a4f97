"""What the columns of a table hold, by its heading row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.dictionary import Dictionary, bare
from knowledge_base.importing.document import Cell
from knowledge_base.importing.events import Record
from knowledge_base.importing.numbering import tidy

LONGEST_NAME = 16
ITEM = "item"
OTHER = "+"
"""Stands before the name of a column that holds nothing a row of its kind has."""
NAMES = {
    "materials": "name",
    "steps": "name",
    "fee": "name",
    "legal_basis": "law",
    "faq": "question",
    "place": "name",
}
"""The role of the column that names a row."""
LEAST_COLUMNS = 2
GUIDE_FIELDS = 3
"""So many names of fields side by side, one of them that of the guide, head a list of guides."""
Place = tuple[int, Cell]
"""A cell and the column in which it begins."""


@dataclass
class Columns:
    """What the columns of a table hold, since its last heading row."""

    kind: str
    roles: Mapping[int, str]
    fields: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    last: dict[str, str] = field(default_factory=dict)
    open_: Record | None = None


@dataclass(frozen=True)
class Headings:
    """Reads the rows that name the columns."""

    dictionary: Dictionary

    def read(
        self, places: list[Place], wanted: Sequence[str], below: Sequence[Place] | None = None
    ) -> Columns | None:
        """Return what columns hold where the cells of a row name them; None where they name none.

        Args:
            places: the cells of the row.
            wanted: the fields that were named last; of two kinds of tables it is rather one of theirs.
            below: the cells of the next row; None beside a name, where no list of guides can begin.
        """
        if len(places) < LEAST_COLUMNS or any(
            len(bare(cell.text)) > LONGEST_NAME for _, cell in places
        ):
            return None
        of_items = self._columns_of("materials", places)
        is_by_item = of_items is not None and ITEM in of_items.roles.values()
        if (
            below is not None
            and not is_by_item
            and (columns := self._list_of_guides(places, below))
        ):
            return columns
        kinds = sorted(NAMES, key=lambda kind: (kind not in wanted, list(NAMES).index(kind)))
        best: Columns | None = None
        for kind in kinds:
            found = self._columns_of(kind, places)
            if found and (best is None or len(found.roles) > len(best.roles)):
                best = found
        return best

    def _columns_of(self, kind: str, places: list[Place]) -> Columns | None:
        roles: dict[int, str] = {}
        for column, cell in places:
            role = self.dictionary.role_of(kind, cell.text)
            if role and role not in roles.values():
                roles[column] = role
        if NAMES[kind] not in roles.values() or len(roles) < LEAST_COLUMNS:
            return None
        if 2 * len(roles) < len(places) or len(roles) == LEAST_COLUMNS < len(places) - 1:
            return None
        names = frozenset(bare(cell.text, keep_brackets=True) for _, cell in places)
        more = {
            column: f"{OTHER}{tidy(cell.text)}" for column, cell in places if column not in roles
        }
        return Columns(kind, {**roles, **more}, names=names)

    def _list_of_guides(self, places: list[Place], below: Sequence[Place]) -> Columns | None:
        fields = {column: self.dictionary.fields_of(cell.text) for column, cell in places}
        known = {one for found in fields.values() for one in found}
        count = sum(bool(found) for found in fields.values())
        if count < GUIDE_FIELDS or 2 * count < len(places) or self._names_too(below):
            return None
        if "name" not in known and count < len(places):
            return None
        names = frozenset(bare(cell.text, keep_brackets=True) for _, cell in places)
        return Columns(ITEM, {column: tidy(cell.text) for column, cell in places}, fields, names)

    def _names_too(self, below: Sequence[Place]) -> bool:
        """Whether the row below holds names as well, so that this one does not head a table."""
        return not below or sum(bool(self.dictionary.fields_of(cell.text)) for _, cell in below) > 1


def distinct(row: Sequence[Cell]) -> list[Place]:
    """Return the cells of a row that say something, a merged one once."""
    found: dict[tuple[int, int], Place] = {}
    for column, cell in enumerate(row):
        if cell.text.strip():
            found.setdefault(cell.anchor, (column, cell))
    return list(found.values())


def has_gap(row: Sequence[Cell], places: list[Place], place: int) -> bool:
    """Whether an empty cell stands between a cell and the one before it: a name whose value nobody filled in."""
    (start, before), (end, _) = places[place - 1], places[place]
    return any(cell.anchor != before.anchor for cell in row[start:end])


def covers(row: Sequence[Cell]) -> bool:
    """Whether one cell covers the row from its beginning to its end, or stands at its beginning alone."""
    return len({cell.anchor for cell in row}) == 1 or not any(cell.text.strip() for cell in row[1:])
