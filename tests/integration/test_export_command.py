"""`python -m hall export`, `backup` and `restore`, as somebody types them."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from hall.__main__ import main
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.loading.guide import load_guide
from knowledge_base.loading.source import Faults
from knowledge_base.store.engine import connect
from knowledge_base.store.repository import GuideStore
from service_desk.store import DeskStore
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, small_catalogue


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Path:
    """An installation with three guides in force."""
    for key in list(os.environ):
        if key in ("SECRET_KEY", "ACTION_TOKEN", "DATABASE_URL", "VAR_DIR") or "AUDIT" in key:
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
    engine = connect(f"sqlite:///{tmp_path}/var/onedoor.db")
    prepare_tables(engine, clock())
    DeskStore(engine).migrate()
    publish_files(GuideStore(engine), small_catalogue(), clock())
    engine.dispose()
    return tmp_path


def test_open_data_is_written_signed_and_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "data", "out"]) == 0
    assert "第 1 次发布的开放数据在 out" in capsys.readouterr().out
    assert main(["export", "check", "out"]) == 0
    assert "都与签过名的清单相同" in capsys.readouterr().out

    assert main(["export", "data", "out"]) == 1
    assert "请换一个名字" in capsys.readouterr().err
    with (folder / "out" / "items.csv").open("a") as file:
        file.write("多出来的一行\n")
    assert main(["export", "check", "out"]) == 1
    assert "items.csv 与清单里的摘要不同" in capsys.readouterr().err
    assert main(["export", "check", "nowhere"]) == 1


def test_every_guide_is_among_the_files_of_everything(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "files", "city"]) == 0
    assert "第 1 次发布的全部内容" in capsys.readouterr().out

    faults = Faults()
    read = [load_guide(p, p.name, faults) for p in (folder / "city" / "guides").rglob("*.yml")]

    assert {g.item.code: g for g in read if g} == small_catalogue().guides
    assert main(["export", "files", "city"]) == 1
    assert "换一个空目录" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["yml", "html", "docx", "jsonld"])
def test_one_guide_is_written_in_the_form_that_its_name_says(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "guide", ID_CARD, f"one.{form}"]) == 0
    written = (folder / f"one.{form}").read_bytes()
    assert len(written) > 1000

    assert main(["export", "guide", ID_CARD, f"one.{form}"]) == 1
    assert (folder / f"one.{form}").read_bytes() == written
    assert main(["export", "guide", "000", f"two.{form}"]) == 1
    assert main(["export", "guide", ID_CARD, "one.exe"]) == 1
    assert "之一结尾" in capsys.readouterr().err


def test_a_backup_is_restored_where_nothing_is_and_nowhere_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "copies").mkdir()
    assert main(["backup", "copies"]) == 0
    said = capsys.readouterr().out
    assert "没有 .env 里的密钥" in said
    (copy,) = (folder / "copies").iterdir()
    assert main(["restore", str(copy)]) == 1
    assert "已经有内容" in capsys.readouterr().err

    monkeypatch.setenv("DATABASE_URL", "sqlite:///new/hall.db")
    assert main(["restore", str(copy)]) == 0
    said = capsys.readouterr().out
    assert "逐行核对都与备份相同" in said
    assert "审计记录完整" in said
    assert main(["audit", "verify"]) == 0
    engine = connect("sqlite:///new/hall.db")
    assert GuideStore(engine).published()[0].guides == small_catalogue().guides
    engine.dispose()


def test_what_was_tampered_with_before_the_backup_is_said_after_the_restore(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = connect("sqlite:///var/onedoor.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE kb_version SET title = '别的' WHERE id = 1"))
    engine.dispose()
    assert main(["backup", "one.zip"]) == 0
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new/hall.db")

    assert main(["restore", "one.zip"]) == 1

    said = capsys.readouterr()
    assert "逐行核对都与备份相同" in said.out
    assert "version:1 的内容与登记时不一致" in said.err


def test_where_there_is_nothing_nothing_is_backed_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///none/hall.db")
    assert main(["backup", "copies.zip"]) == 1
    assert "没有数据库文件" in capsys.readouterr().err
    assert not (folder / "copies.zip").exists()
