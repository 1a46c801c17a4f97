"""The last number that a table has given to a row: one that was deleted since is not given again."""

from sqlalchemy import Connection, Table, text

SQLITE_KEEPS = "sqlite_sequence"


def last_given(connection: Connection, table: Table) -> int:
    """Return the last number given, 0 where the database keeps none."""
    if connection.dialect.name == "sqlite":
        return _sqlite_last(connection, table)
    sequence = _sequence(connection, table)
    if sequence is None:
        return 0
    last = connection.execute(
        text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
    )
    return int(last.scalar_one())


def give_after(connection: Connection, table: Table, number: int) -> None:
    """Have the next row get a higher number than this and than any row there is."""
    if connection.dialect.name == "sqlite":
        _sqlite_give_after(connection, table, number)
        return
    sequence = _sequence(connection, table)
    if sequence is None:
        return
    (key,) = table.primary_key.columns
    highest = connection.execute(text(f"SELECT max({key.name}) FROM {table.name}")).scalar() or 0
    if last := max(number, highest):
        connection.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": last})


def _sequence(connection: Connection, table: Table) -> str | None:
    columns = list(table.primary_key.columns)
    if len(columns) != 1:
        return None
    asked = {"table": table.name, "column": columns[0].name}
    found = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), asked)
    name: str | None = found.scalar()
    return name


def _keeps(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _sqlite_last(connection: Connection, table: Table) -> int:
    if not _keeps(table):
        return 0
    asked = text(f"SELECT seq FROM {SQLITE_KEEPS} WHERE name = :name")
    return connection.execute(asked, {"name": table.name}).scalar() or 0


def _sqlite_give_after(connection: Connection, table: Table, number: int) -> None:
    if not _keeps(table) or _sqlite_last(connection, table) >= number:
        return
    named = {"name": table.name, "seq": number}
    connection.execute(text(f"DELETE FROM {SQLITE_KEEPS} WHERE name = :name"), named)
    connection.execute(text(f"INSERT INTO {SQLITE_KEEPS} VALUES (:name, :seq)"), named)
