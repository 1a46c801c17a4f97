"""Findings of the inspection as tasks: opened, mended by themselves, accepted with a reason, on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge_base.audit.tables import EntryRow
from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.finding_rows import FindingState, Task
from knowledge_base.lifecycle.inspections import QUARTERLY, Wanted
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.model.guide import Guide
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD
from tests.lifecycle_kit import (
    CHECKER,
    EDITOR,
    ELSEWHERE,
    REVIEWER,
    approve,
    small_record,
    submitted,
)

TODAY = date(2026, 12, 1)
CENTRE_EDITOR = Person("qian", "钱编辑", "", frozenset({Duty.EDIT}))
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def record(engine: Engine, clock: Clock) -> Iterator[Record]:
    yield small_record(engine, clock)


def vague(guide: Guide) -> Guide:
    return replace(guide, result=replace(guide.result, delivery="另行通知"))


def publish(record: Record, change: object = vague) -> None:
    record.publishing.approve(submitted(record, change), REVIEWER)  # type: ignore[arg-type]


def one(record: Record, rule: str = "empty-words", state: str = "open") -> Task:
    (found,) = record.inspections.listed(Wanted(rule=rule, state=state))
    return found


def actions(record: Record) -> list[str]:
    with Session(record.store.engine) as session:
        return list(session.scalars(select(EntryRow.action).order_by(EntryRow.seq)))


def test_a_finding_is_a_task_of_the_department_with_a_due_date(record: Record) -> None:
    publish(record)

    record.inspections.run(REVIEWER)

    found = one(record)
    assert (found.kind, found.key, found.path) == ("guide", ID_CARD, "result.delivery")
    assert (found.owner, found.due_on) == ("gongan", TODAY + timedelta(days=15))
    assert "inspected" in actions(record)


def test_looking_twice_opens_nothing_twice(record: Record) -> None:
    first = record.inspections.run()

    again = record.inspections.run()

    assert first.opened > 0
    assert (again.opened, again.reopened, again.mended) == (0, 0, 0)


def test_a_finding_is_mended_by_itself_and_opens_again_when_it_comes_back(
    record: Record, clock: Clock
) -> None:
    publish(record)
    record.inspections.run()
    publish(record, lambda g: replace(g, result=replace(g.result, delivery="窗口领取或邮寄")))

    record.inspections.keep_time()

    assert one(record, state="mended").by == "system"
    publish(record)
    record.inspections.keep_time()
    assert one(record).state is FindingState.OPEN
    assert {"finding_mended", "finding_reopened"} <= set(actions(record))


def test_a_warning_is_accepted_with_a_reason_up_to_a_day(record: Record, clock: Clock) -> None:
    publish(record)
    record.inspections.run()
    number = one(record).id

    kept = record.inspections.accept(number, CHECKER, "邮局正在换新", LATER)

    assert (kept.state, kept.by, kept.until) == (FindingState.ACCEPTED, CHECKER.login, LATER)
    record.inspections.run()
    assert one(record, state="accepted").reason == "邮局正在换新"
    clock.now = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
    record.inspections.run()
    assert one(record).reason == ""
    assert "finding_accepted" in actions(record)


@pytest.mark.parametrize(
    ("by", "reason", "until", "said"),
    [
        (CHECKER, " ", LATER, "写一句"),
        (CHECKER, "字" * 501, LATER, "500 字"),
        (CHECKER, "以后改", TODAY, "今天以后"),
        (CHECKER, "以后改", date(2030, 1, 1), "一年以内"),
        (EDITOR, "以后改", LATER, "没有这一步的权限"),
        (ELSEWHERE, "以后改", LATER, "没有这一步的权限"),
    ],
)
def test_nothing_is_accepted_without_reason_right_or_end(
    record: Record, by: Person, reason: str, until: date, said: str
) -> None:
    publish(record)
    record.inspections.run()

    with pytest.raises(MoveRefused, match=said):
        record.inspections.accept(one(record).id, by, reason, until)

    assert one(record).state is FindingState.OPEN


def test_a_department_looks_again_at_its_own_record_alone(record: Record) -> None:
    publish(record)
    record.inspections.run()

    assert record.inspections.recheck(one(record).id, EDITOR).state is FindingState.OPEN
    with pytest.raises(MoveRefused):
        record.inspections.recheck(one(record).id, ELSEWHERE)
    with pytest.raises(UnknownVersion):
        record.inspections.recheck(10**6, EDITOR)


def test_looking_again_at_one_record_leaves_the_rest_of_a_publication_to_look_at(
    record: Record,
) -> None:
    record.inspections.run()
    of_the_police = record.inspections.listed(Wanted(owners=("gongan",)))
    other = next(task for task in of_the_police if (task.kind, task.key) != ("guide", ID_CARD))
    publish(record)

    record.inspections.recheck(other.id, EDITOR)
    record.inspections.keep_time()

    assert one(record).path == "result.delivery"


def test_a_law_marked_as_repealed_opens_a_task_of_each_guide_at_once(record: Record) -> None:
    record.inspections.run()
    law = "中华人民共和国居民身份证法"
    draft = record.drafts.open("law", law, CENTRE_EDITOR)
    before = record.drafts.newest(draft.id)
    value = replace(before.value, status="已废止")
    record.drafts.save(draft.id, value, CENTRE_EDITOR, before.id)
    approve(record, record.drafts.submit(draft.id, CENTRE_EDITOR))

    record.inspections.keep_time()

    found = record.inspections.listed(Wanted(rule="law-repealed"))
    assert ("guide", ID_CARD, "gongan") in {(one.kind, one.key, one.owner) for one in found}


def test_an_error_is_not_submitted_and_the_words_say_what(record: Record) -> None:
    def repealed(guide: Guide) -> Guide:
        row = replace(guide.legal_basis[0], law="中华人民共和国婚姻法")
        return replace(guide, legal_basis=(row, *guide.legal_basis[1:]))

    with pytest.raises(MoveRefused, match="《中华人民共和国婚姻法》自2021-01-01起废止"):
        submitted(record, repealed)


def test_the_scheduler_inspects_each_night_and_closes_each_quarter(
    record: Record, clock: Clock
) -> None:
    assert record.inspections.keep_time() is not None
    assert record.inspections.keep_time() is None
    clock.now += timedelta(days=1)
    assert record.inspections.keep_time() is not None
    assert record.inspections.last(QUARTERLY) is None
    clock.now = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)

    record.inspections.keep_time()

    closed = record.inspections.last(QUARTERLY)
    assert closed is not None
    assert closed.period == "2026Q4"
    assert closed.open == sum(record.inspections.counted(Wanted()).values())
    assert record.inspections.keep_time() is None
