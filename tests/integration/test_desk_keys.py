"""Contact keys: each sealed value names its key, older keys still open, and a new key takes over everything."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, LargeBinary, select, update

from service_desk import resealing
from service_desk.errors import ContactError
from service_desk.resealing import is_anything_sealed, places, reseal, survey
from service_desk.safe import Safe, id_of, key_id
from service_desk.services import ServiceDesk
from service_desk.staff import Role
from service_desk.store import DeskStore
from service_desk.tables import Base, ContactRow, ConversationRow, SealedBytes
from tests.desk_kit import CONTACT_KEY, NEWBORN, Clock, clerk_of, desk_on, say

PHONE = "13812341234"
NEW_KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NEW = Safe(NEW_KEY, (CONTACT_KEY,))


@pytest.fixture
def store(engine: Engine) -> DeskStore:
    return DeskStore(engine)


def leave(desk: ServiceDesk, talk: str) -> str:
    """Let a citizen on WeChat leave a phone number; return the number of the ticket."""
    desk.open_conversation(talk, "wechat", polls=False)
    desk.pushes.remember_address(talk, f"openid-{talk}")
    ticket = desk.hand_over(talk, "户口咋上", NEWBORN)
    desk.add_contact(talk, PHONE)
    return ticket.number


def sealed(store: DeskStore) -> list[bytes]:
    """Return every sealed value."""
    with store.unit() as session:
        contacts = session.scalars(select(ContactRow.sealed)).all()
        addresses = session.scalars(select(ConversationRow.address)).all()
        return [value for value in (*contacts, *addresses) if value is not None]


def spoil(store: DeskStore, talk: str, value: bytes) -> None:
    """Put another sealed value in the place of a citizen's address."""
    with store.unit() as session:
        session.execute(
            update(ConversationRow).where(ConversationRow.id == talk).values(address=value)
        )


def test_what_is_stored_names_the_key_it_was_sealed_with(
    desk: ServiceDesk, store: DeskStore
) -> None:
    leave(desk, "wx-1")
    values = sealed(store)
    assert len(values) == 2
    assert {id_of(value) for value in values} == {key_id(CONTACT_KEY)}
    assert CONTACT_KEY.encode() not in b"".join(values)


def test_a_new_key_takes_over_everything_and_the_old_one_is_needed_no_more(
    desk: ServiceDesk, store: DeskStore, engine: Engine, clock: Clock
) -> None:
    numbers = [leave(desk, f"wx-{n}") for n in range(5)]
    told: list[int] = []
    assert reseal(store, NEW, told.append) == 10
    assert told[-1] == 10
    found = survey(store, Safe(NEW_KEY))
    assert (found.current, found.older, found.lost) == (10, 0, [])
    later = desk_on(engine, clock, contact_key=NEW_KEY)
    boss = clerk_of(later, "", role=Role.ADMIN)
    assert {later.reveal_contact(number, boss) for number in numbers} == {PHONE}
    say(later, "您好")
    assert reseal(store, NEW) == 0


def test_values_from_before_keys_had_ids_are_taken_over_too(
    desk: ServiceDesk, store: DeskStore
) -> None:
    leave(desk, "wx-1")
    spoil(store, "wx-1", Fernet(CONTACT_KEY).encrypt(b"openid-old"))
    assert survey(store, NEW).older == 2
    assert reseal(store, NEW) == 2
    assert survey(store, NEW).current == 2


def test_a_change_that_broke_off_goes_on_where_it_was(
    desk: ServiceDesk, store: DeskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    for n in range(5):
        leave(desk, f"wx-{n}")

    def pull_the_plug(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(store, NEW, pull_the_plug)
    assert (survey(store, NEW).current, survey(store, NEW).older) == (4, 6)
    assert reseal(store, NEW) == 6


@pytest.mark.parametrize(
    "value",
    [
        Safe(OTHER_KEY).seal("openid"),
        Fernet(OTHER_KEY).encrypt(b"openid"),
        Safe(NEW_KEY).seal("openid")[:-4],
        b"nonsense",
    ],
    ids=["another key", "another key without id", "cut off", "nonsense"],
)
def test_what_no_key_opens_is_named_and_stops_nothing_else(
    desk: ServiceDesk, store: DeskStore, value: bytes
) -> None:
    leave(desk, "wx-1")
    leave(desk, "wx-0123456789abcdef")
    spoil(store, "wx-0123456789abcdef", value)
    assert reseal(store, NEW) == 3
    found = survey(store, NEW)
    assert (found.current, found.older) == (3, 0)
    assert found.lost == ["desk_conversation:wx-012345678…"]
    assert value in sealed(store)


def test_an_address_that_no_key_opens_keeps_no_other_push_waiting(
    desk: ServiceDesk, store: DeskStore
) -> None:
    clerk = clerk_of(desk, "gongan")
    for talk in ("wx-lost", "wx-well"):
        number = leave(desk, talk)
        desk.take_over(number, clerk)
        desk.reply(number, clerk, "带户口簿。")
    spoil(store, "wx-lost", Safe(OTHER_KEY).seal("openid"))
    pushes = desk.pushes.take(limit=1)
    assert [push.address for push in pushes] == ["openid-wx-well"]
    assert {push.address for push in desk.pushes.take()} <= {"openid-wx-well"}
    assert "带户口簿。" in [message.text for message in desk.pushes.collect("wx-lost")]


def test_a_contact_sealed_with_a_key_that_is_gone_says_which(
    desk: ServiceDesk, engine: Engine, clock: Clock
) -> None:
    number = leave(desk, "wx-1")
    later = desk_on(engine, clock, contact_key=OTHER_KEY)
    with pytest.raises(ContactError, match=f"编号 {key_id(CONTACT_KEY)}.*CONTACT_KEYS_PREVIOUS"):
        later.reveal_contact(number, clerk_of(later, "", role=Role.ADMIN))


def test_a_value_written_meanwhile_is_not_overwritten(
    desk: ServiceDesk, store: DeskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(desk, "wx-1")
    real: Callable[[Safe, bytes], str | None] = resealing._opened
    fresh = NEW.seal("openid-of-now")

    def opened_slowly(safe: Safe, value: bytes) -> str | None:
        spoil(store, "wx-1", fresh)
        return real(safe, value)

    monkeypatch.setattr(resealing, "_opened", opened_slowly)
    reseal(store, NEW)
    assert fresh in sealed(store)


def test_whether_anything_is_sealed_is_known_before_there_are_tables(
    engine: Engine, clock: Clock
) -> None:
    assert not is_anything_sealed(engine)
    desk = desk_on(engine, clock)
    assert not is_anything_sealed(engine)
    leave(desk, "wx-1")
    assert is_anything_sealed(engine)


OPEN_BYTES = {"desk_attachment.content"}
"""What a citizen gets as it is."""


def test_every_column_of_bytes_is_one_that_a_new_key_takes_over() -> None:
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    binary = [
        c
        for c in columns
        if isinstance(c.type, LargeBinary | SealedBytes) and str(c) not in OPEN_BYTES
    ]
    assert binary == [place.value for place in places()]


def test_the_keys_own_ids_tell_nothing_about_them() -> None:
    safe = Safe(NEW_KEY, (CONTACT_KEY,))
    assert safe.ids == (key_id(NEW_KEY), key_id(CONTACT_KEY))
    assert not any(part in key for key in (NEW_KEY, CONTACT_KEY) for part in safe.ids)
