"""答复变化 at the console: what was asked when, that it is asked once at a time, and what a withdrawal leaves."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.lifecycle.judging import Change, Changed, Report
from knowledge_base.lifecycle.states import State
from service_desk.staff import CENTRE, Clerk, Role
from tests.console_kit import hired, log_in, submit
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.lifecycle_kit import REVIEWER, submitted
from tests.version_pages_kit import page_of

LOST = Changed(
    "身份证怎么补", ID_CARD, "身份证", Change.LOST, True, False, "带户口簿。", "身份证", "", ""
)
OTHER = replace(LOST, text="补证多少钱", change=Change.OTHER_ITEM, after_name="结婚登记")


@pytest.fixture
def enter(console_app: Flask, hall: Application) -> Callable[..., FlaskClient]:
    """Log somebody of these roles in."""

    def enter_as(login: str, *roles: Role) -> FlaskClient:
        clerk: Clerk = hired(hall.desk, login, "孙悦", CENTRE, *roles)
        client = console_app.test_client()
        assert log_in(client, hall.desk, clerk).status_code == 303
        return client

    return enter_as


def asked(hall: Application, version: int, report: Report) -> None:
    """Keep a run that found this."""
    runs, now = hall.record.contract_runs, hall.clock()
    newest = hall.record.store.newest()
    run, _ = runs.begin(version, newest, "li", now, withdrawal=report.is_withdrawal)
    runs.end(run, report, now)


def text(client: FlaskClient, path: str) -> str:
    """Return a page that opens."""
    return client.get(path).get_data(as_text=True)


def test_older_answers_say_what_came_since_and_an_approval_says_that_they_will_do(
    hall: Application, enter: Callable[..., FlaskClient]
) -> None:
    version, client = submitted(hall.record), enter("sunyue", Role.REVIEWER)
    asked(hall, version, Report(10, 9, 9))
    assert "后来发布的" not in text(client, page_of(version))
    hall.record.publishing.withdraw("guide", MARRIAGE, REVIEWER, "条例废止")

    page = text(client, page_of(version))
    assert "后来发布的：</p><ul><li>下线 " in page
    refused = submit(client, page_of(version), f"{page_of(version)}/approve")
    assert refused.status_code == 409
    assert "又发布了 1 次" in refused.get_data(as_text=True)
    sent = submit(client, page_of(version), f"{page_of(version)}/approve", asked_in="1")

    assert sent.status_code == 303
    assert hall.record.versions.version(version).state is State.PUBLISHED


def test_what_a_withdrawal_leaves_stands_beside_its_button(
    hall: Application, enter: Callable[..., FlaskClient]
) -> None:
    version, client = hall.record.versions.of("guide", ID_CARD)[0].id, enter("sun", Role.REVIEWER)
    assert "问一遍下线以后会怎么答" in text(client, page_of(version))
    asked(hall, version, Report(10, 9, 7, (LOST, OTHER), is_withdrawal=True))

    page = text(client, page_of(version))
    assert "下线以后不再有答复的问题有 1 个，改由别的事项来答的问题有 1 个。" in page
    assert "<dt>下线后（结婚登记）</dt>" in page
    assert "第 1 版下线以后，市民问起来答复会怎么变" in text(client, f"{page_of(version)}/answers")


def test_while_one_asks_another_is_told_so(
    hall: Application, enter: Callable[..., FlaskClient], clock: Clock
) -> None:
    version, client = submitted(hall.record), enter("sunyue", Role.REVIEWER)
    hall.record.contract_runs.begin(version, 1, "li", clock())

    page = text(client, f"{page_of(version)}/answers")

    assert "正在把这项和相近事项的问题逐个问一遍" in page
    assert "再问一遍</button>" not in page


def test_who_has_no_part_in_it_does_not_ask(
    hall: Application, enter: Callable[..., FlaskClient]
) -> None:
    version, client = submitted(hall.record), enter("guanli", Role.MANAGER)
    page = f"{page_of(version)}/answers"
    assert "问一遍</button>" not in text(client, page)
    assert submit(client, page_of(version), page).status_code == 403
