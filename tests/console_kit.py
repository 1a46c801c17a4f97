"""A hall whose knowledge base is not built: all the console needs, open in no time."""

from hall.bootstrap import Application, assemble, open_knowledge
from hall.settings import Settings
from knowledge_base.store.engine import connect
from service_desk.accounts import NewClerk
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.desk_kit import Clock, desk_on

PASSWORD = "Tongjiang-2026"


def hall_for_console(settings: Settings, clock: Clock) -> Application:
    """Return a hall with a real desk; nobody may ask its knowledge base."""
    engine = connect(settings.database_url)
    kb = open_knowledge(settings, engine, clock)
    return assemble(settings, engine, kb, desk_on(engine, clock), clock)


def hired(
    desk: ServiceDesk, login: str, name: str, department: str, role: Role = Role.CLERK
) -> Clerk:
    """Return a clerk who has chosen a password."""
    clerk, drawn = desk.accounts.create(NewClerk(login, name, role, department))
    return desk.accounts.change_password(clerk, drawn, PASSWORD)
