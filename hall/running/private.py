"""What the hall keeps on disk is for its owner's eyes: databases, logs, index, passwords."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import structlog

from hall.settings import Settings
from knowledge_base.store.engine import sqlite_file

OTHERS = 0o077
"""Every bit that lets somebody else in."""
BESIDE = ("", "-wal", "-shm", "-journal", ".id", "-????????-??????.db")
"""What lies beside a database under its name; a backup is named by its stem."""
OWN_FOLDERS = ("log", "run", "backup", "backups")

log = structlog.get_logger(__name__)


def tighten(settings: Settings) -> None:
    """Take from others what an earlier version made for all: only what is known to be the hall's own."""
    for path in _own(settings):
        try:
            _close(path)
        except OSError as error:
            log.warning("still_readable_by_others", file=str(path), cause=error.strerror)


def _close(path: Path) -> None:
    found = path.lstat()
    known = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    if known and found.st_uid == os.geteuid() and found.st_mode & OTHERS:
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)


def _own(settings: Settings) -> Iterator[Path]:
    var, index = settings.var_dir, settings.index_dir
    if _is_ours_alone(var):
        yield var
    yield from (path for path in var.glob("*") if path.is_file())
    for folder in (*(var / name for name in OWN_FOLDERS), index):
        if folder.is_dir():
            yield folder
            yield from folder.rglob("*")
    file = sqlite_file(settings.database_url)
    if file is not None:
        yield from (p for end in BESIDE[:-1] if (p := file.with_name(file.name + end)).exists())
        yield from file.parent.glob(f"{file.stem}{BESIDE[-1]}")


def _is_ours_alone(folder: Path) -> bool:
    """Whether the folder is not one of the system's, such as /var or /tmp, that others need."""
    shared = folder.is_dir() and folder.stat().st_mode & stat.S_ISVTX
    return folder.is_dir() and not shared and len(folder.resolve().parts) > 2
