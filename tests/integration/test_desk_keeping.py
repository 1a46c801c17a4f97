"""What reaches WeChat users, what guide reports become, what time deletes; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, inspect, text

from service_desk.audit import Action
from service_desk.errors import AccountError, ContactError, DeskError
from service_desk.keeping import Keeping
from service_desk.model import Callback, Speaker, TicketState
from service_desk.reports import ReportState
from service_desk.services import ServiceDesk
from service_desk.tables import Base
from tests.desk_kit import NEWBORN, TALK, Clock, clerk_of, hear, say

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
KEEPING = Keeping(
    contacts=timedelta(days=30), conversations=timedelta(days=180), answered=timedelta(days=7)
)


@pytest.fixture
def replied(desk: ServiceDesk) -> int:
    """A staff reply in a WeChat conversation: the id of its message."""
    desk.open_conversation(TALK, "wechat", polls=False)
    desk.pushes.remember_address(TALK, OPENID)
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    say(desk, "已登记")
    return desk.reply(ticket.number, clerk_of(desk, "gongan"), "请带户口簿").message.id


def test_a_staff_reply_waits_to_be_pushed_with_the_openid_in_clear(
    desk: ServiceDesk, replied: int
) -> None:
    (push,) = desk.pushes.take()
    assert (push.message.id, push.address, push.tries) == (replied, OPENID, 0)


def test_the_openid_lies_encrypted_in_the_database(
    desk: ServiceDesk, engine: Engine, replied: int
) -> None:
    with engine.connect() as connection:
        assert OPENID not in repr(connection.execute(text("SELECT * FROM desk_conversation")).all())


def test_a_push_is_handed_out_once_however_many_ask(desk: ServiceDesk, replied: int) -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = [
            push
            for pushes in threads.map(lambda _n: desk.pushes.take(), range(4))
            for push in pushes
        ]
    assert len(taken) == 1


def test_a_push_that_arrived_is_done(desk: ServiceDesk, clock: Clock, replied: int) -> None:
    desk.pushes.take()
    desk.pushes.settle(replied, sent=True)
    clock.forward(days=1)
    assert desk.pushes.take() == ()
    assert desk.pushes.collect(TALK) == ()


def test_a_push_that_failed_comes_with_the_next_message(desk: ServiceDesk, replied: int) -> None:
    desk.pushes.take()
    desk.pushes.settle(replied, sent=False)
    assert [message.id for message in desk.pushes.collect(TALK)] == [replied]
    assert desk.pushes.collect(TALK) == ()


def test_a_push_whose_sender_died_is_handed_out_again(
    desk: ServiceDesk, clock: Clock, replied: int
) -> None:
    desk.pushes.take()
    assert desk.pushes.take() == ()
    clock.forward(minutes=2)
    assert len(desk.pushes.take()) == 1


def test_a_late_answer_of_the_bot_can_be_queued_once(desk: ServiceDesk) -> None:
    desk.open_conversation(TALK, "wechat", polls=False)
    late = say(desk, "要带户口簿")
    desk.pushes.add(late.id)
    desk.pushes.add(late.id)
    assert desk.pushes.collect(TALK) == (late,)


def test_what_was_collected_but_not_delivered_can_be_put_back(
    desk: ServiceDesk, replied: int
) -> None:
    assert [message.id for message in desk.pushes.collect(TALK)] == [replied]
    desk.pushes.put_back([replied])
    assert [message.id for message in desk.pushes.collect(TALK)] == [replied]


def test_without_an_openid_a_message_waits_for_the_citizen(desk: ServiceDesk, replied: int) -> None:
    desk.pushes.forget_address(TALK)
    assert desk.pushes.take() == ()
    assert [message.id for message in desk.pushes.collect(TALK)] == [replied]


def test_citizens_who_poll_need_no_push(desk: ServiceDesk) -> None:
    desk.open_conversation(TALK, "widget")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(ticket.number, clerk_of(desk, "gongan"), "请带户口簿")
    assert desk.pushes.collect(TALK) == ()


def test_a_contact_is_deleted_so_many_days_after_closing(desk: ServiceDesk, clock: Clock) -> None:
    clerk = clerk_of(desk, "gongan")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.add_contact(TALK, "13812341234")
    clock.forward(days=60)
    assert desk.tend(KEEPING).contacts == 0
    desk.close(ticket.number, clerk, "重复提问")
    clock.forward(days=29)
    assert desk.tend(KEEPING).contacts == 0
    clock.forward(days=2)
    assert desk.tend(KEEPING).contacts == 1
    with pytest.raises(ContactError):
        desk.reveal_contact(ticket.number, clerk)
    assert Action.CONTACTS_DELETED in [entry.action for entry in desk.audit.entries()]


def test_an_openid_is_deleted_with_the_contacts(
    desk: ServiceDesk, clock: Clock, engine: Engine, replied: int
) -> None:
    for _week in range(6):
        clock.forward(days=8)
        desk.tend(KEEPING)
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT address FROM desk_conversation")).scalar_one() is None
        )


def test_an_answered_ticket_nobody_closed_counts_as_closed_after_a_week(
    desk: ServiceDesk, clock: Clock
) -> None:
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(ticket.number, clerk_of(desk, "gongan"), "请带户口簿")
    clock.forward(days=6)
    assert desk.tend(KEEPING).closed == 0
    clock.forward(days=2)
    assert desk.tend(KEEPING).closed == 1
    closed = desk.ticket(ticket.number)
    assert closed is not None
    assert closed.state is TicketState.CLOSED


def test_old_conversations_lose_their_messages_unless_a_ticket_is_open(
    desk: ServiceDesk, clock: Clock
) -> None:
    hear(desk, "几点下班", talk="old-talk-0001")
    hear(desk, "转人工", talk="open-talk-0001")
    desk.hand_over("open-talk-0001", "转人工", None)
    clock.forward(days=181)
    hear(desk, "几点下班", talk="new-talk-0001")
    assert desk.tend(KEEPING).messages == 1
    assert desk.messages_after("old-talk-0001") == ()
    assert len(desk.messages_after("open-talk-0001")) == 1
    assert len(desk.messages_after("new-talk-0001")) == 1


def test_a_message_goes_by_its_own_age_however_active_its_citizen_is(
    desk: ServiceDesk, clock: Clock
) -> None:
    for _month in range(8):
        hear(desk, f"{clock():%m}月几点下班", talk="active-talk-01")
        clock.forward(days=30)
        desk.tend(KEEPING)
    left = [message.text for message in desk.messages_after("active-talk-01")]
    assert left == [f"{month:02d}月几点下班" for month in range(1, 7)]


def test_an_answered_ticket_stays_open_when_the_citizen_wrote_again(
    desk: ServiceDesk, clock: Clock
) -> None:
    desk.open_conversation(TALK, "widget")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.reply(ticket.number, clerk_of(desk, "gongan"), "请带户口簿")
    clock.forward(hours=1)
    hear(desk, "爸爸的户口簿也要吗")
    clock.forward(days=30)
    assert desk.tend(KEEPING).closed == 0
    still = desk.ticket(ticket.number)
    assert still is not None
    assert still.state is TicketState.ANSWERED


def test_a_closed_ticket_goes_with_its_questions_when_its_time_is_over(
    desk: ServiceDesk, clock: Clock
) -> None:
    clerk = clerk_of(desk, "gongan")
    hear(desk, "孩子上户口要啥")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.add_contact(TALK, "13812341234")
    desk.reply(ticket.number, clerk, "请带户口簿")
    desk.note_callback(ticket.number, clerk, Callback.REACHED)
    desk.close(ticket.number, clerk)
    clock.forward(days=731)
    assert desk.tend(KEEPING).contacts == 1
    desk.tend(KEEPING)
    assert desk.ticket(ticket.number) is None
    assert desk.conversation(TALK) is None


def test_an_open_ticket_is_kept_however_old_it_is(desk: ServiceDesk, clock: Clock) -> None:
    hear(desk, "孩子上户口要啥")
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    clock.forward(days=3000)
    desk.tend(KEEPING)
    assert desk.ticket(ticket.number) is not None
    assert [message.text for message in desk.messages_after(TALK)] == ["孩子上户口要啥"]


def test_questions_reports_and_login_tries_go_when_their_time_is_over(
    desk: ServiceDesk, clock: Clock, engine: Engine
) -> None:
    clerk = clerk_of(desk, "zhengwu")
    desk.note_unanswered("能不能带狗进大厅")
    made = desk.reports.report("232009003000-01", "新生儿落户", "fee", "写错了", "3号窗口")
    kept = desk.reports.report("232009003000-01", "新生儿落户", "fee", "还没人看", "3号窗口")
    desk.reports.settle(made.id, ReportState.FIXED, "", clerk)
    with pytest.raises(AccountError):
        desk.accounts.log_in("wangfang", "wrong")
    clock.forward(days=2)
    desk.tend(KEEPING)
    assert _rows(engine, "desk_try") == 0
    assert (_rows(engine, "desk_unanswered"), _rows(engine, "desk_guide_report")) == (1, 2)
    clock.forward(days=400)
    desk.tend(KEEPING)
    assert _rows(engine, "desk_unanswered") == 0
    assert [report.id for report in desk.reports.listed()] == [kept.id]


def test_entries_of_the_audit_stay_but_tell_of_nobody_when_their_time_is_over(
    desk: ServiceDesk, clock: Clock
) -> None:
    clerk = clerk_of(desk, "zhengwu", "wangfang")
    desk.accounts.reset_password("wangfang", clerk)
    clock.forward(days=700)
    desk.accounts.reset_password("wangfang", clerk)
    desk.tend(KEEPING)
    assert desk.audit.count("wangfang") == 2
    clock.forward(days=31)
    desk.tend(KEEPING)
    desk.tend(KEEPING)

    entries = desk.audit.entries()
    assert [e.action for e in entries] == [
        *("audit_blanked", "password_reset", "password_reset", "clerk_created")
    ]
    assert [(e.login, e.subject) for e in entries[:2]] == [
        ("system", "audit_entry:2"),
        ("wangfang", "wangfang"),
    ]
    assert {(e.login, e.subject, e.detail, e.address) for e in entries[2:]} == {("", "", "", "")}


def _rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_sweep_of_many_rows_takes_them_in_small_parts_and_none_is_left(
    desk: ServiceDesk, clock: Clock
) -> None:
    desk.open_conversation(TALK, "widget")
    desk.say(TALK, [(f"第{n}条", None) for n in range(1200)])
    clock.forward(days=181)
    assert desk.tend(KEEPING).messages == 1200
    assert desk.messages_after(TALK) == ()


def test_tending_ends_conversations_staff_left(desk: ServiceDesk, clock: Clock) -> None:
    ticket = desk.hand_over(TALK, "孩子上户口要啥", NEWBORN)
    desk.take_over(ticket.number, clerk_of(desk, "gongan"))
    clock.forward(minutes=30)
    desk.tend(KEEPING)
    assert desk.speaker(TALK) is Speaker.WAITING


def test_a_guide_report_is_kept_until_somebody_settles_it(desk: ServiceDesk, clock: Clock) -> None:
    made = desk.reports.report(
        "232009003000-01", "新生儿落户", "materials", "缺监护人身份证", "3号窗口"
    )
    assert desk.reports.listed(ReportState.OPEN) == (made,)
    assert desk.reports.count_open() == 1
    clerk = clerk_of(desk, "zhengwu")
    settled = desk.reports.settle(made.id, ReportState.FIXED, "第2版已补上", clerk)
    assert (settled.state, settled.note, settled.settled_at) == (
        ReportState.FIXED,
        "第2版已补上",
        clock(),
    )
    assert desk.reports.count_open() == 0
    with pytest.raises(DeskError, match="处理过"):
        desk.reports.settle(made.id, ReportState.REJECTED, "", clerk)


def test_a_guide_report_is_masked_and_never_blank(desk: ServiceDesk) -> None:
    made = desk.reports.report(
        "232009003000-01", "新生儿落户", "fee", "来电人13812341234说收了钱", "3号窗口"
    )
    assert "13812341234" not in made.text
    with pytest.raises(DeskError, match="哪里有误"):
        desk.reports.report("232009003000-01", "新生儿落户", "fee", " ", "3号窗口")


def test_the_migrations_make_the_tables_the_code_expects(desk: ServiceDesk, engine: Engine) -> None:
    found = inspect(engine)
    for name, table in Base.metadata.tables.items():
        columns = {c["name"]: c["nullable"] for c in found.get_columns(name)}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}, name
