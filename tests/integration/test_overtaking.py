"""Several versions of one record on their way: none is replaced unseen, and no change is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from knowledge_base.lifecycle.errors import MoveRefused, UnknownVersion
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeing import Seen
from knowledge_base.lifecycle.states import State
from knowledge_base.model.guide import Guide
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD
from tests.lifecycle_kit import (
    COLLEAGUE,
    REVIEWER,
    approve,
    in_force,
    other_words,
    submitted,
)


def saying(words: str, begins: date | None = None) -> Callable[[Guide], Guide]:
    """Return what gives a guide another summary from a day on."""
    return lambda guide: replace(
        guide, summary=words, effective_from=begins or guide.effective_from
    )


def state(record: Record, version: int) -> State:
    """Return where a version stands."""
    return record.versions.version(version).state


def test_a_version_that_waits_for_its_day_is_not_replaced_unseen(
    record: Record, clock: Clock
) -> None:
    waits = submitted(record, saying("明年。", date(2027, 3, 1)))
    record.publishing.approve(waits, REVIEWER)
    now = submitted(record, saying("现在。"))
    fate = "第 2 版（已批准，原定2027年3月1日生效）作废，不会再生效，由这一版代替"
    assert [str(one) for one in record.publishing.overtakes(now)] == [fate]
    for seen in (Seen(), Seen(overtaken=frozenset({now}))):
        with pytest.raises(MoveRefused, match="作废"):
            record.publishing.approve(now, REVIEWER, "", seen)
    assert (state(record, now), state(record, waits)) == (State.SUBMITTED, State.SCHEDULED)

    assert record.publishing.approve(now, REVIEWER, "改了", Seen(overtaken=frozenset({waits}))) == 2

    approved = [m for m in record.versions.moves(now) if m.to_state is State.APPROVED]
    assert [m.comment for m in approved] == [f"改了（知道：{fate}）"]
    last = record.versions.moves(waits)[-1]
    assert (last.to_state, last.actor, last.comment) == (State.SUPERSEDED, "wang", "由第 3 版代替")
    clock.now = datetime.fromisoformat("2027-03-02T09:00+08:00")
    assert record.timekeeping.keep_time() is None
    assert in_force(record).summary == "现在。"


def test_one_whose_day_comes_first_is_told_to_be_in_force_until_the_other_begins(
    record: Record, clock: Clock
) -> None:
    spring = submitted(record, saying("三月起。", date(2027, 3, 1)))
    record.publishing.approve(spring, REVIEWER)
    summer = submitted(record, saying("六月起。", date(2027, 6, 1)))
    (fate,) = record.publishing.overtakes(summer)
    assert str(fate) == "第 2 版（已批准，2027年3月1日生效）只用到2027年6月1日，那天起换成这一版"

    assert approve(record, summer) is None

    assert state(record, spring) is State.SCHEDULED
    said = []
    for day in ("2027-03-01", "2027-06-01"):
        clock.now = datetime.fromisoformat(f"{day}T00:01+08:00")
        record.timekeeping.keep_time()
        said.append(in_force(record).summary)
    assert said == ["三月起。", "六月起。"]


@pytest.mark.parametrize("begins", [date(2027, 3, 1), date(2027, 2, 1)])
def test_one_whose_day_comes_no_sooner_gives_its_day_up_at_once(
    record: Record, begins: date
) -> None:
    waits = submitted(record, saying("三月起。", date(2027, 3, 1)))
    record.publishing.approve(waits, REVIEWER)
    sooner = submitted(record, saying("更早。", begins))

    assert approve(record, sooner) is None

    assert (state(record, waits), state(record, sooner)) == (State.SUPERSEDED, State.SCHEDULED)
    assert record.generations.catalogue_on(date(2027, 3, 2)).guides[ID_CARD].summary == "更早。"


def test_of_a_version_that_is_not_there_nothing_is_overtaken(record: Record) -> None:
    with pytest.raises(UnknownVersion, match="没有编号为 999999 的版本"):
        record.publishing.overtakes(999999)


def test_a_version_that_was_written_before_another_was_published_is_not_approved(
    record: Record,
) -> None:
    first = submitted(record, lambda g: replace(g, summary="先改的。"))
    second = submitted(record, lambda g: replace(g, summary="后改的。"))
    record.publishing.approve(first, REVIEWER)

    with pytest.raises(MoveRefused, match="会丢掉那一版的改动"):
        record.publishing.approve(second, REVIEWER)
    assert record.versions.version(second).state is State.SUBMITTED
    assert in_force(record).summary == "先改的。"


def test_what_a_version_that_waits_would_undo_is_not_published_before_it(record: Record) -> None:
    first = submitted(record, other_words)
    day = date(2027, 3, 1)
    later = submitted(record, lambda g: replace(g, summary="明年。", effective_from=day), COLLEAGUE)
    record.publishing.approve(later, REVIEWER)

    with pytest.raises(MoveRefused, match="2027年3月1日生效"):
        record.publishing.approve(first, REVIEWER)
    assert record.versions.version(first).state is State.SUBMITTED
    record.steps.send_back(later, REVIEWER, "先等等")
    assert record.publishing.approve(first, REVIEWER) == 2
