"""Nobody is left waiting: when to look again, when people are back, answers read elsewhere, calls that are owed."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from service_desk.errors import AnsweredFirst, ContactError, TakenByAnother, TicketError
from service_desk.keeping import Keeping
from service_desk.model import Callback, Sender, Speaker, Ticket, TicketState
from service_desk.read_codes import TRIES_PER_ADDRESS, TRIES_PER_TICKET, Verdict
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from service_desk.tickets import TicketFilter
from tests.desk_kit import NEWBORN, TALK, Clock, clerk_of, hear
from tests.integration.test_desk_citizen import everything_stored

PHONE = "13812341234"
HERE, THERE = "198.51.100.7", "203.0.113.9"
ANSWER = "带上出生医学证明和户口簿就行。"


@pytest.fixture
def clerk(desk: ServiceDesk) -> Clerk:
    """A clerk of the police, whose tickets these are."""
    return clerk_of(desk, "gongan")


@pytest.fixture
def ticket(desk: ServiceDesk) -> Ticket:
    """A ticket as its citizen got it, with the read code."""
    hear(desk, "孩子上户口要啥")
    return desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)


def change(desk: ServiceDesk, clerk: Clerk, *, department: str = "", active: bool = True) -> None:
    boss = clerk_of(desk, "", "boss", Role.ADMIN)
    desk.accounts.change(
        clerk.login,
        name=clerk.name,
        roles=clerk.roles,
        department=department or clerk.department,
        active=active,
        by=boss,
    )


def last_said(desk: ServiceDesk) -> str:
    return desk.messages_after(TALK)[-1].text


class TestLookingAgain:
    def test_nothing_can_come_unasked_while_there_is_no_ticket(self, desk: ServiceDesk) -> None:
        assert desk.look(TALK).next_look == 0
        hear(desk, "孩子上户口要啥")
        assert desk.look(TALK).next_look == 0

    def test_a_client_looks_each_second_while_a_person_is_awaited_or_speaks(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        assert desk.look(TALK).next_look == 1
        desk.take_over(ticket.number, clerk)
        assert desk.look(TALK).next_look == 1

    def test_after_an_answer_it_looks_on_until_the_ticket_is_closed(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reply(ticket.number, clerk, ANSWER)
        look = desk.look(TALK)
        assert (look.speaker, 0 < look.next_look < 2) == (Speaker.BOT, True)
        desk.reply(ticket.number, clerk, "忘了说，不收费。")
        assert [m.text for m in desk.look(TALK, look.messages[-1].id).messages] == [
            "忘了说，不收费。"
        ]
        desk.close(ticket.number, clerk)
        look = desk.look(TALK)
        assert (look.messages[-1].sender, look.next_look) == (Sender.SYSTEM, 0)
        assert "已办结" in look.messages[-1].text

    def test_looking_opens_no_conversation(self, desk: ServiceDesk) -> None:
        assert desk.look("nobody-0001", 5).messages == ()
        assert desk.next_look("nobody-0001") == 0


class TestOutOfHours:
    def test_who_waits_is_told_when_people_are_back(
        self, desk: ServiceDesk, clock: Clock, ticket: Ticket
    ) -> None:
        assert desk.waiting_note(Speaker.WAITING) == ""
        clock.forward(hours=9)
        assert "下班时间" in desk.waiting_note(Speaker.WAITING)
        assert "明天（周二）8:30" in desk.waiting_note(Speaker.WAITING)
        assert desk.waiting_note(Speaker.BOT) == ""


class TestReadingElsewhere:
    def test_number_and_code_open_the_answer(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reply(ticket.number, clerk, ANSWER)
        opened = desk.read_answer(ticket.number, ticket.code, HERE)
        assert opened.verdict is Verdict.RIGHT
        assert [reply.message.text for reply in opened.replies] == [ANSWER]

    def test_number_and_code_may_be_typed_in_any_form(
        self, desk: ServiceDesk, ticket: Ticket
    ) -> None:
        typed = ticket.number.lower().replace("-", "—")
        opened = desk.read_answer(typed, f" {ticket.code.lower()} ", HERE)
        assert opened.verdict is Verdict.RIGHT

    def test_the_code_is_told_once_and_kept_nowhere_in_clear(
        self, engine: Engine, desk: ServiceDesk, ticket: Ticket
    ) -> None:
        again = desk.hand_over(TALK, "要照片吗", None)
        assert (again.number, again.code) == (ticket.number, "")
        assert ticket.code not in everything_stored(engine)
        assert ticket.code not in repr(ticket)

    def test_another_tickets_code_opens_nothing(self, desk: ServiceDesk, ticket: Ticket) -> None:
        other = desk.hand_over("lilei-talk-0001", "转人工", None)
        opened = desk.read_answer(ticket.number, other.code, HERE)
        assert (opened.verdict, opened.ticket, opened.replies) == (Verdict.WRONG, None, ())

    def test_an_unknown_number_is_refused_like_a_wrong_code(self, desk: ServiceDesk) -> None:
        assert desk.read_answer("TJ20261123-0001", "7KM4PQ", HERE).verdict is Verdict.WRONG
        assert desk.read_answer("", "", HERE).verdict is Verdict.WRONG

    def test_who_guesses_is_stopped_and_the_owner_elsewhere_is_not(
        self, desk: ServiceDesk, clock: Clock, ticket: Ticket
    ) -> None:
        for _ in range(TRIES_PER_TICKET):
            assert desk.read_answer(ticket.number, "AAAAA2", HERE).verdict is Verdict.WRONG
        stopped = desk.read_answer(ticket.number, ticket.code, HERE)
        assert (stopped.verdict, stopped.ticket) == (Verdict.TOO_MANY, None)
        assert desk.read_answer(ticket.number, ticket.code, THERE).verdict is Verdict.RIGHT
        clock.forward(hours=1)
        assert desk.read_answer(ticket.number, ticket.code, HERE).verdict is Verdict.RIGHT

    def test_who_tries_one_code_on_many_tickets_is_stopped_too(
        self, desk: ServiceDesk, ticket: Ticket
    ) -> None:
        for n in range(TRIES_PER_ADDRESS):
            desk.read_answer(f"TJ20261123-{n:04d}", "AAAAA2", HERE)
        assert desk.read_answer(ticket.number, ticket.code, HERE).verdict is Verdict.TOO_MANY
        assert desk.read_answer(ticket.number, ticket.code, THERE).verdict is Verdict.RIGHT

    def test_guesses_in_the_chat_do_not_shut_the_page(
        self, desk: ServiceDesk, ticket: Ticket
    ) -> None:
        for _ in range(TRIES_PER_TICKET):
            desk.read_answer(ticket.number, "AAAAA2")
        assert desk.read_answer(ticket.number, ticket.code).verdict is Verdict.TOO_MANY
        assert desk.read_answer(ticket.number, ticket.code, HERE).verdict is Verdict.RIGHT


class TestContacts:
    def test_a_contact_that_was_left_is_used_before_the_ticket_is_closed(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        assert desk.add_contact(TALK, PHONE).callback is Callback.PENDING
        desk.reply(ticket.number, clerk, ANSWER)
        with pytest.raises(TicketError, match="先联系市民"):
            desk.close(ticket.number, clerk)
        assert desk.note_callback(ticket.number, clerk, Callback.REACHED).callback_label == "已回电"
        assert "联系过您" in last_said(desk)
        assert desk.close(ticket.number, clerk).state is TicketState.CLOSED

    def test_who_could_not_be_reached_is_told_and_may_leave_another_number(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.add_contact(TALK, PHONE)
        desk.reply(ticket.number, clerk, ANSWER)
        assert desk.note_callback(ticket.number, clerk, Callback.MISSED).callback_label == "未接通"
        assert "没有联系上您" in last_said(desk)
        assert desk.add_contact(TALK, "13900001111").callback is Callback.PENDING

    def test_a_call_that_is_owed_keeps_the_ticket_open_and_in_sight(
        self, desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
    ) -> None:
        days = timedelta(days=7)
        desk.add_contact(TALK, PHONE)
        desk.reply(ticket.number, clerk, ANSWER)
        clock.forward(days=8)
        assert desk.tend(Keeping(days, days, days)).closed == 0
        assert desk.count_tickets(TicketFilter(needs_staff=True), clerk) == 1
        desk.note_callback(ticket.number, clerk, Callback.REACHED)
        assert desk.count_tickets(TicketFilter(needs_staff=True), clerk) == 0
        assert desk.tend(Keeping(days, days, days)).closed == 1

    def test_the_same_outcome_twice_is_told_once(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.add_contact(TALK, PHONE)
        desk.note_callback(ticket.number, clerk, Callback.MISSED)
        told = len(desk.messages_after(TALK))
        desk.note_callback(ticket.number, clerk, Callback.MISSED)
        assert len(desk.messages_after(TALK)) == told

    def test_without_a_contact_nobody_has_to_call(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reply(ticket.number, clerk, ANSWER)
        with pytest.raises(ContactError):
            desk.note_callback(ticket.number, clerk, Callback.REACHED)
        assert desk.close(ticket.number, clerk).state is TicketState.CLOSED


class TestClerksWhoLeave:
    @pytest.mark.parametrize("change_of", [{"active": False}, {"department": "shichang"}])
    def test_the_conversation_of_a_clerk_who_leaves_goes_back_at_once_and_the_citizen_is_told(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket, change_of: dict[str, object]
    ) -> None:
        desk.take_over(ticket.number, clerk)
        change(desk, clerk, **change_of)  # type: ignore[arg-type]
        assert desk.speaker(TALK) is Speaker.WAITING
        assert "不再值守" in last_said(desk)
        assert ticket.number in last_said(desk)

    def test_what_was_written_after_the_last_reply_waits_again(
        self, desk: ServiceDesk, clock: Clock, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.take_over(ticket.number, clerk)
        desk.reply(ticket.number, clerk, ANSWER)
        clock.forward(minutes=1)
        hear(desk, "那要照片吗")
        change(desk, clerk, active=False)
        found = desk.ticket(ticket.number)
        assert found is not None
        assert found.state is TicketState.REGISTERED

    def test_other_clerks_keep_the_word(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.take_over(ticket.number, clerk)
        change(desk, clerk_of(desk, "gongan", "other"), active=False)
        assert desk.speaker(TALK) is Speaker.STAFF

    @pytest.mark.parametrize(
        ("department", "named"),
        [("zhengwu", "同江市政务服务中心"), ("gongan", "同江市公安局"), ("", "服务台")],
    )
    def test_who_joins_is_named_by_the_own_department(
        self, desk: ServiceDesk, ticket: Ticket, department: str, named: str
    ) -> None:
        role = Role.CLERK if department else Role.ADMIN
        desk.take_over(ticket.number, clerk_of(desk, department, "joins", role))
        assert f"工作人员（{named}）已接入" in last_said(desk)


class TestTextsThatAreNotLost:
    def test_an_id_that_comes_again_with_another_text_is_another_message(
        self, desk: ServiceDesk
    ) -> None:
        hear(desk, "孩子上户口要啥", "m-1")
        desk.say(TALK, (("带出生医学证明", None),))
        assert desk.hear(TALK, "widget", "那多少钱", "m-1").reply is None
        desk.say(TALK, (("不收费", None),))
        replies = [
            desk.hear(TALK, "widget", text, "m-1").reply for text in ("那多少钱", "孩子上户口要啥")
        ]
        assert [[m.text for m in reply or ()] for reply in replies] == [
            ["不收费"],
            ["带出生医学证明"],
        ]
        assert len(desk.messages_after(TALK)) == 4

    def test_a_repeat_is_known_though_its_personal_data_is_masked(self, desk: ServiceDesk) -> None:
        first = hear(desk, f"我的电话是{PHONE}", "m-1")
        assert hear(desk, f"我的电话是{PHONE}", "m-1").id == first.id

    def test_a_reply_edited_after_going_back_is_sent(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reply(ticket.number, clerk, ANSWER, client_message_id="reply-0001")
        desk.reply(ticket.number, clerk, "再补充一点", client_message_id="reply-0001")
        assert [r.message.text for r in desk.replies(ticket.number)] == [ANSWER, "再补充一点"]

    def test_a_clerk_whom_a_colleague_forestalled_is_told_and_may_send_after_all(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        other = clerk_of(desk, "gongan", "colleague")
        seen = desk.messages_after(TALK)[-1].id
        first = desk.reply(ticket.number, other, ANSWER, seen=seen)
        with pytest.raises(AnsweredFirst, match=other.name):
            desk.reply(ticket.number, clerk, "去派出所办。", seen=seen)
        desk.reply(ticket.number, clerk, "去派出所办。", seen=first.message.id)
        assert len(desk.replies(ticket.number)) == 2

    def test_ones_own_earlier_reply_forestalls_nobody(
        self, desk: ServiceDesk, clerk: Clerk, ticket: Ticket
    ) -> None:
        desk.reply(ticket.number, clerk, ANSWER, seen=0)
        desk.reply(ticket.number, clerk, "再补充一点", seen=0)
        with pytest.raises(TakenByAnother):
            desk.take_over(ticket.number, clerk)
            desk.reply(ticket.number, clerk_of(desk, "gongan", "late"), "去派出所办。", seen=0)
