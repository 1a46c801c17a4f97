"""Between submitting and publishing: department checks, comments, sending back; then reviews and the doors' receipts."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge_base.audit.witness import witness_faults
from knowledge_base.calendar.files import load_calendar
from knowledge_base.calendar.office_hours import all_year
from knowledge_base.calendar.working_days import CITY_TIME, WorkCalendar
from knowledge_base.lifecycle.check_rows import Finding
from knowledge_base.lifecycle.checks import Request
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.registering import WITNESSES
from knowledge_base.lifecycle.reviews import review_day
from knowledge_base.lifecycle.states import State
from knowledge_base.store.receipts import HALL
from knowledge_base.store.tables import CommentRow, ReceiptRow
from tests.desk_kit import Clock
from tests.lifecycle_kit import CHECKER, EDITOR, ELSEWHERE, REVIEWER, submitted

DUE = date(2026, 11, 25)
ASKED = Request("gongan", DUE, "请看看收费对不对")
RIGHT = (Finding("收费", True), Finding("申请材料", True))
WRONG = (Finding("收费", False, "现在免费了"), Finding("申请材料", True))
DOORS = ("widget", "wechat")


@pytest.fixture
def version(record: Record) -> int:
    """A version that waits for approval."""
    return submitted(record)


@pytest.fixture
def calendar() -> WorkCalendar:
    """The working days of the shipped years."""
    return load_calendar(all_year("08:30-11:30,13:30-17:00"))


def state(record: Record, version: int) -> State:
    """Return where a version stands."""
    return record.versions.version(version).state


def test_a_department_that_finds_all_right_hands_the_version_back_for_approval(
    record: Record, version: int
) -> None:
    token = record.checks.ask(version, ASKED, REVIEWER)
    assert state(record, version) is State.CHECKING
    found = record.checks.by_token(token)
    assert (found.version_id, found.note, found.due_on) == (version, "请看看收费对不对", DUE)

    assert record.checks.answer(version, RIGHT, CHECKER, ("li",)) is State.SUBMITTED

    (answered,) = record.checks.of(version)
    assert (answered.findings, answered.answered_by) == (RIGHT, "zhou")
    assert record.versions.moves(version)[-1].comment == "部门核对：2 项都对"
    assert record.checks.waiting() == ()
    assert record.publishing.approve(version, REVIEWER) == 2


def test_a_department_that_finds_a_fault_returns_the_version_with_its_words(
    record: Record, version: int
) -> None:
    record.checks.ask(version, ASKED, REVIEWER)
    assert record.checks.answer(version, WRONG, CHECKER, ("li",)) is State.RETURNED
    assert record.versions.moves(version)[-1].comment == "部门核对：收费——现在免费了"


@pytest.mark.parametrize(
    ("by", "findings", "why"),
    [
        (ELSEWHERE, RIGHT, "没有这一步的权限"),
        (EDITOR, RIGHT, "您自己写的"),
        (CHECKER, (), "每一项都要选"),
        (CHECKER, (Finding("收费", False, " "),), "哪里不对.*收费"),
    ],
)
def test_an_answer_that_does_not_count_changes_nothing_and_says_why(
    record: Record, version: int, by: Person, findings: tuple[Finding, ...], why: str
) -> None:
    record.checks.ask(version, ASKED, REVIEWER)
    with pytest.raises(MoveRefused, match=why):
        record.checks.answer(version, findings, by, ("li",))
    assert state(record, version) is State.CHECKING
    assert len(record.checks.waiting(["gongan"])) == 1


def test_another_department_may_be_asked_and_answers_for_itself(
    record: Record, version: int
) -> None:
    record.checks.ask(version, replace(ASKED, department="minzheng"), REVIEWER)
    with pytest.raises(MoveRefused):
        record.checks.answer(version, RIGHT, CHECKER, ("li",))
    record.checks.answer(version, RIGHT, ELSEWHERE, ("li",))
    assert state(record, version) is State.SUBMITTED


def test_a_second_answer_and_one_that_nobody_waits_for_are_told_apart(
    record: Record, version: int
) -> None:
    record.checks.ask(version, ASKED, REVIEWER)
    record.checks.answer(version, RIGHT, CHECKER, ("li",))
    with pytest.raises(MoveRefused, match="已经有人答复了"):
        record.checks.answer(version, RIGHT, CHECKER, ("li",))
    record.checks.ask(version, ASKED, REVIEWER)
    record.steps.stop_waiting(version, REVIEWER, "电话里确认过了")
    with pytest.raises(MoveRefused, match="没有再等"):
        record.checks.answer(version, RIGHT, CHECKER, ("li",))
    with pytest.raises(UnknownVersion, match="再要一次"):
        record.checks.by_token("nonsense")


def test_a_check_is_late_from_the_day_after_and_not_once_it_is_closed(
    record: Record, version: int
) -> None:
    record.checks.ask(version, ASKED, REVIEWER)
    (check,) = record.checks.waiting(["gongan"])
    assert not check.is_late(DUE)
    assert check.is_late(DUE + timedelta(days=1))
    record.steps.send_back(version, REVIEWER, "先改摘要")
    (closed,) = record.checks.of(version)
    assert not closed.is_late(DUE + timedelta(days=9))
    assert record.checks.waiting(["minzheng"]) == ()


def test_a_link_leads_nowhere_two_weeks_after_its_day_or_once_it_is_answered(
    record: Record, version: int, clock: Clock
) -> None:
    token = record.checks.ask(version, ASKED, REVIEWER)
    check = record.checks.by_token(token)
    assert check.ends_on == DUE + timedelta(days=14)
    assert not check.has_ended(check.ends_on)
    assert check.has_ended(check.ends_on + timedelta(days=1))
    clock.now = datetime.combine(check.ends_on + timedelta(days=1), time(8), CITY_TIME)
    with pytest.raises(MoveRefused, match="期限早就过了"):
        record.checks.answer(version, RIGHT, CHECKER, ("li",))

    later = replace(ASKED, due_on=check.ends_on + timedelta(days=5))
    assert record.checks.by_token(record.checks.ask(version, later, REVIEWER)).due_on > DUE
    record.checks.answer(version, RIGHT, CHECKER, ("li",))
    (answered,) = record.checks.of(version)
    assert answered.has_ended(DUE)


def test_a_version_is_asked_about_once_at_a_time(record: Record, version: int) -> None:
    first = record.checks.ask(version, ASKED, REVIEWER)
    second = record.checks.ask(version, ASKED, REVIEWER)
    for person, asked in ((EDITOR, ASKED), (REVIEWER, replace(ASKED, department="minzheng"))):
        with pytest.raises(MoveRefused, match="部门核对中"):
            record.checks.ask(version, asked, person)
    assert len(record.checks.of(version)) == 1
    assert record.checks.by_token(second).version_id == version
    with pytest.raises(UnknownVersion):
        record.checks.by_token(first)


def test_what_is_sent_back_needs_a_reason_and_can_be_written_on(
    record: Record, version: int
) -> None:
    with pytest.raises(MoveRefused, match="原因"):
        record.steps.send_back(version, REVIEWER, "")
    record.steps.send_back(version, REVIEWER, "金额没有依据")
    draft = record.drafts.open("guide", record.versions.version(version).key, EDITOR, version_no=2)
    assert record.drafts.newest(draft.id).value.summary == "换了一句话。"


def test_comments_are_kept_once_however_often_they_are_sent(record: Record, version: int) -> None:
    for _click in range(2):
        record.steps.comment(version, CHECKER, " 请附文件号 ")
    record.steps.comment(version, EDITOR, "已附")
    assert [(c.author, c.text) for c in record.steps.comments(version)] == [
        ("zhou", "请附文件号"),
        ("li", "已附"),
    ]
    with Session(record.store.engine) as session:
        assert list(witness_faults(session, WITNESSES)) == []
        session.execute(update(CommentRow).values(text="没说过"))
        assert {fault.text for fault in witness_faults(session, WITNESSES)} == {
            f"comment:{n} 的内容与登记时不一致" for n in (1, 2)
        }
    for text, why in ((" ", "还没有写内容"), ("字" * 1001, "1000 字")):
        with pytest.raises(MoveRefused, match=why):
            record.steps.comment(version, EDITOR, text)
    with pytest.raises(UnknownVersion):
        record.steps.comment(999, EDITOR, "有人吗")


def test_what_nobody_looked_at_for_ninety_days_is_due_and_looking_puts_it_off(
    record: Record, clock: Clock
) -> None:
    assert record.reviews.due() == ()
    clock.forward(days=61)
    due = record.reviews.due(["gongan"])
    assert [one.is_late for one in due] == [False] * len(due)
    assert due[0].on == date(2027, 2, 21)
    clock.forward(days=31)
    assert all(one.is_late for one in record.reviews.due())

    seen = due[0].version
    record.steps.still_right(seen.id, EDITOR)

    assert seen.id not in {one.version.id for one in record.reviews.due()}
    assert record.versions.version(seen.id).state is State.PUBLISHED
    assert record.versions.moves(seen.id)[-1].comment == "复查过，仍然正确"
    assert record.store.newest() == 1


def test_the_day_that_a_guide_names_counts_until_it_was_looked_through(record: Record) -> None:
    found = record.versions.of("guide", "232011001000-01")[0]
    named = replace(found, review_on=date(2026, 12, 10))
    assert review_day(named) == date(2026, 12, 10)
    assert review_day(named, was_reviewed=True) == date(2027, 2, 21)
    far = replace(found, review_on=date(2027, 11, 1))
    assert review_day(far, was_reviewed=True) == date(2027, 11, 1)


def test_what_is_not_in_force_is_not_looked_through(record: Record, version: int) -> None:
    with pytest.raises(MoveRefused, match="待审核"):
        record.steps.still_right(version, EDITOR)
    later = submitted(
        record, lambda g: replace(g, effective_from=date(2027, 3, 1)), key="232009010000-01"
    )
    record.publishing.approve(later, REVIEWER)
    with pytest.raises(MoveRefused):
        record.steps.still_right(later, REVIEWER)
    assert state(record, later) is State.SCHEDULED


def receive(
    record: Record, generation: int, door: str, at: datetime, replica: str = "hall-1"
) -> None:
    """Write that a door showed a generation."""
    with Session(record.store.engine) as session:
        session.merge(ReceiptRow(generation=generation, door=HALL, replica=replica, at=at))
        session.add(ReceiptRow(generation=generation, door=door, replica=replica, at=at))
        session.commit()


def test_a_publication_is_on_its_way_until_every_door_of_every_hall_showed_it(
    record: Record, version: int, clock: Clock, calendar: WorkCalendar
) -> None:
    began = clock()
    for door in DOORS:
        for replica in ("hall-1", "hall-2"):
            receive(record, 1, door, began, replica)
    assert record.publications.lateness(DOORS, calendar).on_the_way == 0
    record.publishing.approve(version, REVIEWER)
    receive(record, 2, "widget", began + timedelta(seconds=1))
    receive(record, 2, "wechat", began + timedelta(seconds=2))
    receive(record, 2, "widget", began + timedelta(seconds=1), "hall-2")

    newest, first = record.publications.listed(DOORS, calendar)

    assert [(one.door, one.replica) for one in newest.missing] == [("wechat", "hall-2")]
    assert (newest.live_at, newest.approved_by) == (None, ("wang",))
    assert (first.live_at, first.approved_by) == (began, ())
    assert record.publications.counted() == 2
    receive(record, 2, "wechat", began + timedelta(seconds=3), "hall-2")
    newest, _ = record.publications.listed(DOORS, calendar)
    assert newest.live_at == began + timedelta(seconds=3)


def test_after_one_working_day_what_has_not_arrived_is_late(
    record: Record, clock: Clock, calendar: WorkCalendar
) -> None:
    lateness = record.publications.lateness(DOORS, calendar)
    assert (lateness.on_the_way, lateness.late) == (1, 0)
    clock.now = datetime(2026, 11, 24, 17, 0, tzinfo=CITY_TIME)
    assert record.publications.lateness(DOORS, calendar).late == 0
    clock.forward(hours=2)
    lateness = record.publications.lateness(DOORS, calendar)
    assert (lateness.late, lateness.longest) == (1, timedelta(hours=2))
    (publication,) = record.publications.listed(DOORS, calendar)
    assert publication.is_late(clock())


def test_a_door_that_shows_a_later_generation_has_the_ones_before(
    record: Record, version: int, clock: Clock, calendar: WorkCalendar
) -> None:
    record.publishing.approve(version, REVIEWER)
    for door in DOORS:
        receive(record, 2, door, clock())
    assert [one.live_at for one in record.publications.listed(DOORS, calendar)] == [clock()] * 2


def test_a_hall_that_was_taken_away_is_not_waited_for(
    record: Record, version: int, clock: Clock, calendar: WorkCalendar
) -> None:
    receive(record, 1, "widget", clock(), "old-hall")
    clock.forward(days=2)
    record.publishing.approve(version, REVIEWER)
    for door in DOORS:
        receive(record, 2, door, clock())
    assert record.publications.lateness(DOORS, calendar).on_the_way == 0


def test_what_could_not_be_published_on_its_day_is_told(record: Record, clock: Clock) -> None:
    later = submitted(record, lambda g: replace(g, effective_from=date(2026, 12, 1)))
    record.publishing.approve(later, REVIEWER)
    assert record.publications.overdue(date(2026, 11, 30)) == ()
    assert [one.version.id for one in record.publications.overdue(date(2026, 12, 1))] == [later]
