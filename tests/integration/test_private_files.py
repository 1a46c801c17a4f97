"""What the hall keeps on disk is for its owner alone."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hall.running.private import tighten
from hall.settings import Settings
from tests.conftest import ROOT


def modes(folder: Path) -> dict[str, int]:
    """Return what others may do with each file and folder, by name; empty when nothing."""
    found = {str(p.relative_to(folder)): p.lstat().st_mode & 0o077 for p in folder.rglob("*")}
    return {name: mode for name, mode in found.items() if mode}


def test_what_the_commands_make_is_closed_to_others(tmp_path: Path) -> None:
    var = tmp_path / "var"
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/onedoor.db",
        "INDEX_DIR": str(var / "index"),
    }
    command = [sys.executable, "-m", "hall", "seed"]
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, umask=0o022, timeout=120)

    assert (var / "onedoor.db").stat().st_size > 0
    assert modes(tmp_path) == {}


def test_what_an_earlier_version_left_open_is_closed_at_start(
    settings: Settings, tmp_path: Path
) -> None:
    var, index = tmp_path / "var", tmp_path / "index"
    files = [
        var / "onedoor.db", var / "onedoor.db-wal", var / "onedoor.db-shm", var / "first_password",
        var / "onedoor-20261123-093000.db", var / "log/hall.log", var / "log/hall.log.1",
        var / "run/hall.environ.json", index / "vectors-own.npz", index / "encoder/model.safetensors",
    ]  # fmt: skip
    for file in files:
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        file.write_text("x")
        file.chmod(0o644)

    tighten(
        replace(settings, var_dir=var, index_dir=index, database_url=f"sqlite:///{var}/onedoor.db")
    )

    assert modes(var) == modes(index) == {}
    assert {path.stat().st_mode & 0o777 for path in (var, index, var / "log")} == {0o700}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_what_is_not_the_halls_own_is_left_as_it_is(settings: Settings, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / "theirs").mkdir(parents=True)
    (shared / "theirs" / "page.html").write_text("x")
    for path in (shared / "theirs" / "page.html", shared / "theirs", shared):
        path.chmod(0o755)
    shared.chmod(0o1777)

    tighten(replace(settings, var_dir=shared, index_dir=tmp_path / "none"))

    assert shared.stat().st_mode & 0o7777 == 0o1777
    assert (shared / "theirs" / "page.html").stat().st_mode & 0o777 == 0o755
