"""A clerk sends files from the console: what is taken, who may, and that nothing typed is ever lost."""

import html
import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from hall.bootstrap import Application
from hall.doors.console.files import form_bytes
from hall.settings import Settings
from service_desk.attachments.kinds import MIB, Attachment
from service_desk.services import ServiceDesk
from service_desk.staff import Clerk
from tests import files_kit as files
from tests.console_kit import hall_for_console, hired
from tests.desk_kit import TALK, Clock
from tests.forms_kit import token
from tests.integration import test_console_pages as pages
from tests.integration.test_console_pages import Browser, Enter

app, browser, desk = pages.app, pages.browser, pages.desk
enter, number, zhaolei = pages.enter, pages.number, pages.zhaolei

SAID = "请填好这张表，周一到周五都能交。"
PDF = ("申请表.pdf", files.pdf())
BIG = ("扫描件.pdf", bytes(6 * MIB))
HUGE = ("录像.pdf", bytes(30 * MIB))


def send(
    browser: Browser,
    number: str,
    *chosen: tuple[str, bytes],
    text: str = SAID,
    page: str = "",
    given: str | None = None,
) -> TestResponse:
    """Send the reply form as a browser does: the fields in their order, the files last."""
    path = f"/console/tickets/{number}"
    fields = {
        "csrf_token": token(browser.text(page or path)) if given is None else given,
        "reply_id": "a" * 16,
        "seen": "",
        "text": text,
        "files": [FileStorage(BytesIO(content), name) for name, content in chosen],
    }
    boundary, body = encode_multipart(fields)
    return browser.client.post(
        f"{path}/reply",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Origin": "http://localhost", "Accept": "text/html"},
    )


