"""The pages of the inspection: who reads what, what the buttons do, what is taken away."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from knowledge_base.inspection import RULES
from knowledge_base.lifecycle.inspections import Wanted
from knowledge_base.lifecycle.people import Duty, Person
from service_desk.staff import Role
from tests.console_kit import hired, log_in, submit
from tests.integration.test_console_exports import xlsx_rows
from tests.knowledge_kit import ID_CARD
from tests.knowledge_pages_kit import publish

LIST = "/console/knowledge/inspection"
CHIEF = Person("chief", "总编", "", frozenset({Duty.EDIT}))
APPROVER = Person("boss", "总审", "", frozenset({Duty.PUBLISH}))


@pytest.fixture
def hall(console_hall: Application) -> Application:
    publish(console_hall)
    record = console_hall.record
    draft = record.drafts.open("guide", ID_CARD, CHIEF)
    save = record.drafts.newest(draft.id)
    spoilt = replace(save.value, summary="=另行通知，1+1")
    spoilt = replace(spoilt, result=replace(spoilt.result, delivery="另行通知"))
    record.drafts.save(draft.id, spoilt, CHIEF, save.id)
    record.publishing.approve(record.drafts.submit(draft.id, CHIEF), APPROVER)
    record.inspections.run()
    return console_hall


def browser(app: Flask, hall: Application, department: str, *roles: Role) -> FlaskClient:
    client = app.test_client()
    login = f"user{abs(hash((department, roles))) % 10**6}"
    log_in(client, hall.desk, hired(hall.desk, login, "何某", department, *roles))
    return client


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    sent = client.get(path)
    assert sent.status_code == status, (path, sent.status)
    return sent.get_data(as_text=True)


def number(hall: Application, rule: str = "empty-words") -> int:
    (one,) = hall.record.inspections.listed(Wanted(rule=rule))
    return one.id


def test_a_department_sees_its_own_findings_alone(console_app: Flask, hall: Application) -> None:
    mine = browser(console_app, hall, "gongan", Role.EDITOR)
    other = browser(console_app, hall, "minzheng", Role.EDITOR)

    assert "“另行通知”等于没写" in text(mine, f"{LIST}?rule=empty-words")
    assert "没有这样的问题" in text(other, f"{LIST}?rule=empty-words&department=gongan")
    text(other, f"{LIST}/{number(hall)}", 404)
    text(mine, f"{LIST}/999999", 404)


def test_a_finding_says_what_where_and_how_and_leads_into_the_form(
    console_app: Flask, hall: Application
) -> None:
    client = browser(console_app, hall, "gongan", Role.EDITOR)
    page = text(client, f"{LIST}/{number(hall)}")

    for words in ("等于没写", RULES["empty-words"].hint, "去修改", "再查一遍"):
        assert words in page
    assert "先保留" not in page
    path, place = "/console/knowledge/open", "result.delivery"
    sent = submit(client, f"{LIST}/{number(hall)}", path, kind="guide", key=ID_CARD, place=place)
    assert sent.location.endswith("#f-result-delivery")
    assert 'id="f-result-delivery"' in text(client, sent.location.partition("#")[0])


def test_looking_again_says_whether_it_is_mended(console_app: Flask, hall: Application) -> None:
    client = browser(console_app, hall, "gongan", Role.EDITOR)
    page = f"{LIST}/{number(hall)}"

    submit(client, page, f"{page}/recheck")

    assert "问题还在" in text(client, page)


def test_a_warning_is_kept_with_a_reason_and_bad_input_loses_nothing(
    console_app: Flask, hall: Application
) -> None:
    client = browser(console_app, hall, "gongan", Role.CHECKER)
    page = f"{LIST}/{number(hall)}"

    late = submit(client, page, f"{page}/accept", reason="邮局换新", until="2036-01-01")
    empty = submit(client, page, f"{page}/accept", reason="邮局换新", until="明天")

    assert late.status_code == 409
    assert "一年以内" in late.get_data(as_text=True)
    assert empty.status_code == 400
    assert "邮局换新" in empty.get_data(as_text=True)
    day = hall.today.replace(year=hall.today.year + 1)
    kept = submit(client, page, f"{page}/accept", reason="邮局换新", until=f"{day}")
    assert kept.status_code == 303
    assert "邮局换新" in text(client, page)


def test_only_who_publishes_starts_an_inspection(console_app: Flask, hall: Application) -> None:
    editor = browser(console_app, hall, "gongan", Role.EDITOR)
    reviewer = browser(console_app, hall, "gongan", Role.REVIEWER)

    assert submit(editor, f"{LIST}/{number(hall)}", f"{LIST}/run").status_code == 403
    assert submit(reviewer, LIST, f"{LIST}/run").status_code == 303
    assert "检查完了" in text(reviewer, LIST)


def test_the_files_say_what_the_page_says_and_hold_no_formula(
    console_app: Flask, hall: Application
) -> None:
    client = browser(console_app, hall, "gongan", Role.EDITOR)

    data = json.loads(text(client, f"{LIST}/export.json?rule=empty-words"))
    with client.get(f"{LIST}/export.xlsx?rule=empty-words") as sent:
        rows = xlsx_rows(sent.get_data())
    lines = text(client, f"{LIST}/export.csv?state=all")

    assert [one["path"] for one in data] == ["result.delivery"]
    assert len(rows) == 2
    assert not any(line.startswith(("=", '"=')) for line in lines.splitlines())


def test_the_approver_sees_the_warnings_of_a_version(console_app: Flask, hall: Application) -> None:
    version = hall.record.versions.of("guide", ID_CARD)[0].id
    client = browser(console_app, hall, "gongan", Role.REVIEWER)

    assert "专项检查提醒" in text(client, f"/console/knowledge/versions/{version}")


def test_the_rules_are_listed_with_their_source(console_app: Flask, hall: Application) -> None:
    page = text(browser(console_app, hall, "gongan", Role.EDITOR), f"{LIST}/rules")

    for rule in RULES.values():
        assert rule.name in page
        assert rule.source


def test_a_clerk_who_only_sees_audits_reads_but_has_no_button(
    console_app: Flask, hall: Application
) -> None:
    client = browser(console_app, hall, "", Role.AUDITOR)

    assert "现在检查一遍" not in text(client, LIST)


def test_everybody_reads_the_result_and_no_name_of_a_person(
    console_app: Flask, hall: Application
) -> None:
    citizen = console_app.test_client()
    assert 'href="/inspection"' in text(citizen, "/items")
    page = text(citizen, "/inspection")

    assert "2026年第四季度" in page
    assert "公安局" in page
    assert RULES["empty-words"].name in page
    assert "总编" not in page
    assert "chief" not in page


def test_the_result_says_so_while_nothing_was_inspected(
    console_app: Flask, console_hall: Application
) -> None:
    publish(console_hall)

    assert "还没有检查结果" in text(console_app.test_client(), "/inspection")
