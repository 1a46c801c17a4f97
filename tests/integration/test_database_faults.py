"""A database that is lost, damaged or not ours: one sentence with file, fault and remedy, and nothing overwritten."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from hall.bootstrap import open_database
from hall.settings import Settings
from knowledge_base.errors import DatabaseFault
from knowledge_base.store.soundness import mark_made, mark_of, require_sound
from scripts.backup import back_up, main, restore
from tests.conftest import ROOT

NOW = datetime(2026, 11, 23, 9, 30)
Damage = Callable[[Path], None]


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Path:
    """A database of an installation, with some rows, and its mark."""
    file = tmp_path / "onedoor.db"
    shutil.copy(migrated, file)
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, words TEXT)")
        opened.executemany("INSERT INTO filler (words) VALUES (?)", [("要带户口簿" * 40,)] * 400)
        opened.commit()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    mark_made(file)
    return file


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for at in range(4096, len(content), 4096):
        content[at : at + 64] = bytes(255 - byte for byte in content[at : at + 64])
    file.write_bytes(content)


def write_text(file: Path) -> None:
    file.write_text("这不是数据库", encoding="utf-8")


def empty(file: Path) -> None:
    os.truncate(file, 0)


def empty_tables(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("CREATE TABLE made (id)")
        opened.execute("DROP TABLE made")
        opened.commit()


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: list[tuple[Damage, str]] = [
    (truncate, "已损坏"),
    (flip, "已损坏"),
    (write_text, "不是 SQLite 数据库"),
    (empty, "0 字节"),
    (Path.unlink, "不见了"),
    (empty_tables, "没有表"),
    (make_folder, "不是文件"),
]


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_a_damaged_or_lost_database_is_refused_with_file_fault_and_remedy(
    database: Path, damage: Damage, said: str
) -> None:
    damage(database)

    with pytest.raises(DatabaseFault) as caught:
        require_sound(database)

    sentence = str(caught.value)
    assert str(database) in sentence
    assert said in sentence
    assert "--restore" in sentence or "DATABASE_URL" in sentence
    assert "\n" not in sentence


def test_a_sound_database_is_let_through(database: Path) -> None:
    require_sound(database)


def test_a_database_that_somebody_writes_to_is_let_through(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        require_sound(database)


def test_the_newest_backup_stands_in_the_sentence(database: Path) -> None:
    back_up(database, database.parent / "backup", datetime(2026, 11, 22, 3, 0))
    newest = back_up(database, database.parent / "backup", NOW)
    empty(database)

    with pytest.raises(DatabaseFault, match=newest.name):
        require_sound(database)


@pytest.mark.parametrize("what_is_left", ["wal", "backup"])
def test_an_empty_database_without_a_mark_is_refused_where_something_shows_what_was_there(
    database: Path, what_is_left: str
) -> None:
    if what_is_left == "backup":
        back_up(database, database.parent, NOW)
    else:
        database.with_name("onedoor.db-wal").write_bytes(b"x" * 4096)
    mark_of(database).unlink()
    empty(database)

    with pytest.raises(DatabaseFault):
        require_sound(database)


def test_the_first_start_and_one_confirmed_by_removing_the_mark_make_a_new_database(
    tmp_path: Path, database: Path
) -> None:
    require_sound(tmp_path / "new" / "onedoor.db")
    database.unlink()
    mark_of(database).unlink()
    require_sound(database)


def test_a_database_from_before_there_were_marks_gets_one(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "hall.db"
    assert not mark_of(file).exists()

    open_database(settings).dispose()
    made = mark_of(file).read_text()
    open_database(settings).dispose()

    assert mark_of(file).read_text() == made != ""
    assert mark_of(file).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write every file")
def test_a_database_without_permission_is_refused(database: Path) -> None:
    database.chmod(0o000)
    with pytest.raises(DatabaseFault, match="没有读写权限"):
        require_sound(database)


@pytest.mark.parametrize("command", ["seed", "train", "build", "reset-password"])
def test_every_command_says_it_in_one_line_and_changes_nothing(
    database: Path, command: str
) -> None:
    flip(database)
    before = database.read_bytes()
    more = ["admin"] if command == "reset-password" else []
    ended = subprocess.run(
        [sys.executable, "-m", "hall", command, *more],
        cwd=database.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert str(database) in ended.stderr
    assert database.read_bytes() == before


def test_a_restored_backup_is_what_was_backed_up_and_the_damaged_file_is_kept(
    database: Path,
) -> None:
    copy = back_up(database, database.parent / "backup", NOW)
    flip(database)
    damaged = database.read_bytes()
    database.with_name("onedoor.db-wal").write_bytes(b"of the damaged one")

    aside = restore(copy, database, NOW)

    require_sound(database)
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert not database.with_name("onedoor.db-wal").exists()
    assert database.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("SELECT count(*) FROM filler").fetchone() == (400,)


def test_a_damaged_copy_is_not_put_back_and_a_damaged_database_gives_no_copy(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = back_up(database, database.parent / "backup", NOW)
    flip(copy)
    before = database.read_bytes()
    assert main(["--restore", str(copy), str(database)]) == 1
    assert database.read_bytes() == before

    flip(database)
    assert main([str(database), str(database.parent / "more")]) == 1
    assert list((database.parent / "more").glob("*.db")) == []
    assert "没有成功" in capsys.readouterr().err


def test_backups_are_for_their_owner_alone(database: Path) -> None:
    copy = back_up(database, database.parent / "new-folder", NOW)

    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_up_refuses_a_damaged_database_before_it_starts_anything(
    database: Path, settings: Settings
) -> None:
    from hall.running.command import prepare
    from hall.running.errors import CannotRun

    flip(database)
    with pytest.raises(CannotRun, match="已损坏"):
        prepare(replace(settings, database_url=f"sqlite:///{database}"), ROOT)
