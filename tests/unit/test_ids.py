"""Every row of a guide has an id of its own, written once."""

import shutil
from pathlib import Path

import pytest
import yaml

from knowledge_base.city import city_folder
from knowledge_base.loading import load_catalogue
from knowledge_base.loading.ids import write_missing_ids
from knowledge_base.model.guide import rows_of

GUIDE = """\
item: {code: x}
guide:
  summary: 简介
  conditions:
    - 年满16周岁的公民。
    - {text: 丢了的, when: {reason: [lost]}}
    - 问12366: 或者12393, 都行
    - "带引号，也带 [括号]"
    - 分成
      两行
  steps:
    - name: 申请
      detail: 到窗口
    - {id: kept, name: 领证, detail: 凭回执领}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A guide file as somebody writes it, without ids."""
    file = tmp_path / "guide.yml"
    file.write_text(GUIDE.replace("- 问12366: 或者", "- 问12366 或者"), encoding="utf-8")
    return file


def rows(path: Path) -> list[dict[str, object]]:
    guide = yaml.safe_load(path.read_text(encoding="utf-8"))["guide"]
    return [*guide["conditions"], *guide["steps"]]


def test_every_row_gets_an_id_and_keeps_its_text(path: Path) -> None:
    before = yaml.safe_load(path.read_text(encoding="utf-8"))["guide"]["conditions"]

    assert write_missing_ids(path) == 6

    texts = [row["text"] for row in rows(path)[:5]]
    assert texts == [row["text"] if isinstance(row, dict) else row for row in before]
    ids = [row["id"] for row in rows(path)]
    assert all(isinstance(i, str) for i in ids)
    assert len(set(ids)) == 7


def test_an_id_that_is_written_stays_though_text_and_order_change(path: Path) -> None:
    write_missing_ids(path)
    ids = {row.get("text", row.get("name")): row["id"] for row in rows(path)}
    text = path.read_text(encoding="utf-8").replace("凭回执领", "凭领证回执领取")
    path.write_text(text.replace("  conditions:\n", "  conditions:\n    - 新的一条。\n"))

    assert write_missing_ids(path) == 1

    kept = {row.get("text", row.get("name")): row["id"] for row in rows(path)}
    assert {name: kept[name] for name in ids} == ids


def test_a_file_that_has_all_ids_is_not_touched(path: Path) -> None:
    write_missing_ids(path)
    before = path.read_bytes()

    assert write_missing_ids(path) == 0
    assert path.read_bytes() == before


def test_the_shipped_guides_load_the_same_after_their_ids_are_lost(tmp_path: Path) -> None:
    """An id is written from nothing that could differ between two machines."""
    shutil.copytree(city_folder(), tmp_path / "base")
    shutil.rmtree(tmp_path / "base/questions")  # their labels are the ids that get lost
    shipped = load_catalogue(city_folder())
    item_code, guide = next(iter(shipped.guides.items()))
    file = next(p for p in (tmp_path / "base/guides").rglob("*.yml") if item_code in p.read_text())
    text = file.read_text(encoding="utf-8")
    for _, row in rows_of(guide):
        text = text.replace(f"id: {row.id}, ", "", 1)
    file.write_text(text, encoding="utf-8")

    assert write_missing_ids(file) > 0

    again = load_catalogue(tmp_path / "base").guides[item_code]
    assert len({row.id for _, row in rows_of(again)}) == len(list(rows_of(guide)))
