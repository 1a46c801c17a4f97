"""The commands `backup` and `restore`: everything that is stored as one file, and back into an empty database."""

import argparse
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from hall.bootstrap import open_proof, utc_now
from hall.running.say import complain, line
from hall.settings import Settings, load_settings
from knowledge_base.audit.opening import VERSION_TABLE as AUDIT_VERSIONS
from knowledge_base.audit.opening import migrate_audit
from knowledge_base.audit.tables import Base as AuditBase
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.exporting.backup import Manifest, Room, take
from knowledge_base.exporting.restoring import CannotRestore
from knowledge_base.exporting.restoring import restore as put_back
from knowledge_base.store.engine import connect, sqlite_file
from knowledge_base.store.repository import VERSION_TABLE as RECORD_VERSIONS
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.soundness import mark_made, require_sound
from knowledge_base.store.tables import Base as RecordBase
from service_desk.store import VERSION_TABLE as DESK_VERSIONS
from service_desk.store import DeskStore
from service_desk.tables import Base as DeskBase

ENDING = ".onedoor.zip"
NOT_IN_IT = (
    "里面没有 .env 里的密钥、审计签名文件（AUDIT_ROOT_DIR）和模型：密钥和签名文件请另外备份、分开保管，模型会重新生成。"
    "联系方式等个人信息照库里的样子加密着，没有 CONTACT_KEY 打不开。"
)
MOST_FAULTS = 10


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Describe `backup`."""
    parser.add_argument("to", type=Path, help="a folder, or the name of the new file")


def backup(arguments: argparse.Namespace) -> int:
    """Write everything into a new file, while the hall may be running; return 1 where that was not possible."""
    settings = load_settings()
    file = sqlite_file(settings.database_url)
    if file is not None:
        require_sound(file)
        if not file.exists():
            complain(f"没有数据库文件 {file}，没有可以备份的")
            return 1
    engine, now = connect(settings.database_url), utc_now()
    path = _file_in(arguments.to, now)
    try:
        for room in rooms():
            room.migrate(engine)
        held = take(engine, rooms(), path, now)
    except OSError as error:
        complain(f"备份没有做成：{error}")
        return 1
    finally:
        engine.dispose()
    line(f"已备份到 {path}：{len(held.tables)} 张表，{held.rows} 行，{path.stat().st_size} 字节。")
    line(NOT_IN_IT)
    return 0


def _file_in(to: Path, now: datetime) -> Path:
    """Return the file that was named, or a new one in the folder that was."""
    if not to.is_dir() and to.suffix:
        return to
    return to / f"onedoor-{now.astimezone(CITY_TIME):%Y%m%d-%H%M%S}{ENDING}"


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Describe `restore`."""
    parser.add_argument("file", type=Path, help="what `hall backup` wrote")


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup into the empty database of the settings and prove it equal.

    Return 1 where it cannot be: the database is as it was then; or where what was backed up had been tampered with.
    """
    settings = load_settings()
    engine = connect(settings.database_url)
    try:
        held = put_back(engine, rooms(), arguments.file)
        line(f"已恢复：{len(held.tables)} 张表，{held.rows} 行，逐行核对都与备份相同。")
        if (file := sqlite_file(settings.database_url)) is not None:
            mark_made(file)
        return _told(settings, engine, held)
    except CannotRestore as error:
        complain(f"没有恢复：{error}。数据库里什么也没有写。")
        return 1
    finally:
        engine.dispose()


def _told(settings: Settings, engine: Engine, held: Manifest) -> int:
    """Say whether the record proves itself whole; what is wrong now was wrong in the backup too, for both are equal."""
    if held.unfit:
        complain(
            f"! 备份时就有 {len(held.unfit)} 个发布代与校验码对不上：{held.unfit[:MOST_FAULTS]}"
        )
    verdict = open_proof(settings, engine).verify(utc_now())
    for fault in verdict.faults[:MOST_FAULTS]:
        complain(f"! {fault}")
    if held.unfit or not verdict.whole:
        complain(
            "数据与备份相同，但审计核验有对不上的地方。签名文件在别处的，先设好 AUDIT_ROOT_DIR，"
            "再运行 python -m hall audit verify"
        )
        return 1
    line(f"审计记录完整：共 {verdict.entries} 条，与 {verdict.roots} 份签名都对得上。")
    return 0


def rooms() -> tuple[Room, ...]:
    """Return every room that keeps something, each with all its tables."""
    return (
        Room("audit", AuditBase.metadata, AUDIT_VERSIONS, migrate_audit),
        Room("record", RecordBase.metadata, RECORD_VERSIONS, lambda e: GuideStore(e).migrate()),
        Room("desk", DeskBase.metadata, DESK_VERSIONS, lambda e: DeskStore(e).migrate()),
    )
