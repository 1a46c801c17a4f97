"""Guide files: every fault at once, with file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.loading import load_catalogue

GUIDE = "guides/gongan/juminshenfenzheng.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A base with one guide, to be spoilt."""
    for name in ("catalogue", "materials"):
        shutil.copytree(city_folder() / name, tmp_path / name)
    (tmp_path / GUIDE).parent.mkdir(parents=True)
    shutil.copy(city_folder() / GUIDE, tmp_path / GUIDE)
    return tmp_path


def spoil(folder: Path, old: str, new: str) -> list[str]:
    """Replace a text of the guide and return the faults."""
    path = folder / GUIDE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)
    return raised.value.faults


def test_a_clean_base_loads(folder: Path) -> None:
    catalogue = load_catalogue(folder)

    guide = catalogue.guides["232009001000-01"]
    assert guide.item.name == "居民身份证申领、换领、补领"
    assert len(catalogue.entries) == 130


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("original: 1", "original: 两份", "materials[0].original: 需为不小于0的整数, 现为 '两份'"),
        ("type: 行政确认", "type: 行政确任", "item.type: 需为"),
        ("material: hukoubu", "material: hukouben", "材料目录里没有“hukouben”"),
        ("when: {age: [minor]}", "when: {age: [child]}", "不存在的选项“child”"),
        ("when: {age: [minor]}", "when: {years: [minor]}", "不存在的情形问题“years”"),
        ("venues: [paichusuo]", "venues: [nowhere]", "没有办理地点“nowhere”"),
        ('hotlines: ["12345"]', 'hotlines: ["0454-1234567"]', "只能写全国统一号码"),
        ("version: 1", "verison: 1", "不认识的字段"),
        ("effective_from: 2026-11-01", "effective_from: 下个月", "需为日期"),
        ("charged: true", "charged: false", "不收费的不能有"),
        ('catalog_code: "232009001000"', 'catalog_code: "999999999999"', "目录里没有"),
        ("item:", "item: [", "YAML 写法有误"),
        ("note: 领新证时交回。", "note: 可以不交。", "写了必要，说明里又写“可以不”"),
        ("original: 1, copies: 0", "original: 0, copies: 0", "份数都是0"),
        ("necessity: 必要", "any_of: one, necessity: 必要", "只有一样材料，任选要两样以上"),
        ("necessity: 必要", "waived: {by: 领导同意}, necessity: 必要", "waived.by: 需为 数据共享"),
        (
            "necessity: 必要",
            "waived: {by: 电子证照, later_days: 5}, necessity: 必要",
            "只有容缺才写补交期限",
        ),
        (
            "necessity: 必要",
            "waived: {by: 电子证照, when: {age: [child]}}, necessity: 必要",
            "不存在的选项“child”",
        ),
        (
            "  summary:",
            "  endings: [{kind: not_needed, text: 不用办。}]\n  summary:",
            "必填, 现在没有: 写明哪种情形",
        ),
        (
            "    max: 1\n",
            "    max: 1\n    rows: [{max: 2, when: {age: [minor]}}]\n",
            "次数比最多次数（1）还多",
        ),
        (
            "  summary:",
            "  effective_until: 2020-01-01\n  summary:",
            "最后执行的日子早于开始执行的日子",
        ),
        (
            "  summary:",
            "  custody: {confirmed: [{fact: nowhere, on: 2026-11-01, by: 户政岗}]}\n  summary:",
            "没有编号为“nowhere”的内容",
        ),
        ("  summary:", "  authority: {code: '123'}\n  summary:", "实施编码需为31位"),
        (
            "  summary:",
            "  authority: {code: '12441500196720244X3442199806003'}\n  summary:",
            "不是有效的统一社会信用代码",
        ),
    ],
)
def test_a_fault_is_named_with_its_file(folder: Path, old: str, new: str, expected: str) -> None:
    faults = spoil(folder, old, new)

    assert any(expected in fault for fault in faults), faults


def test_a_paper_stands_in_the_catalogue_once(folder: Path) -> None:
    path = folder / "materials" / "common.yml"
    twice = "- {id: sfz, name: 二代证, aliases: [身份证], kind: 证件证书证明, issuer: 公安机关}\n"
    path.write_text(path.read_text(encoding="utf-8") + twice, encoding="utf-8")

    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)

    assert any("“身份证”已属于“shenfenzheng”" in fault for fault in raised.value.faults)


