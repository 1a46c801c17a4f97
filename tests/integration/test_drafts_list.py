"""The list of what is being written: paged, and each department's own."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hall.bootstrap import Application
from hall.doors.console.knowledge.records import PER_PAGE
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.record import Record
from service_desk.staff import CENTRE, Role
from tests.console_kit import hired, log_in
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD
from tests.knowledge_pages_kit import publish
from tests.lifecycle_kit import EDITOR, small_record
from tests.version_pages_kit import text

EVERYBODYS = Person("qian", "", "", frozenset({Duty.EDIT}))
ELSEWHERE = Person("zhao", "", "shichang", frozenset({Duty.EDIT}))
LIST = "/console/knowledge"

Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(console_app: Flask, console_hall: Application) -> Enter:
    """Log an editor of a department in."""
    publish(console_hall)

    def enter_as(department: str) -> FlaskClient:
        clerk = hired(console_hall.desk, f"x{department}", "孙悦", department, Role.EDITOR)
        client = console_app.test_client()
        assert log_in(client, console_hall.desk, clerk).status_code == 303
        return client

    return enter_as


def begun(record: Record, count: int) -> list[int]:
    """Begin so many new guides of the police, and return their drafts, the last begun first."""
    guide = record.store.published()[0].guides[ID_CARD]
    drafts = []
    for number in range(count):
        item = replace(guide.item, code=f"{ID_CARD[:-2]}{number + 20}", name=f"新事项{number}号")
        value = replace(guide, item=item)
        drafts.append(record.drafts.create("guide", item.code, value, EDITOR).id)
    return drafts[::-1]


def test_drafts_are_counted_and_listed_page_by_page(engine: Engine, clock: Clock) -> None:
    record = small_record(engine, clock)
    made = begun(record, 5)
    venue = next(iter(record.store.published()[0].venues))
    record.drafts.open("venue", venue, EVERYBODYS)

    listed = record.drafts.listed(EDITOR, "guide", limit=2, offset=2)

    assert [one.id for one in listed] == made[2:4]
    assert [record.drafts.counted(EDITOR, kind) for kind in ("guide", "venue")] == [5, 0]
    assert (record.drafts.counted(EVERYBODYS), record.drafts.counted(ELSEWHERE)) == (6, 0)
    assert len(record.drafts.listed(EVERYBODYS)) == 6
    key = record.drafts.draft(made[0]).key
    assert [one.id for one in record.drafts.listed(EDITOR, "guide", key)] == made[:1]


def test_the_list_of_records_shows_a_page_of_drafts(
    console_hall: Application, enter: Enter
) -> None:
    client = enter(CENTRE)
    begun(console_hall.record, PER_PAGE + 2)
    first, last = text(client, LIST), text(client, f"{LIST}?kind=guide&drafts=2")
    assert f"正在改的（{PER_PAGE + 2}）" in first
    assert 'aria-label="草稿翻页"' in first
    assert "drafts=2" in first
    assert (
        first.count("/console/knowledge/drafts/"),
        last.count("/console/knowledge/drafts/"),
    ) == (
        PER_PAGE,
        2,
    )
    assert "新事项0号" in last and "新事项0号" not in first
    for odd in ("99", "0", "x", "-1", "9" * 30):
        page = text(client, f"{LIST}?drafts={odd}")
        assert "/console/knowledge/drafts/" in page


def test_another_department_sees_none_of_them(console_hall: Application, enter: Enter) -> None:
    client = enter("shichang")
    begun(console_hall.record, 2)
    assert "正在改的" not in text(client, LIST)
