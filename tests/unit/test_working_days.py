"""Working days, office hours and deadlines counted in them."""

import logging
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.calendar.files import load_calendar
from knowledge_base.calendar.office_hours import (
    OfficeHours,
    Season,
    all_year,
    parse_hours,
    parse_spans,
)
from knowledge_base.calendar.working_days import CITY_TIME, WorkCalendar, due_at
from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.model.guide import TimeLimit

HOURS = "08:30-11:30,13:30-17:00"
CALENDAR = load_calendar(all_year(HOURS))
ONE_WORKING_DAY = TimeLimit(1, "工作日")


def at(text: str) -> datetime:
    """Return the moment in the city's time."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-09-19", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2026-02-28", True),
        ("2025-01-28", False),
        ("2025-10-08", False),
        ("2024-05-11", True),
    ],
)
def test_official_tables_say_which_days_are_worked(day: str, worked: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked


def test_shipped_tables_agree_with_chinesecalendar_on_every_day() -> None:
    import chinese_calendar

    day = date(2024, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("accepted", "limit", "due"),
    [
        ("2026-09-30T10:00", TimeLimit(1, "工作日"), "2026-10-08T17:00"),
        ("2026-09-30T10:00", TimeLimit(3, "工作日"), "2026-10-10T17:00"),
        ("2026-11-23T17:01", TimeLimit(1, "工作日"), "2026-11-25T17:00"),
        ("2026-11-23T17:00", TimeLimit(1, "工作日"), "2026-11-25T17:00"),
        ("2026-11-23T16:59", TimeLimit(1, "工作日"), "2026-11-24T17:00"),
        ("2026-11-23T07:00", TimeLimit(1, "工作日"), "2026-11-24T17:00"),
        ("2026-11-21T10:00", TimeLimit(1, "工作日"), "2026-11-24T17:00"),
        ("2026-11-23T10:30", TimeLimit(2, "小时"), "2026-11-23T14:30"),
        ("2026-11-23T10:30", TimeLimit(1, "小时"), "2026-11-23T11:30"),
        ("2026-11-23T12:00", TimeLimit(1, "小时"), "2026-11-23T14:30"),
        ("2026-11-27T16:30", TimeLimit(2, "小时"), "2026-11-30T10:00"),
        ("2026-11-21T10:00", TimeLimit(8, "小时"), "2026-11-24T10:00"),
        ("2026-11-23T10:00", TimeLimit(4, "自然日"), "2026-11-27T17:00"),
        ("2026-11-23T10:00", TimeLimit(5, "自然日"), "2026-11-30T17:00"),
    ],
)
def test_deadlines_fall_where_the_rule_says(accepted: str, limit: TimeLimit, due: str) -> None:
    assert due_at(at(accepted), limit, CALENDAR).at == at(due)


def test_a_moment_in_another_time_zone_counts_as_the_same_moment() -> None:
    accepted = at("2026-11-23T16:59")
    elsewhere = accepted.astimezone(tz=None)
    assert due_at(elsewhere, ONE_WORKING_DAY, CALENDAR) == due_at(
        accepted, ONE_WORKING_DAY, CALENDAR
    )


def test_a_year_without_a_table_is_estimated_and_warned_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        deadline = due_at(at("2026-12-31T10:00"), ONE_WORKING_DAY, CALENDAR)
    assert deadline.estimated
    assert deadline.at == at("2027-01-04T17:00")
    assert "no official table" in caplog.text


def test_a_year_with_a_table_is_not_estimated(caplog: pytest.LogCaptureFixture) -> None:
    assert not due_at(at("2026-12-30T10:00"), ONE_WORKING_DAY, CALENDAR).estimated
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("accepted", "limit", "complaint"),
    [
        (at("2026-11-23T10:00"), TimeLimit(0, "工作日"), "positive"),
        (at("2026-11-23T10:00"), TimeLimit(1, "月"), "expected 工作日"),
        (datetime(2026, 11, 23, 10), ONE_WORKING_DAY, "naive"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    accepted: datetime, limit: TimeLimit, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        due_at(accepted, limit, CALENDAR)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(
    lambda d: d.replace(tzinfo=CITY_TIME)
)
LIMITS = st.builds(TimeLimit, st.integers(1, 40), st.sampled_from(["工作日", "自然日", "小时"]))


@given(MOMENTS, LIMITS)
def test_a_deadline_is_later_and_inside_office_hours(accepted: datetime, limit: TimeLimit) -> None:
    due = due_at(accepted, limit, CALENDAR).at
    assert due > accepted
    assert CALENDAR.is_working_day(due.date())
    assert any(opens < due.time() <= closes for opens, closes in CALENDAR.spans(due.date()))


@given(MOMENTS, MOMENTS, LIMITS)
def test_what_is_accepted_earlier_is_never_due_later(
    one: datetime, other: datetime, limit: TimeLimit
) -> None:
    earlier, later = sorted([one, other])
    assert due_at(earlier, limit, CALENDAR).at <= due_at(later, limit, CALENDAR).at


@given(MOMENTS, st.integers(1, 40))
def test_working_days_between_acceptance_and_deadline_are_the_limit(
    accepted: datetime, amount: int
) -> None:
    due = due_at(accepted, TimeLimit(amount, "工作日"), CALENDAR).at
    start = accepted.date() if CALENDAR.next_opening(accepted).date() == accepted.date() else None
    start = start or CALENDAR.next_opening(accepted).date()
    days = CALENDAR.working_days_after(start)
    assert sum(1 for day in iter(lambda: next(days), due.date()) if day < due.date()) == amount - 1


@given(MOMENTS)
def test_the_next_opening_is_open_and_nothing_between_is(moment: datetime) -> None:
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.is_open(opening)
    assert opening == moment or not CALENDAR.is_open(moment)


def test_lunch_is_not_office_time() -> None:
    assert not CALENDAR.is_open(at("2026-11-23T12:00"))
    assert CALENDAR.next_opening(at("2026-11-23T12:00")) == at("2026-11-23T13:30")


def test_summer_and_winter_keep_their_own_hours() -> None:
    calendar = load_calendar(parse_hours(f"05-01~09-30=08:00-11:30,13:30-17:00;{HOURS}"))
    assert calendar.is_open(at("2026-07-01T08:10"))
    assert not calendar.is_open(at("2026-12-01T08:10"))


def test_a_season_may_run_across_new_year() -> None:
    hours = parse_hours(f"11-01~02-28=09:00-16:00;{HOURS}")
    assert hours.on(date(2026, 1, 5)) == hours.on(date(2026, 11, 1)) == parse_spans("09:00-16:00")
    assert hours.on(date(2026, 3, 5)) == parse_spans(HOURS)


def test_a_day_no_season_covers_is_refused() -> None:
    with pytest.raises(ValueError, match="no season covers 2026-03-05"):
        OfficeHours((Season(parse_spans(HOURS), (5, 1), (9, 30)),)).on(date(2026, 3, 5))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8-17",
        "09:00-08:00",
        "08:00-12:00,11:00-17:00",
        "25:00-26:00",
        "13-01~13-02=08:00-09:00;08:00-09:00",
        "x;08:00-09:00",
    ],
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # the wording differs between datetime and this module
        parse_hours(text)


def test_every_fault_of_the_calendar_files_is_listed(tmp_path: Path) -> None:
    (tmp_path / "2030.yml").write_text(
        "year: 2031\nholidays:\n  - {name: 元旦}\nworkdays: [2030-01-02]\n", encoding="utf-8"
    )
    with pytest.raises(GuideError) as caught:
        load_calendar(all_year(HOURS), tmp_path)
    faults = "\n".join(caught.value.faults)
    for fault in ("year: expected 2030", "source:", "holidays[0]", "workdays[0]"):
        assert fault in faults


def test_shipped_tables_name_the_state_council_notice() -> None:
    for path in (city_folder() / "calendar").glob("20??.yml"):
        assert "国办发明电" in path.read_text(encoding="utf-8"), path


def test_a_calendar_without_any_table_counts_monday_to_friday_less_fixed_feasts() -> None:
    bare = WorkCalendar({}, frozenset(), frozenset(), all_year(HOURS))
    assert bare.is_working_day(date(2026, 9, 25))
    assert not bare.is_working_day(date(2026, 10, 1))
    assert not bare.is_working_day(date(2026, 9, 20))
