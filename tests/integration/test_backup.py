"""Everything that is stored leaves as one file and comes back equal, on SQLite and PostgreSQL; or nothing does."""

import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Engine,
    Integer,
    LargeBinary,
    func,
    insert,
    inspect,
    select,
    text,
)

from hall.running.copying import rooms
from knowledge_base.audit.proof import Proof
from knowledge_base.audit.signing import new_key
from knowledge_base.exporting import backup, restoring
from knowledge_base.exporting.backup import MANIFEST, take
from knowledge_base.exporting.portable import plain_table
from knowledge_base.exporting.restoring import CannotRestore, restore
from knowledge_base.lifecycle.registering import WITNESSES
from knowledge_base.store.engine import connect
from knowledge_base.store.moment import Moment
from knowledge_base.store.repository import GuideStore
from knowledge_base.store.tables import VersionRow
from service_desk.tables import MessageRow
from tests.desk_kit import TALK, Clock, asked_for_a_person, desk_on, hear
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.lifecycle_kit import EDITOR, REVIEWER, other_words, small_record, submitted
from tests.servers import fresh_database

PHONE = "13812341234"


def filled(engine: Engine, clock: Clock) -> None:
    """Fill a database: generations, a version that waits, a draft, a ticket with a sealed contact, the audit."""
    record = small_record(engine, clock)
    version = submitted(record)
    record.steps.comment(version, REVIEWER, "正在看")
    clock.forward(minutes=5)
    record.publishing.approve(version, REVIEWER)
    submitted(record, by=REVIEWER, key=MARRIAGE)
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    newest = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, other_words(newest.value), EDITOR, newest.id)
    desk = desk_on(engine, clock)
    asked_for_a_person(desk)
    desk.add_contact(TALK, PHONE)
    fill_the_rest(engine, clock)


def fill_the_rest(engine: Engine, clock: Clock) -> None:
    """Put a row into every table that has none, so that no table can be left out or changed unseen."""
    with engine.begin() as connection:
        for table in (table for room in rooms() for table in room.tables):
            if not connection.scalar(select(func.count()).select_from(table)):
                plain = plain_table(table)
                made = {c.name: _something(c, clock) for c in plain.columns}
                for key in table.foreign_keys:
                    made[key.parent.name] = connection.scalar(select(key.column).limit(1))
                connection.execute(insert(plain), made)


def _something(column: Column[Any], clock: Clock) -> Any:
    kind = column.type
    if isinstance(kind, Moment):
        return clock()
    if isinstance(kind, Date):
        return clock().date()
    if isinstance(kind, JSON):
        return {"另": [1, 0.5, None, "材料"], "一": {}}
    if isinstance(kind, LargeBinary):
        return b"\0\xff"
    return 1 if isinstance(kind, Integer) else True if isinstance(kind, Boolean) else "clerk"


@pytest.fixture
def source(engine: Engine, clock: Clock) -> Engine:
    """A database with something of everything."""
    filled(engine, clock)
    return engine


@pytest.fixture
def file(source: Engine, clock: Clock, tmp_path: Path) -> Path:
    """Its backup."""
    path = tmp_path / "copies" / "all.onedoor.zip"
    take(source, rooms(), path, clock())
    return path


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    opened = connect(f"sqlite:///{tmp_path / 'new' / 'hall.db'}")
    yield opened
    opened.dispose()


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as our own types read it."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(r) for r in connection.execute(select(table))), key=repr)
            for room in rooms()
            for table in room.tables
        }


def test_every_table_of_the_database_is_in_the_backup(source: Engine) -> None:
    there = {n for n in inspect(source).get_table_names() if not n.startswith("alembic_")}
    assert there == {table.name for room in rooms() for table in room.tables}


def test_every_table_has_something_to_lose(source: Engine) -> None:
    assert not [name for name, rows in everything(source).items() if not rows]


def test_a_restored_copy_is_equal_and_proves_itself(
    source: Engine, file: Path, target: Engine, clock: Clock, tmp_path: Path
) -> None:
    held = restore(target, rooms(), file)

    assert everything(target) == everything(source)
    assert held.rows == sum(len(rows) for rows in everything(source).values()) > 50
    assert GuideStore(target).replayed(1).guides == GuideStore(source).replayed(1).guides
    assert GuideStore(target).published() == GuideStore(source).published()
    assert Proof(target, tmp_path / "roots", new_key(), WITNESSES).verify(clock()).whole
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_restored_can_be_worked_on(file: Path, target: Engine, clock: Clock) -> None:
    restore(target, rooms(), file)
    before = len(everything(target)["desk_message"])

    hear(desk_on(target, clock), "再问一句")

    with target.connect() as connection:
        ids = connection.scalars(select(MessageRow.id)).all()
    assert len(ids) == len(set(ids)) > before


def test_a_number_of_a_row_that_was_deleted_is_not_given_again(
    source: Engine, clock: Clock, target: Engine, tmp_path: Path
) -> None:
    with source.begin() as connection:
        last = connection.execute(text("SELECT max(id) FROM desk_message")).scalar_one()
        connection.execute(text("DELETE FROM desk_push"))
        connection.execute(text("DELETE FROM desk_turn"))
        connection.execute(text("DELETE FROM desk_message WHERE id = :id"), {"id": last})
    take(source, rooms(), tmp_path / "less.zip", clock())
    restore(target, rooms(), tmp_path / "less.zip")
    hear(desk_on(target, clock), "再问一句")

    with target.connect() as connection:
        assert connection.execute(text("SELECT max(id) FROM desk_message")).scalar_one() > last


