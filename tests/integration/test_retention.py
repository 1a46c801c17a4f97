"""Everything that is kept about somebody comes to an end, by a setting, and leaves no word in the files."""

import dataclasses
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from hall.bootstrap import keeping, keeping_of_the_base
from hall.settings import Settings
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.store import keeping as base_keeping
from knowledge_base.store.engine import connect
from knowledge_base.store.space import prepare_space, release_space
from knowledge_base.store.tables import Base as BaseTables
from knowledge_base.store.tables import FeedbackRow
from knowledge_base.store.trouble import unit_of_work
from service_desk import keeping as desk_keeping
from service_desk.tables import Base as DeskTables
from tests.conftest import ROOT
from tests.desk_kit import TALK, Clock, desk_on, hear

WORDS = "孩子上户口的事先放一放"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_table_of_both_rooms_has_a_rule_or_a_reason() -> None:
    base = {rule.table.__tablename__ for rule in base_keeping.RULES} | set(base_keeping.KEPT)
    desk = desk_keeping.covered() | set(desk_keeping.KEPT)
    assert base == set(BaseTables.metadata.tables)
    assert desk == set(DeskTables.metadata.tables)


def test_every_rule_is_a_setting_and_every_setting_stands_in_the_table_of_operations() -> None:
    settings = Settings()
    days = {name for name in vars(settings) if name.endswith("_days")}
    changed = dataclasses.replace(settings, **dict.fromkeys(days, 1))  # type: ignore[arg-type]
    kept = (keeping(changed), keeping_of_the_base(changed))
    told = [getattr(one, field.name) for one in kept for field in dataclasses.fields(one)]
    assert set(told) == {timedelta(days=1)}
    rows = re.findall(r"^\| .*`([A-Z]+_DAYS)`", OPERATIONS, re.MULTILINE)
    assert {name.upper() for name in days} <= set(rows)


def test_ratings_and_saved_checklists_go_when_their_time_is_over(
    engine: Engine, clock: Clock
) -> None:
    prepare_tables(engine, clock())
    with unit_of_work(engine) as session:
        session.add(
            FeedbackRow(item_code="", element="", door="api", helpful=True, created_at=clock())
        )
        session.execute(
            text(
                "INSERT INTO kb_checklist (short, item_code, version, generation, situation, created_at) VALUES ('abc', 'x', 1, 1, '{}', :now)"
            ),
            {"now": clock()},
        )
    year = base_keeping.Keeping()
    assert base_keeping.sweep(engine, year, clock() + timedelta(days=364)) == 0
    assert base_keeping.sweep(engine, year, clock() + timedelta(days=366)) == 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def database(file: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{file}")
    yield opened
    opened.dispose()


def bytes_of(file: Path) -> bytes:
    """Return what lies in the database's files."""
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_a_deleted_word_is_in_none_of_the_files(database: Engine, file: Path, clock: Clock) -> None:
    desk = desk_on(database, clock)
    for number in range(300):
        hear(desk, f"{WORDS}{number}" * 5, talk=f"talk-{number % 20:04d}")
    assert WORDS.encode() in bytes_of(file)
    clock.forward(days=200)
    hear(desk, "几点下班")
    kept = desk_keeping.Keeping(timedelta(30), timedelta(180), timedelta(7))

    assert desk.tend(kept).messages == 300
    assert release_space(database)

    assert WORDS.encode() not in bytes_of(file)
    assert "几点下班".encode() in bytes_of(file)


def test_the_room_of_what_was_deleted_goes_back_to_the_disk(
    database: Engine, file: Path, clock: Clock
) -> None:
    desk = desk_on(database, clock)
    desk.open_conversation(TALK, "widget")
    desk.say(TALK, [(WORDS * 100, None) for _ in range(400)])
    release_space(database)
    before = file.stat().st_size
    clock.forward(days=200)
    desk.tend(desk_keeping.Keeping(timedelta(30), timedelta(180), timedelta(7)))

    assert release_space(database)

    assert file.stat().st_size < before / 2


def test_a_database_from_before_is_rid_of_what_was_deleted_in_it(file: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(file)) as old:
        old.execute("PRAGMA secure_delete=OFF")
        old.execute("CREATE TABLE said (words TEXT)")
        old.executemany("INSERT INTO said VALUES (?)", [(WORDS * 20,)] * 50)
        old.commit()
        old.execute("DELETE FROM said")
        old.commit()
    assert WORDS.encode() in bytes_of(file)
    engine = connect(f"sqlite:///{file}")

    prepare_space(engine)
    assert release_space(engine)

    assert WORDS.encode() not in bytes_of(file)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2
    engine.dispose()


def test_while_somebody_reads_the_space_is_owed_and_released_later(
    database: Engine, file: Path, clock: Clock
) -> None:
    desk = desk_on(database, clock)
    hear(desk, WORDS)
    with database.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM desk_message").all()
        hear(desk, "还有一句", talk="other-talk-01")
        impatient = connect(f"sqlite:///{file}", 0.2)
        assert not release_space(impatient)
        impatient.dispose()
    assert release_space(database)
