"""All files of the knowledge base → one `Catalogue`."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.loading.checks import check_guide, check_together
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.laws import load_laws
from knowledge_base.loading.materials import MATERIALS, read_material
from knowledge_base.loading.questions import load_questions
from knowledge_base.loading.source import Faults, Reader, open_mapping, open_rows
from knowledge_base.model.catalogue import (
    Asked,
    CatalogEntry,
    Catalogue,
    Department,
    NotCovered,
    Phrasing,
    PolicyText,
    Venue,
)
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide

GUIDES = "guides"
"""The folder with a folder of guides for each department."""

TEXTS = "texts.yml"
"""What the city says in its own words (提示语); there need be none."""

AND = "+"
"""Stands between elements that answer the same questions."""


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)
V = TypeVar("V")


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Return everything the files under `folder` say, the served city's if none is given.

    Raises:
        GuideError: with every fault of every file, each with file and line.
    """
    folder, faults = folder or city_folder(), Faults()
    places = folder / "catalogue"
    catalogue = Catalogue(
        departments=_by_id(_read(places / "departments.yml", folder, _department, faults), faults),
        venues=_by_id(_read(places / "venues.yml", folder, _venue, faults), faults),
        materials=_by_id(
            [
                material
                for path in sorted((folder / MATERIALS).glob("*.yml"))
                for material in _read(path, folder, read_material, faults)
            ],
            faults,
        ),
        entries=_entries(places, folder, faults),
        guides=_guides(folder, faults),
        not_covered=tuple(_optional(folder / "not_covered.yml", folder, _not_covered, faults)),
        phrasings=_phrasings(folder, faults),
        questions=load_questions(folder, faults),
        laws=load_laws(folder, faults),
        texts=_texts(folder, faults),
    )
    check_together(catalogue, faults)
    if faults.found:
        raise GuideError(faults.found)
    return catalogue


def _read(path: Path, folder: Path, parse: Callable[[Reader], V], faults: Faults) -> list[V]:
    found = []
    for reader in open_rows(path, str(path.relative_to(folder)), faults):
        found.append(parse(reader))
        reader.close()
    return found


def _optional(path: Path, folder: Path, parse: Callable[[Reader], V], faults: Faults) -> list[V]:
    return _read(path, folder, parse, faults) if path.exists() else []


def _by_id(rows: Iterable[R], faults: Faults) -> dict[str, R]:
    found: dict[str, R] = {}
    for row in rows:
        if row.id in found:
            faults.add(row.id, f"编号重复: {row.id!r}")
        found[row.id] = row
    return found


def _department(r: Reader) -> Department:
    return Department(
        id=r.text("id", required=True),
        name=r.text("name", required=True),
        short_name=r.text("short_name", required=True),
        aliases=r.texts("aliases"),
        former_names=r.texts("former_names"),
        hotline=r.text("hotline", required=True),
        venue=r.text("venue", required=True),
    )


def _venue(r: Reader) -> Venue:
    return Venue(
        id=r.text("id", required=True),
        name=r.text("name", required=True),
        address=r.text("address", required=True),
        window=r.text("window", required=True),
        phone=r.text("phone", required=True),
        hours=r.text("hours", required=True),
        department=r.text("department"),
    )


def _not_covered(r: Reader) -> NotCovered:
    return NotCovered(
        name=r.text("name", required=True),
        aliases=r.texts("aliases"),
        route_to=r.text("route_to", required=True),
        hotline=r.text("hotline") or "12345",
    )


COLUMNS = (
    "catalog_code",
    "name",
    "aliases",
    "department",
    "co_departments",
    "audience",
    "priority",
    "situations",
)
"""Of the catalogue's table; more may stand beside them."""


def _entries(places: Path, folder: Path, faults: Faults) -> dict[str, CatalogEntry]:
    more = _more_aliases(places / "aliases.yml", folder, faults)
    found: dict[str, CatalogEntry] = {}
    for where, row in _table(places / "catalogue.csv", folder, faults):
        code = row["catalog_code"]
        if not code or code in found:
            faults.add(where, f"基本编码重复: {code!r}" if code else "catalog_code 必填, 现在没有")
        found[code] = _entry(row, more.get(code, ()))
    return found


def _table(path: Path, folder: Path, faults: Faults) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the whole rows of the catalogue, each with its place; every other one is a fault."""
    shown = str(path.relative_to(folder))
    try:
        lines = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
        if missing:
            faults.add(f"{shown}:1", f"缺少列: {'、'.join(missing)}")
            return
        for row in lines:
            where = f"{shown}:{lines.line_num}"
            if None in row or None in row.values():
                faults.add(where, f"这一行的列数不对, 需为 {len(lines.fieldnames or ())} 列")
            else:
                yield where, row
    except OSError as error:
        faults.add(shown, f"读不到文件: {error.strerror}")
    except UnicodeDecodeError as error:
        faults.add(shown, f"不是 UTF-8 文字 (第 {error.start} 字节)")
    except csv.Error as error:
        faults.add(shown, f"CSV 写法有误: {error}")


def _entry(row: dict[str, str], more: tuple[str, ...]) -> CatalogEntry:
    named = tuple(alias for alias in row["aliases"].split("|") if alias)
    return CatalogEntry(
        catalog_code=row["catalog_code"],
        name=row["name"],
        aliases=tuple(dict.fromkeys(named + more)),
        department=row["department"],
        co_departments=row["co_departments"],
        audience=row["audience"],
        priority=row["priority"],
        situations=row["situations"],
    )


def _more_aliases(path: Path, folder: Path, faults: Faults) -> dict[str, tuple[str, ...]]:
    reader = open_mapping(path, str(path.relative_to(folder)), faults) if path.exists() else None
    if reader is None:
        return {}
    return {code: reader.child(code).texts("aliases") for code in reader.keys()}


def _phrasings(folder: Path, faults: Faults) -> dict[str, Phrasing]:
    found: dict[str, Phrasing] = {}
    for path in sorted((folder / "phrasings").glob("*.yml")):
        reader = open_mapping(path, str(path.relative_to(folder)), faults)
        for code in reader.keys() if reader else ():
            assert reader is not None
            if code in found:
                reader.fault(code, "这一项的说法已经写过了")
            found[code] = Phrasing(code, _asked(reader.child(code)))
    return found


def _asked(reader: Reader) -> tuple[Asked, ...]:
    """Return what is asked, by `materials` or, where two or three elements answer it, `fee+faq`."""
    asked = [Asked(tuple(key.split(AND)), reader.texts(key)) for key in reader.keys()]
    for row in asked:
        for element in row.elements:
            if element not in set(Element):
                reader.fault(AND.join(row.elements), f"{element!r} 不是要素名")
    return tuple(asked)


def _texts(folder: Path, faults: Faults) -> dict[str, PolicyText]:
    path = folder / TEXTS
    reader = open_mapping(path, TEXTS, faults) if path.exists() else None
    if reader is None:
        return {}
    return {key: PolicyText(key, reader.text(key, required=True)) for key in reader.keys()}


def _guides(folder: Path, faults: Faults) -> dict[str, Guide]:
    found: dict[str, Guide] = {}
    for path in sorted((folder / GUIDES).glob("*/*.yml")):
        shown = str(path.relative_to(folder))
        guide = load_guide(path, shown, faults)
        if guide is None:
            continue
        if guide.item.code in found:
            faults.add(
                shown, f"item.code {guide.item.code} 已被《{found[guide.item.code].item.name}》使用"
            )
        check_guide(guide, path.parent.name, shown, faults)
        found[guide.item.code] = guide
    return found