@pytest.mark.postgres
def test_a_copy_of_sqlite_restores_into_postgresql_and_back(
    clock: Clock, tmp_path: Path, postgres_url: str
) -> None:
    first = connect(f"sqlite:///{tmp_path / 'first.db'}")
    filled(first, clock)
    take(first, rooms(), tmp_path / "first.zip", clock())
    with fresh_database(postgres_url) as url:
        second = connect(url)
        restore(second, rooms(), tmp_path / "first.zip")
        assert everything(second) == everything(first)
        hear(desk_on(second, clock), "再问一句")
        take(second, rooms(), tmp_path / "second.zip", clock())
        third = connect(f"sqlite:///{tmp_path / 'third.db'}")
        restore(third, rooms(), tmp_path / "second.zip")
        assert everything(third) == everything(second)
        second.dispose()
    first.dispose()
    third.dispose()


def test_neither_a_contact_nor_a_key_stands_open_in_the_file(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
    assert PHONE.encode() not in said
    assert b"desk_contact" in said


def test_nothing_is_restored_over_something(file: Path, source: Engine) -> None:
    before = everything(source)
    with pytest.raises(CannotRestore, match="已经有内容"):
        restore(source, rooms(), file)
    assert everything(source) == before


def test_a_backup_does_not_take_the_place_of_another(
    source: Engine, file: Path, clock: Clock
) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError, match="换一个名字"):
        take(source, rooms(), file, clock())
    assert file.read_bytes() == before


def test_a_backup_that_breaks_off_leaves_no_file(
    source: Engine, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("磁盘满")

    monkeypatch.setattr(backup, "unfit_generations", full)
    with pytest.raises(OSError, match="磁盘满"):
        take(source, rooms(), tmp_path / "one" / "all.zip", clock())
    assert not list((tmp_path / "one").iterdir())


def _lines(name: str, change: Callable[[list[bytes]], list[bytes]]) -> "_Change":
    def changed(parts: dict[str, bytes]) -> None:
        parts[name] = b"".join(change(parts[name].splitlines(keepends=True)))

    return changed


def _said(**other: Any) -> "_Change":
    def changed(parts: dict[str, bytes]) -> None:
        parts[MANIFEST] = json.dumps(json.loads(parts[MANIFEST]) | other).encode()

    return changed


def _without(name: str) -> "_Change":
    def changed(parts: dict[str, bytes]) -> None:
        del parts[name]

    return changed


def _emptied(rows: list[bytes]) -> list[bytes]:
    return [json.dumps([None] * len(json.loads(row))).encode() + b"\n" for row in rows]


def _strayed(rows: list[bytes]) -> list[bytes]:
    """Return the moves with the versions that they moved out of reach."""
    return [re.sub(rb"^\[(\d+),\d+,", rb"[\1,99999,", row) for row in rows]


_Change = Callable[[dict[str, bytes]], None]
VERSIONS, MOVES = "tables/kb_version.jsonl", "tables/kb_move.jsonl"
DAMAGES: dict[str, _Change] = {
    "a row is missing": _lines(MOVES, lambda rows: rows[:-1]),
    "a row came in": _lines(MOVES, lambda rows: [*rows, rows[-1].replace(b"[", b"[9", 1)]),
    "a word was changed": _lines(
        VERSIONS, lambda r: [x.replace("身".encode(), "生".encode()) for x in r]
    ),
    "a row stands twice": _lines(MOVES, lambda rows: [*rows, rows[-1]]),
    "a row lacks what it must have": _lines(MOVES, _emptied),
    "a row refers to nothing": _lines(MOVES, _strayed),
    "a row is no row": _lines(MOVES, lambda rows: [b"{}\n", *rows[1:]]),
    "a row is cut off": _lines(MOVES, lambda rows: [rows[0][:20]]),
    "a table is missing": _without(MOVES),
    "another release": _said(revisions={"audit": "0001", "record": "9999", "desk": "0015"}),
    "another form": _said(form=2),
    "other tables": _said(tables=[]),
    "no manifest": _without(MANIFEST),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_not_what_was_taken_leaves_nothing_behind(
    file: Path, target: Engine, damage: str
) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    DAMAGES[damage](parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    with pytest.raises(CannotRestore):
        restore(target, rooms(), file)

    assert is_empty(target)


def is_empty(engine: Engine) -> bool:
    """Whether no table holds anything but the end of an empty chain."""
    there = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        counts = {n: connection.execute(text(f"SELECT count(*) FROM {n}")).scalar() for n in there}
    return not {n for n, c in counts.items() if c and not n.startswith("alembic_")} - {"audit_head"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_backup_is_refused(target: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.zip").write_bytes(content)
    with pytest.raises(CannotRestore, match="不是完整的备份文件"):
        restore(target, rooms(), tmp_path / "odd.zip")
    with pytest.raises(CannotRestore, match="不是完整的备份文件"):
        restore(target, rooms(), tmp_path / "nowhere.zip")


def test_a_restore_that_breaks_off_can_be_begun_again(
    file: Path, target: Engine, source: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "digest_of_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(target, rooms(), file)
    monkeypatch.undo()
    assert is_empty(target)

    restore(target, rooms(), file)

    with target.connect() as one, source.connect() as other:
        wanted = select(VersionRow.digest).order_by(VersionRow.id)
        assert one.scalars(wanted).all() == other.scalars(wanted).all()
