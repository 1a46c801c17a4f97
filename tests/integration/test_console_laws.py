"""The list of laws in the console: read, searched, changed through a draft, and what a change touches."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.bootstrap import Application
from service_desk.role_rules import OF_A_DEPARTMENT
from service_desk.staff import CENTRE, Role
from tests.console_kit import hired, log_in, submit
from tests.integration.test_console_editing import Editor
from tests.knowledge_kit import ID_CARD
from tests.knowledge_pages_kit import publish

LIST = "/console/knowledge/laws"
CARD_LAW = "中华人民共和国居民身份证法"
ONE = f"{LIST}/one?title={quote(CARD_LAW)}"


def _enter(app: Flask, application: Application, department: str, *roles: Role) -> FlaskClient:
    login = "".join(("law", department or "centre", *(role.value for role in roles)))[:20]
    clerk = hired(application.desk, login, "孙悦", department, *roles)
    client = app.test_client()
    log_in(client, application.desk, clerk)
    return client


def _text(client: FlaskClient, path: str, status: int = 200) -> str:
    sent = client.get(path)
    assert sent.status_code == status, (path, sent.status)
    return sent.get_data(as_text=True)


@pytest.mark.parametrize("path", [LIST, ONE])
def test_nobody_reads_the_laws_without_logging_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/console/login")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_laws(app: Flask, application: Application, role: Role) -> None:
    client = _enter(app, application, "gongan" if role in OF_A_DEPARTMENT else "", role)
    assert "法规库" in _text(client, LIST)
    assert "哪些事项引用它" in _text(client, ONE)


def test_a_law_is_found_by_name_number_and_status(app: Flask, application: Application) -> None:
    client = _enter(app, application, "gongan")
    assert CARD_LAW in _text(client, f"{LIST}?q=身份证法")
    assert "居住证暂行条例" in _text(client, f"{LIST}?q=663号")
    repealed = _text(client, f"{LIST}?status=已废止")
    assert "中华人民共和国合同法" in repealed
    assert CARD_LAW not in repealed
    assert "没有找到" in _text(client, f"{LIST}?q=没有这种法")
    assert CARD_LAW in _text(client, f"{LIST}?status=nonsense&q=身份证法")


def test_the_page_of_a_law_says_who_cites_which_article(
    app: Flask, application: Application
) -> None:
    page = _text(_enter(app, application, "gongan"), ONE)
    assert f"/items/{ID_CARD}#legal_basis" in page
    assert "公安局" in page
    assert "待核实" in page
    assert "废止了、修改了、要补充" not in page, (
        "only the centre changes what belongs to no department"
    )


def test_a_title_that_is_no_law_leads_back(app: Flask, application: Application) -> None:
    client = _enter(app, application, "gongan")
    for title in ("", "没有这种法", "甲" * 500):
        assert "法规库里没有这个名称" in _text(client, f"{LIST}/one?title={title}", 404)


def test_marking_a_law_repealed_lists_the_items_before_it_is_approved_and_after(
    console_hall: Application, console_app: Flask
) -> None:
    hall = console_hall
    publish(hall)
    editor = Editor(_enter(console_app, hall, CENTRE, Role.EDITOR))
    path = editor.open("law", CARD_LAW)
    form = editor.form(path)
    editor.send(path, form, status="已废止", changed_on="2026-11-20", replaced_by="新法")
    sent = editor.send(path, editor.form(path), do="submit")
    assert sent.status_code == 303, sent.get_data(as_text=True)[:3000]
    (version,) = (v for v in hall.record.versions.of("law", CARD_LAW) if v.no == 2)
    reviewer = _enter(console_app, hall, CENTRE, Role.REVIEWER)
    page = _text(reviewer, f"/console/knowledge/versions/{version.id}")
    touched = page.split('id="touched"')[1].split("</section>")[0]
    assert "居民身份证申领" in touched
    assert "自2026-11-20起废止" in touched
    assert "要复查的" not in _text(reviewer, ONE)

    done = submit(
        reviewer,
        f"/console/knowledge/versions/{version.id}",
        f"/console/knowledge/versions/{version.id}/approve",
        reason="",
    )

    assert done.status_code == 303, done.get_data(as_text=True)[:3000]
    after = _text(reviewer, ONE)
    assert "要复查的" in after
    assert "居民身份证申领" in after.split('id="review"')[1].split("</section>")[0]


def test_a_law_that_the_list_lacks_is_begun_by_its_full_title(
    console_hall: Application, console_app: Flask
) -> None:
    publish(console_hall)
    client = _enter(console_app, console_hall, CENTRE, Role.EDITOR)
    new = "/console/knowledge/new?kind=law"
    refused = submit(client, new, "/console/knowledge/new", kind="law", key="《甲法》")
    assert refused.status_code == 400
    assert "不加书名号" in refused.get_data(as_text=True)
    begun = submit(client, new, "/console/knowledge/new", kind="law", key="甲试验条例")
    assert begun.status_code == 303
    assert "甲试验条例" in _text(client, begun.location)
