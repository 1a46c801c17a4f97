"""What was recognised in a document: guides with their fields, each row with where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A row of a field.

    Attributes:
        text: as it stands in the document, without its number.
        origin: where it stands, in words.
        values: what stands in the columns beside it, by role (`copies`, `note`).
        is_note: whether it says something about the rows and is none itself.
    """

    text: str
    origin: str
    values: Mapping[str, str] = field(default_factory=dict)
    is_note: bool = False


@dataclass(frozen=True)
class FoundGuide:
    """A guide that was recognised.

    Attributes:
        title: what it is called.
        title_origin: where that stands.
        fields: field of the dictionary → its rows.
        not_understood: what was not recognised, as it stands.
    """

    title: str
    title_origin: str
    fields: Mapping[str, tuple[Row, ...]]
    not_understood: tuple[Row, ...] = ()

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return the rows of a field without the notes on them."""
        return tuple(row for row in self.fields.get(name, ()) if not row.is_note)

    def first(self, name: str) -> str:
        """Return what a field says first, empty where it is not there."""
        return next((row.text for row in self.fields.get(name, ())), "")


@dataclass(frozen=True)
class Read:
    """A document as it was understood: its guides, and what stands in none of them."""

    guides: tuple[FoundGuide, ...]
    not_understood: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    scanned: bool = False
