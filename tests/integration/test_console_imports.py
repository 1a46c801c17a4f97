"""导入 in the console: a file is read, what was found and what was not is shown, and a person writes it into a draft."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.app import create_app
from hall.bootstrap import Application
from hall.doors.console.knowledge import importing_words, imports
from knowledge_base.importing.limits import MIB
from knowledge_base.lifecycle.people import IMPORTER
from service_desk.staff import Role
from tests.console_kit import hired, log_in, submit
from tests.documents_kit import documents
from tests.forms_kit import token
from tests.knowledge_kit import ID_CARD
from tests.knowledge_pages_kit import publish

IMPORT = "/console/knowledge/import"
TEXT = """居民身份证
要揣啥：
1.自画像
申请材料：
1.居民户口簿（原件1份）
2.祖传玉佩
收费标准：每证50元
"""


@pytest.fixture
def application(console_hall: Application) -> Application:
    publish(console_hall)
    return console_hall


@pytest.fixture
def app(application: Application) -> Flask:
    return create_app(application)


def entered(
    app: Flask, application: Application, login: str, department: str, role: Role
) -> FlaskClient:
    client = app.test_client()
    log_in(client, application.desk, hired(application.desk, login, "赵敏", department, role))
    return client


@pytest.fixture
def editor(app: Flask, application: Application) -> FlaskClient:
    return entered(app, application, "zhaomin", "gongan", Role.EDITOR)


def send(client: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    given = token(client.get(IMPORT).get_data(as_text=True))
    uploads = [(BytesIO(content), name) for name, content in files]
    data = {"csrf_token": given, "files": uploads}
    return client.post(IMPORT, data=data, content_type="multipart/form-data")


def page(client: FlaskClient, path: str) -> str:
    sent = client.get(path)
    assert sent.status_code == 200, (path, sent.status)
    return sent.get_data(as_text=True)


def test_a_file_is_shown_part_by_part_and_written_into_a_draft(editor: FlaskClient) -> None:
    sent = send(editor, ("换证.txt", TEXT.encode("gbk")))
    assert sent.status_code == 303
    shown = page(editor, sent.location)
    assert "居民户口簿（原件1份）" in shown and "第 5 行" in shown
    assert "目录里没有：祖传玉佩" in shown
    assert "没看懂的" in shown and "自画像" in shown
    assert "没有找到：受理条件、办理流程、时限、地点、依据" in shown
    assert "和现行的不同" in shown and "每证50元" in shown
    made = submit(editor, sent.location, f"{sent.location}/draft", guide="0", item=ID_CARD)
    assert made.status_code == 303
    form = page(editor, made.location)
    assert "祖传玉佩" in form and "每证50元" in form
    again = submit(editor, sent.location, f"{sent.location}/draft", guide="0", item=ID_CARD)
    assert again.location == made.location


def test_what_was_recognised_anew_meanwhile_is_not_written_unseen(
    editor: FlaskClient, application: Application
) -> None:
    where = send(editor, ("换证.txt", TEXT.encode())).location
    assert 'name="title" value="居民身份证"' in page(editor, where)
    stale = {"guide": "0", "title": "户口簿", "item": ID_CARD}
    assert submit(editor, where, f"{where}/draft", **stale).location == where
    assert "重新认过，没有写进草稿" in page(editor, where)
    assert not application.record.drafts.listed(IMPORTER)


def test_a_new_item_opens_in_its_form(editor: FlaskClient) -> None:
    (made,) = [one for one in documents() if one.name == "sheet.docx"]
    where = send(editor, (made.name, made.content)).location
    sent = submit(editor, where, f"{where}/draft", guide="0", item="232009001000-09")
    assert "食品经营许可（新办）" in page(editor, sent.location)


def test_a_taught_name_is_known_from_then_on(editor: FlaskClient) -> None:
    where = send(editor, ("换证.txt", TEXT.encode())).location
    assert "这是一个小标题" in page(editor, where)
    submit(editor, where, f"{where}/name", name="要揣啥", field="materials")
    shown = page(editor, where)
    assert "以后都会认得“要揣啥”" in shown
    assert "目录里没有：自画像" in shown


def test_a_name_taught_by_mistake_is_seen_and_forgotten(
    editor: FlaskClient, application: Application
) -> None:
    assert "教过的叫法" not in page(editor, IMPORT)
    where = send(editor, ("换证.txt", TEXT.encode())).location
    submit(editor, where, f"{where}/name", name="要揣啥", field="fee")
    shown = page(editor, IMPORT)
    assert "“要揣啥”认作“收费”" in shown and "赵敏" in shown
    forget = f"{IMPORT}/names/{number_in(shown, 'import/names/')}"
    assert submit(editor, IMPORT, forget).status_code == 303
    assert "不再把“要揣啥”认作“收费”" in page(editor, IMPORT)
    assert "教过的叫法" not in page(editor, IMPORT)
    assert "这是一个小标题" in page(editor, where)
    assert submit(editor, IMPORT, forget).status_code == 303
    assert "已经没有" in page(editor, IMPORT)


def number_in(shown: str, before: str) -> int:
    found = re.search(rf"{before}(\d+)", shown)
    assert found is not None
    return int(found[1])


def test_several_files_are_read_and_a_bad_one_is_told_by_name(editor: FlaskClient) -> None:
    send(editor, ("好.txt", TEXT.encode()), ("坏.docx", b"PK\x03\x04 nothing"), ("空.pdf", b""))
    shown = page(editor, IMPORT)
    assert "“坏.docx”不完整或已损坏" in shown and "“空.pdf”是空的" in shown
    assert "读了 1 个文件" in shown and "好.txt" in shown


def test_files_that_are_too_large_together_are_told(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_FORM", 2 * MIB)
    given = token(editor.get(IMPORT).get_data(as_text=True))
    parts = (("csrf_token", given.encode()), ('files"; filename="大.txt', b"x" * 3 * MIB))
    head = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n'
    body = b"".join(head.format(name).encode() + value + b"\r\n" for name, value in parts)
    kind = "multipart/form-data; boundary=b"
    sent = editor.post(IMPORT, data=body + b"--b--\r\n", content_type=kind)
    assert sent.status_code == 303
    shown = page(editor, IMPORT)
    assert "一次最多 2 MB" in shown and "大.txt" not in shown


def test_more_files_than_are_read_at_once_are_told(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_FILES", 1)
    send(editor, ("一.txt", TEXT.encode()), ("二.txt", b"x"))
    shown = page(editor, IMPORT)
    assert "后面 1 个没有读" in shown and "一.txt" in shown and "二.txt" not in shown


def test_a_list_of_many_items_is_shown_page_by_page(editor: FlaskClient) -> None:
    rows = "".join(f"第{number:03}号事项,照片,申请\n" for number in range(45))
    where = send(editor, ("清单.csv", f"事项名称,申请材料,办理流程\n{rows}".encode())).location
    first, last = page(editor, where), page(editor, f"{where}?page=3")
    assert "认出 45 份指南" in first and "第 1 / 3 页" in first
    assert "第019号事项" in first and "第020号事项" not in first
    assert "第044号事项" in last and "第039号事项" not in last
    assert 'name="guide" value="44"' in last
    assert "第 3 / 3 页" in page(editor, f"{where}?page=99")
    refused = submit(editor, f"{where}?page=3", f"{where}/draft", guide="44", item="身份证")
    assert refused.location == f"{where}?page=3"
    sent = submit(editor, where, f"{where}/draft", guide="一", item=ID_CARD)
    assert sent.status_code == 404


def test_a_document_of_thousands_of_lines_does_not_become_thousands_of_forms(
    editor: FlaskClient,
) -> None:
    lines = "".join(f"零碎{number}：话\n" for number in range(1_000))
    where = send(editor, ("零碎.txt", f"换证\n{lines}".encode())).location
    assert 0 < page(editor, where).count("这是一个小标题") <= importing_words.MOST_NAMES


def test_nothing_chosen_is_said(editor: FlaskClient) -> None:
    assert send(editor).status_code == 303
    assert "请先选择文件" in page(editor, IMPORT)


def test_a_code_that_cannot_be_is_said_and_loses_nothing(editor: FlaskClient) -> None:
    where = send(editor, ("换证.txt", TEXT.encode())).location
    sent = submit(editor, where, f"{where}/draft", guide="0", item="身份证")
    assert sent.location == where
    assert "事项编码要这样写" in page(editor, where)


def test_another_department_neither_sees_the_file_nor_writes_the_item(
    app: Flask, application: Application, editor: FlaskClient
) -> None:
    where = send(editor, ("换证.txt", TEXT.encode())).location
    stranger = entered(app, application, "zhaolei", "minzheng", Role.EDITOR)
    assert stranger.get(where).status_code == 404
    assert "换证.txt" not in page(stranger, IMPORT)
    own = send(stranger, ("换证.txt", TEXT.encode())).location
    submit(stranger, own, f"{own}/draft", guide="0", item=ID_CARD)
    assert not application.record.drafts.listed(IMPORTER)


@pytest.mark.parametrize("role", [Role.CLERK, Role.CHECKER])
def test_who_does_not_edit_may_not_import(app: Flask, application: Application, role: Role) -> None:
    client = entered(app, application, "sunyue", "gongan", role)
    assert client.get(IMPORT).status_code == 403
