"""Everything that is on record leaves as files and comes back equal."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from knowledge_base.exporting.city_files import write_files
from knowledge_base.exporting.guide_yaml import guide_yaml
from knowledge_base.loading import load_catalogue
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import PolicyText
from knowledge_base.model.guide import Step
from tests.knowledge_kit import ID_CARD, shipped


def test_every_record_exported_as_files_is_read_back_equal(tmp_path: Path) -> None:
    said = PolicyText("wording.greeting", "您好！\n想办什么事？: # 都可以问。")
    whole = replace(shipped(), texts={said.key: said})

    count = write_files(whole, tmp_path / "city")
    read = load_catalogue(tmp_path / "city")

    assert len(whole.guides) >= 100
    assert count == len(whole.guides) + 12
    assert read == whole


def test_a_guide_with_signs_that_mean_something_in_yaml_is_read_back_equal(tmp_path: Path) -> None:
    odd = (
        "是: 否",
        "- 一",
        "# 注",
        "'单' \"双\"",
        "第一行\n第二行",
        "no",
        "2026-11-23",
        "1e3",
        "{}",
        "*a &b !c",
    )
    rows = tuple(Step(text, text, id=f"bb{n:02}") for n, text in enumerate(odd))
    guide = replace(shipped().guides[ID_CARD], steps=rows, summary="null")
    path = tmp_path / "guide.yml"
    path.write_text(guide_yaml(guide), encoding="utf-8")
    faults = Faults()

    assert load_guide(path, "guide.yml", faults) == guide
    assert not faults.found


def test_a_guide_file_leaves_out_what_nobody_wrote() -> None:
    data = yaml.safe_load(guide_yaml(shipped().guides[ID_CARD]))

    assert list(data) == ["item", "guide"]
    assert data["item"]["code"] == ID_CARD
    assert next(iter(data["guide"]["materials"][0])) == "id"
    assert not [name for name, value in data["guide"].items() if value in ("", [], {}, None)]


def test_files_are_not_written_among_others(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("别动")

    with pytest.raises(FileExistsError, match="换一个空目录"):
        write_files(shipped(), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
