"""What the editor says of a guide while it is written: faults at their fields, the tree of situations, the preview."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from hall.doors.console.knowledge.editing.building import Fault, build, to_form
from hall.doors.console.knowledge.editing.checking import check, without_gone
from hall.doors.console.knowledge.editing.describing import describe
from hall.doors.console.knowledge.editing.preview import preview
from hall.doors.console.knowledge.editing.shapes import Plain, place
from hall.doors.console.knowledge.editing.situations import tables
from knowledge_base.city import city_folder
from knowledge_base.inspection import Finding, inspect
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import CatalogEntry, Catalogue, Department, Material, Venue
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from tests.knowledge_kit import wording

SHAPE = describe(Guide)


@cache
def card() -> Guide:
    """Return the guide of the identity card."""
    faults = Faults()
    path = city_folder() / "guides/gongan/juminshenfenzheng.yml"
    guide = load_guide(path, "card", faults)
    assert guide is not None
    return guide


@cache
def catalogue() -> Catalogue:
    """Return what the guide refers to."""
    guide = card()
    venues = {
        v: Venue(v, "户政大厅", "某街1号", "1号", "12345", "周一至周五") for v in guide.place.venues
    }
    home = next(iter(venues))
    department = Department(guide.item.department, "市公安局", "公安局", (), (), "12345", home)
    materials = {
        row.material: Material(row.material, f"材料{row.material}", "其他", "公安机关")
        for row in guide.materials
    }
    code = guide.item.catalog_code
    entry = CatalogEntry(code, "身份证", (), department.id, "", "person", "top", "")
    return Catalogue(
        {department.id: department}, venues, materials, {code: entry}, {guide.item.code: guide}
    )


NAMES = {
    "material": {key: m.name for key, m in catalogue().materials.items()},
    "venue": {key: v.name for key, v in catalogue().venues.items()},
    "department": {key: d.name for key, d in catalogue().departments.items()},
}


def changed(change: Callable[[Plain], object]) -> Plain:
    plain = deepcopy(to_form(card()))
    change(plain)
    return plain


def found(plain: Plain) -> list[Fault]:
    built = build(SHAPE, plain, NAMES)
    return [*built.faults, *check(SHAPE, plain, built.value, look)]


def look(value: Any) -> tuple[Finding, ...]:
    then = replace(catalogue(), guides={card().item.code: value})
    return inspect(then, date(2026, 12, 1), [("guide", card().item.code)])


def test_a_guide_as_it_is_published_has_no_fault() -> None:
    assert [one for one in found(to_form(card())) if one.stops] == []


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (
            lambda p: p["item"].update(aliases=["身份证"]),
            "事项：常用叫法",
            "常用叫法要 3 至 8 个，现有 1 个",
        ),
        (lambda p: p.update(steps=[]), "办理流程", "“办理流程”不能为空"),
        (lambda p: p["place"].update(venues=[]), "办理地点：办理地点", "“办理地点”不能为空"),
        (
            lambda p: p["agent"].update(allowed=""),
            "代办：能不能代办",
            "“能不能代办”不能为空",
        ),
        (
            lambda p: p["faq"][1].update(variants=["一种"]),
            "常见问题第2行：其他问法",
            "的其他问法至少 2 种",
        ),
        (
            lambda p: p["contact"].update(hotlines=["13800000000"]),
            "咨询电话：全国统一号码",
            "只能写全国统一号码",
        ),
        (
            lambda p: p["conditions"][0].update(when={"choices": [["gone", ["x"]]]}),
            "办理条件第1行：什么情况下适用",
            "用到了已经删掉的情形问题或选项，请取消勾选",
        ),
    ],
)
def test_what_the_loader_finds_is_said_at_its_field_in_the_words_of_the_form(
    change: Callable[[Plain], object], where: str, said: str
) -> None:
    (fault,) = (one for one in found(changed(change)) if one.stops)

    assert place(SHAPE, fault.path) == where
    assert said in fault.text


def test_no_name_of_the_files_reaches_staff() -> None:
    def spoil(plain: Plain) -> None:
        plain["item"].update(aliases=[], audience=["alien"])
        plain["fee"].update(charged=True, rows=[])
        plain["online"].update(depth="")
        plain["situations"].append({"id": "idle", "ask": "？", "options": [], "when": {}})
        plain["faq"] = plain["faq"][:1]
        plain["materials"][0].update(original=0, copies=0, note="不用交", necessity="必要")
        plain["materials"][1].update(note="", necessity="容缺后补", when={}, any_of="任一")
        plain["endings"].append(
            {"id": "endd", "kind": "elsewhere", "text": "去别处", "go_to": card().item.code}
        )
        plain["custody"]["confirmed"] = [{"fact": "没有", "on": "2026-11-01", "by": "科长"}]
        plain["visits"]["rows"] = [{"id": "trip", "max": 9}]

    told = found(changed(spoil))

    assert len(told) >= 14
    for one in told:
        names = re.findall("[a-z_]{3,}", one.text.replace(card().materials[0].material, ""))
        assert set(names) <= {"alien"}, one.text


def test_the_tree_shows_which_rows_an_option_switches() -> None:
    plain: dict[str, Any] = {
        "situations": [
            {
                "id": "reason",
                "ask": "哪种？",
                "options": [
                    {"id": "lost", "label": "丢了"},
                    {"id": "old", "label": "到期"},
                    {"id": "worn", "label": "磨损"},
                ],
            }
        ],
        "conditions": [{"id": "b", "text": "先挂失", "when": {"choices": [["reason", ["lost"]]]}}],
        "fee": {
            "rows": [
                {"id": "c", "name": "工本费", "when": {"choices": [["reason", ["lost", "worn"]]]}}
            ]
        },
    }

    (table,) = tables(plain, {})

    assert [(row.place, row.said, row.applies) for row in table.rows] == [
        ("办理条件第1行", "先挂失", (True, False, False)),
        ("收费：收费项目第1行", "工本费", (True, False, True)),
    ]
    assert [option.same_as for option in table.options] == ["", "", ""]
    plain["fee"]["rows"] = []
    (table,) = tables(plain, {})
    assert [option.same_as for option in table.options] == ["", "磨损", "到期"]


def test_the_preview_says_what_the_edited_guide_would_answer() -> None:
    plain = changed(lambda p: p["fee"]["rows"][0].update(amount="每证21元"))
    built = build(SHAPE, plain, NAMES)

    shown = preview(built.value, catalogue(), wording(), Element.FEE, {})

    assert shown is not None
    assert "每证21元" in shown.line
    assert any("每证21元" in item.text for block in shown.blocks for item in block.items)


@pytest.mark.parametrize("element", list(Element))
def test_a_half_written_guide_can_be_previewed(element: Element) -> None:
    def half(plain: Plain) -> None:
        plain["materials"][0]["material"] = "没有这种"
        plain["materials"][1]["copies"] = "两份"
        plain["place"]["venues"] = ["没有这里"]
        plain["steps"].append({"id": "zzzz", "name": "", "detail": "", "when": {}})
        plain["situations"] = plain["situations"][:1]

    plain = changed(half)
    built = build(SHAPE, without_gone(SHAPE, plain), NAMES)

    shown = preview(built.value, catalogue(), wording(), element, {})

    assert shown is not None
    assert shown.left_out == 2


def test_a_guide_of_an_unknown_department_cannot_be_previewed() -> None:
    plain = changed(lambda p: p["item"].update(department="nowhere"))

    assert (
        preview(build(SHAPE, plain, NAMES).value, catalogue(), wording(), Element.FEE, {}) is None
    )
