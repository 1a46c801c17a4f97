"""`python3 -m scripts.backup DATABASE FOLDER`: a copy of a SQLite database, taken while the hall runs."""

import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path


def back_up(database: Path, folder: Path, moment: datetime) -> Path:
    """Return a whole copy of the database as it is now, for its owner's eyes.

    Raises:
        FileNotFoundError: there is no such database.
    """
    if not database.is_file():
        raise FileNotFoundError(f"没有数据库文件 {database}（no such database）")
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{moment:%Y%m%d-%H%M%S}.db"
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def main(arguments: list[str]) -> int:
    """Back up what is named and return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("用法: python3 -m scripts.backup 数据库文件 备份目录\n")
        return 2
    try:
        copy = back_up(Path(arguments[0]), Path(arguments[1]), datetime.now())
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"备份没有成功: {error}\n")
        return 1
    sys.stdout.write(f"{copy}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
