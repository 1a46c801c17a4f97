"""A hall whose knowledge base is not built, which the console does not need, and somebody logged in to it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from hall.app import create_app
from hall.bootstrap import Application, assemble, open_knowledge, utc_now
from hall.settings import load_settings, write_missing_secrets
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.loading import load_catalogue
from knowledge_base.store.engine import connect
from service_desk.accounts import NewClerk
from service_desk.opening import open_desk
from service_desk.services import ServiceDesk
from service_desk.sessions import USUAL
from service_desk.staff import CENTRE, Clerk, Role


def unbuilt_hall(folder: Path) -> Application:
    """Return a hall with an empty database in the folder."""
    write_missing_secrets(folder / ".env")
    settings = replace(
        load_settings({}, folder / ".env"),
        database_url=f"sqlite:///{folder / 'hall.db'}",
        var_dir=folder,
        rasa_url="",
        actions_url="",
    )
    engine = connect(settings.database_url)
    prepare_tables(engine, utc_now())
    desk = open_desk(
        engine,
        load_catalogue().departments,
        contact_key=settings.contact_key,
        staff_hours=settings.staff_hours,
    )
    return assemble(settings, engine, open_knowledge(settings, engine), desk, utc_now)


def client_of(hall: Application, login: str, role: Role) -> FlaskClient:
    """Return a browser in which somebody with a role is logged in; the same one for the same login."""
    known = {clerk.login: clerk for clerk in hall.desk.accounts.clerks()}
    clerk = known.get(login) or _hired(hall.desk, login, role)
    token = hall.desk.sessions.open(clerk, "127.0.0.1", USUAL)
    client = create_app(hall).test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def _hired(desk: ServiceDesk, login: str, role: Role) -> Clerk:
    clerk, drawn = desk.accounts.create(NewClerk(login, "钱进", {role}, CENTRE))
    return desk.accounts.change_password(clerk, drawn, f"{secrets.token_urlsafe()}-Aa1")


def seconds(work: Callable[[], object]) -> float:
    """Return how long something took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
