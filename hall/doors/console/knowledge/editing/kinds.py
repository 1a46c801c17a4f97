"""The kinds of records that staff edit: their names, their models, and where their key and their name stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.shapes import Path, Plain, Shape, at
from knowledge_base.model.catalogue import (
    CatalogEntry,
    Department,
    Material,
    NotCovered,
    Phrasing,
    Venue,
)
from knowledge_base.model.guide import Guide


@dataclass(frozen=True)
class RecordKind:
    """A kind of record.

    key, title, department: where these stand in it; without a department everybody who edits may change it.
    """

    name: str
    label: str
    model: type
    key: Path
    title: Path
    department: Path = ()

    @property
    def shape(self) -> Shape:
        """The form of such a record."""
        return describe(self.model)

    def key_of(self, plain: Plain) -> str:
        """Return the key of a record."""
        return str(at(plain, self.key) or "")

    def title_of(self, plain: Plain) -> str:
        """Return what a record is called."""
        return str(at(plain, self.title) or self.key_of(plain))

    def department_of(self, plain: Plain) -> str:
        """Return the department a record belongs to; empty where it belongs to none."""
        return str(at(plain, self.department) or "") if self.department else ""


KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(
            "guide", "办事指南", Guide, ("item", "code"), ("item", "name"), ("item", "department")
        ),
        RecordKind("material", "材料目录", Material, ("id",), ("name",)),
        RecordKind("venue", "办理地点", Venue, ("id",), ("name",)),
        RecordKind("department", "部门", Department, ("id",), ("name",), ("id",)),
        RecordKind(
            "entry", "基本目录", CatalogEntry, ("catalog_code",), ("name",), ("department",)
        ),
        RecordKind("not_covered", "不在这里办的事", NotCovered, ("name",), ("name",)),
        RecordKind("phrasing", "老百姓的问法", Phrasing, ("code",), ("code",)),
    )
}
"""By the name under which the database keeps them, in the order of the pages."""