def test_what_people_say_for_several_papers_may_stand_at_each(folder: Path) -> None:
    materials = load_catalogue(folder).materials.values()

    said = [m.id for m in materials if "房照" in m.wordings]

    assert len(said) > 1
    assert [m.id for m in materials if "房照" in m.names] == ["budongchan_zhengshu"]


def test_a_fault_names_its_line(folder: Path) -> None:
    lines = (folder / GUIDE).read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if "original: 1" in text)

    faults = spoil(folder, "original: 1", "original: 两份")

    assert any(fault.startswith(f"{GUIDE}:{line} ") for fault in faults), faults


def test_all_faults_are_told_at_once(folder: Path) -> None:
    faults = spoil(
        folder, "original: 1, copies: 0, necessity: 必要", "original: x, copies: y, necessity: z"
    )

    assert len([f for f in faults if "materials[0]" in f]) == 3


def test_two_items_may_not_share_an_alias(folder: Path) -> None:
    text = (folder / GUIDE).read_text(encoding="utf-8")
    twin = text.replace("232009001000-01", "232009001000-02")
    (folder / "guides/gongan/twin.yml").write_text(twin, encoding="utf-8")

    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)

    assert any("“身份证”已属于" in fault for fault in raised.value.faults)


def test_the_shipped_guides_cover_every_top_row_and_are_marked_as_samples() -> None:
    catalogue = load_catalogue()

    top = {e.catalog_code for e in catalogue.entries.values() if e.priority == "top"}
    assert len(top) == 52
    assert top <= catalogue.guides_by_entry.keys()
    assert not [g.item.name for g in catalogue.guides.values() if g.verified]


def test_no_shipped_venue_has_a_phone_that_can_be_dialled() -> None:
    venues = load_catalogue().venues.values()

    assert {v.phone for v in venues} == {"0454-×××××××（样例）"}


TABLE = "catalogue/catalogue.csv"


def spoil_table(folder: Path, change: Callable[[list[str]], list[str]]) -> list[str]:
    """Change the lines of the catalogue's table and return the faults."""
    path = folder / TABLE
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)
    return raised.value.faults


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: [*rows, rows[1]], f"{TABLE}:132: 基本编码重复: '232009001000'"),
        (lambda rows: [*rows, "," + rows[1].partition(",")[2]], f"{TABLE}:132: catalog_code 必填"),
        (lambda rows: [rows[0].replace("name,", ""), *rows[1:]], f"{TABLE}:1: 缺少列: name"),
        (lambda rows: [*rows, "239999999999,只有名字"], f"{TABLE}:132: 这一行的列数不对"),
        (lambda rows: [rows[0], rows[1] + ",多一列", *rows[2:]], f"{TABLE}:2: 这一行的列数不对"),
        (lambda _rows: [], f"{TABLE}:1: 缺少列: catalog_code"),
    ],
)
def test_a_fault_of_the_catalogues_table_has_file_and_line(
    folder: Path, change: Callable[[list[str]], list[str]], expected: str
) -> None:
    assert [fault for fault in spoil_table(folder, change) if fault.startswith(expected)]


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        (Path.unlink, f"{TABLE}: 读不到文件"),
        (lambda path: path.write_bytes(b"catalog_code,name\n\xff"), f"{TABLE}: 不是 UTF-8 文字"),
    ],
)
def test_a_catalogues_table_that_cannot_be_read_is_a_fault(
    folder: Path, spoilt: Callable[[Path], object], expected: str
) -> None:
    spoilt(folder / TABLE)
    with pytest.raises(GuideError) as raised:
        load_catalogue(folder)
    assert [fault for fault in raised.value.faults if fault.startswith(expected)]


def test_an_implementing_code_with_a_true_check_sign_is_taken(folder: Path) -> None:
    path = folder / GUIDE
    text = path.read_text(encoding="utf-8")
    code = "  authority: {code: 12441500196720244T3442199806003}\n  summary:"
    path.write_text(text.replace("  summary:", code, 1), encoding="utf-8")

    guide = load_catalogue(folder).guides["232009001000-01"]
    assert guide.authority.code == "12441500196720244T3442199806003"
