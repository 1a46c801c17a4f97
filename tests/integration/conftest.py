"""Fixtures of tests that need a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from hall.app import create_app
from hall.bootstrap import Application
from hall.settings import Settings
from knowledge_base.store.engine import connect
from service_desk.services import ServiceDesk
from tests.console_kit import hall_for_console
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
def clock() -> Clock:
    """Monday, 23 November 2026, 9:30."""
    return Clock()


@pytest.fixture
def desk(engine: Engine, clock: Clock) -> ServiceDesk:
    """A service desk on an empty database."""
    return desk_on(engine, clock)


@pytest.fixture
def console_hall(settings: Settings, clock: Clock) -> Iterator[Application]:
    """A hall for the console whose clock the test moves."""
    opened = hall_for_console(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def console_app(console_hall: Application) -> Flask:
    """The app of that hall."""
    return create_app(console_hall)
