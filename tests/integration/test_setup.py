"""Set-up says in one sentence what it cannot do without, and skips what is in place."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from scripts.backup import back_up
from scripts.commit_checks import LARGEST_KIB, faults
from scripts.setup import stamps
from scripts.setup.__main__ import main
from scripts.setup.bot_env import ensure_bot_env
from scripts.setup.disk import require_space
from scripts.setup.errors import SetupError
from scripts.setup.main_env import require_python
from scripts.setup.python310 import find_python310, is_python310
from scripts.setup.torch import needs_cuda
from scripts.setup.uv import ensure_uv

ROOT = Path(__file__).parents[2]
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working copy on a machine with uv and no Python 3.10 anywhere."""
    ensure_uv(ROOT)
    (tmp_path / ".tools").symlink_to(ROOT / ".tools")
    (tmp_path / "bot").mkdir()
    shutil.copy(ROOT / "bot" / "requirements.txt", tmp_path / "bot")
    (tmp_path / "bin").mkdir()
    for key, value in {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON_INSTALL_DIR": str(tmp_path / "pythons"),
        "BOT_PYTHON": "",
    }.items():
        monkeypatch.setenv(key, value)
    return tmp_path


def uv_of(root: Path) -> Path:
    return root / ".tools" / "bin" / "uv"


def put_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_without_a_python_3_10_the_bot_is_left_out_with_one_sentence(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ensure_bot_env(bare) is False
    said = capsys.readouterr().err
    assert "Python 3.10" in said and "BOT_PYTHON" in said and said.count("\n") == 1
    assert not (bare / ".venv-bot").exists()


def test_a_named_interpreter_that_is_no_python_3_10_is_refused(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_PYTHON", sys.executable)
    with pytest.raises(SetupError, match=r"BOT_PYTHON: 应为.*现为"):
        ensure_bot_env(bare)


def test_a_shim_without_a_version_behind_it_is_no_python(bare: Path) -> None:
    shim = put_program(bare / "bin" / "python3.10", "#!/bin/sh\nexit 127\n")
    assert not is_python310(shim)
    assert find_python310(uv_of(bare), os.environ) is None


def test_a_python_in_a_pyenv_folder_is_found_behind_a_broken_shim(bare: Path) -> None:
    if not BOT_PYTHON.exists():
        pytest.skip("这台机器没有 Python 3.10")
    put_program(bare / "bin" / "python3.10", "#!/bin/sh\nexit 127\n")
    real = bare / "pyenv" / "versions" / "3.10.13" / "bin" / "python3.10"
    real.parent.mkdir(parents=True)
    real.symlink_to(BOT_PYTHON.resolve())
    assert find_python310(uv_of(bare), os.environ) == real


def test_a_full_disk_is_named_with_what_is_left_and_needed(tmp_path: Path) -> None:
    require_space(tmp_path, needed_gib=0)
    with pytest.raises(SetupError, match=r"剩余 [\d.]+ GB，首次安装需要 1e\+06 GB"):
        require_space(tmp_path, needed_gib=1e6)


def test_an_old_python_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SetupError, match=r"现在的 python3 是 3\.9\.2.*PYTHON="):
        require_python()


def test_what_cannot_be_done_ends_in_one_sentence_and_a_failing_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert main(["main"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (["filelock", "sympy>=1.13.3", "jinja2"], False),
        (["filelock", 'nvidia-cublas==13.1; platform_system == "Linux"'], True),
        (['cuda-bindings==13.0.3; platform_system == "Linux"'], True),
        (['triton==3.7.1; platform_system == "Linux"'], True),
        ([], False),
    ],
)
def test_a_torch_that_asks_for_cuda_is_told_from_one_that_does_not(
    needs: list[str], expected: bool
) -> None:
    report = {"install": [{"metadata": {"name": "torch", "requires_dist": needs}}]}
    assert needs_cuda(json.dumps(report)) is (expected and sys.platform == "linux")


def test_an_environment_is_current_until_its_lock_file_changes(tmp_path: Path) -> None:
    env, lock = tmp_path / ".venv", tmp_path / "requirements.txt"
    lock.write_text("flask==3.1.3\n")
    put_program(stamps.python_of(env), "#!/bin/sh\n")
    assert not stamps.is_current(env, lock)
    stamps.put(env, lock)
    assert stamps.is_current(env, lock)
    lock.write_text("flask==3.1.4\n")
    assert not stamps.is_current(env, lock)


def test_an_environment_whose_interpreter_is_gone_is_not_current(tmp_path: Path) -> None:
    env, lock = tmp_path / ".venv", tmp_path / "requirements.txt"
    lock.write_text("flask==3.1.3\n")
    put_program(stamps.python_of(env), "#!/bin/sh\n")
    stamps.put(env, lock)
    stamps.python_of(env).unlink()
    assert not stamps.is_current(env, lock)


def test_a_backup_of_a_database_in_use_holds_what_was_committed(tmp_path: Path) -> None:
    database = tmp_path / "onedoor.db"
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE ticket (number TEXT)")
        writer.execute("INSERT INTO ticket VALUES ('TJ20261123-0007')")
        writer.commit()
        copy = back_up(database, tmp_path / "backup", datetime(2026, 11, 23, 9, 30))
    assert copy.name == "onedoor-20261123-093000.db" and copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as reader:
        assert reader.execute("SELECT number FROM ticket").fetchall() == [("TJ20261123-0007",)]


def test_backing_up_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="没有数据库文件"):
        back_up(tmp_path / "none.db", tmp_path, datetime(2026, 11, 23))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", 0),
        (b"one line\n", 0),
        (b"no line feed", 1),
        (b"two\n\n", 1),
        (b"\x89PNG\0", 0),
        (b"a" * (LARGEST_KIB * 1024) + b"\n", 1),
    ],
)
def test_a_committed_file_is_small_and_ends_in_one_line_feed(
    tmp_path: Path, content: bytes, expected: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert len(faults([path])) == expected


def test_make_alone_lists_the_commands_a_newcomer_needs() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert {"run", "test", "check", "train", "build", "evaluate", "bench", "clean"} <= listed
    assert {"lock", "format"} <= listed
    assert all(len(line.split(maxsplit=2)) == 3 for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_every_make_command_in_the_documents_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / name).read_text(), re.MULTILINE))
    assert named and named <= targets
