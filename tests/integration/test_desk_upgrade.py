"""A desk of the first release comes through every migration with all that was in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, MetaData, inspect

from service_desk.days import Days
from service_desk.model import Sender, Speaker
from service_desk.services import ServiceDesk
from service_desk.staff import Role
from service_desk.store import MIGRATIONS, VERSION_TABLE
from service_desk.tickets import Outcome
from service_desk.turn_lists import TurnFilter
from tests.desk_kit import CONTACT_KEY, Clock, clerk_of, desk_on
from tests.upgrade_kit import fill, upgrade_to

THEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TALK, NUMBER = "wx-0123456789abcdef", "TJ20261120-0001"


def sealed(text: str) -> bytes:
    """Return the text as the first release sealed it, without the id of a key."""
    return Fernet(CONTACT_KEY).encrypt(text.encode())


def rows() -> dict[str, dict[str, Any]]:
    """Return a row for each table of the first release that a conversation over WeChat touches."""
    return {
        "desk_clerk": dict(
            login="zhaolei", name="赵磊", role="clerk", department="gongan", active=True,
            must_change=False, password_hash="-", stamp="s", created_at=THEN,
        ),
        "desk_conversation": dict(
            id=TALK, door="wechat", speaker="waiting", context={}, openid=sealed("o-citizen"),
            created_at=THEN, touched_at=THEN, citizen_at=THEN,
        ),
        "desk_message": dict(
            conversation_id=TALK, sender="citizen", text="孩子上户口要啥", created_at=THEN,
        ),
        "desk_ticket": dict(
            number=NUMBER, conversation_id=TALK, questions="孩子上户口要啥", item_code="",
            catalog_code="", item_name="", item_department="", department="gongan",
            department_name="同江市公安局", state="registered", created_at=THEN, due_at=THEN,
            due_estimated=False, reason="",
        ),
        "desk_counter": dict(day=THEN.date(), last=1),
        "desk_contact": dict(
            ticket_number=NUMBER, sealed=sealed("13812345678"), masked="138****5678", created_at=THEN,
        ),
        "desk_audit": dict(
            at=THEN, login="zhaolei", action="reassigned", subject=NUMBER,
            detail="shichang→gongan 户口归公安",
        ),
        "desk_push": dict(
            message_id=1, conversation_id=TALK, state="pending", tries=0, created_at=THEN,
        ),
    }  # fmt: skip


def make_first_release(engine: Engine) -> None:
    """Make the tables of the first release, with rows."""
    upgrade_to(engine, MIGRATIONS, VERSION_TABLE, "0001")
    fill(engine, rows().items())


@pytest.fixture
def upgraded(engine: Engine, clock: Clock) -> ServiceDesk:
    """A desk over a database that the first release filled."""
    make_first_release(engine)
    return desk_on(engine, clock)


def test_what_the_first_release_kept_is_all_there(upgraded: ServiceDesk) -> None:
    ticket = upgraded.ticket(NUMBER)
    talk = upgraded.conversation(TALK)
    (clerk,) = upgraded.accounts.clerks()

    assert ticket is not None
    assert ticket.questions == ("孩子上户口要啥",)
    assert talk is not None
    assert (talk.speaker, talk.ticket_number) == (Speaker.WAITING, NUMBER)
    assert [m.text for m in upgraded.messages_after(TALK)] == ["孩子上户口要啥"]
    assert (clerk.login, clerk.roles) == ("zhaolei", frozenset({Role.CLERK}))
    assert upgraded.reveal_contact(NUMBER, clerk) == "13812345678"


def test_a_conversation_over_wechat_is_still_brought_its_messages(upgraded: ServiceDesk) -> None:
    (clerk,) = upgraded.accounts.clerks()
    upgraded.reply(NUMBER, clerk, "请带户口簿。")

    pushed = upgraded.pushes.take()

    assert {push.address for push in pushed} == {"o-citizen"}
    assert pushed[-1].message.sender is Sender.STAFF


def test_a_transfer_on_record_is_shown_with_its_reason(upgraded: ServiceDesk) -> None:
    (clerk,) = upgraded.accounts.clerks()

    (moved,) = upgraded.notes.transfers(NUMBER, clerk)

    assert (moved.from_department, moved.to_department) == ("shichang", "gongan")
    assert (moved.reason, moved.clerk_name, moved.at) == ("户口归公安", "赵磊", THEN)


def test_the_record_of_what_staff_did_goes_on_in_one_chain(engine: Engine, clock: Clock) -> None:
    make_first_release(engine)
    tables = MetaData()
    tables.reflect(engine)
    old = [dict(rows()["desk_audit"], subject=f"TJ20261120-{n:04}") for n in range(2, 2502)]
    with engine.begin() as connection:
        connection.execute(tables.tables["desk_audit"].insert(), old)
    desk = desk_on(engine, clock)

    kept = desk.audit.entries(limit=3000)
    assert [entry.subject for entry in reversed(kept)] == [
        f"TJ20261120-{n:04}" for n in range(1, 2502)
    ]
    assert (kept[-1].at, kept[-1].login, kept[-1].detail) == (
        THEN,
        "zhaolei",
        "shichang→gongan 户口归公安",
    )
    with engine.connect() as connection:
        assert "desk_audit" not in inspect(connection).get_table_names()


def answered_and_replied(engine: Engine) -> None:
    """Let the bot answer, and the clerk reply to the ticket twice, in a desk of the first release."""
    tables = MetaData()
    tables.reflect(engine)
    item = {
        "item_code": "x-01",
        "catalog_code": "x",
        "name": "新生儿落户",
        "department": "同江市公安局",
    }
    said = (
        ("bot", "要户口簿", {"status": "answered_guide", "text": "要户口簿", "item": item}, 0),
        ("bot", "您好", None, 0),
        ("staff", "请带户口簿", None, 1),
        ("staff", "还有出生证", None, 30),
    )
    replies = []
    with engine.begin() as connection:
        for sender, text, answer, hours in said:
            at = THEN + timedelta(hours=hours)
            row = dict(conversation_id=TALK, sender=sender, text=text, created_at=at, answer=answer)
            done = connection.execute(tables.tables["desk_message"].insert().values(row))
            assert done.inserted_primary_key is not None
            replies += [done.inserted_primary_key[0]] if sender == "staff" else []
        for reply in replies:
            row = dict(message_id=reply, ticket_number=NUMBER, clerk_id=1)
            connection.execute(tables.tables["desk_staff_reply"].insert().values(row))
        late = (
            tables.tables["desk_ticket"]
            .update()
            .values(
                state="answered",
                answered_at=THEN + timedelta(hours=30),
                due_at=THEN + timedelta(hours=2),
            )
        )
        connection.execute(late)


def test_what_was_answered_before_is_in_the_figures(engine: Engine, clock: Clock) -> None:
    make_first_release(engine)
    answered_and_replied(engine)
    desk = desk_on(engine, clock)
    day = Days(date(2026, 11, 20), date(2026, 11, 20))

    found = desk.statistics.read(day, clerk_of(desk, "gongan"))
    listed = desk.turn_lists.page(TurnFilter(day), clerk_of(desk, "zhengwu"))

    assert found.by_hour[17].questions == found.total.questions == 1
    assert found.item_names == {"x-01": "新生儿落户"}
    assert [(one.question, one.answer) for one in listed.asked] == [("孩子上户口要啥", "要户口簿")]
    assert [one.times for one in found.most_asked] == [1]
    assert found.tickets.total == {Outcome.IN_TIME: 1}
