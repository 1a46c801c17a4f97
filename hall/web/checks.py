"""What is looked at, and how its trouble is put in one sentence that says what to do."""

import shutil
import sqlite3
from pathlib import Path

import httpx
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from hall.web.probing import Look
from service_desk.probe import write_probe

SECONDS = 2.0
LEAST_FREE = 64 * 1024 * 1024
"""Bytes; below that the database's log may not grow, and the next large write fails."""

SQLITE = {
    sqlite3.SQLITE_BUSY: "数据库被别的程序锁住，现在写不进去；请看有没有备份或维护正在占用它。",
    sqlite3.SQLITE_LOCKED: "数据库被别的程序锁住，现在写不进去；请看有没有备份或维护正在占用它。",
    sqlite3.SQLITE_FULL: "磁盘满了，数据库写不进去；请清理磁盘，清出空间后会自动恢复。",
    sqlite3.SQLITE_IOERR: "读写数据库文件出错，可能是磁盘满了或坏了；请检查磁盘。",
    sqlite3.SQLITE_READONLY: "数据库文件不能写；请检查文件和目录的权限。",
    sqlite3.SQLITE_CANTOPEN: "数据库文件打不开；请检查 DATABASE_URL 指的目录和权限。",
    sqlite3.SQLITE_CORRUPT: "数据库文件损坏；请停止服务，用最近的备份恢复（docs/operations.md 第七节）。",
    sqlite3.SQLITE_NOTADB: "数据库文件损坏；请停止服务，用最近的备份恢复（docs/operations.md 第七节）。",
}
UNREACHABLE = "数据库写不进去或连不上；请检查数据库服务和 DATABASE_URL。"


def writes(engine: Engine, folder: Path, least_free: int = LEAST_FREE) -> Look:
    """Return the check that the database takes a write and that its disk has room for more."""

    def check() -> str:
        try:
            write_probe(engine)
        except (DBAPIError, NoConnection) as error:
            return _database(error)
        free = shutil.disk_usage(folder).free
        return f"磁盘快满了，只剩 {free >> 20} MB；请尽快清理。" if free < least_free else ""

    return check


def _database(error: DBAPIError | NoConnection) -> str:
    original = error.orig if isinstance(error, OperationalError | DBAPIError) else None
    code = getattr(original, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF, UNREACHABLE) if isinstance(code, int) else UNREACHABLE


def answers(client: httpx.Client, url: str, name: str, log: str) -> Look | None:
    """Return the check that a process answers at `url`; None where it does not run here.

    Args:
        client: asks.
        url: empty where the part is off.
        name: the part in Chinese.
        log: the file that says more.
    """
    if not url:
        return None

    def check() -> str:
        try:
            response = client.get(url, timeout=SECONDS)
        except httpx.TimeoutException:
            return f"{name}没有在 {SECONDS:g} 秒内应答，可能卡住了；大厅先直接回答，请看 {log}。"
        except httpx.HTTPError:
            return f"{name}连不上，可能没有启动；大厅先直接回答，请看 {log}。"
        if response.is_success:
            return ""
        return f"{name}应答了 {response.status_code}，不能用；大厅先直接回答，请看 {log}。"

    return check
