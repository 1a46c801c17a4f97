"""Starts at the same moment: every process sees the same secrets, and none is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from hall.settings import load_settings
from hall.settings.env_file import read_env
from tests.stack import ROOT

PAIRS = 40
START = """
import sys
from pathlib import Path
from hall.settings import load_settings, write_missing_secrets
for folder in sorted(Path(sys.argv[1]).iterdir()):
    (folder / f"here-{sys.argv[2]}").touch()
    while not (folder / f"here-{1 - int(sys.argv[2])}").exists():
        pass
    write_missing_secrets(folder / ".env", {})
    seen = load_settings({}, folder / ".env")
    print(seen.secret_key, seen.action_token, seen.contact_key, flush=True)
"""
"""One side of every pair: it waits for the other side, starts, and says what it sees."""


def side(folder: Path, number: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", START, str(folder), str(number)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def both(folder: Path) -> list[list[str]]:
    """Return what each side saw, pair by pair."""
    sides = [side(folder, 0), side(folder, 1)]
    ended = [one.communicate(timeout=120) for one in sides]
    assert [one.returncode for one in sides] == [0, 0], ended
    return [said.splitlines() for said, _ in ended]


@pytest.fixture
def installations(tmp_path: Path) -> Path:
    """Forty installations: half of them new, half with a key that citizens' contacts hang on."""
    for number in range(PAIRS):
        (tmp_path / f"{number:02}").mkdir()
        if number % 2:
            text = f"# 值守须知：勿删\nHALL_PORT={9000 + number}\nCONTACT_KEY={'A' * 43}=\n"
            (tmp_path / f"{number:02}" / ".env").write_text(text, encoding="utf-8")
    return tmp_path


def test_forty_pairs_of_starts_lose_no_key_and_agree_on_each(installations: Path) -> None:
    one, other = both(installations)
    assert len(one) == PAIRS
    assert one == other
    for number, seen in enumerate(one):
        file = installations / f"{number:02}" / ".env"
        kept = load_settings({}, file)
        assert seen.split() == [kept.secret_key, kept.action_token, kept.contact_key]
        if number % 2:
            assert kept.contact_key == f"{'A' * 43}=" and kept.hall_port == 9000 + number
            assert "# 值守须知：勿删" in file.read_text(encoding="utf-8")


def test_starts_leave_no_other_file_behind(installations: Path) -> None:
    both(installations)
    for folder in installations.iterdir():
        names = {path.name for path in folder.iterdir()}
        assert names == {".env", ".env.lock", "here-0", "here-1"}
        assert set(read_env(folder / ".env")) >= {"SECRET_KEY", "ACTION_TOKEN", "CONTACT_KEY"}
