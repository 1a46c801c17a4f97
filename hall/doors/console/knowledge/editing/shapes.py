"""What a form is made of: a tree of fields, one for each field of a dataclass of the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Plain: TypeAlias = dict[str, Any]
"""A record as JSON data; where something was typed that does not fit, the text as it was typed."""
Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a record: names of fields, numbers of rows from 0."""


class Kind(StrEnum):
    """How a field is filled in; what is HELD is not on the form and stays as it was."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    REFERENCE = "reference"
    REFERENCES = "references"
    WHEN = "when"
    ROW_ID = "row_id"
    FIXED = "fixed"
    UNSEEN = "unseen"
    HELD = "held"
    GROUP = "group"
    ROWS = "rows"


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        required: nothing may be left out; asked of a draft only when it is handed in.
        empty: what an absent value means, as JSON data.
        optional: a group that may be absent as a whole, or a value that may be.
        long: a text that takes several lines.
        choices: value and label, of CHOICE and CHOICES.
        refers_to: the kind of record that REFERENCE and REFERENCES name.
        part: of GROUP, and of each row of ROWS.
    """

    name: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    empty: Any = ""
    optional: bool = False
    long: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    refers_to: str = ""
    part: "Shape | None" = None

    @property
    def within(self) -> "Shape":
        """The form of a group or of a row."""
        assert self.part is not None, self.name
        return self.part


@dataclass(frozen=True)
class Shape:
    """The form of one dataclass of the model."""

    model: type
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """Return the field with this name, or None."""
        return next((one for one in self.fields if one.name == name), None)


def at(plain: Any, path: Path) -> Any:
    """Return what stands at a place of a record; None where there is nothing."""
    for part in path:
        if isinstance(part, int):
            plain = plain[part] if isinstance(plain, list) and part < len(plain) else None
        else:
            plain = plain.get(part) if isinstance(plain, dict) else None
    return plain


def place(shape: Shape, path: Path) -> str:
    """Return a place in words: “申请材料第3行：复印件份数”."""
    said: list[str] = []
    within = shape
    for part in path:
        if isinstance(part, int):
            said[-1] += f"第{part + 1}行"
            continue
        field = within.field(part)
        if field is None:
            break
        said.append(field.label)
        within = field.part or within
    return "：".join(said)


def field_at(shape: Shape, path: Path) -> Field | None:
    """Return the field that a place lies in, or None."""
    found, within = None, shape
    for part in path:
        if isinstance(part, str):
            found = within.field(part)
            if found is None:
                return None
            within = found.part or within
    return found


def all_fields(shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Yield every field of a form and of its parts, rows once, with its place."""
    for field in shape.fields:
        yield (*path, field.name), field
        if field.part is not None:
            yield from all_fields(field.part, (*path, field.name))
