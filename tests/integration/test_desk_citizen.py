"""What the doors rely on: conversations, messages, hand-over, contacts; on SQLite and PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import Engine, text

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.model.answer import ItemRef, Option
from knowledge_base.model.context import Context, Frame, Pending, PendingKind
from service_desk.errors import ContactError, UnknownTicket
from service_desk.model import Speaker, TicketState
from service_desk.numbers import find_numbers
from service_desk.services import ServiceDesk
from tests.desk_kit import CONTACT_KEY, NEWBORN, TALK, Clock, clerk_of, desk_on, hear, say

PHONE = "13812341234"
ID_CARD = "230881199003070019"


def everything_stored(engine: Engine) -> str:
    """Return every value of every table of the desk."""
    with engine.connect() as connection:
        tables = [
            "desk_conversation", "desk_message", "desk_ticket", "desk_contact", "audit_entry", "desk_unanswered",
            "desk_push", "desk_guide_report",
        ]  # fmt: skip
        return repr([connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables])


def test_opening_twice_finds_the_same_conversation(desk: ServiceDesk) -> None:
    first = desk.open_conversation(TALK, "widget")
    assert first == desk.open_conversation(TALK, "wechat")
    assert (first.door, first.speaker, first.context) == ("widget", Speaker.BOT, Context())


def test_a_migration_done_twice_changes_nothing(desk: ServiceDesk) -> None:
    desk.open_conversation(TALK, "widget")
    desk.store.migrate()
    assert desk.speaker(TALK) is Speaker.BOT


def test_a_conversation_nobody_opened_has_the_bot_speaking_and_no_messages(
    desk: ServiceDesk,
) -> None:
    assert desk.speaker("nobody-was-here") is Speaker.BOT
    assert desk.messages_after("nobody-was-here") == ()


def test_the_context_comes_back_as_it_was_saved(desk: ServiceDesk) -> None:
    option = Option("1", "随父落户", "随父", item_code="232009003000-01")
    settled = Context(
        frames=(
            Frame(
                "232009003000-01", "materials", ("gjzh",), "孩子落户要带啥", {"parents": "married"}
            ),
            Frame("232009099000"),
        ),
        pending=Pending(PendingKind.SITUATION, (option,), "孩子落户要带啥"),
        unclear=1,
    )
    desk.say(TALK, (), settled)
    assert desk.open_conversation(TALK, "widget").context == settled


def test_messages_come_in_order_with_ascending_ids(desk: ServiceDesk) -> None:
    asked = hear(desk, "孩子上户口要啥")
    answered = say(desk, "要带出生医学证明", answer={"status": "answered_guide"})
    assert asked.id < answered.id
    assert desk.messages_after(TALK) == (asked, answered)
    assert desk.messages_after(TALK, asked.id) == (answered,)
    assert answered.answer == {"status": "answered_guide"}


def test_personal_data_never_reaches_the_database_in_clear(
    desk: ServiceDesk, engine: Engine
) -> None:
    said = hear(desk, f"我身份证号{ID_CARD}，电话{PHONE}")
    desk.hand_over(TALK, f"我叫张三，身份证{ID_CARD}，咋落户", NEWBORN)
    desk.add_contact(TALK, PHONE)
    stored = everything_stored(engine)
    assert ID_CARD not in stored
    assert PHONE not in stored
    assert ID_CARD not in said.text


def test_office_phones_stay_readable(desk: ServiceDesk) -> None:
    assert "12345" in hear(desk, "12345打不通咋办").text


def test_a_repeated_client_message_is_stored_once(desk: ServiceDesk) -> None:
    first = hear(desk, "孩子上户口要啥", client_message_id="m-1")
    assert hear(desk, "孩子上户口要啥", client_message_id="m-1") == first
    assert desk.messages_after(TALK) == (first,)


def test_the_same_client_id_in_another_conversation_is_another_message(desk: ServiceDesk) -> None:
    one = hear(desk, "孩子上户口要啥", client_message_id="m-1")
    assert hear(desk, "别的事", talk="lilei-talk-0001", client_message_id="m-1").id != one.id


def test_two_at_once_with_one_client_id_give_one_message(desk: ServiceDesk) -> None:
    start = threading.Barrier(8)

    def send(_number: int) -> int:
        start.wait()
        return hear(desk, "孩子上户口要啥", client_message_id="m-1").id

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(send, range(8)))
    assert len(ids) == 1
    assert len(desk.messages_after(TALK)) == 1


def test_messages_written_at_once_are_never_missed_by_a_reader_who_polls(desk: ServiceDesk) -> None:
    """A later id must not become visible before an earlier one, or `after` would skip it."""
    done = threading.Event()
    seen: list[int] = []

    def poll() -> None:
        while True:
            last_round = done.is_set()
            seen.extend(m.id for m in desk.messages_after(TALK, seen[-1] if seen else 0))
            if last_round:
                return

    reader = threading.Thread(target=poll)
    reader.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: say(desk, f"第{n}句"), range(24)))
    done.set()
    reader.join()
    assert seen == [m.id for m in desk.messages_after(TALK)]
    assert len(seen) == 24


def test_a_message_sent_again_gets_its_first_reply_and_is_stored_once(desk: ServiceDesk) -> None:
    hear(desk, "孩子上户口要啥", client_message_id="m-1")
    said = say(desk, "要带出生医学证明")
    hear(desk, "那多少钱", client_message_id="m-2")
    say(desk, "不收费")
    assert desk.hear(TALK, "widget", "孩子上户口要啥", "m-1").reply == (said,)
    assert len(desk.messages_after(TALK)) == 4


def test_a_new_message_and_one_that_was_never_answered_have_no_reply_yet(desk: ServiceDesk) -> None:
    assert desk.hear(TALK, "widget", "孩子上户口要啥", "m-1").reply is None
    assert desk.hear(TALK, "widget", "孩子上户口要啥", "m-1").reply is None
    assert len(desk.messages_after(TALK)) == 1


def test_while_staff_speak_no_reply_is_due(desk: ServiceDesk) -> None:
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.take_over(ticket.number, clerk_of(desk, "gongan"))
    hear(desk, "在吗", client_message_id="m-1")
    assert desk.hear(TALK, "widget", "在吗", "m-1").reply == ()


def test_a_hand_over_makes_a_ticket_for_the_department_of_the_item(desk: ServiceDesk) -> None:
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    assert find_numbers(ticket.number) == [ticket.number]
    assert ticket.number.startswith("TJ20261123-")
    assert (ticket.department, ticket.department_name) == ("gongan", "同江市公安局")
    assert ticket.questions == ("孩子上户口要啥",)
    assert ticket.item == NEWBORN
    assert ticket.state is TicketState.REGISTERED
    assert ticket.due_at == datetime(2026, 11, 25, 17, tzinfo=CITY_TIME)
    conversation = desk.open_conversation(TALK, "widget")
    assert (conversation.speaker, conversation.ticket_number) == (Speaker.WAITING, ticket.number)


def test_handing_over_again_adds_to_the_open_ticket(desk: ServiceDesk) -> None:
    first = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    again = desk.hand_over(TALK, "工商局几点开门", ItemRef("", "1", "营业执照", "shichang"))
    assert again.number == first.number
    assert again.department == "gongan"
    assert again.questions == ("孩子上户口要啥", "工商局几点开门")
    assert desk.hand_over(TALK, "孩子上户口要啥", NEWBORN).questions == again.questions


def test_hand_overs_at_once_make_one_ticket(desk: ServiceDesk) -> None:
    desk.open_conversation(TALK, "widget")
    with ThreadPoolExecutor(6) as threads:
        numbers = set(
            threads.map(lambda n: desk.hand_over(TALK, f"问题{n}", NEWBORN).number, range(6))
        )
    assert len(numbers) == 1
    ticket = desk.ticket(numbers.pop())
    assert ticket is not None
    assert sorted(ticket.questions) == [f"问题{n}" for n in range(6)]


def test_tickets_of_many_conversations_at_once_get_numbers_of_their_own(desk: ServiceDesk) -> None:
    with ThreadPoolExecutor(6) as threads:
        made = threads.map(
            lambda n: desk.hand_over(f"talk-{n:04d}", "转人工", None).number, range(12)
        )
        assert len(set(made)) == 12


def test_a_number_names_the_day_of_the_city(desk: ServiceDesk, clock: Clock) -> None:
    desk.hand_over(TALK, "转人工", None)
    clock.forward(hours=15)
    assert desk.hand_over("lilei-talk-0001", "转人工", None).number.startswith("TJ20261124-")


def test_a_question_after_the_answer_is_a_new_ticket(desk: ServiceDesk) -> None:
    clerk = clerk_of(desk, "gongan")
    first = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(first.number, clerk, "带上出生医学证明")
    second = desk.hand_over(TALK, "那要照片吗", NEWBORN)
    assert second.number != first.number
    assert desk.speaker(TALK) is Speaker.WAITING


def test_a_ticket_is_found_by_its_number_however_it_is_typed(desk: ServiceDesk) -> None:
    ticket = desk.hand_over(TALK, "转人工", None)
    for typed in (
        f" {ticket.number.lower()} ",
        ticket.number.replace("-", "－"),
        ticket.number.replace("-", ""),
    ):
        assert desk.ticket(typed) == ticket
    assert desk.ticket("TJ20261123-9999") is None


def test_a_contact_is_kept_masked_with_the_open_ticket(desk: ServiceDesk) -> None:
    desk.hand_over(TALK, "转人工", None)
    assert desk.add_contact(TALK, f"打我电话{PHONE}").contact == "138****1234"
    assert (
        desk.add_contact(TALK, "还是发邮件吧 wangfang@example.com").contact == "wa***@example.com"
    )


def test_a_contact_without_a_ticket_or_without_a_number_is_refused(desk: ServiceDesk) -> None:
    with pytest.raises(UnknownTicket):
        desk.add_contact(TALK, PHONE)
    desk.hand_over(TALK, "转人工", None)
    with pytest.raises(ContactError, match="手机号"):
        desk.add_contact(TALK, "不想留")


def test_questions_without_an_answer_are_counted_by_their_wording(desk: ServiceDesk) -> None:
    desk.note_unanswered("你好，养鸽子归谁管？")
    desk.note_unanswered("养鸽子归谁管")
    desk.note_unanswered("蜂箱能放江边吗")
    assert [(q.question, q.times) for q in desk.unanswered()] == [
        ("你好，养鸽子归谁管？", 2),
        ("蜂箱能放江边吗", 1),
    ]


def test_a_ticket_counts_no_question_as_unanswered_for_many_were_answered(
    desk: ServiceDesk,
) -> None:
    desk.hand_over(TALK, "转人工", None)
    desk.hand_over("lilei-talk-0001", "身份证丢了咋整", None)
    assert desk.unanswered() == ()


def test_what_one_desk_wrote_another_one_reads(
    engine: Engine, desk: ServiceDesk, clock: Clock
) -> None:
    ticket = desk.hand_over(TALK, "转人工", None)
    desk.add_contact(TALK, PHONE)
    other = desk_on(engine, clock)
    assert other.ticket(ticket.number) == desk.ticket(ticket.number)
    assert other.reveal_contact(ticket.number, clerk_of(other, "zhengwu")) == PHONE
    assert CONTACT_KEY not in everything_stored(engine)


def test_what_bot_and_system_say_is_kept_word_for_word(desk: ServiceDesk) -> None:
    said = "地址：同江市中央街1号2楼3号窗口，电话13900001111"
    assert say(desk, said).text == said
