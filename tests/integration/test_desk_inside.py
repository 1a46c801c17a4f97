"""What staff tell each other stays among them: notes, reasons of transfers, and whether the citizen is there."""

from datetime import timedelta

import pytest

from service_desk.audit import Action
from service_desk.errors import TicketError, UnknownTicket
from service_desk.keeping import Keeping
from service_desk.model import Ticket
from service_desk.presence import NOTED_EVERY
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests.desk_kit import NEWBORN, TALK, Clock, clerk_of, hear

PHONE = "13812341234"


@pytest.fixture
def clerk(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan", "zhaolei")


@pytest.fixture
def ticket(desk: ServiceDesk) -> Ticket:
    """A ticket for the police."""
    desk.open_conversation(TALK, "widget")
    hear(desk, "孩子上户口要啥")
    return desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)


class TestNotes:
    def test_a_note_tells_who_wrote_it_when_without_personal_data(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, clock: Clock
    ) -> None:
        desk.notes.add(ticket.number, clerk, f"  打过 {PHONE}，说下午来  ")
        (note,) = desk.notes.of(ticket.number, clerk_of(desk, "gongan", "other"))
        assert (note.text, note.clerk_name, note.at) == (
            "打过 138****1234，说下午来",
            "zhaolei的坐席",
            clock.now,
        )
        (on_record,) = (e for e in desk.audit.entries() if e.action == Action.NOTED)
        assert (on_record.subject, on_record.detail) == (ticket.number, "")

    @pytest.mark.parametrize(("text", "why"), [(" \n", "是空的"), ("字" * 1001, "不超过 1000 字")])
    def test_a_note_that_says_nothing_or_too_much_is_refused(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, text: str, why: str
    ) -> None:
        with pytest.raises(TicketError, match=why):
            desk.notes.add(ticket.number, clerk, text)
        assert desk.notes.of(ticket.number, clerk) == ()

    def test_only_who_may_see_the_ticket_reads_and_writes_notes(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.notes.add(ticket.number, clerk, "下午来")
        stranger = clerk_of(desk, "shichang")
        with pytest.raises(UnknownTicket):
            desk.notes.of(ticket.number, stranger)
        with pytest.raises(UnknownTicket):
            desk.notes.add(ticket.number, stranger, "看不到")
        with pytest.raises(UnknownTicket):
            desk.notes.transfers(ticket.number, stranger)
        desk.reassign(ticket.number, clerk, "shichang", "归市场局")
        assert [note.text for note in desk.notes.of(ticket.number, stranger)] == ["下午来"]

    def test_a_note_is_no_message_and_a_closed_ticket_still_takes_one(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.close(ticket.number, clerk, "重复提问")
        said = desk.messages_after(TALK)
        desk.notes.add(ticket.number, clerk, "和上一件一样")
        assert desk.messages_after(TALK) == said
        assert len(desk.notes.of(ticket.number, clerk)) == 1

    def test_notes_and_transfers_go_with_their_ticket(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, clock: Clock
    ) -> None:
        desk.notes.add(ticket.number, clerk, "下午来")
        desk.reassign(ticket.number, clerk, "zhengwu", "归大厅")
        keeping = Keeping(timedelta(days=90), timedelta(days=180), timedelta(days=7))
        clock.forward(days=3000)
        desk.tend(keeping)
        centre = clerk_of(desk, "zhengwu")
        assert len(desk.notes.of(ticket.number, centre)) == 1
        desk.close(ticket.number, centre, "重复提问")
        clock.forward(days=731)
        desk.tend(keeping)
        assert desk.ticket(ticket.number) is None


class TestTransfers:
    def test_the_next_department_reads_why_and_the_citizen_does_not(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reassign(ticket.number, clerk, "shichang", f"要先办执照，电话{PHONE}")
        market = clerk_of(desk, "shichang")
        desk.reassign(ticket.number, market, "gongan", "执照已有，还是户口的事")
        moves = desk.notes.transfers(ticket.number, clerk)
        assert [(m.from_department, m.to_department, m.reason) for m in moves] == [
            ("gongan", "shichang", "要先办执照，电话138****1234"),
            ("shichang", "gongan", "执照已有，还是户口的事"),
        ]
        assert [move.clerk_name for move in moves] == ["zhaolei的坐席", market.name]
        assert not any("执照" in message.text for message in desk.messages_after(TALK))

    def test_a_ticket_does_not_go_on_without_a_reason(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        with pytest.raises(TicketError, match="改派原因"):
            desk.reassign(ticket.number, clerk, "shichang", "  ")
        assert desk.ticket_for(ticket.number, clerk) == ticket
        assert desk.notes.transfers(ticket.number, clerk) == ()


class TestPresence:
    def test_a_look_is_known_and_written_at_most_every_fifteen_seconds(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, clock: Clock
    ) -> None:
        started = clock.now
        for _look in range(30):
            clock.forward(seconds=1)
            desk.look(TALK)
        seen = desk.presence(ticket.number, clerk).seen_at
        assert seen == started + timedelta(seconds=1) + NOTED_EVERY
        assert desk.presence(ticket.number, clerk).looks

    def test_what_the_citizen_wrote_counts_as_seen(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, clock: Clock
    ) -> None:
        desk.look(TALK)
        clock.forward(minutes=5)
        hear(desk, "还在吗")
        assert desk.presence(ticket.number, clerk).seen_at == clock.now

    def test_a_look_where_nobody_may_write_is_not_kept(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, clock: Clock
    ) -> None:
        wrote = clock.now
        desk.close(ticket.number, clerk, "重复提问")
        clock.forward(minutes=5)
        desk.look(TALK)
        assert desk.presence(ticket.number, clerk).seen_at == wrote

    def test_who_does_not_look_is_reached_for_two_days_after_the_last_word(
        self, desk: ServiceDesk, clerk: Clerk, clock: Clock
    ) -> None:
        talk = "wx-lilei"
        desk.hear(talk, "wechat", "孩子上户口要啥", polls=False)
        number = desk.hand_over(talk, "孩子上户口要啥", NEWBORN).number
        assert not desk.presence(number, clerk).reachable
        desk.pushes.remember_address(talk, "o-lilei")
        assert desk.presence(number, clerk).reachable
        assert not desk.presence(number, clerk).looks
        clock.forward(hours=48)
        assert not desk.presence(number, clerk).reachable

    def test_only_who_may_see_the_ticket_sees_whether_the_citizen_is_there(
        self, desk: ServiceDesk, ticket: Ticket
    ) -> None:
        with pytest.raises(UnknownTicket):
            desk.presence(ticket.number, clerk_of(desk, "shichang"))
