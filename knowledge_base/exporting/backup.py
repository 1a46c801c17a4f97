"""Everything that is stored as one file (完整备份), which restores into SQLite and PostgreSQL alike.

Row by row, as it is stored: what is sealed stays sealed, and the keys that open it are not in the file.
"""

import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, text

from knowledge_base.exporting.counters import last_given
from knowledge_base.exporting.portable import RowsDigest, lines, plain_table
from knowledge_base.exporting.unfit import unfit_generations
from knowledge_base.store.engine import one_moment

MANIFEST, FORM = "manifest.json", 1
TABLES = "tables"


@dataclass(frozen=True)
class Room:
    """A room with tables: its name, what they are, and how they are brought to the newest revision."""

    name: str
    metadata: MetaData
    version_table: str
    migrate: Callable[[Engine], None]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, those that others refer to first."""
        return tuple(self.metadata.sorted_tables)


@dataclass(frozen=True)
class Held:
    """What the file holds of one table; `last` is the last number it has given to a row."""

    table: str
    rows: int
    digest: str
    last: int


@dataclass(frozen=True)
class Manifest:
    """What the file holds: since when, in which revisions, and of each table how many rows with which digest.

    unfit: the generations whose own digest did not fit when the copy was taken.
    """

    form: int
    taken_at: str
    revisions: dict[str, str]
    tables: tuple[Held, ...]
    unfit: tuple[int, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(held.rows for held in self.tables)


def take(engine: Engine, rooms: Sequence[Room], path: Path, now: datetime) -> Manifest:
    """Write everything as it is at one moment into a new file, for its owner's eyes; return what it holds.

    Raises:
        FileExistsError: there is such a file.
        OSError: it cannot be written; nothing is left of it.
    """
    if path.exists():
        raise FileExistsError(f"{path} 已经有了，请换一个名字")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, one_moment(engine) as connection:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _written(connection, rooms, archive, now)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _written(
    connection: Connection, rooms: Sequence[Room], archive: zipfile.ZipFile, now: datetime
) -> Manifest:
    held = tuple(_table(connection, table, archive) for room in rooms for table in room.tables)
    manifest = Manifest(
        form=FORM,
        taken_at=now.isoformat(timespec="seconds"),
        revisions=revisions(connection, rooms),
        tables=held,
        unfit=unfit_generations(connection),
    )
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def revisions(connection: Connection, rooms: Sequence[Room]) -> dict[str, str]:
    """Return the revision of the tables of each room."""
    wanted = {room.name: text(f"SELECT version_num FROM {room.version_table}") for room in rooms}
    return {name: str(connection.execute(one).scalar()) for name, one in wanted.items()}


def _table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> Held:
    digest = RowsDigest()
    with archive.open(name_of(table), "w", force_zip64=True) as file:
        for line in _counted(connection, table, digest):
            file.write(f"{line}\n".encode())
    return Held(table.name, digest.count, digest.text, last_given(connection, table))


def _counted(connection: Connection, table: Table, digest: RowsDigest) -> Iterator[str]:
    for line in lines(connection, plain_table(table)):
        digest.add(line)
        yield line


def name_of(table: Table) -> str:
    """Return where the rows of a table stand in the file."""
    return f"{TABLES}/{table.name}.jsonl"
