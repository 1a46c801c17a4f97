"""Run other programs with their output in sight."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.setup.errors import SetupError

Command = Sequence[str | Path]


def run(command: Command, sentence: str, *, more: Mapping[str, str] | None = None) -> None:
    """Run a program to its end with its output in sight.

    Raises:
        SetupError: with `sentence`, when the program is missing or fails.
    """
    try:
        done = subprocess.run([str(part) for part in command], env={**_environ(), **(more or {})})
    except OSError as error:
        raise SetupError(sentence) from error
    if done.returncode:
        raise SetupError(sentence)


def read(command: Command, seconds: float = 60) -> str | None:
    """Return what a program printed, or None when it is missing, fails or takes too long."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=_environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _environ() -> dict[str, str]:
    """An environment activated elsewhere must not receive what is installed here."""
    return {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
