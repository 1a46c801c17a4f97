"""Whether a database file can be served from, before anything is written to it.

Beside the file lies a mark (`onedoor.db.id`) from the day it was made: a file that is then missing or empty was
lost, and is not taken for a new installation.
"""

import os
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from knowledge_base.errors import DatabaseFault

MAGIC = b"SQLite format 3\0"
"""The first bytes of every SQLite database (sqlite.org/fileformat2.html)."""
RESTORE = "停止服务，运行 python3 -m scripts.backup --restore {copy} {file} 恢复备份"
FRESH = "；确实要从头建一个空库，先删掉 {mark}"


def mark_of(file: Path) -> Path:
    """Return where it is noted that this database was made."""
    return file.with_name(f"{file.name}.id")


def mark_made(file: Path) -> None:
    """Note that the database was made; a mark that lies there stays."""
    mark = mark_of(file)
    if mark.exists():
        return
    part = mark.with_name(f"{mark.name}.{os.getpid()}")
    part.write_text(f"{uuid.uuid4()}\n", encoding="ascii")
    part.chmod(0o600)
    part.replace(mark)


def newest_backup(file: Path) -> Path | None:
    """Return the newest copy that `scripts.backup` put beside the database or into a folder there."""
    names = f"{file.stem}-????????-??????.db"
    found = [*file.parent.glob(names), *file.parent.glob(f"*/{names}")]
    return max(found, key=lambda path: path.name, default=None)


def require_sound(file: Path) -> None:
    """Return when the database can be opened, or is to be made for the first time.

    Raises:
        DatabaseFault: it is lost, damaged, no database or not ours to write; the message says what to do.
    """
    if not file.exists():
        _require_new(file, "不见了")
        return
    _require_ours(file)
    if file.stat().st_size == 0:
        _require_new(file, "是空的（0 字节）")
        return
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            raise _fault(file, "不是 SQLite 数据库，或者开头已损坏")
    _require_whole(file)


def _require_ours(file: Path) -> None:
    if not file.is_file():
        raise DatabaseFault(f"数据库 {file} 不是文件：请核对 DATABASE_URL，或把这个目录挪开")
    if not os.access(file, os.R_OK | os.W_OK):
        raise DatabaseFault(
            f"数据库 {file} 没有读写权限：请把它的属主改成运行大厅的用户，权限 0600"
        )
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise DatabaseFault(
            f"数据库所在目录 {file.parent} 不可写：请改属主或权限，SQLite 要在旁边写日志"
        )


def _require_new(file: Path, what: str) -> None:
    """Raise when something shows that there was a database here."""
    log = file.with_name(f"{file.name}-wal")
    if mark_of(file).exists():
        raise _fault(file, f"{what}，而这里装过大厅", FRESH.format(mark=mark_of(file)))
    if log.is_file() and log.stat().st_size:
        raise _fault(file, f"{what}，而旁边有没写完的 {log.name}", FRESH.format(mark=log))
    copy = newest_backup(file)
    if copy is not None:
        raise _fault(file, f"{what}，而这里有它的备份", FRESH.format(mark=f"备份 {copy.parent}"))


def _require_whole(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file, timeout=1.0)) as opened:
            said = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            return  # somebody works with it, so it can be read
        raise _fault(file, f"已损坏（{error}）") from error
    if said != "ok":
        raise _fault(file, f"已损坏（{said.splitlines()[-1]}）")
    if not tables:
        _require_new(file, "是空的（没有表）")


def _fault(file: Path, what: str, otherwise: str = "") -> DatabaseFault:
    copy = newest_backup(file) or "备份文件"
    return DatabaseFault(
        f"数据库 {file} {what}：{RESTORE.format(copy=copy, file=file)}{otherwise}。"
    )
