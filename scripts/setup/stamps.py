"""Marks that tell which lock file an environment was installed from."""

import hashlib
import os
from pathlib import Path


def python_of(env: Path) -> Path:
    """Return the interpreter of an environment."""
    return env / "bin" / "python"


def is_current(env: Path, lock: Path) -> bool:
    """Return whether the environment works and was installed from this very lock file."""
    mark = _mark(env, lock)
    usable = os.access(python_of(env), os.X_OK)
    return usable and mark.is_file() and mark.read_text() == _digest(lock)


def put(env: Path, lock: Path) -> None:
    """Remember that the environment was installed from this lock file."""
    _mark(env, lock).write_text(_digest(lock))


def _mark(env: Path, lock: Path) -> Path:
    return env / f"onedoor-{lock.stem}.stamp"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
