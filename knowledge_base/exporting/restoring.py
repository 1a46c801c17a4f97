"""A backup put into an empty database, whole or not at all, and proved equal to what was taken."""

import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, StatementError

from knowledge_base.audit.tables import HeadRow
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.exporting.backup import (
    FORM,
    MANIFEST,
    Held,
    Manifest,
    Room,
    name_of,
    revisions,
)
from knowledge_base.exporting.counters import give_after
from knowledge_base.exporting.portable import (
    AT_ONCE,
    RowsDigest,
    digest_of_rows,
    plain_table,
    read_line,
)
from knowledge_base.exporting.unfit import unfit_generations
from knowledge_base.store.engine import alone
from knowledge_base.store.trouble import cause_of

LONGEST_LINE = 256 << 20
"""Bytes of a row: far above an attachment, far below the memory of a server."""
HEAD = HeadRow.__tablename__
"""The one table that has a row from the beginning."""


class CannotRestore(KnowledgeBaseError):
    """The file, or the database, cannot be used; the message says why. The database is as it was."""


def restore(engine: Engine, rooms: Sequence[Room], path: Path) -> Manifest:
    """Put everything of the file into the database; return what it holds.

    Raises:
        CannotRestore: the database holds something, or the file is damaged, of another release or not equal.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _require_empty(engine, rooms)
            for room in rooms:
                room.migrate(engine)
            with alone(engine) as connection:
                _require_same_release(connection, rooms, manifest)
                _fill(connection, rooms, archive, manifest)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise CannotRestore(f"{path} 不是完整的备份文件：{error}") from error
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        said: Any = json.loads(archive.read(MANIFEST))
        tables = tuple(Held(**row) for row in said.pop("tables"))
        found = Manifest(**{**said, "tables": tables, "unfit": tuple(said["unfit"])})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotRestore(f"备份文件里的清单读不出来：{error}") from error
    if found.form != FORM:
        raise CannotRestore(f"备份文件是第 {found.form} 种写法，这一版只认第 {FORM} 种")
    return found


def _require_empty(engine: Engine, rooms: Sequence[Room]) -> None:
    there = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        for table in (table for room in rooms for table in room.tables):
            if table.name in there and _rows(connection, table):
                raise CannotRestore(
                    f"数据库里已经有内容（{table.name}）：只能恢复到空库。请把 DATABASE_URL 指向一个新库，原来的留着"
                )


def _rows(connection: Connection, table: Table) -> int:
    """Return how many rows there are, the end of an empty chain not counted."""
    wanted = select(func.count()).select_from(table)
    if table.name == HEAD:
        wanted = wanted.where(HeadRow.seq > 0)
    return connection.execute(wanted).scalar_one()


def _require_same_release(
    connection: Connection, rooms: Sequence[Room], manifest: Manifest
) -> None:
    now = revisions(connection, rooms)
    if now != manifest.revisions:
        raise CannotRestore(
            f"备份是另一个版本做的（表结构 {manifest.revisions}，这里是 {now}）："
            "请用做备份时的版本恢复到空库，再照常升级"
        )
    known = {table.name for room in rooms for table in room.tables}
    if known != {held.table for held in manifest.tables}:
        raise CannotRestore("备份里的表和这一版的不一样")


def _fill(
    connection: Connection, rooms: Sequence[Room], archive: zipfile.ZipFile, manifest: Manifest
) -> None:
    """Write every row, then read all of them again and compare."""
    held = {one.table: one for one in manifest.tables}
    tables = [table for room in rooms for table in room.tables]
    connection.execute(delete(HeadRow))
    for table in tables:
        _fill_table(connection, table, archive, held[table.name])
    for table in tables:
        found = digest_of_rows(connection, plain_table(table))
        _require_equal(held[table.name], found, "写进数据库以后")
    if unfit_generations(connection) != manifest.unfit:
        raise CannotRestore("恢复以后，有的发布代与它的校验码对不上")


def _fill_table(connection: Connection, table: Table, archive: zipfile.ZipFile, held: Held) -> None:
    digest, plain = RowsDigest(), plain_table(table)
    try:
        rows = _rows_of(archive, table, plain, digest)
        while batch := list(islice(rows, AT_ONCE)):
            connection.execute(insert(plain), batch)
    except (KeyError, ValueError, TypeError) as error:
        raise CannotRestore(f"备份里 {table.name} 读不出来：{error}") from error
    except StatementError as error:
        if isinstance(error, DBAPIError) and cause_of(error) is not None:
            raise
        raise CannotRestore(f"备份里 {table.name} 有一行存不进数据库：{error.orig}") from None
    _require_equal(held, digest, "备份文件里")
    give_after(connection, table, held.last)


def _rows_of(
    archive: zipfile.ZipFile, table: Table, plain: Table, digest: RowsDigest
) -> Iterator[dict[str, Any]]:
    with archive.open(name_of(table)) as file:
        while line := file.readline(LONGEST_LINE):
            text = line.decode().removesuffix("\n")
            digest.add(text)
            yield read_line(plain, text)


def _require_equal(held: Held, found: RowsDigest, where: str) -> None:
    if (held.rows, held.digest) != (found.count, found.text):
        raise CannotRestore(
            f"{where} {held.table} 与清单对不上：应有 {held.rows} 行，现有 {found.count} 行，或者内容不同"
        )
