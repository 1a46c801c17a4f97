"""Fixtures every room may use: the knowledge base as shipped, and a hall over it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application, open_application, open_knowledge, utc_now
from hall.settings import Settings, write_missing_secrets
from hall.settings import load_settings as read_settings
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.loading import load_catalogue
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from service_desk.store import DeskStore
from tests.console_kit import hall_for_console
from tests.desk_kit import Clock

pytest_plugins = ["tests.stack"]

os.environ["ENCODER_PRETRAINED"] = "off"
"""Whoever starts a hall here does not wait for the pretrained encoder; what tests it opens it by itself."""

ROOT = Path(__file__).parents[1]
TRAINED = ROOT / "var" / "index"
"""Where `make run` keeps the trained models too: equal guides, equal models, so nobody trains twice."""

OpenHall = Callable[..., Application]


@pytest.fixture(scope="session")
def knowledge() -> Iterator[KnowledgeBase]:
    """The shipped guides, seeded, trained and indexed."""
    with tempfile.TemporaryDirectory(prefix="onedoor-kb-") as folder:
        engine = connect(f"sqlite:///{folder}/knowledge.db")
        kb = open_knowledge(Settings(index_dir=TRAINED), engine)
        kb.seed(load_catalogue())
        with _alone_at(TRAINED):
            kb.train_if_stale(lambda _said: None)
            kb.reload()
        yield kb
        engine.dispose()


class _alone_at:
    """Keeps two test runs from training in one folder at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "lock").open("w")

    def __enter__(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        self._file.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the tables of both rooms and no rows."""
    path = tmp_path_factory.mktemp("migrated") / "hall.db"
    engine = connect(f"sqlite:///{path}")
    prepare_tables(engine, utc_now())
    DeskStore(engine).migrate()
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    """Settings of a hall by itself: its own database, fresh secrets, neither Rasa nor actions."""
    shutil.copy(migrated, tmp_path / "hall.db")
    write_missing_secrets(tmp_path / ".env")
    drawn = read_settings({}, tmp_path / ".env")
    return replace(
        drawn,
        database_url=f"sqlite:///{tmp_path / 'hall.db'}",
        var_dir=tmp_path,
        index_dir=TRAINED,
        rasa_url="",
        actions_url="",
    )


@pytest.fixture
def open_hall(knowledge: KnowledgeBase, settings: Settings) -> Iterator[OpenHall]:
    """Open halls whose settings, or clock, differ in what is named: `open_hall(rasa_url=…)`."""
    opened: list[Application] = []

    def open_one(clock: Callable[[], datetime] = utc_now, **changed: object) -> Application:
        changed_settings = replace(settings, **changed)  # type: ignore[arg-type]
        application = open_application(changed_settings, clock, kb=knowledge)
        opened.append(application)
        return application

    yield open_one
    for application in opened:
        application.close()


@pytest.fixture
def application(open_hall: OpenHall) -> Application:
    """A hall by itself."""
    return open_hall()


@pytest.fixture
def app(application: Application) -> Flask:
    """Its Flask app."""
    return create_app(application)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at its door, on this machine."""
    return app.test_client()


@pytest.fixture
def clock() -> Clock:
    """Monday, 23 November 2026, 9:30."""
    return Clock()


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
