"""`python -m hall import`: a report of every file, whatever the files are."""

import json
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.bootstrap import open_database, utc_now
from hall.running import documents as command
from hall.running.staffing import desk_for_commands
from hall.settings import load_settings
from knowledge_base.importing import refusing as why
from knowledge_base.importing.batch import Importer
from knowledge_base.lifecycle.people import IMPORTER
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.store.repository import GuideStore
from service_desk.accounts import NewClerk
from service_desk.staff import Role
from tests.documents_kit import documents
from tests.documents_kit.services import SERVICES
from tests.knowledge_kit import ID_CARD, small_catalogue


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kb.db'}")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    made = tmp_path / "docs"
    made.mkdir()
    return made


def _report(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found


def test_a_folder_is_read_and_one_bad_file_does_not_stop_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(
            f"第{number}号事项\n申请材料：\n1.居民身份证\n", "utf-8"
        )
    (folder / "05.docx").write_bytes(b"PK\x03\x04 nothing")
    report = tmp_path / "report.json"
    assert main(["import", str(folder), "--report", str(report)]) == 1
    found = _report(report)
    assert (found["total"], found["done"], found["is_complete"]) == (21, 21, True)
    files = found["files"]
    assert isinstance(files, list)
    (bad,) = [one for one in files if one["refused"]]
    assert bad["path"].endswith("05.docx") and bad["refused"] == why.BROKEN
    good = next(one for one in files if one["path"].endswith("07.txt"))
    assert good["title"] == "第7号事项"
    assert good["sections"]["申请材料"]["rows"][0]["text"] == "居民身份证"
    assert good["sections"]["申请材料"]["rows"][0]["origin"] == "第 3 行"
    said = capsys.readouterr().out
    assert "[21/21]" in said and f"05.docx {why.BROKEN}" in said


def test_an_import_that_is_stopped_leaves_a_whole_report(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text("换证\n申请材料：\n1.照片\n", "utf-8")
    read = Importer.read_path

    def stops_at_four(self: Importer, path: Path) -> object:
        if path.name == "4.txt":
            raise KeyboardInterrupt
        return read(self, path)

    monkeypatch.setattr(Importer, "read_path", stops_at_four)
    report = tmp_path / "report.json"
    assert main(["import", str(folder), "--report", str(report)]) == command.INTERRUPTED
    found = _report(report)
    assert (found["total"], found["done"], found["is_complete"]) == (6, 4, False)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert "读了 4 个，共 6 个" in capsys.readouterr().err


def test_every_kind_of_document_is_read_by_the_command(folder: Path, tmp_path: Path) -> None:
    made = [one for one in documents() if one.name.split(".")[0] in ("portal", "form", "items")]
    for one in made:
        (folder / one.name).write_bytes(one.content)
    report = tmp_path / "report.json"
    assert main(["import", str(folder), "--report", str(report)]) == 0
    files = _report(report)["files"]
    assert isinstance(files, list)
    titles = {guide["title"] for one in files for guide in one["guides"]}
    assert titles == {service.title for service in SERVICES}


def test_a_report_that_has_no_place_is_told_before_anything_is_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.txt").write_text("申请材料：照片", "utf-8")
    assert main(["import", str(folder), "--report", str(tmp_path / "no" / "r.json")]) == 1
    assert "没有文件夹" in capsys.readouterr().err


def test_drafts_are_made_as_somebody_who_may(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.txt").write_text("居民身份证\n申请材料：\n1.居民户口簿\n", "utf-8")
    settings = load_settings()
    engine = open_database(settings)
    publish_files(GuideStore(engine), small_catalogue(), utc_now())
    for login, role in (("bianji", Role.EDITOR), ("zuoxi", Role.CLERK)):
        desk_for_commands(settings).accounts.create(NewClerk(login, "赵敏", {role}, "gongan"))
    assert main(["import", str(folder), "--draft", "--as", "zuoxi"]) == 1
    assert "编辑账号" in capsys.readouterr().err
    assert main(["import", str(folder), "--draft", "--as", "bianji"]) == 0
    assert f"写进 {ID_CARD} 的草稿" in capsys.readouterr().out
    record = Record(GuideStore(engine), utc_now)
    (folder / "b.txt").write_text("户口簿\n申请材料：\n1.照片\n", "utf-8")
    both = ["import", str(folder), "--draft", "--as", "bianji", "--item", ID_CARD]
    assert main(both) == 1
    assert "只用于一个文件" in capsys.readouterr().err
    two = folder / "c.csv"
    two.write_text("事项名称,申请材料,办理流程\n甲,照片,申请\n乙,照片,申请\n", "utf-8")
    main(["import", str(two), "--draft", "--as", "bianji", "--item", ID_CARD])
    assert "文件里有 2 份指南" in capsys.readouterr().out
    (draft,) = [one for one in record.drafts.listed(IMPORTER) if one.key == ID_CARD]
    assert (draft.author, draft.origin) == ("bianji", "import")


def test_a_leaflet_is_compared_with_what_is_published(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_files(GuideStore(open_database(load_settings())), small_catalogue(), utc_now())
    leaflet = folder / "leaflet.txt"
    leaflet.write_text("身份证\n申请材料：\n1.居民户口簿\n收费标准：每证50元\n", "utf-8")
    assert main(["drift", str(leaflet)]) == 1
    said = capsys.readouterr().out
    assert f"身份证（{ID_CARD}）" in said and "收费" in said and "每证50元" in said
    leaflet.write_text("身份证\n申请材料：\n1.居民户口簿\n", "utf-8")
    main(["drift", str(leaflet)])
    leaflet.write_text("没有的事\n申请材料：\n1.居民户口簿\n", "utf-8")
    assert main(["drift", str(leaflet)]) == 2
    (folder / "bad.docx").write_bytes(b"PK\x03\x04")
    assert main(["drift", str(folder / "bad.docx")]) == 2
    assert why.BROKEN in capsys.readouterr().err
