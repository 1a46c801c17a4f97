"""Everything sealed in the database, brought from older keys to the one in force, batch by batch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Engine, inspect, select, update

from service_desk import account_tables
from service_desk.errors import ContactError
from service_desk.safe import Safe
from service_desk.store import DeskStore
from service_desk.tables import SealedBytes

BATCH = 200
"""Rows a unit of work seals again: milliseconds, so that nobody waits for the database."""
SHOWN = 12
"""Characters of a row's key that name it: the whole key of a conversation would open it."""

Row = tuple[Any, bytes]


def nothing_told(_done: int) -> None:
    """Take no notice of progress."""


@dataclass
class Survey:
    """What is sealed with which key; `lost` names the values that no key here opens."""

    current: int = 0
    older: int = 0
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A column of sealed values."""

    value: Column[Any]

    @property
    def key(self) -> Column[Any]:
        """The column that tells its rows apart."""
        (key,) = self.value.table.primary_key.columns
        return key

    def name(self, key: object) -> str:
        """Return how a person finds the row: its table and the beginning of its key."""
        text = str(key)
        return f"{self.value.table.name}:{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}"


def places() -> tuple[Place, ...]:
    """Return every column whose values are sealed."""
    columns = (
        column
        for table in account_tables.TotpRow.metadata.sorted_tables
        for column in table.columns
    )
    return tuple(Place(column) for column in columns if isinstance(column.type, SealedBytes))


def is_anything_sealed(engine: Engine) -> bool:
    """Return whether the database holds a sealed value; one without tables holds none."""
    there = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return any(
            connection.execute(select(place.value).where(place.value.is_not(None)).limit(1)).first()
            for place in places()
            if place.value.table.name in there
        )


def survey(store: DeskStore, safe: Safe) -> Survey:
    """Return what is sealed with which key."""
    found = Survey()
    for place in places():
        for rows in _batches(store, place):
            for key, sealed in rows:
                _count(found, safe, place, key, sealed)
    return found


def _count(found: Survey, safe: Safe, place: Place, key: object, sealed: bytes) -> None:
    if _opened(safe, sealed) is None:
        found.lost.append(place.name(key))
    elif safe.is_current(sealed):
        found.current += 1
    else:
        found.older += 1


def reseal(store: DeskStore, safe: Safe, tell: Callable[[int], None] = nothing_told) -> int:
    """Seal with the key in force what an older one sealed, and return how many values that were.

    Each batch is a unit of work, so it may be broken off and started again; what no key opens stays as it is.
    """
    done = 0
    for place in places():
        for rows in _batches(store, place):
            done += _reseal(store, safe, place, rows)
            tell(done)
    return done


def _reseal(store: DeskStore, safe: Safe, place: Place, rows: Sequence[Row]) -> int:
    old = [(key, sealed) for key, sealed in rows if not safe.is_current(sealed)]
    opened = [(key, sealed, _opened(safe, sealed)) for key, sealed in old]
    with store.unit() as session:
        # Written without a look before: on SQLite a reader that becomes a writer may find the database locked.
        changed = (
            session.execute(
                update(place.value.table)
                .where(place.key == key, place.value == sealed)
                .values({place.value: safe.seal(value)})
                .returning(place.key)
            ).all()
            for key, sealed, value in opened
            if value is not None
        )
        return sum(len(rows) for rows in changed)


def _opened(safe: Safe, sealed: bytes) -> str | None:
    try:
        return safe.open(sealed)
    except ContactError:
        return None


def _batches(store: DeskStore, place: Place) -> Iterator[Sequence[Row]]:
    """Yield the sealed values of a column with the keys of their rows, in the order of the keys."""
    rows = select(place.key, place.value).where(place.value.is_not(None)).order_by(place.key)
    after: object = None
    while True:
        more = rows if after is None else rows.where(place.key > after)
        with store.unit() as session:
            batch = [(key, sealed) for key, sealed in session.execute(more.limit(BATCH))]
        if not batch:
            return
        yield batch
        after = batch[-1][0]
