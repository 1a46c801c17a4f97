"""Writers queue up; while another process holds the file they are turned away soon, and readers never wait."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.store.engine import connect
from knowledge_base.store.gate import MOST_WAITING
from knowledge_base.store.trouble import unit_of_work

PATIENCE = 2.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gate.db"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{file}", PATIENCE)
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)"))
    yield opened
    opened.dispose()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def write(engine: Engine, words: str = "要带户口簿") -> bool:
    try:
        with unit_of_work(engine) as session:
            session.execute(text("INSERT INTO said (words) VALUES (:words)"), {"words": words})
    except StoreUnavailable as refused:
        assert refused.cause is Cause.LOCKED
        return False
    return True


def count(engine: Engine) -> int:
    with unit_of_work(engine) as session:
        return int(session.execute(text("SELECT count(*) FROM said")).scalar_one())


def test_many_writers_at_once_all_get_through(engine: Engine) -> None:
    with ThreadPoolExecutor(40) as crowd:
        assert all(crowd.map(lambda n: write(engine, str(n)), range(400)))
    assert count(engine) == 400


def test_while_the_file_is_locked_few_wait_and_the_others_are_refused_at_once(
    engine: Engine, file: Path
) -> None:
    waited: list[float] = []

    def timed(_number: int) -> bool:
        started = time.monotonic()
        written = write(engine)
        waited.append(time.monotonic() - started)
        return written

    with locked(file), ThreadPoolExecutor(40) as crowd:
        assert not any(crowd.map(timed, range(400)))
    long = [seconds for seconds in waited if seconds > PATIENCE * 0.75]
    assert len(long) <= 2 * (MOST_WAITING + 1)
    assert max(waited) < 3 * PATIENCE


def test_reading_does_not_wait_for_a_lock(engine: Engine, file: Path) -> None:
    write(engine)
    with locked(file), ThreadPoolExecutor(8) as crowd:
        writers = [crowd.submit(write, engine) for _ in range(6)]
        started = time.monotonic()
        assert count(engine) == 1
        assert time.monotonic() - started < PATIENCE / 2
        assert not any(writer.result() for writer in writers)


def test_writing_goes_on_by_itself_when_the_lock_is_gone(engine: Engine, file: Path) -> None:
    with locked(file):
        assert not write(engine)
    until = time.monotonic() + 5
    while not write(engine):
        assert time.monotonic() < until
    assert count(engine) == 1


def test_a_writer_that_failed_for_a_reason_of_its_own_lets_the_next_one_in(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(engine) as session:
        session.execute(text("INSERT INTO said (words) VALUES ('x')"))
        _ = 1 / 0
    assert write(engine)
    assert count(engine) == 1


def test_what_is_kept_at_the_end_is_kept_before_the_next_one_writes(engine: Engine) -> None:
    seen: list[int] = []

    def add_one(_number: int) -> None:
        with unit_of_work(engine) as session:
            session.execute(text("INSERT INTO said (words) VALUES ('x')"))
            seen.append(int(session.execute(text("SELECT count(*) FROM said")).scalar_one()))

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(add_one, range(50)))
    assert seen == list(range(1, 51))


def test_a_full_disk_is_told_apart_and_passes(engine: Engine) -> None:
    full = threading.Event()

    @event.listens_for(engine, "checkout")
    def limit(connection: sqlite3.Connection, *_rest: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        most = pages if full.is_set() else 1_000_000
        connection.execute(f"PRAGMA max_page_count={most}")

    full.set()
    with pytest.raises(StoreUnavailable) as caught:
        for _ in range(50):
            with unit_of_work(engine) as session:
                session.execute(text("INSERT INTO said (words) VALUES (:w)"), {"w": "x" * 9000})
    assert caught.value.cause is Cause.FULL
    full.clear()
    assert write(engine)


@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (lambda content: b"not a database!!" + content[16:], Cause.DAMAGED),
        (lambda content: content[:4096] + b"\xff" * (len(content) - 4096), Cause.DAMAGED),
        (lambda _content: b"", Cause.DAMAGED),
    ],
)
def test_a_file_damaged_while_it_is_open_is_told_apart(
    engine: Engine, file: Path, damage: "object", cause: Cause
) -> None:
    write(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    engine.dispose()
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(StoreUnavailable) as caught:
        count(engine)
    assert caught.value.cause is cause
