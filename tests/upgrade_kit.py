"""Databases as earlier releases left them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData


def upgrade_to(engine: Engine, migrations: Path, version_table: str, revision: str) -> None:
    """Bring the tables of one room to a revision."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        config.attributes["version_table"] = version_table
        command.upgrade(config, revision)


def fill(engine: Engine, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Insert rows, each with the name of its table."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, row in rows:
            connection.execute(tables.tables[name].insert().values(row))
