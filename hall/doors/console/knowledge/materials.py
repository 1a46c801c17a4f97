"""The catalogue of materials (材料目录): who asks for what, what can fall away, what is asked for without a law."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.bootstrap import Application
from hall.doors.console.exports import FORMS, sheet_file
from hall.doors.console.knowledge.in_force import catalogue_in_force
from hall.doors.console.narrowing import page_of
from hall.web import inputs
from knowledge_base.exporting.sheet import Column
from knowledge_base.material_tables import (
    Cell,
    Table,
    of_demands,
    of_materials,
    of_replaceable,
    of_unfounded,
)
from knowledge_base.materials import Demand, Materials, items_of, of_department
from knowledge_base.model.catalogue import Department

PER_PAGE = 50
LIST = "/knowledge/materials"
ONE = f"{LIST}/<code>"
REPLACEABLE = f"{LIST}/replaceable"
UNFOUNDED = f"{LIST}/without-basis"


class _Reading:
    """The materials of the generation in force, computed once for each."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._found: Materials | None = None

    def now(self) -> Materials:
        catalogue, found = catalogue_in_force(self._application), self._found
        if found is None or found.catalogue is not catalogue:
            self._found = found = Materials(catalogue)
        return found


def add_routes(blueprint: Blueprint, application: Application) -> None:
    """Add the pages and the sheets of the catalogue of materials; every member of staff may read them."""
    reading = _Reading(application)
    _add_pages(blueprint, reading)
    _add_lists(blueprint, reading)
    _add_sheets(blueprint, reading, application)


def _add_pages(blueprint: Blueprint, reading: _Reading) -> None:
    @blueprint.get(LIST)
    def materials() -> ResponseReturnValue:
        query, found = _query(), reading.now().found(_query())
        pages = max(1, -(-len(found) // PER_PAGE))
        page = min(page_of(request.args), pages)
        return render_template(
            "console/knowledge/materials.html",
            found=found[(page - 1) * PER_PAGE : page * PER_PAGE],
            total=len(found),
            all=len(reading.now().used),
            query=query,
            page=page,
            pages=pages,
        )

    @blueprint.get(ONE)
    def material(code: str) -> ResponseReturnValue:
        found = reading.now()
        one = found.one(code)
        if one is None:
            return _no_such_material()
        return render_template(
            "console/knowledge/material.html",
            one=one,
            services=found.catalogue.services(one.material),
        )


def _add_lists(blueprint: Blueprint, reading: _Reading) -> None:
    @blueprint.get(REPLACEABLE)
    def materials_replaceable() -> ResponseReturnValue:
        found = reading.now().replaceable
        falling = [demand for one in found for demand in one.falling]
        return render_template(
            "console/knowledge/materials_replaceable.html",
            found=found,
            falling=len(falling),
            items=items_of(falling),
            waived=sum(one.waived for one in found),
        )

    @blueprint.get(UNFOUNDED)
    def materials_without_basis() -> ResponseReturnValue:
        found = reading.now()
        department = _department(found)
        listed = of_department(found.without_basis, department)
        return render_template(
            "console/knowledge/materials_without_basis.html",
            chosen=department,
            counts=_by_department(found.without_basis),
            items=[(guide, list(rows)) for guide, rows in groupby(listed, lambda d: d.guide)],
            listed=len(listed),
            without=len(found.without_basis),
            all=len(found.demands),
        )


def _add_sheets(blueprint: Blueprint, reading: _Reading, application: Application) -> None:
    def sheet(form: str, table: Table) -> ResponseReturnValue:
        return sheet_file(form, table.name, _columns(table), table.rows, application.clock())

    @blueprint.get(f"{LIST}/export.{FORMS}")
    def export_materials(form: str) -> ResponseReturnValue:
        return sheet(form, of_materials(reading.now().found(_query())))

    @blueprint.get(f"{ONE}/export.{FORMS}")
    def export_material(code: str, form: str) -> ResponseReturnValue:
        one = reading.now().one(code)
        return sheet(form, of_demands(one.demands)) if one else _no_such_material()

    @blueprint.get(f"{REPLACEABLE}/export.{FORMS}")
    def export_replaceable(form: str) -> ResponseReturnValue:
        return sheet(form, of_replaceable(reading.now().replaceable))

    @blueprint.get(f"{UNFOUNDED}/export.{FORMS}")
    def export_without_basis(form: str) -> ResponseReturnValue:
        found = reading.now()
        listed = of_department(found.without_basis, _department(found))
        return sheet(form, of_unfounded(listed))


def _query() -> str:
    return inputs.clean(request.args.get("q", ""), "q")[:100].strip()


def _department(found: Materials) -> str:
    """Return the chosen department; one that is none counts as not chosen."""
    wanted = request.args.get("department", "")
    return wanted if wanted in found.catalogue.departments else ""


def _by_department(demands: Iterable[Demand]) -> Mapping[Department, tuple[int, int]]:
    """Return for each department how many of its items make how many of the demands."""
    grouped = ((d, list(rows)) for d, rows in groupby(demands, lambda one: one.department))
    return {department: (items_of(rows), len(rows)) for department, rows in grouped}


def _columns(table: Table) -> tuple[Column[tuple[Cell, ...]], ...]:
    return tuple(
        Column(title, lambda row, at=at: row[at], width)  # type: ignore[misc]
        for at, (title, width) in enumerate(table.columns)
    )


def _no_such_material() -> ResponseReturnValue:
    text = "材料目录里没有这个编码，可能已经并到别的材料里了。请回到目录按名称找。"
    return render_template("console/refused.html", title="没有这份材料", text=text), 404
