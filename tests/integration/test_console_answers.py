"""答复变化 in the console: what a version would answer, as staff see it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from hall.bootstrap import Application
from hall.doors.console.knowledge import answers
from knowledge_base.lifecycle.contract import ContractQuestion, Source
from knowledge_base.lifecycle.judging import Told, report
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.seeing import Seen
from service_desk.staff import Role
from tests.console_kit import hired, log_in, submit
from tests.knowledge_kit import ID_CARD, small_catalogue

EDITOR = Person("li", "李编辑", "gongan", frozenset({Duty.EDIT}))
NAME = "居民身份证"


@pytest.fixture
def version(console_hall: Application) -> int:
    """A version of the identity card's guide that waits for approval."""
    record = console_hall.record
    publish_files(record.store, small_catalogue(), console_hall.clock())
    draft = record.drafts.open("guide", ID_CARD, EDITOR)
    before = record.drafts.newest(draft.id)
    record.drafts.save(draft.id, replace(before.value, summary="换了。"), EDITOR, before.id)
    return record.drafts.submit(draft.id, EDITOR)


def browser_of(
    app: Flask, hall: Application, department: str, role: Role = Role.CLERK
) -> FlaskClient:
    """Return the browser of a clerk who is logged in."""
    client = app.test_client()
    log_in(client, hall.desk, hired(hall.desk, f"x{department}", "赵雷", department, role))
    return client


def asked(hall: Application, version: int) -> None:
    """Keep a run in which one answer is lost and another one is worded anew."""
    runs, clock = hall.record.contract_runs, hall.clock
    right = Told(True, ID_CARD, NAME, ("f1",), "每证40元。", "每证40元。")
    other = Told(True, "other", "结婚登记", ("x",), "不收费。", "不收费。")
    worded = replace(right, line="每证41元。", text="每证41元。")
    questions = [
        ContractQuestion(text, ID_CARD, Source.FAQ, (), "f1")
        for text in ("丢了多少钱", "坏了多少钱")
    ]
    found = report([(questions[0], right, other), (questions[1], right, worded)], {ID_CARD: NAME})
    run_id, _ = runs.begin(version, 1, "li", clock())
    runs.end(run_id, found, clock())


def test_changed_answers_are_shown_side_by_side_the_lost_ones_first(
    console_app: Flask, console_hall: Application, version: int
) -> None:
    asked(console_hall, version)
    page = browser_of(console_app, console_hall, "gongan").get(
        f"/console/knowledge/versions/{version}/answers"
    )

    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "问了 2 个问题" in text
    assert text.index("原来答对，发布后会答错：1 个") < text.index("内容相同，文字变了：1 个")
    assert text.index("每证40元。") < text.index("（结婚登记）") < text.index("不收费。")
    assert "我看过这些变化" not in text


def test_another_department_does_not_see_them(
    console_app: Flask, console_hall: Application, version: int
) -> None:
    browser = browser_of(console_app, console_hall, "minzheng")
    assert browser.get(f"/console/knowledge/versions/{version}/answers").status_code == 404
    assert browser.get("/console/knowledge/versions/999999/answers").status_code == 404


def test_a_hall_that_is_not_ready_says_so_instead_of_asking(
    console_app: Flask, console_hall: Application, version: int
) -> None:
    browser = browser_of(console_app, console_hall, "gongan", Role.EDITOR)
    page = f"/console/knowledge/versions/{version}/answers"
    sent = submit(browser, page, page)
    assert sent.status_code == 303
    text = browser.get(page).get_data(as_text=True)
    assert "过一会儿再问" in text
    assert "还没有问过" in text
    assert console_hall.contracts.last(version) is None


def test_what_was_seen_is_a_number_and_nothing_else() -> None:
    assert answers.seen(MultiDict({"seen": "3"})) == Seen(3)
    for odd in ("", "x", "-1", "²", "9" * 30):
        assert answers.seen(MultiDict({"seen": odd})) in (Seen(), Seen(999_999_999))
