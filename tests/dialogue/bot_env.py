"""The bot environment as the tests use it: one Python 3.10 process for one question."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-bot" / "bin" / "python"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TQDM_DISABLE": "1",
    "LOG_LEVEL": "WARNING",
    "ACTIONS_URL": "http://127.0.0.1:5055",
}


def bot_python(*arguments: str, stdin: str = "", seconds: int = 600) -> str:
    """Return what the bot environment's Python printed; a failure fails the test with its output."""
    if not PYTHON.exists():
        pytest.fail(f"{PYTHON} is missing: make the bot environment first (README)")
    done = subprocess.run(
        [str(PYTHON), *arguments],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


def in_bot(code: str) -> Any:
    """Return the JSON that the last line of `code` printed in the bot environment."""
    return json.loads(bot_python("-c", code).strip().splitlines()[-1])


def parse(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the trained model reads into each line."""
    printed = bot_python("-m", "bot.parse", stdin="\n".join(lines))
    return [json.loads(line) for line in printed.splitlines() if line.startswith('{"text"')]
