"""What is looked at in the background is really done: a write to the database, a request to each process."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, event, text

from hall.web.checks import answers, writes
from knowledge_base.store.engine import connect
from service_desk.probe import probing_engine, write_probe
from service_desk.store import DeskStore
from tests.servers import fresh_database
from tests.standins import always, refusing, standing


@pytest.fixture
def engine(tmp_path: Path, migrated: Path) -> Engine:
    copy = tmp_path / "hall.db"
    copy.write_bytes(migrated.read_bytes())
    return probing_engine(connect(f"sqlite:///{copy}"))


def test_a_look_writes_one_row_and_the_next_look_writes_it_anew(
    engine: Engine, tmp_path: Path
) -> None:
    moments = []
    for _ in range(2):
        assert writes(engine, tmp_path)() == ""
        with engine.connect() as connection:
            moments.append(connection.execute(text("SELECT id, at FROM desk_probe")).all())
    assert [len(rows) for rows in moments] == [1, 1]
    assert moments[0] != moments[1]


def test_a_locked_database_is_told(engine: Engine, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hall.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "锁住" in writes(engine, tmp_path)()
    finally:
        other.close()
    assert writes(engine, tmp_path)() == ""


def test_a_database_that_cannot_grow_is_told(engine: Engine, tmp_path: Path) -> None:
    def full(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    with engine.connect() as connection:
        connection.execute(text("DROP TABLE desk_probe"))
        connection.execute(
            text(
                "CREATE TABLE desk_probe (id INTEGER, at TEXT, more BLOB DEFAULT (zeroblob(999999)))"
            )
        )
        connection.commit()
    event.listen(engine, "checkout", full)
    assert "磁盘满了" in writes(engine, tmp_path)()


def test_a_disk_with_hardly_any_room_is_told(engine: Engine, tmp_path: Path) -> None:
    assert "磁盘快满了" in writes(engine, tmp_path, least_free=1 << 60)()


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_bytes(b"no database" * 1000)
    damaged = probing_engine(connect(f"sqlite:///{tmp_path / 'hall.db'}"))
    assert "损坏" in writes(damaged, tmp_path)()


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    away = probing_engine(connect("postgresql://nobody@127.0.0.1:1/nothing"))
    assert "连不上" in writes(away, tmp_path)()


@pytest.mark.postgres
def test_postgresql_takes_the_write_too(tmp_path: Path, postgres_url: str) -> None:
    with fresh_database(postgres_url) as url:
        engine = connect(url)
        DeskStore(engine).migrate()
        write_probe(probing_engine(engine))
        write_probe(probing_engine(engine))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM desk_probe")).scalar() == 1
        engine.dispose()


class TestProcess:
    def test_one_that_answers_is_well_and_one_that_is_off_is_not_asked(self) -> None:
        with standing(always([])) as other, httpx.Client(trust_env=False) as client:
            check = answers(client, other.url, "对话引擎", "bot.log")
            assert check is not None and check() == ""
            assert answers(client, "", "对话引擎", "bot.log") is None

    def test_one_that_is_not_there_is_told(self) -> None:
        with refusing() as nobody, httpx.Client(trust_env=False) as client:
            check = answers(client, nobody, "对话引擎", "bot.log")
            assert check is not None and "连不上" in check()

    def test_one_that_takes_requests_and_says_nothing_is_told(self) -> None:
        with (
            closing(socket.create_server(("127.0.0.1", 0))) as mute,
            httpx.Client(trust_env=False) as client,
        ):
            url = f"http://127.0.0.1:{mute.getsockname()[1]}"
            check = answers(client, url, "对话引擎", "bot.log")
            assert check is not None and "没有在 2 秒内应答" in check()
