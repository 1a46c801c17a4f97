"""The catalogue of materials as tables, the same for a sheet and for a shell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from knowledge_base.materials import Demand, Used, counted, replaced_by

Cell: TypeAlias = str | int


@dataclass(frozen=True)
class Table:
    """A table: its name, for each column the heading and how wide it is in characters, and its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]


def of_materials(rows: Iterable[Used]) -> Table:
    """Return the list of materials."""
    return _table("材料目录", _MATERIAL, rows)


def of_demands(rows: Iterable[Demand]) -> Table:
    """Return which items ask for a material."""
    return _table("要这份材料的事项", _DEMAND, rows)


def of_replaceable(rows: Iterable[Used]) -> Table:
    """Return what data sharing or an electronic licence can stand for."""
    return _table("可以免交的材料", _REPLACEABLE, rows)


def of_unfounded(rows: Iterable[Demand]) -> Table:
    """Return the demands that name no law."""
    return _table("没有写明法律依据的要求", _UNFOUNDED, rows)


def _table(name: str, columns: "Iterable[_Column]", rows: Iterable) -> Table:  # type: ignore[type-arg]
    columns = tuple(columns)
    titles = tuple((title, width) for title, width, _ in columns)
    return Table(name, titles, tuple(tuple(read(row) for _, _, read in columns) for row in rows))


_Column: TypeAlias = tuple[str, int, Callable[..., Cell]]
_OF_USED: tuple[_Column, ...] = (
    ("编码", 10, lambda one: one.material.code),
    ("材料", 32, lambda one: one.material.name),
)
_MATERIAL: tuple[_Column, ...] = (
    *_OF_USED,
    ("别名", 32, lambda one: "、".join(one.material.aliases)),
    ("类型", 16, lambda one: one.material.kind),
    ("出具单位", 24, lambda one: one.material.issuer),
    ("怎么拿", 32, lambda one: one.material.obtain),
    ("有效期", 24, lambda one: one.material.validity),
    ("可以替代的", 40, lambda one: replaced_by(one.material)),
    ("几个事项要", 10, lambda one: one.items),
)
_REPLACEABLE: tuple[_Column, ...] = (
    *_OF_USED,
    ("可以替代的", 40, lambda one: replaced_by(one.material)),
    ("几个事项要", 10, lambda one: one.items),
    ("几处要求", 10, lambda one: len(one.demands)),
    ("已经免交", 10, lambda one: one.waived),
    ("还能免交", 10, lambda one: len(one.falling)),
)
_OF_DEMAND: tuple[_Column, ...] = (
    ("部门", 24, lambda one: one.department.name),
    ("事项", 32, lambda one: one.guide.item.name),
    ("事项编码", 18, lambda one: one.guide.item.code),
    ("材料编码", 10, lambda one: one.material.code),
    ("材料", 32, lambda one: one.material.name),
    ("份数", 16, lambda one: counted(one.row)),
    ("必要性", 10, lambda one: one.row.necessity),
    ("哪种情况要", 32, lambda one: one.situation or "都要"),
)
_DEMAND: tuple[_Column, ...] = (
    *_OF_DEMAND,
    ("法律依据", 32, lambda one: one.row.legal_basis or "没有写明"),
    ("已经免交", 10, lambda one: "是" if one.row.shared else "否"),
)
_UNFOUNDED: tuple[_Column, ...] = (*_OF_DEMAND, ("说明", 40, lambda one: one.row.note))