def said(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def sent(desk: ServiceDesk) -> tuple[Attachment, ...]:
    return desk.messages_after(TALK)[-1].attachments


def test_the_form_takes_files_and_says_which_and_how_large(
    enter: Enter, zhaolei: Clerk, number: str
) -> None:
    page = enter(zhaolei).text(f"/console/tickets/{number}")
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page
    assert "一次最多 5 个，每个最多 5 MB" in page
    assert 'aria-describedby="files-hint"' in page
    assert page.index('name="csrf_token"') < page.index('name="text"') < page.index('name="files"')


def test_files_go_with_the_reply_and_stand_in_the_log(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    mine = enter(zhaolei)
    response = send(mine, number, PDF, ("清单.xlsx", files.xlsx()))
    assert response.status_code == 303
    assert [one.name for one in sent(desk)] == ["申请表.pdf", "清单.xlsx"]
    page = mine.text(f"/console/tickets/{number}")
    assert "申请表.pdf（PDF，1 KB）</a>" in page
    assert 'target="_blank" rel="noopener"' in page
    live = mine.get(f"/console/tickets/{number}/messages?after=0").json
    assert live is not None
    shown = re.findall(r'<a href="(/attachments/[^"]+)"[^>]*>([^<]+)</a>', live["messages"])
    assert [text for _url, text in shown] == [
        "申请表.pdf（PDF，1 KB）",
        "清单.xlsx（Excel 表格，6 KB）",
    ]
    assert mine.get(shown[0][0]).data == PDF[1]


def test_a_reply_without_files_is_a_reply_as_before(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    assert send(enter(zhaolei), number).status_code == 303
    assert desk.messages_after(TALK)[-1].text == SAID


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (BIG, "附件“扫描件.pdf”有 6 MB，一个附件最多 5 MB"),
        (("网页.html", b"<script>1</script>"), "附件“网页.html”不是可以发的类型"),
        (("空.pdf", b""), "附件“空.pdf”是空的"),
    ],
)
def test_a_file_that_cannot_be_sent_is_named_and_the_text_stays(
    enter: Enter,
    desk: ServiceDesk,
    zhaolei: Clerk,
    number: str,
    chosen: tuple[str, bytes],
    why: str,
) -> None:
    response = send(enter(zhaolei), number, PDF, chosen)
    assert response.status_code == 409
    assert why in said(response)
    assert "请重新选择附件再发送。" in said(response)
    assert f"{SAID}</textarea>" in said(response)
    assert sent(desk) == ()


def test_files_without_a_word_are_refused_with_the_reason(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    response = send(enter(zhaolei), number, PDF, text=" \r\n ")
    assert response.status_code == 400
    assert "附件要和文字一起发，请先写一句话，告诉市民这是什么。" in said(response)
    assert sent(desk) == ()


def test_nothing_at_all_is_refused_as_before(enter: Enter, zhaolei: Clerk, number: str) -> None:
    response = send(enter(zhaolei), number, text="")
    assert response.status_code == 400
    assert "答复不能为空" in said(response)
    assert "附件没有发出" not in said(response)


def test_a_form_that_is_too_large_comes_back_with_the_text_and_a_clear_sentence(
    enter: Enter, desk: ServiceDesk, zhaolei: Clerk, number: str
) -> None:
    response = send(enter(zhaolei), number, PDF, HUGE)
    assert response.status_code == 413
    assert "附件加起来太大，没有发出。一次最多 5 个，每个最多 5 MB。" in said(response)
    assert f"{SAID}</textarea>" in said(response)
    assert len(desk.messages_after(TALK)) == 1


def test_a_clerk_of_another_department_cannot_send_files(
    enter: Enter, desk: ServiceDesk, number: str
) -> None:
    other = enter(hired(desk, "liuyang", "刘洋", "shichang"))
    for chosen in (PDF, HUGE):
        response = send(other, number, chosen, page="/console/tickets")
        assert response.status_code == 404
        assert SAID not in said(response)
    assert other.get(f"/console/tickets/{number}/messages").status_code == 404
    assert len(desk.messages_after(TALK)) == 1


@pytest.mark.parametrize("chosen", [PDF, BIG, HUGE])
def test_a_session_that_ended_while_writing_keeps_the_text_however_large_the_files(
    enter: Enter,
    desk: ServiceDesk,
    clock: Clock,
    zhaolei: Clerk,
    number: str,
    chosen: tuple[str, bytes],
) -> None:
    mine = enter(zhaolei)
    given = token(mine.text(f"/console/tickets/{number}"))
    clock.forward(hours=1)
    response = send(mine, number, chosen, given=given)
    assert response.status_code == 401
    assert SAID in said(response)
    assert len(desk.messages_after(TALK)) == 1


@pytest.mark.parametrize("path", ["reply", "close", "reassign"])
def test_who_is_not_logged_in_may_send_no_more_than_anybody(
    app: Flask, number: str, path: str
) -> None:
    read: list[int] = []

    class Body(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            got = super().read(size)
            read.append(len(got))
            return got

    body = Body(bytes(3 * MIB))
    response = app.test_client().post(
        f"/console/tickets/{number}/{path}",
        input_stream=body,
        content_length=3 * MIB,
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code in (302, 400, 413)
    assert sum(read) <= 64 * 1024


@pytest.mark.parametrize("step", ["close", "reassign", "take-over"])
def test_no_other_form_of_the_console_takes_a_large_body(
    enter: Enter, zhaolei: Clerk, number: str, step: str
) -> None:
    mine, path = enter(zhaolei), f"/console/tickets/{number}"
    data = {"csrf_token": token(mine.text(path)), "reason": "办" * 10, "x": "y" * 70_000}
    assert mine.client.post(f"{path}/{step}", data=data).status_code == 413


def test_the_setting_bounds_each_file(settings: Settings, clock: Clock) -> None:
    hall: Application = hall_for_console(replace(settings, max_attachment_mib=1), clock)
    assert form_bytes(hall.settings) == 5 * MIB + 64 * 1024
    hall.close()


def test_a_form_that_lay_open_too_long_keeps_the_text_beside_its_files(
    enter: Enter, zhaolei: Clerk, number: str
) -> None:
    response = send(enter(zhaolei), number, PDF, given="")
    assert response.status_code == 400
    assert f"{SAID}</textarea>" in said(response)
