"""The catalogue of materials: each paper once, who asks for it, what need not be asked for."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.loading import load_catalogue
from knowledge_base.loading.materials import (
    MATERIALS,
    next_code,
    several_in_one,
    write_missing_codes,
)
from knowledge_base.material_tables import of_demands, of_materials, of_replaceable, of_unfounded
from knowledge_base.materials import Demand, Materials, items_of, of_department, replaced_by
from knowledge_base.model.material import Material
from tests.knowledge_kit import ID_CARD, shipped, small_catalogue

ROW = "- {id: sfz, code: CL-9999, name: 二代证, kind: 证件证书证明, issuer: 公安机关}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped materials with the catalogue of services and no guide."""
    for name in ("catalogue", MATERIALS):
        shutil.copytree(city_folder() / name, tmp_path / name)
    return tmp_path


def faults(folder: Path, row: str) -> list[str]:
    """Add a row to the shared materials and return the faults."""
    path = folder / MATERIALS / "common.yml"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)
    return raised.value.faults


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: 二代证", "name: 身份证", "“身份证”已属于"),
        ("name: 二代证", "name: 二代证, aliases: [户口本]", "“户口本”已属于“hukoubu”"),
        ("code: CL-9999, ", "", "没有材料编码"),
        ("CL-9999", "CL-0001", "CL-0001 已属于“shenfenzheng”"),
        ("CL-9999", "A9", "要像 CL-0001"),
        ("公安机关}", "公安机关, e_certificate: {name: 电子证}}", "basis"),
        ("公安机关}", "公安机关, e_certificate: 电子证}", "需为键值对"),
        ("公安机关}", "公安机关, sharing: {possible: 可以}}", "source"),
        ("公安机关}", "公安机关, sharing: {possible: 能}}", "需为 可以、不可以、未核实 之一"),
        ("公安机关}", '公安机关, issued_through: "999999999999"}', "目录里没有"),
        ("公安机关}", "公安机关, issuerr: 公安}", "不认识的字段"),
    ],
)
def test_a_fault_of_a_material_is_named(folder: Path, old: str, new: str, expected: str) -> None:
    assert any(expected in fault for fault in faults(folder, ROW.replace(old, new, 1)))


def test_no_name_of_a_shipped_paper_means_another_one() -> None:
    names = [name for material in shipped().materials.values() for name in material.names]

    assert len(names) == len(set(names))


def test_an_electronic_licence_names_the_law_by_which_it_counts() -> None:
    licences = [m.e_certificate for m in shipped().materials.values() if m.e_certificate]

    assert licences
    assert all(
        ("第" in licence.basis and "条" in licence.basis) or "部分" in licence.basis
        for licence in licences
    )


def test_a_paper_that_is_handed_back_is_replaced_by_nothing() -> None:
    """原 in a name says that the paper itself is collected."""
    assert not [m.name for m in shipped().materials.values() if m.name[0] == "原" and m.replaceable]


def test_a_code_is_written_once_and_the_next_one_is_higher(folder: Path) -> None:
    path = folder / MATERIALS / "common.yml"
    before = path.read_text(encoding="utf-8")
    new = "- {id: new_flow, name: 新材料, kind: 其他, issuer: 窗口}\n- id: new_block\n  name: 另一份新材料\n  kind: 其他\n  issuer: 窗口\n"
    path.write_text(before + new, encoding="utf-8")

    assert write_missing_codes(folder) == 2
    assert write_missing_codes(folder) == 0

    after = load_catalogue(folder).materials
    assert path.read_text(encoding="utf-8").startswith(before)
    assert {after["new_flow"].code, after["new_block"].code} == {"CL-0407", "CL-0408"}


def test_the_first_code_of_all_is_one() -> None:
    assert next_code([]) == "CL-0001"
    assert next_code(["CL-0009", "CL-12000", "no"]) == "CL-12001"


