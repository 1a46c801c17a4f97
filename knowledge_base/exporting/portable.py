"""Rows of a table as lines of JSON that any of our databases gives and takes alike."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    select,
)
from sqlalchemy.types import TypeEngine

from knowledge_base.store.moment import Moment

AT_ONCE = 500
"""Rows that are read or written in one go."""
MODULUS = 1 << 256


@dataclass
class RowsDigest:
    """A digest over rows in whatever order they come: databases sort texts differently."""

    count: int = 0
    total: int = 0

    def add(self, line: str) -> None:
        """Take in one row."""
        self.count += 1
        self.total += int.from_bytes(hashlib.sha256(line.encode()).digest())
        self.total %= MODULUS

    @property
    def text(self) -> str:
        """The digest."""
        return f"{self.total:064x}"


def plain_table(table: Table) -> Table:
    """Return the table as it is stored, without what our types make of it: sealed bytes stay sealed."""
    columns = (
        Column(c.name, _plain(c), primary_key=c.primary_key, nullable=c.nullable)
        for c in table.columns
    )
    return Table(table.name, MetaData(), *columns)


def _plain(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    if isinstance(kind, Moment):
        return kind
    if isinstance(kind, TypeDecorator):
        return kind.impl_instance
    if isinstance(kind, JSON):
        return JSON(none_as_null=bool(column.nullable))
    return kind


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Yield every row of a plain table, by its primary key."""
    wanted = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(wanted.execution_options(yield_per=AT_ONCE)):
        yield json.dumps([_said(value) for value in row], ensure_ascii=False, separators=(",", ":"))


def _said(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def read_line(table: Table, line: str) -> dict[str, Any]:
    """Return the row of a line.

    Raises:
        ValueError: it is no row of this table.
    """
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(table.columns):
        raise ValueError(f"no row of {table.name}")
    columns = zip(table.columns, values, strict=True)
    return {column.name: _read(column.type, value) for column, value in columns}


def _read(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def digest_of_rows(connection: Connection, table: Table) -> RowsDigest:
    """Return the digest of every row that a plain table holds."""
    found = RowsDigest()
    for line in lines(connection, table):
        found.add(line)
    return found
