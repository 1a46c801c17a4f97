"""A service desk to try things on: its departments, its clock, its clerks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from knowledge_base.calendar.office_hours import all_year
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.model.answer import ItemRef
from knowledge_base.model.catalogue import Department
from service_desk.accounts import NewClerk
from service_desk.model import Message
from service_desk.opening import open_desk
from service_desk.passwords import Passwords
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role

MONDAY_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=CITY_TIME)
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Real argon2id hashes, but cheap ones."""

CONTACT_KEY = Fernet.generate_key().decode()
NEWBORN = ItemRef("232009003000-01", "232009003000", "新生儿落户", "同江市公安局")
TALK = "wangfang-talk-0001"
WANTS_A_PERSON = "楼下养鸽子太吵了，给我转人工"
"""Says what for, and makes a ticket at once."""

DEPARTMENTS = {
    d.id: d
    for d in (
        Department(
            "gongan", "同江市公安局", "公安局", ("公安", "派出所"), (), "12345", "paichusuo"
        ),
        Department(
            "shichang",
            "同江市市场监督管理局",
            "市场监管局",
            ("市监局",),
            ("工商局",),
            "12315",
            "dating",
        ),
        Department(
            "zhengwu",
            "同江市政务服务中心",
            "政务服务中心",
            ("政务大厅",),
            ("行政服务中心",),
            "12345",
            "dating",
        ),
    )
}


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move on by days, hours, minutes or seconds."""
        self.now += timedelta(**by)


def desk_on(engine: Engine, clock: Clock, contact_key: str = CONTACT_KEY) -> ServiceDesk:
    """Return a desk over the database."""
    return open_desk(
        engine,
        DEPARTMENTS,
        contact_key=contact_key,
        staff_hours=all_year("08:30-11:30,13:30-17:00"),
        clock=clock,
        passwords=QUICK,
    )


def hear(
    desk: ServiceDesk, text: str, client_message_id: str | None = None, talk: str = TALK
) -> Message:
    """Let the citizen say something; return the last message of the conversation."""
    desk.hear(talk, "widget", text, client_message_id)
    return desk.messages_after(talk)[-1]


def say(desk: ServiceDesk, text: str, answer: Mapping[str, Any] | None = None) -> Message:
    """Let the bot say something."""
    (message,) = desk.say(TALK, ((text, answer),)).messages
    return message


def clerk_of(desk: ServiceDesk, department: str, login: str = "", role: Role = Role.CLERK) -> Clerk:
    """Return a new clerk of the department."""
    login = login or f"{department or 'all'}-{role}"
    return desk.accounts.create(NewClerk(login, f"{login}的坐席", {role}, department))[0]


def asked_for_a_person(desk: ServiceDesk) -> str:
    """Let a citizen ask about a newborn's registration and want a person; return the ticket's number."""
    desk.open_conversation(TALK, "widget")
    hear(desk, "孩子上户口要啥")
    return desk.hand_over(TALK, "孩子上户口要啥", NEWBORN).number
