"""What staff do with tickets, and what the citizen sees of it; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from service_desk.audit import Action
from service_desk.errors import (
    ContactError,
    IllegalMove,
    TakenByAnother,
    TicketError,
    UnknownTicket,
)
from service_desk.model import Sender, Speaker, Ticket, TicketState
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from service_desk.tickets import TicketFilter
from tests.desk_kit import NEWBORN, TALK, Clock, clerk_of, hear


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


def last_text(desk: ServiceDesk) -> str:
    """Return the last thing said in the conversation."""
    return desk.messages_after(TALK)[-1].text


def actions(desk: ServiceDesk) -> list[str]:
    """Return what was put on record, newest first."""
    return [entry.action for entry in desk.audit.entries()]


def test_a_take_over_silences_the_bot_and_tells_the_citizen(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    taken = desk.take_over(ticket.number, clerk)
    assert taken.state is TicketState.ACCEPTED
    assert taken.clerk_name == "zhaolei的坐席"
    assert desk.speaker(TALK) is Speaker.STAFF
    assert "同江市公安局" in last_text(desk)
    assert "接入" in last_text(desk)


def test_taking_over_twice_says_it_once(desk: ServiceDesk, clerk: Clerk, ticket: Ticket) -> None:
    desk.take_over(ticket.number, clerk)
    said = desk.messages_after(TALK)
    desk.take_over(ticket.number, clerk)
    assert desk.messages_after(TALK) == said


def test_of_clerks_who_take_over_at_once_one_gets_the_word(
    desk: ServiceDesk, ticket: Ticket
) -> None:
    clerks = [clerk_of(desk, "gongan", f"clerk{n}") for n in range(4)]

    def attempt(clerk: Clerk) -> bool:
        try:
            return bool(desk.take_over(ticket.number, clerk))
        except TakenByAnother:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(attempt, clerks)) == [False, False, False, True]
    assert actions(desk).count(Action.TAKEN_OVER) == 1


def test_a_colleague_is_told_who_speaks(desk: ServiceDesk, clerk: Clerk, ticket: Ticket) -> None:
    desk.take_over(ticket.number, clerk)
    other = clerk_of(desk, "gongan", "qianduo")
    for attempt in (desk.take_over, desk.return_to_bot):
        with pytest.raises(TakenByAnother, match="zhaolei"):
            attempt(ticket.number, other)
    with pytest.raises(TakenByAnother):
        desk.reply(ticket.number, other, "我也来答")


def test_a_reply_reaches_the_citizen_at_once(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    seen = desk.messages_after(TALK)[-1].id
    reply = desk.reply(ticket.number, clerk, "  请带出生医学证明和户口簿  ")
    (message,) = desk.messages_after(TALK, seen)
    assert message == reply.message
    assert (message.sender, message.text) == (Sender.STAFF, "请带出生医学证明和户口簿")
    assert desk.replies(ticket.number) == (reply,)
    assert desk.speaker(TALK) is Speaker.STAFF
    answered = desk.ticket(ticket.number)
    assert answered is not None
    assert answered.state is TicketState.ANSWERED
    assert not answered.unread


def test_a_reply_without_take_over_answers_the_ticket_and_leaves_the_word_to_the_bot(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.reply(ticket.number, clerk, "请带出生医学证明和户口簿")
    assert desk.speaker(TALK) is Speaker.BOT


def test_a_reply_sent_twice_by_a_double_click_arrives_once(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    first = desk.reply(ticket.number, clerk, "请带户口簿", client_message_id="reply-0001")
    assert desk.reply(ticket.number, clerk, "请带户口簿", client_message_id="reply-0001") == first
    assert len(desk.replies(ticket.number)) == 1


def test_a_blank_reply_is_refused(desk: ServiceDesk, clerk: Clerk, ticket: Ticket) -> None:
    with pytest.raises(TicketError, match="不能为空"):
        desk.reply(ticket.number, clerk, "  \n ")


def test_a_reply_keeps_office_phones_and_hides_id_numbers(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.reply(ticket.number, clerk, "户籍科0454-2921234，您的230881199003070019已登记")
    assert "0454-2921234" in last_text(desk)
    assert "230881199003070019" not in last_text(desk)


def test_handing_back_an_answered_conversation_lets_the_bot_speak(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    desk.reply(ticket.number, clerk, "请带户口簿")
    desk.return_to_bot(ticket.number, clerk)
    assert desk.speaker(TALK) is Speaker.BOT
    assert "智能客服继续" in last_text(desk)


def test_handing_back_without_an_answer_keeps_the_question_waiting(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    desk.return_to_bot(ticket.number, clerk)
    assert desk.speaker(TALK) is Speaker.WAITING
    assert ticket.number in last_text(desk)


def test_handing_back_what_nobody_took_changes_nothing(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    said = desk.messages_after(TALK)
    desk.return_to_bot(ticket.number, clerk)
    assert desk.messages_after(TALK) == said
    assert desk.speaker(TALK) is Speaker.WAITING


def test_the_bot_speaks_again_when_staff_left_and_the_citizen_is_told(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    clock.forward(minutes=14, seconds=59)
    assert desk.open_conversation(TALK, "widget").speaker is Speaker.STAFF
    clock.forward(seconds=1)
    assert desk.open_conversation(TALK, "widget").speaker is Speaker.WAITING
    assert ticket.number in last_text(desk)
    assert "没有丢" in last_text(desk)


def test_a_reply_keeps_the_conversation_with_staff(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    clock.forward(minutes=14)
    desk.reply(ticket.number, clerk, "稍等，我查一下")
    clock.forward(minutes=14)
    assert desk.return_idle() == 0
    clock.forward(minutes=1)
    assert desk.return_idle() == 1
    assert desk.speaker(TALK) is Speaker.BOT


def test_a_polling_citizen_alone_ends_an_idle_staff_conversation_once(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    clock.forward(minutes=20)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _n: desk.messages_after(TALK), range(4)))
    told = [m for m in desk.messages_after(TALK) if "没有丢" in m.text]
    assert len(told) == 1


def test_what_the_citizen_wrote_after_the_last_reply_waits_again_when_staff_left(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    desk.reply(ticket.number, clerk, "请带户口簿")
    clock.forward(minutes=1)
    hear(desk, "户口簿在老家咋办")
    unread = desk.ticket(ticket.number)
    assert unread is not None
    assert unread.unread
    clock.forward(days=1)
    desk.return_idle()
    again = desk.ticket(ticket.number)
    assert again is not None
    assert again.state is TicketState.REGISTERED
    assert again.due_at > ticket.due_at
    assert desk.speaker(TALK) is Speaker.WAITING


def test_closing_an_answered_ticket_tells_the_citizen_and_returns_the_word(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    desk.reply(ticket.number, clerk, "请带户口簿")
    assert desk.close(ticket.number, clerk).state is TicketState.CLOSED
    assert desk.speaker(TALK) is Speaker.BOT
    assert ticket.number in last_text(desk)


def test_a_ticket_nobody_answered_is_closed_only_with_a_reason_the_citizen_sees(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    with pytest.raises(TicketError, match="原因"):
        desk.close(ticket.number, clerk, "  ")
    assert desk.close(ticket.number, clerk, "与工单TJ20261120-0003重复").reason
    assert "重复" in last_text(desk)


def test_a_closed_ticket_takes_no_further_step(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.close(ticket.number, clerk, "重复提问")
    with pytest.raises(IllegalMove):
        desk.reply(ticket.number, clerk, "补充一句")
    with pytest.raises(IllegalMove):
        desk.take_over(ticket.number, clerk)
    with pytest.raises(IllegalMove):
        desk.close(ticket.number, clerk, "再办结一次")


def test_closing_an_old_ticket_leaves_a_newer_one_waiting(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.reply(ticket.number, clerk, "请带户口簿")
    newer = desk.hand_over(TALK, "那要照片吗", NEWBORN)
    desk.close(ticket.number, clerk)
    assert desk.speaker(TALK) is Speaker.WAITING
    assert desk.open_conversation(TALK, "widget").ticket_number == newer.number


def test_a_reassigned_ticket_leaves_one_department_and_enters_the_other(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    moved = desk.reassign(ticket.number, clerk, "shichang", "归市场局")
    assert (moved.department, moved.state, moved.due_at) == (
        "shichang",
        TicketState.REGISTERED,
        ticket.due_at,
    )
    assert desk.speaker(TALK) is Speaker.WAITING
    assert "同江市市场监督管理局" in last_text(desk)
    with pytest.raises(UnknownTicket):
        desk.ticket_for(ticket.number, clerk)
    assert desk.ticket_for(ticket.number, clerk_of(desk, "shichang")) == moved


@pytest.mark.parametrize("department", ["", "gongan", "no-such-department"])
def test_a_ticket_is_reassigned_only_to_another_real_department(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket, department: str
) -> None:
    with pytest.raises(TicketError, match="另一个部门"):
        desk.reassign(ticket.number, clerk, department, "归别的部门")


def test_a_clerk_sees_the_tickets_of_the_own_department_only(
    desk: ServiceDesk, ticket: Ticket
) -> None:
    stranger = clerk_of(desk, "shichang")
    assert desk.list_tickets(TicketFilter(), stranger).tickets == ()
    assert desk.list_tickets(TicketFilter(department="gongan"), stranger).total == 0
    for attempt in (
        desk.ticket_for,
        desk.take_over,
        desk.reveal_contact,
        desk.return_to_bot,
        desk.close,
    ):
        with pytest.raises(UnknownTicket):
            attempt(ticket.number, stranger)


def test_the_service_centre_and_administrators_see_every_ticket(
    desk: ServiceDesk, ticket: Ticket
) -> None:
    for clerk in (clerk_of(desk, "zhengwu"), clerk_of(desk, "", role=Role.ADMIN)):
        assert [t.number for t in desk.list_tickets(TicketFilter(), clerk).tickets] == [
            ticket.number
        ]


def test_tickets_are_listed_by_state_text_and_due_time(desk: ServiceDesk, clock: Clock) -> None:
    admin = clerk_of(desk, "", role=Role.ADMIN)
    first = desk.hand_over("talk-0001", "养鸽子归谁管", None)
    clock.forward(days=1)
    second = desk.hand_over("talk-0002", "50%的折扣咋算", None)
    desk.reply(first.number, admin, "归体育部门")

    def numbers(wanted: TicketFilter) -> list[str]:
        return [t.number for t in desk.list_tickets(wanted, admin).tickets]

    assert numbers(TicketFilter()) == [second.number, first.number]
    assert numbers(TicketFilter(states=frozenset({TicketState.ANSWERED}))) == [first.number]
    assert numbers(TicketFilter(text="鸽子")) == [first.number]
    assert numbers(TicketFilter(text="%")) == [second.number]
    assert numbers(TicketFilter(text=second.number.lower())) == [second.number]
    assert numbers(TicketFilter(due_before=first.due_at)) == [first.number]
    assert numbers(TicketFilter(limit=1, offset=1)) == [first.number]
    assert desk.list_tickets(TicketFilter(limit=1), admin).total == 2


def test_what_needs_staff_waits_for_an_answer_or_was_written_to_again(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    def listed() -> list[str]:
        found = desk.list_tickets(TicketFilter(needs_staff=True), clerk)
        assert found.total == desk.count_tickets(TicketFilter(needs_staff=True), clerk)
        return [t.number for t in found.tickets]

    assert listed() == [ticket.number]
    desk.reply(ticket.number, clerk, "请带户口簿")
    assert listed() == []
    clock.forward(minutes=1)
    hear(desk, "户口簿在老家咋办")
    assert listed() == [ticket.number]
    newer = desk.hand_over(TALK, "户口簿在老家咋办", NEWBORN)
    assert listed() == [newer.number]


def test_a_ticket_is_overdue_only_while_it_waits(
    desk: ServiceDesk, clock: Clock, clerk: Clerk
) -> None:
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    assert not ticket.is_overdue(ticket.due_at)
    clock.forward(days=3)
    assert ticket.is_overdue(clock())
    desk.reply(ticket.number, clerk, "请带户口簿")
    answered = desk.ticket(ticket.number)
    assert answered is not None
    assert not answered.is_overdue(clock())


def test_looking_up_a_contact_is_put_on_record(
    desk: ServiceDesk, clerk: Clerk, ticket: Ticket
) -> None:
    with pytest.raises(ContactError, match="没有联系方式"):
        desk.reveal_contact(ticket.number, clerk)
    desk.add_contact(TALK, "13812341234")
    assert desk.reveal_contact(ticket.number, clerk) == "13812341234"
    entry = desk.audit.entries()[0]
    assert (entry.action, entry.login, entry.subject) == (
        Action.CONTACT_SHOWN,
        "zhaolei",
        ticket.number,
    )


def test_each_step_of_staff_is_on_record(desk: ServiceDesk, clerk: Clerk, ticket: Ticket) -> None:
    desk.take_over(ticket.number, clerk)
    desk.reply(ticket.number, clerk, "请带户口簿")
    desk.return_to_bot(ticket.number, clerk)
    desk.close(ticket.number, clerk)
    assert actions(desk)[:4] == [Action.CLOSED, Action.RETURNED, Action.REPLIED, Action.TAKEN_OVER]
    assert desk.audit.count("zhaolei") == 4


def test_nobody_finds_the_secret_conversation_id_in_the_audit_list(
    desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
) -> None:
    desk.take_over(ticket.number, clerk)
    clock.forward(hours=1)
    desk.return_idle()
    assert TALK not in repr(desk.audit.entries())
