"""A hall whose knowledge base is not built: all the console needs, open in no time; and ways to log in to it."""

from datetime import timedelta

from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from hall.bootstrap import Application, assemble, open_knowledge
from hall.settings import Settings
from knowledge_base.store.engine import connect
from service_desk.account_tables import TotpRow
from service_desk.accounts import NewClerk
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Right, Role
from tests.desk_kit import Clock, desk_on
from tests.forms_kit import token

PASSWORD = "Gedanken-Boot-41"
STEP = timedelta(seconds=30)


def hall_for_console(settings: Settings, clock: Clock) -> Application:
    """Return a hall with a real desk; nobody may ask its knowledge base."""
    engine = connect(settings.database_url)
    kb = open_knowledge(settings, engine, clock)
    return assemble(settings, engine, kb, desk_on(engine, clock), clock)


def hired(desk: ServiceDesk, login: str, name: str, department: str, *roles: Role) -> Clerk:
    """Return a clerk, with other roles if they are named, who has chosen a password, who administers or publishes with a second factor as well."""
    clerk, drawn = desk.accounts.create(
        NewClerk(login, name, set(roles) or {Role.CLERK}, department)
    )
    clerk = desk.accounts.change_password(clerk, drawn, PASSWORD)
    if clerk.may(Right.ADMINISTER) or clerk.may(Right.PUBLISH):
        secret = desk.second_factor.offer(clerk).secret
        desk.second_factor.confirm(clerk, TOTP(secret).at(desk.clock() - STEP))
    return clerk


def fresh_code(desk: ServiceDesk, clerk: Clerk) -> str:
    """Return a code of the clerk's app that was not taken yet; three fit at a moment, then time must go on."""
    with desk.store.unit() as session:
        row = session.scalars(select(TotpRow).where(TotpRow.clerk_id == clerk.id)).one()
        secret, used = desk.safe.open(row.sealed), row.last_step
    app, now = TOTP(secret), desk.clock()
    moments = (now - STEP, now, now + STEP)
    fresh = (moment for moment in moments if app.timecode(moment) > used)
    return app.at(next(fresh, now))


def submit(client: FlaskClient, page: str, path: str, **fields: str) -> TestResponse:
    """Send a form of a page with its token."""
    given = token(client.get(page).get_data(as_text=True))
    return client.post(path, data={"csrf_token": given, **fields})


def log_in(client: FlaskClient, desk: ServiceDesk, clerk: Clerk) -> TestResponse:
    """Log a clerk in with the password and, where one is asked for, a code; return the last answer."""
    page = "/console/login"
    sent = submit(client, page, page, login=clerk.login, password=PASSWORD)
    if sent.location == "/console/code":
        sent = submit(client, sent.location, sent.location, code=fresh_code(desk, clerk))
    return sent
