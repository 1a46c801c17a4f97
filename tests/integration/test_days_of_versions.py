"""Days on which versions begin and end, several of one record at once among them."""

from dataclasses import replace
from datetime import date, timedelta

from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.states import State
from tests.desk_kit import MONDAY_MORNING, Clock
from tests.knowledge_kit import ID_CARD, small_catalogue
from tests.lifecycle_kit import approve, submitted


def day(number: int) -> date:
    """Return the day so many days after today."""
    return MONDAY_MORNING.date() + timedelta(days=number)


def approved(record: Record, words: str, begins: date, ends: date | None = None) -> int:
    """Return a version that was approved."""
    version = submitted(
        record,
        lambda guide: replace(guide, summary=words, effective_from=begins, effective_until=ends),
    )
    approve(record, version)
    return version


def said(record: Record) -> str:
    """Return what the guide in force says."""
    return record.store.published()[0].guides[ID_CARD].summary


def test_one_version_ends_where_the_next_begins(record: Record, clock: Clock) -> None:
    ends = approved(record, "到月底。", day(0), day(5))
    begins = approved(record, "下月起。", day(6))

    clock.forward(days=6)
    record.timekeeping.keep_time()

    assert said(record) == "下月起。"
    states = [record.versions.version(one).state for one in (ends, begins)]
    assert states == [State.WITHDRAWN, State.PUBLISHED]
    assert record.timekeeping.keep_time() is None


def test_of_two_versions_whose_days_have_both_come_the_newer_one_is_in_force(
    record: Record, clock: Clock
) -> None:
    first = approved(record, "一月起。", day(5))
    second = approved(record, "二月起。", day(6))

    clock.forward(days=8)
    record.timekeeping.keep_time()

    assert said(record) == "二月起。"
    states = [record.versions.version(one).state for one in (first, second)]
    assert states == [State.SUPERSEDED, State.PUBLISHED]
    assert record.timekeeping.keep_time() is None


def test_files_that_were_corrected_leave_nothing_that_waits_for_its_day(
    record: Record, clock: Clock
) -> None:
    files = small_catalogue()
    guide = files.guides[ID_CARD]

    def published(words: str, begins: date) -> None:
        changed = replace(guide, summary=words, effective_from=begins)
        guides = {**files.guides, ID_CARD: changed}
        publish_files(record.store, replace(files, guides=guides), clock())

    published("写早了。", day(3))
    published("写晚了。", day(5))
    published("现在。", day(0))
    clock.forward(days=6)

    assert record.timekeeping.keep_time() is None
    assert said(record) == "现在。"
