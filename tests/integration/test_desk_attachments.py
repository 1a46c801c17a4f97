"""Files beside a clerk's reply in the desk: stored with it, read with it, gone with it; SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from service_desk.attachments.checking import Upload
from service_desk.attachments.kinds import FileKind
from service_desk.audit import Action
from service_desk.errors import AttachmentRefused, TicketError, UnknownTicket
from service_desk.keeping import Keeping
from service_desk.model import Message, Sender
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests import files_kit as files
from tests.desk_kit import NEWBORN, TALK, Clock, asked_for_a_person, clerk_of, hear, say

KEEPING = Keeping(
    contacts=timedelta(days=30), conversations=timedelta(days=180), answered=timedelta(days=7)
)
FORM = Upload("申请表.pdf", files.pdf())
SHEET = Upload("材料清单.xlsx", files.xlsx())
SAID = "请填好这张表。"


@pytest.fixture
def number(desk: ServiceDesk) -> str:
    """The number of a ticket for the police."""
    return asked_for_a_person(desk)


@pytest.fixture
def zhaolei(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan")


def sent(desk: ServiceDesk) -> Message:
    """Return the last message of staff."""
    return [m for m in desk.messages_after(TALK) if m.sender is Sender.STAFF][-1]


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM desk_attachment")).scalar_one())


def test_files_are_read_with_the_reply_in_the_order_they_were_chosen(
    desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    reply = desk.reply(number, zhaolei, SAID, files=[SHEET, FORM])
    first, second = sent(desk).attachments
    assert reply.message.attachments == (first, second)
    assert (first.name, first.kind) == ("材料清单.xlsx", FileKind.XLSX)
    assert (second.name, second.kind, second.size) == (
        "申请表.pdf",
        FileKind.PDF,
        len(FORM.content),
    )
    assert [r.message.attachments for r in desk.replies(number)] == [(first, second)]
    assert desk.own_part(number, zhaolei).messages[-1].attachments == (first, second)


def test_the_content_comes_back_as_it_was_sent(
    desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    desk.reply(number, zhaolei, SAID, files=[FORM])
    (attachment,) = sent(desk).attachments
    stored = desk.attachment(attachment.id)
    assert stored is not None
    assert (stored.attachment, stored.content) == (attachment, FORM.content)
    assert desk.attachment(attachment.id + 1) is None


def test_what_nobody_of_staff_says_has_no_files(
    desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    say(desk, "已登记")
    desk.reply(number, zhaolei, SAID)
    assert [m.attachments for m in desk.messages_after(TALK)] == [()] * 3


def test_files_alone_are_refused(desk: ServiceDesk, number: str, zhaolei: Clerk) -> None:
    with pytest.raises(TicketError, match="先写一句话"):
        desk.reply(number, zhaolei, " \n", files=[FORM])


def test_one_file_that_cannot_be_sent_keeps_the_whole_reply_back(
    desk: ServiceDesk, number: str, zhaolei: Clerk, engine: Engine
) -> None:
    with pytest.raises(AttachmentRefused, match=r"“坏\.pdf”"):
        desk.reply(number, zhaolei, SAID, files=[FORM, Upload("坏.pdf", b"%PDF-1.4")])
    assert [m.sender for m in desk.messages_after(TALK)] == [Sender.CITIZEN]
    assert rows(engine) == 0


def test_a_clerk_of_another_department_can_neither_send_files_nor_read_those_sent(
    desk: ServiceDesk, number: str, zhaolei: Clerk, engine: Engine
) -> None:
    other = clerk_of(desk, "shichang")
    with pytest.raises(UnknownTicket):
        desk.reply(number, other, SAID, files=[FORM])
    assert rows(engine) == 0
    desk.reply(number, zhaolei, SAID, files=[FORM])
    with pytest.raises(UnknownTicket):
        desk.own_part(number, other)


def test_a_double_click_sends_the_files_once(
    desk: ServiceDesk, number: str, zhaolei: Clerk, engine: Engine
) -> None:
    for _click in range(2):
        desk.reply(number, zhaolei, SAID, files=[FORM, SHEET], client_message_id="a" * 16)
    desk.reply(number, zhaolei, SAID, files=[SHEET, FORM], client_message_id="a" * 16)
    assert len(desk.replies(number)) == 1
    assert rows(engine) == 2


def test_the_same_words_with_another_file_are_another_reply(
    desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    for chosen in ([FORM], [SHEET], [SHEET]):
        desk.reply(number, zhaolei, SAID, files=chosen, client_message_id="a" * 16)
    sent_names = [r.message.attachments[0].name for r in desk.replies(number)]
    assert sent_names == ["申请表.pdf", "材料清单.xlsx"]


def test_the_record_says_how_many_files_went_and_not_which(
    desk: ServiceDesk, number: str, zhaolei: Clerk
) -> None:
    desk.reply(number, zhaolei, SAID, files=[FORM, SHEET])
    (entry,) = [e for e in desk.audit.entries() if e.action == Action.REPLIED]
    assert entry.detail == "附件 2 个"


def test_files_wait_with_their_message_for_who_cannot_poll(
    desk: ServiceDesk, zhaolei: Clerk
) -> None:
    desk.open_conversation(TALK, "wechat", polls=False)
    desk.pushes.remember_address(TALK, "o9AgO5Kd5ggOC-bXrbNODIiE3bGY")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(ticket.number, zhaolei, SAID, files=[FORM])
    (push,) = desk.pushes.take()
    assert [one.name for one in push.message.attachments] == ["申请表.pdf"]


def test_files_go_with_their_message_and_are_counted(
    desk: ServiceDesk, number: str, zhaolei: Clerk, clock: Clock, engine: Engine
) -> None:
    desk.reply(number, zhaolei, SAID, files=[FORM, SHEET])
    (attachment, _) = sent(desk).attachments
    desk.close(number, zhaolei)
    clock.forward(days=179)
    assert desk.tend(KEEPING).attachments == 0
    clock.forward(days=2)
    swept = desk.tend(KEEPING)
    assert (swept.attachments, swept.anything) == (2, True)
    assert rows(engine) == 0
    assert desk.attachment(attachment.id) is None
    assert desk.messages_after(TALK) == ()


def test_a_file_of_an_open_ticket_is_kept_however_old(
    desk: ServiceDesk, number: str, zhaolei: Clerk, clock: Clock, engine: Engine
) -> None:
    desk.reply(number, zhaolei, SAID, files=[FORM])
    clock.forward(hours=1)
    hear(desk, "这张表在哪交")
    clock.forward(days=400)
    desk.tend(KEEPING)
    assert rows(engine) == 1


def test_an_id_is_never_used_twice(
    desk: ServiceDesk, number: str, zhaolei: Clerk, engine: Engine
) -> None:
    desk.reply(number, zhaolei, SAID, files=[FORM])
    (old,) = sent(desk).attachments
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM desk_attachment"))
    desk.reply(number, zhaolei, SAID, files=[FORM])
    (new,) = sent(desk).attachments
    assert new.id > old.id


def test_more_files_than_go_at_once_all_go_in_one_sweep(
    desk: ServiceDesk, number: str, zhaolei: Clerk, clock: Clock
) -> None:
    for n in range(5):
        desk.reply(number, zhaolei, f"{SAID}{n}", files=[FORM] * 5)
    desk.close(number, zhaolei)
    clock.forward(days=181)
    swept = desk.tend(KEEPING)
    assert (swept.attachments, swept.messages) == (25, 7)
