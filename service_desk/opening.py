"""Open a service desk over a database, ready for use."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from knowledge_base.calendar.files import load_calendar
from knowledge_base.calendar.office_hours import OfficeHours
from knowledge_base.model.catalogue import Department
from knowledge_base.policy_texts import Texts, no_texts
from service_desk.attachments.checking import USUAL_SIZE
from service_desk.locks import open_locks
from service_desk.parts import Clock, every_text
from service_desk.passwords import Passwords
from service_desk.policy import load_policy
from service_desk.routing import Guess, Router, no_guess
from service_desk.safe import Safe
from service_desk.services import ServiceDesk
from service_desk.store import DeskStore


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def open_desk(
    engine: Engine,
    departments: Mapping[str, Department],
    *,
    contact_key: str,
    previous_contact_keys: Sequence[str] = (),
    staff_hours: OfficeHours,
    redis_url: str = "",
    guess: Guess = no_guess,
    is_question: Callable[[str], bool] = every_text,
    largest_file: int = USUAL_SIZE,
    texts: Callable[[], Texts] = no_texts,
    clock: Clock = now,
    passwords: Passwords | None = None,
) -> ServiceDesk:
    """Return a service desk with its tables up to date.

    Args:
        engine: from `knowledge_base.store.engine.connect`.
        departments: by id; the service centre (政务服务中心) must be among them.
        contact_key: the Fernet key contacts and openids are encrypted with.
        previous_contact_keys: those before it, which still open what they sealed.
        staff_hours: when staff are at work.
        redis_url: locks are shared there where given.
        guess: the department a question without an item is most likely about.
        is_question: tells a question from a greeting or the wish for a person.
        largest_file: bytes that a file may have which a clerk sends.
        texts: what the city says in its own words.
        clock: the present moment, aware.
        passwords: how staff's passwords are hashed.
    """
    store = DeskStore(engine)
    store.migrate()
    return ServiceDesk(
        store=store,
        clock=clock,
        calendar=load_calendar(staff_hours),
        router=Router(departments, guess),
        safe=Safe(contact_key, previous_contact_keys),
        policy=load_policy(texts=texts),
        locks=open_locks(redis_url),
        passwords=passwords or Passwords(),
        is_question=is_question,
        largest_file=largest_file,
    )
