"""What is due and cannot be done: it is told once, tried ever more seldom, and holds nothing else up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.trial import builds_nothing
from knowledge_base.model.catalogue import Catalogue
from tests.desk_kit import MONDAY_MORNING, Clock
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.lifecycle_kit import EDITOR, REVIEWER, STRANGER, small_record, submitted

TOMORROW = MONDAY_MORNING.date() + timedelta(days=1)
BAD, GOOD = "造不出来。", "换了一句话。"


@dataclass
class Builder:
    """Builds nothing whose identity card guide has words that it cannot build."""

    tried: int = 0
    fault: str = "KeyError: venue"

    def __call__(self, catalogue: Catalogue) -> Sequence[str]:
        self.tried += 1
        guide = catalogue.guides.get(ID_CARD)
        return [self.fault] if guide and guide.summary == BAD else []


@pytest.fixture
def builder() -> Builder:
    """What builds."""
    return Builder()


@pytest.fixture
def record(engine: Engine, clock: Clock, builder: Builder) -> Record:
    """A record with three guides in force."""
    return replace(small_record(engine, clock), build=builder)


@pytest.fixture
def stuck(record: Record, clock: Clock) -> int:
    """A version whose day has come and that cannot be built."""
    version = scheduled(record, BAD)
    clock.forward(days=1)
    return version


def scheduled(record: Record, words: str, key: str = ID_CARD) -> int:
    """Return a version that comes into force tomorrow."""
    lenient = replace(record, build=builds_nothing)
    version = submitted(
        lenient,
        lambda guide: replace(guide, summary=words, effective_from=TOMORROW),
        EDITOR if key == ID_CARD else STRANGER,
        key,
    )
    lenient.publishing.approve(version, REVIEWER)
    return version


def minutes_tried(record: Record, builder: Builder, clock: Clock, minutes: int) -> list[int]:
    """Return in which of so many minutes the scheduler built something."""
    found = []
    for minute in range(minutes):
        before = builder.tried
        try:
            record.timekeeping.keep_time()
        except CannotPublish as refused:
            assert builder.fault in str(refused)
        if builder.tried > before:
            found.append(minute)
        clock.forward(minutes=1)
    return found


def test_what_cannot_be_built_is_tried_ever_more_seldom(
    record: Record, builder: Builder, clock: Clock, stuck: int
) -> None:
    assert minutes_tried(record, builder, clock, 200) == [0, 2, 6, 14, 30, 62, 122, 182]
    assert record.versions.version(stuck).state is State.SCHEDULED


def test_why_it_failed_is_told_once_in_its_life_and_beside_what_is_overdue(
    record: Record, builder: Builder, clock: Clock, stuck: int
) -> None:
    assert [one.why for one in record.publications.overdue(clock().date())] == [""]
    minutes_tried(record, builder, clock, 40)

    (told,) = record.steps.comments(stuck)
    assert told.author == "system"
    assert builder.fault in told.text and "取消定时" in told.text
    assert [one.why for one in record.publications.overdue(clock().date())] == [told.text]

    builder.fault = "ValueError: fee"
    minutes_tried(record, builder, clock, 40)
    record.steps.comment(stuck, REVIEWER, "正在改")
    minutes_tried(record, builder, clock, 100)
    assert [one.author for one in record.steps.comments(stuck)] == ["system", "system", "wang"]


def test_the_others_come_into_force_on_their_day(
    record: Record, builder: Builder, clock: Clock
) -> None:
    bad, good = scheduled(record, BAD), scheduled(record, GOOD, MARRIAGE)
    clock.forward(days=1)

    minutes_tried(record, builder, clock, 1)

    assert record.versions.version(good).state is State.PUBLISHED
    assert record.versions.version(bad).state is State.SCHEDULED


def test_it_is_tried_at_once_after_something_else_was_published(
    record: Record, builder: Builder, clock: Clock, stuck: int
) -> None:
    minutes_tried(record, builder, clock, 3)
    draft = record.drafts.open("guide", MARRIAGE, STRANGER)
    version = record.drafts.submit(draft.id, STRANGER)
    record.publishing.approve(version, REVIEWER)
    builder.tried, builder.fault = 0, "ValueError: fee"

    assert minutes_tried(record, builder, clock, 1) == [0]


def test_a_clock_that_was_set_back_does_not_put_it_off_for_long(
    record: Record, builder: Builder, clock: Clock, stuck: int
) -> None:
    clock.forward(days=3)
    minutes_tried(record, builder, clock, 1)
    clock.forward(days=-2)
    assert minutes_tried(record, builder, clock, 1) == [0]


def test_what_cannot_end_on_its_day_is_told_too(
    record: Record, builder: Builder, clock: Clock
) -> None:
    ends = submitted(record, lambda guide: replace(guide, effective_until=TOMORROW))
    record.publishing.approve(ends, REVIEWER)
    clock.forward(days=2)
    failing = replace(record, build=lambda _catalogue: ("缺了它不行",))

    with pytest.raises(CannotPublish, match="缺了它不行"):
        failing.timekeeping.keep_time()

    (found,) = record.publications.overdue(clock().date())
    assert found.version.id == ends and "缺了它不行" in found.why
