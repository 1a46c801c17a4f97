"""The kinds of records that staff edit, and where their keys stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.shapes import Path, Plain, Shape
from knowledge_base.model.codec import from_plain
from knowledge_base.store.kinds import KINDS as STORED


@dataclass(frozen=True)
class RecordKind:
    """A kind of record.

    key: where the key of such a record stands. owned: each belongs to a department, which edits its own.
    """

    name: str
    key: Path
    owned: bool = False

    @property
    def label(self) -> str:
        """What the kind is called."""
        return STORED[self.name].label

    @property
    def model(self) -> type:
        """The class of such a record."""
        return STORED[self.name].model

    @property
    def shape(self) -> Shape:
        """The form of such a record."""
        return describe(self.model)

    def under(self, key: str, plain: Plain) -> Plain:
        """Return a record with the key under which it is kept, whatever was posted there."""
        *groups, last = self.key
        within = plain
        for name in groups:
            within = within[str(name)]
        within[str(last)] = key
        return plain

    def value(self, plain: Plain) -> Any:
        """Return a record as the database keeps it; what does not fit stays in it as it was typed."""
        return from_plain(self.model, plain, as_typed=True)


KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind("guide", ("item", "code"), owned=True),
        RecordKind("material", ("id",)),
        RecordKind("venue", ("id",)),
        RecordKind("department", ("id",)),
        RecordKind("entry", ("catalog_code",), owned=True),
        RecordKind("not_covered", ("name",)),
        RecordKind("phrasing", ("code",), owned=True),
        RecordKind("questions", ("code",), owned=True),
        RecordKind("text", ("key",)),
        RecordKind("law", ("name",)),
    )
}
"""By the name under which the database keeps them, in the order of the pages."""
