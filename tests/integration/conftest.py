"""Fixtures of tests that need a database, or a console over a record of three guides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hall.bootstrap import Application
from knowledge_base.lifecycle.record import Record
from knowledge_base.store.engine import connect
from service_desk.services import ServiceDesk
from service_desk.staff import CENTRE, Clerk, Role
from tests.console_kit import hired, log_in
from tests.desk_kit import Clock, desk_on
from tests.knowledge_pages_kit import publish
from tests.lifecycle_kit import small_record, submitted
from tests.servers import fresh_database, postgres_server, redis_server
from tests.version_pages_kit import WRITES, Enter, cheaper


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


@pytest.fixture
def record(engine: Engine, clock: Clock) -> Record:
    """A record with three guides in force."""
    return small_record(engine, clock)


@pytest.fixture
def hall(console_hall: Application) -> Application:
    """A hall for the console with three guides in force."""
    publish(console_hall)
    return console_hall


@pytest.fixture
def enter(console_app: Flask, hall: Application) -> Enter:
    """Log a clerk in, in a browser of the clerk's own."""

    def enter_as(clerk: Clerk) -> FlaskClient:
        client = console_app.test_client()
        assert log_in(client, hall.desk, clerk).status_code == 303
        return client

    return enter_as


@pytest.fixture
def reviewer(hall: Application) -> Clerk:
    """Who may approve."""
    return hired(hall.desk, "sunyue", "孙悦", CENTRE, Role.REVIEWER, Role.EDITOR)


@pytest.fixture
def officer(hall: Application) -> Clerk:
    """A clerk of the police, who did not write it."""
    return hired(hall.desk, "zhaolei", "赵磊", "gongan", *WRITES)


@pytest.fixture
def stranger(hall: Application) -> Clerk:
    """A clerk of another department."""
    return hired(hall.desk, "qianduo", "钱多", "shichang", *WRITES)


@pytest.fixture
def version(hall: Application) -> int:
    """A version that waits for approval."""
    return submitted(hall.record, cheaper)
