"""The chain: entries go on from one another, whoever adds them, and the database refuses to change them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from knowledge_base.audit.chain import NewEntry, append, append_at_end
from knowledge_base.audit.hashing import BEGINNING
from knowledge_base.audit.opening import migrate_audit, take_algorithm
from knowledge_base.audit.tables import EntryRow, HeadRow
from knowledge_base.store.trouble import unit_of_work

NOON = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    """The tables of the audit."""
    migrate_audit(engine)


def add(engine: Engine, subject: str, digest: str = "") -> int:
    """Put something on record in a unit of work of its own."""
    with unit_of_work(engine) as session:
        return append(
            session, at=NOON, actor="wangfang", action="replied", subject=subject, digest=digest
        )


def chain(engine: Engine) -> list[EntryRow]:
    """Return every entry in its order."""
    with unit_of_work(engine) as session:
        rows = list(session.scalars(select(EntryRow).order_by(EntryRow.seq)))
        session.expunge_all()
        return rows


def test_each_entry_goes_on_from_the_one_before(engine: Engine) -> None:
    assert [add(engine, "a"), add(engine, "b"), add(engine, "c")] == [1, 2, 3]

    rows = chain(engine)
    assert [row.prev_hash for row in rows] == [BEGINNING, rows[0].hash, rows[1].hash]
    assert rows[0].at == NOON
    assert len({row.hash for row in rows}) == 3


def test_an_entry_falls_with_what_it_is_about(engine: Engine) -> None:
    add(engine, "a")
    with pytest.raises(ZeroDivisionError), unit_of_work(engine) as session:
        append(session, at=NOON, actor="wangfang", action="replied", subject="b")
        append_at_end(session, NewEntry(NOON, "wangfang", "replied", "c"))
        _ = 1 / 0
    add(engine, "d")

    assert [(row.seq, row.subject) for row in chain(engine)] == [(1, "a"), (2, "d")]


def test_what_waits_for_the_end_comes_after_what_was_added_at_once(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        append_at_end(session, NewEntry(NOON, "wangfang", "replied", "later"))
        with session.begin_nested():
            append(session, at=NOON, actor="wangfang", action="replied", subject="at once")
        append_at_end(session, NewEntry(NOON, "wangfang", "replied", "last"))

    assert [row.subject for row in chain(engine)] == ["at once", "later", "last"]


def test_who_adds_at_the_same_time_makes_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: add(engine, str(n)), range(40)))

    rows = chain(engine)
    assert sorted(numbers) == [row.seq for row in rows] == list(range(1, 41))
    assert [row.prev_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    with unit_of_work(engine) as session:
        head = session.scalars(select(HeadRow)).one()
        assert (head.seq, head.hash) == (40, rows[-1].hash)


def test_another_algorithm_goes_on_from_the_first_and_is_put_on_record(engine: Engine) -> None:
    add(engine, "a")
    take_algorithm(engine, "sm3", NOON)
    take_algorithm(engine, "sm3", NOON)
    add(engine, "b")

    rows = chain(engine)
    assert [row.algorithm for row in rows] == ["sha256", "sm3", "sm3"]
    assert [row.action for row in rows] == ["replied", "audit_algorithm", "replied"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET actor = 'zhaolei' WHERE seq = 1",
        "UPDATE audit_entry SET hash = prev_hash WHERE seq = 1",
        "UPDATE audit_entry SET actor = '' WHERE seq = 1",
        "UPDATE audit_entry SET actor = '', subject = '', detail = '', address = '', salt = '' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_an_entry(engine: Engine, change: str) -> None:
    add(engine, "a")
    add(engine, "guide:1", digest="f" * 64)

    with pytest.raises(DBAPIError, match="never changed or deleted"), engine.begin() as connection:
        connection.execute(text(change))
