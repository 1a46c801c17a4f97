"""What happened, in figures: what is counted, when, for whom, and what stays when texts go."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.errors import Cause, StoreUnavailable
from knowledge_base.model.answer import Answer, AnswerStatus
from service_desk.days import Days, DaysFault, chosen, own_days
from service_desk.keeping import Keeping
from service_desk.kinds import FAMILIES, Kind, kind_of
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk, Role
from service_desk.store import DeskStore
from service_desk.tickets import Outcome, TicketFilter
from service_desk.turn_lists import TurnFilter
from service_desk.turn_tables import TurnRow
from tests.desk_kit import NEWBORN, Clock, clerk_of
from tests.statistics_kit import CARD_LOST, LICENCE, PIGEONS, asked, handed, replied

MONDAY = date(2026, 11, 23)
TODAY = Days(MONDAY, MONDAY)
WEEK = Days(MONDAY - timedelta(days=6), MONDAY)
UNKNOWN = AnswerStatus.UNANSWERED_UNKNOWN
KEPT = Keeping(timedelta(days=30), timedelta(days=180), timedelta(days=7))


@pytest.fixture
def police(desk: ServiceDesk) -> Clerk:
    """A clerk of the police."""
    return clerk_of(desk, "gongan")


@pytest.fixture
def manager(desk: ServiceDesk) -> Clerk:
    """A manager."""
    return clerk_of(desk, "", role=Role.MANAGER)


@pytest.mark.parametrize("status", AnswerStatus)
def test_every_status_of_an_answer_has_a_kind_but_small_talk(status: AnswerStatus) -> None:
    assert (kind_of(status.value) is None) == (status is AnswerStatus.SMALLTALK)
    assert status.family in {*FAMILIES, "smalltalk"}


class TestCounting:
    def test_questions_are_counted_by_how_they_ended(self, desk: ServiceDesk) -> None:
        asked(desk, CARD_LOST)
        asked(desk, "孩子上户口要啥", AnswerStatus.CLARIFY_SITUATION)
        asked(desk, PIGEONS, UNKNOWN, None)
        asked(desk, "你好", AnswerStatus.SMALLTALK, None)

        total = desk.statistics.read(TODAY).total

        assert total.questions == 3
        assert dict(total.kinds) == {Kind.ANSWERED: 1, Kind.ASKED_BACK: 1, Kind.UNKNOWN: 1}

    def test_hour_and_day_are_those_of_the_city(self, desk: ServiceDesk, clock: Clock) -> None:
        clock.now = datetime(2026, 11, 23, 0, 30, tzinfo=CITY_TIME)
        asked(desk, CARD_LOST)

        found = desk.statistics.read(WEEK)

        assert found.by_day[MONDAY].questions == 1
        assert found.by_hour[0].questions == 1
        assert found.by_weekday[0].questions == 1
        assert sum(cell.questions for cell in found.by_weekday.values()) == 1

    def test_the_days_before_are_counted_apart(self, desk: ServiceDesk, clock: Clock) -> None:
        asked(desk, CARD_LOST)
        clock.forward(days=1)
        asked(desk, CARD_LOST)
        asked(desk, PIGEONS, UNKNOWN, None)

        found = desk.statistics.read(Days(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1)))

        assert (found.total.questions, found.before.questions) == (2, 1)

    def test_doors_departments_and_items_are_told_apart(self, desk: ServiceDesk) -> None:
        asked(desk, CARD_LOST)
        asked(desk, "开小卖部办啥证", item=LICENCE, talk="wx-talk-00001", door="wechat")
        asked(desk, PIGEONS, UNKNOWN, None)

        found = desk.statistics.read(TODAY)

        assert {k: c.questions for k, c in found.by_door.items()} == {"widget": 2, "wechat": 1}
        assert {k: c.questions for k, c in found.by_department.items()} == {
            "gongan": 1,
            "shichang": 1,
            "": 1,
        }
        assert found.item_names == {
            NEWBORN.item_code: NEWBORN.name,
            LICENCE.item_code: LICENCE.name,
        }

    def test_an_unanswered_question_belongs_to_the_department_it_was_sent_to(
        self, desk: ServiceDesk
    ) -> None:
        desk.hear("wangfang-talk-0001", "widget", PIGEONS)
        desk.note_unanswered(PIGEONS, "shichang")
        desk.say("wangfang-talk-0001", [("不知道", Answer(UNKNOWN, "不知道").to_dict())])

        assert list(desk.statistics.read(TODAY).by_department) == ["shichang"]

    def test_equal_questions_count_together_whatever_their_marks(self, desk: ServiceDesk) -> None:
        for number, question in enumerate((CARD_LOST, f"{CARD_LOST}？", f"请问{CARD_LOST}")):
            asked(desk, question, talk=f"talk-number-{number}")
        asked(desk, PIGEONS, UNKNOWN, None)

        found = desk.statistics.read(TODAY)

        assert [one.times for one in found.most_asked] == [3, 1]
        assert [one.question for one in found.most_missed] == [PIGEONS]

    def test_what_several_asks_of_one_message_are_answered_counts_each(
        self, desk: ServiceDesk
    ) -> None:
        desk.hear("wangfang-talk-0001", "widget", "身份证和护照多少钱")
        answers = [Answer(AnswerStatus.ANSWERED_GUIDE, text) for text in ("20 元", "120 元")]
        desk.say("wangfang-talk-0001", [(a.text, a.to_dict()) for a in answers])

        assert desk.statistics.read(TODAY).total.questions == 2


class TestOutsideAConversation:
    def test_a_search_is_counted_at_once_and_written_by_the_minute(self, desk: ServiceDesk) -> None:
        desk.count_answer("site", Answer(AnswerStatus.ANSWERED_GUIDE, "要", item=NEWBORN).to_dict())
        with desk.store.unit() as session:
            assert session.scalars(select(TurnRow)).all() == []

        desk.tend(KEPT)

        with desk.store.unit() as session:
            (row,) = session.scalars(select(TurnRow))
            assert (row.door, row.department, row.question_id) == ("site", "gongan", None)

    def test_the_figures_hold_what_was_counted_a_moment_ago(self, desk: ServiceDesk) -> None:
        desk.count_answer("counter", Answer(UNKNOWN, "不知道").to_dict())

        assert list(desk.statistics.read(TODAY).by_door) == ["counter"]

    def test_what_cannot_be_written_now_is_written_later_and_once(
        self, desk: ServiceDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.count_answer("site", Answer(UNKNOWN, "不知道").to_dict())

        def locked(_store: DeskStore) -> None:
            raise StoreUnavailable(Cause.LOCKED)

        with monkeypatch.context() as patch:
            patch.setattr(DeskStore, "unit", locked)
            with pytest.raises(StoreUnavailable):
                desk.tally.store(desk.store)

        assert desk.tally.store(desk.store) == 1
        assert desk.tally.store(desk.store) == 0


class TestTickets:
    def test_a_first_reply_is_in_time_or_late(
        self, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        quick, slow, waits = (handed(desk, f"talk-ticket-{n}") for n in range(3))
        clock.forward(hours=1)
        replied(desk, quick, police)
        clock.forward(days=10)
        replied(desk, slow, police)

        found = desk.statistics.read(TODAY).tickets

        assert found.total == {Outcome.IN_TIME: 1, Outcome.LATE: 2}
        assert found.by_department["gongan"].total() == 3
        assert (found.open_now, found.overdue_now) == (1, 1)
        assert waits.number

    def test_the_list_behind_an_outcome_holds_as_many_tickets(
        self, desk: ServiceDesk, clock: Clock, police: Clerk, manager: Clerk
    ) -> None:
        quick, slow, _waits = (handed(desk, f"talk-ticket-{n}") for n in range(3))
        clock.forward(hours=1)
        replied(desk, quick, police)
        clock.forward(days=10)
        replied(desk, slow, police)
        handed(desk, "talk-ticket-new")
        days = Days(MONDAY, MONDAY + timedelta(days=20))

        counted = desk.statistics.read(days).tickets.total

        for outcome in Outcome:
            wanted = TicketFilter(
                made_from=days.begin, made_until=days.end, outcome=outcome, as_of=clock()
            )
            assert desk.count_tickets(wanted, manager) == counted[outcome] > 0

    def test_waiting_is_counted_in_office_hours(
        self, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        clock.now = datetime(2026, 11, 20, 16, 30, tzinfo=CITY_TIME)
        ticket = handed(desk, "talk-friday-01")
        clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_TIME)
        replied(desk, ticket, police)

        found = desk.statistics.read(WEEK).tickets

        assert found.half == found.most == timedelta(hours=1)

    def test_a_second_reply_does_not_make_the_first_one_late(
        self, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        ticket = handed(desk, "talk-ticket-01")
        replied(desk, ticket, police)
        clock.forward(days=30)
        replied(desk, ticket, police)

        assert desk.statistics.read(TODAY).tickets.total == {Outcome.IN_TIME: 1}

    def test_a_late_first_reply_stays_late_when_the_citizen_asks_again(
        self, desk: ServiceDesk, clock: Clock, police: Clerk
    ) -> None:
        ticket = handed(desk, "talk-ticket-01")
        clock.forward(days=10)
        desk.take_over(ticket.number, police)
        replied(desk, ticket, police)
        clock.forward(minutes=5)
        desk.hear(ticket.conversation_id, "widget", "还有一句没问完")
        clock.forward(days=1)
        desk.return_idle()

        (again,) = desk.list_tickets(TicketFilter(), police).tickets
        assert again.due_at > ticket.due_at
        assert desk.statistics.read(TODAY).tickets.total == {Outcome.LATE: 1}


class TestWhoMaySee:
    def test_a_clerk_sees_the_own_department_whatever_the_address_says(
        self, desk: ServiceDesk, police: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        asked(desk, "开小卖部办啥证", item=LICENCE)
        handed(desk, "talk-market-01", LICENCE)

        found = desk.statistics.read(TODAY, police, "shichang")

        assert found.department == "gongan"
        assert list(found.by_department) == ["gongan"]
        assert found.tickets.total.total() == 0
        assert [one.question for one in found.most_asked] == [CARD_LOST]
        listed = desk.turn_lists.page(TurnFilter(TODAY, department="shichang"), police)
        assert [one.question for one in listed.asked] == [CARD_LOST]

    def test_a_manager_sees_all_and_may_narrow(self, desk: ServiceDesk, manager: Clerk) -> None:
        asked(desk, CARD_LOST)
        asked(desk, "开小卖部办啥证", item=LICENCE)

        assert desk.statistics.read(TODAY, manager).total.questions == 2
        assert desk.statistics.read(TODAY, manager, "shichang").total.questions == 1

    def test_rows_of_older_days_hold_a_department_s_name(
        self, desk: ServiceDesk, police: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        with desk.store.unit() as session:
            session.scalars(select(TurnRow)).one().department = "同江市公安局"

        found = desk.statistics.read(TODAY, police)

        assert list(found.by_department) == ["gongan"]


class TestLists:
    def test_the_list_of_a_cell_holds_masked_questions_newest_first(
        self, desk: ServiceDesk, clock: Clock, manager: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        clock.forward(hours=1)
        asked(desk, "我电话13812345678，孩子上户口要啥")

        found = desk.turn_lists.page(TurnFilter(TODAY, Kind.ANSWERED), manager)

        assert [one.question for one in found.asked][1] == CARD_LOST
        assert "13812345678" not in found.asked[0].question
        assert found.asked[1].answer == f"答：{CARD_LOST}"
        assert (found.kept, found.total) == (2, 2)

    def test_a_cell_is_narrowed_by_hour_weekday_door_and_item(
        self, desk: ServiceDesk, manager: Clerk
    ) -> None:
        asked(desk, CARD_LOST)

        def count(**narrowed: object) -> int:
            wanted = TurnFilter(WEEK, **narrowed)  # type: ignore[arg-type]
            return desk.turn_lists.page(wanted, manager).total

        assert count(hour=9, weekday=0, door="widget", item=NEWBORN.item_code) == 1
        assert [count(hour=10), count(weekday=1), count(door="wechat"), count(item="x")] == [0] * 4

    def test_what_was_said_about_a_ticket_is_not_listed(
        self, desk: ServiceDesk, manager: Clerk
    ) -> None:
        asked(desk, "转人工", AnswerStatus.ROUTED_STAFF, None)

        (one,) = desk.turn_lists.page(TurnFilter(TODAY), manager).asked

        assert (one.kind, one.answer) == (Kind.HANDED, "")

    def test_a_ticket_s_number_and_code_are_not_listed(
        self, desk: ServiceDesk, manager: Clerk
    ) -> None:
        ticket = handed(desk, "talk-ticket-01")
        asked(desk, f"{ticket.number} {ticket.code}", AnswerStatus.ROUTED_STAFF, None)

        (one,) = desk.turn_lists.page(TurnFilter(TODAY), manager).asked

        assert one.question == "（查自己的工单）"


class TestKeeping:
    def test_the_figure_stays_when_the_text_goes_and_leads_to_nobody(
        self, desk: ServiceDesk, clock: Clock, manager: Clerk
    ) -> None:
        asked(desk, CARD_LOST)
        clock.forward(days=181)
        desk.tend(KEPT)

        found = desk.statistics.read(TODAY)

        assert found.total.questions == 1
        assert found.most_asked == ()
        listed = desk.turn_lists.page(TurnFilter(TODAY), manager)
        assert (listed.asked, listed.kept, listed.total) == ((), 0, 1)
        with desk.store.unit() as session:
            (row,) = session.scalars(select(TurnRow))
            assert (row.asked, row.question_id, row.answer_id) == (None, None, None)

    def test_figures_come_to_an_end_too(self, desk: ServiceDesk, clock: Clock) -> None:
        asked(desk, CARD_LOST)
        clock.forward(days=1097)
        desk.tend(KEPT)

        assert desk.statistics.read(TODAY).total.questions == 0

    def test_a_number_told_in_two_messages_leaves_no_trace_in_the_figures(
        self, desk: ServiceDesk
    ) -> None:
        asked(desk, "1381234")
        asked(desk, "5678")

        with desk.store.unit() as session:
            first, second = session.scalars(select(TurnRow).order_by(TurnRow.id))
            assert first.asked == second.asked


class TestDays:
    def test_choices_end_today(self) -> None:
        assert chosen("7", MONDAY) == WEEK
        assert chosen("quarter", MONDAY) == Days(date(2026, 10, 1), MONDAY)
        assert chosen("nonsense", MONDAY).count == 30

    def test_the_days_before_are_as_many(self) -> None:
        assert WEEK.before() == Days(date(2026, 11, 10), date(2026, 11, 16))

    @pytest.mark.parametrize(
        ("since", "until", "field", "said"),
        [
            ("2026-13-01", "2026-11-30", "since", "写成"),
            ("2026-11-01", "", "until", "写成"),
            ("2026-11-30", "2026-11-01", "until", "不要早于"),
            ("0001-01-01", "2026-11-01", "since", "2000"),
            ("2020-01-01", "2026-11-01", "until", "1100"),
        ],
    )
    def test_dates_that_name_no_days_say_what_and_where(
        self, since: str, until: str, field: str, said: str
    ) -> None:
        with pytest.raises(DaysFault, match=said) as caught:
            own_days(since, until)
        assert caught.value.field == field
