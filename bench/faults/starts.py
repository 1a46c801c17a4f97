"""Two starts at once: whether `.env` keeps every key that was in it or that a start went on with."""

import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from dotenv import dotenv_values

from bench.faults.finding import Finding
from tests.stack import ROOT, Stack

PAIRS = 40
KEYS = ("SECRET_KEY", "ACTION_TOKEN", "CONTACT_KEY", "AUDIT_KEY")
START = (
    "import sys; from hall.settings import load_settings, write_missing_secrets\n"
    "print('here', flush=True); sys.stdin.readline()\n"
    "write_missing_secrets(); print(load_settings({}).contact_key)"
)
"""The first step of every start; both wait at the line, so that they run at the same moment."""


def simultaneous_starts(_stack: Stack | None) -> Finding:
    """Start two installations in one folder forty times, every other time with a key in `.env` already."""
    lost = sum(_lost(given=bool(number % 2)) for number in range(PAIRS))
    return Finding(f"{PAIRS} pairs of simultaneous starts", f"{lost} lost a key", "0", lost == 0)


def _lost(*, given: bool) -> bool:
    with tempfile.TemporaryDirectory(prefix="onedoor-starts-") as folder:
        file, key = Path(folder) / ".env", Fernet.generate_key().decode()
        if given:
            file.write_text(f"CONTACT_KEY={key}\n")
        used = _started(folder)
        kept = dotenv_values(file)
    is_whole = all(kept.get(name) for name in KEYS)
    return not is_whole or used != {kept["CONTACT_KEY"]} or (given and kept["CONTACT_KEY"] != key)


def _started(folder: str) -> set[str | None]:
    """Return the key that each of two simultaneous starts went on with."""
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", START], cwd=folder, env={"PYTHONPATH": str(ROOT)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in pair:
        assert one.stdin and one.stdout
        one.stdout.readline()
    for one in pair:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    return {one.communicate()[0].strip() or None for one in pair}