@pytest.mark.parametrize(
    ("name", "kind", "listed"),
    [
        ("本人银行卡或社会保障卡", "证件证书证明", True),
        ("维修工程验收单和票据", "其他", True),
        ("中华人民共和国残疾人证", "证件证书证明", False),
        ("法定代表人（负责人和经办人）居民身份证", "证件证书证明", False),
        ("与逝者的亲属关系证明", "证件证书证明", False),
        ("土地承包合同签订、变更、登记申请书", "申请表格文书", False),
    ],
)
def test_a_name_that_joins_papers_is_listed(name: str, kind: str, listed: bool) -> None:
    assert bool(several_in_one([Material("x", name, kind, "窗口")])) is listed


def test_every_demand_is_counted_at_its_material_once() -> None:
    found = Materials(small_catalogue())

    asked = sum(len(guide.materials) for guide in small_catalogue().guides.values())
    assert sum(len(one.demands) for one in found.used) == len(found.demands) == asked
    assert found.used[0].items >= found.used[1].items


def test_a_demand_says_in_whose_case_it_is_made() -> None:
    found = Materials(small_catalogue())

    said = {d.material.id: d.situation for d in found.demands if d.guide.item.code == ID_CARD}
    assert said["hukoubu"] == "第一次办、丢了补办、姓名等信息变了"
    assert "16" in said["jianhuren_shenfenzheng"]
    assert {d.situation for d in found.demands if not d.row.when.choices} == {""}


@pytest.mark.parametrize(
    "query", ["身份证", "二代身份证", "sfz", "SFZ", "shenfenzheng", "CL-0001", "0001"]
)
def test_a_material_is_found_by_name_alias_initials_and_code(query: str) -> None:
    found = Materials(shipped()).found(query)

    assert "shenfenzheng" in [one.material.id for one in found]
    assert len(found) < len(shipped().materials) / 4


def test_a_material_of_a_database_of_before_is_reached_by_its_id() -> None:
    whole = small_catalogue()
    card = replace(whole.materials["shenfenzheng"], code="")
    found = Materials(replace(whole, materials={**whole.materials, "shenfenzheng": card}))

    one = found.one("shenfenzheng")
    assert one is not None
    assert one.material == card
    assert found.one("CL-0001") is None
    assert one in found.found("sfz")


def test_nothing_is_found_for_what_no_material_is_called() -> None:
    assert Materials(shipped()).found("养骆驼证明") == ()
    assert len(Materials(shipped()).found(" ")) == len(shipped().materials)


def test_what_is_replaced_falls_away_only_where_it_is_still_asked_for() -> None:
    for one in Materials(shipped()).replaceable:
        assert replaced_by(one.material)
        assert len(one.falling) + one.waived == len(one.demands)


def test_a_demand_without_a_law_is_listed_and_one_with_a_law_is_not() -> None:
    found = Materials(small_catalogue())

    listed = found.without_basis
    assert 0 < len(listed) < len(found.demands)
    assert not [demand for demand in listed if demand.row.legal_basis]
    assert of_department(listed, "minzheng") == tuple(
        d for d in listed if d.department.id == "minzheng"
    )
    assert of_department(listed, "") == listed


def test_items_are_counted_once_whatever_they_ask_for() -> None:
    demands: tuple[Demand, ...] = Materials(small_catalogue()).demands

    assert items_of(demands) == 3


def test_the_guide_by_which_one_gets_a_paper_is_named() -> None:
    whole, three = shipped(), small_catalogue()

    assert [g.item.code for g in three.services(whole.materials["shenfenzheng"])] == [ID_CARD]
    assert three.services(whole.materials["jj_haopai"]) == ()
    assert [g.item.name for g in whole.services(whole.materials["jj_haopai"])] == [
        "机动车号牌补领、换领"
    ]
    assert whole.services(whole.materials["zhengjianzhao"]) == ()


def test_each_table_has_a_cell_for_each_column() -> None:
    found = Materials(small_catalogue())

    for table in (
        of_materials(found.used),
        of_demands(found.demands),
        of_replaceable(found.replaceable),
        of_unfounded(found.without_basis),
    ):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
