"""A hall whose knowledge base is not built: all the console needs, open in no time."""

from hall.bootstrap import Application, open_knowledge
from hall.front_desk import FrontDesk
from hall.handover import Handover
from hall.limits import Limits
from hall.metrics import Metrics
from hall.rasa_client import RasaClient
from hall.settings import Settings
from hall.wording import load_wording
from knowledge_base.store.engine import connect
from service_desk.accounts import NewClerk
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from tests.desk_kit import Clock, desk_on

PASSWORD = "Tongjiang-2026"


def hall_for_console(settings: Settings, clock: Clock) -> Application:
    """Return a hall with a real desk; nobody may ask its knowledge base."""
    engine = connect(settings.database_url)
    kb, desk = open_knowledge(settings, engine, clock), desk_on(engine, clock)
    rasa, metrics, wording = RasaClient(settings), Metrics(), load_wording()
    handover = Handover(kb, desk, metrics, wording, clock)
    return Application(
        settings=settings,
        engine=engine,
        kb=kb,
        desk=desk,
        front_desk=FrontDesk(kb, desk, rasa, handover, metrics, wording, clock),
        rasa=rasa,
        limits=Limits(settings),
        metrics=metrics,
        wording=wording,
        clock=clock,
    )


def hired(
    desk: ServiceDesk, login: str, name: str, department: str, role: Role = Role.CLERK
) -> Clerk:
    """Return a clerk who has chosen a password."""
    clerk, drawn = desk.accounts.create(NewClerk(login, name, role, department))
    return desk.accounts.change_password(clerk, drawn, PASSWORD)
