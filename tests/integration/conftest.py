"""Fixtures of tests that need a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge_base.store.engine import connect
from service_desk.services import ServiceDesk
from tests.desk_kit import Clock, desk_on
from tests.servers import fresh_database, postgres_server, redis_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis server."""
    with redis_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        opened = connect(f"sqlite:///{tmp_path / 'desk.db'}")
        yield opened
        opened.dispose()
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        opened = connect(url)
        yield opened
        opened.dispose()


@pytest.fixture
def desk(engine: Engine, clock: Clock) -> ServiceDesk:
    """A service desk on an empty database."""
    return desk_on(engine, clock)
