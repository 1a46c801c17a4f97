"""Copies of an SQLite database: taken while the hall runs, put back while it stands.

`python3 -m scripts.backup DATABASE FOLDER` takes one, `python3 -m scripts.backup --restore COPY DATABASE` puts it back.
"""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

BESIDE = ("-wal", "-shm")
"""What belongs to the database that is replaced, and would spoil the one put in its place."""


def back_up(database: Path, folder: Path, moment: datetime) -> Path:
    """Return a whole copy of the database as it is now, for its owner's eyes.

    Raises:
        FileNotFoundError: there is no such database.
        sqlite3.Error: it is damaged, so that a copy would be of no use; none is left.
    """
    if not database.is_file():
        raise FileNotFoundError(f"没有数据库文件 {database}（no such database）")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{moment:%Y%m%d-%H%M%S}.db"
    copy.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        require_whole(copy)
    except sqlite3.Error:
        copy.unlink()
        raise
    return copy


def restore(copy: Path, database: Path, moment: datetime) -> Path | None:
    """Put the copy in the place of the database, and return where that lies now; None where there was none.

    Raises:
        FileNotFoundError: there is no such copy.
        sqlite3.Error: the copy is damaged; the database is left as it is.
    """
    if not copy.is_file():
        raise FileNotFoundError(f"没有备份文件 {copy}（no such copy）")
    require_whole(copy)
    part = database.with_name(f"{database.name}.part")
    part.touch(mode=0o600)
    shutil.copyfile(copy, part)
    aside = _move_aside(database, moment)
    os.replace(part, database)
    return aside


def require_whole(database: Path) -> None:
    """Return when the file is a whole database with tables.

    Raises:
        sqlite3.Error: it is not.
    """
    with closing(sqlite3.connect(database)) as opened:
        said = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if said != "ok" or not tables:
        raise sqlite3.DatabaseError(f"{database} 已损坏或是空的（damaged or empty）")


def _move_aside(database: Path, moment: datetime) -> Path | None:
    aside = database.with_name(f"{database.name}.replaced-{moment:%Y%m%d-%H%M%S}")
    for end in BESIDE:
        found = database.with_name(database.name + end)
        if found.exists():
            found.replace(aside.with_name(aside.name + end))
    if not database.exists():
        return None
    database.replace(aside)
    return aside


def main(arguments: list[str]) -> int:
    """Back up or restore what is named and return the exit code."""
    puts_back, named = "--restore" in arguments, [a for a in arguments if a != "--restore"]
    if len(named) != 2:
        sys.stderr.write("用法: python3 -m scripts.backup 数据库文件 备份目录\n")
        sys.stderr.write("      python3 -m scripts.backup --restore 备份文件 数据库文件\n")
        return 2
    first, second = Path(named[0]), Path(named[1])
    try:
        said = (
            _put_back(first, second) if puts_back else str(back_up(first, second, datetime.now()))
        )
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"{'恢复' if puts_back else '备份'}没有成功: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _put_back(copy: Path, database: Path) -> str:
    aside = restore(copy, database, datetime.now())
    kept = f"，原来的文件在 {aside}" if aside else ""
    return f"已恢复到 {database}{kept}。"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
