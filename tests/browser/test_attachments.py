"""Files with a reply in Chromium: chosen, sent, shown in the log, opened by the citizen; axe finds nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, expect

from hall.bootstrap import Application
from service_desk.attachments.checking import Upload
from service_desk.services import ServiceDesk
from tests import files_kit as files
from tests.browser import axe
from tests.browser.conftest import listening
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import NEWBORN, asked_for_a_person, hear

pytestmark = pytest.mark.browser

SAID = "请填好这张表，周一到周五都能交。"
WIDTHS = [360, 1280]


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall, with a clerk of the police."""
    hired(console_hall.desk, "zhaolei", "赵磊", "gongan")
    return console_hall.desk


@pytest.fixture
def number(desk: ServiceDesk) -> str:
    """The number of a ticket for the police."""
    return asked_for_a_person(desk)


@pytest.fixture
def page(browser: Browser, console_app: Flask, desk: ServiceDesk) -> Iterator[Page]:
    """A page on which the clerk is logged in; it must end without a complaint."""
    with listening(console_app) as address:
        context = browser.new_context(base_url=address, locale="zh-CN")
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/console/")
        page.fill("#login", "zhaolei")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/tickets")
        yield page
        context.close()
    assert complaints == []


def chosen(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_clerk_sends_files_and_sees_them_in_the_log(page: Page, number: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/console/tickets/{number}")
    page.fill("#text", SAID)
    page.set_input_files(
        "#files", [chosen("申请表.pdf", files.pdf()), chosen("清单.xlsx", files.xlsx())]
    )
    page.get_by_role("button", name="发送答复").click()
    shown = page.locator(".log .attachments a")
    expect(shown).to_have_text(["申请表.pdf（PDF，1 KB）", "清单.xlsx（Excel 表格，6 KB）"])
    assert page.locator("#files").evaluate("field => field.files.length") == 0
    assert axe.violations(page, "body") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_that_cannot_be_sent_leaves_the_text_where_it_was(page: Page, number: str) -> None:
    page.goto(f"/console/tickets/{number}")
    page.fill("#text", SAID)
    page.set_input_files("#files", [chosen("网页.pdf", b"<script>alert(1)</script>")])
    page.get_by_role("button", name="发送答复").click()
    expect(page.get_by_text("附件“网页.pdf”不是可以发的类型")).to_be_visible()
    expect(page.locator("#text")).to_have_value(SAID)
    assert page.locator("#files").evaluate("field => field.files.length") == 1
    assert axe.violations(page, "body") == []


def test_what_a_colleague_sends_appears_without_a_reload(
    page: Page, number: str, desk: ServiceDesk
) -> None:
    page.goto(f"/console/tickets/{number}")
    clerk = next(one for one in desk.accounts.clerks() if one.login == "zhaolei")
    desk.reply(number, clerk, SAID, files=[Upload("申请表.pdf", files.pdf())])
    expect(page.locator(".log .attachments a")).to_have_text(["申请表.pdf（PDF，1 KB）"])
    expect(page.locator(".log .attachments a")).to_have_attribute("rel", "noopener")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_citizen_opens_a_picture_from_the_page_of_the_ticket(
    page: Page, desk: ServiceDesk, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    talk = "wangfang-other-01"
    desk.open_conversation(talk, "widget")
    hear(desk, "孩子上户口要啥", talk=talk)
    ticket = desk.hand_over(talk, "孩子上户口要啥", NEWBORN)
    clerk = next(one for one in desk.accounts.clerks() if one.login == "zhaolei")
    long = f"{'新生儿落户登记申请表样表' * 5}.png"
    desk.reply(ticket.number, clerk, SAID, files=[Upload(long, files.png())])
    page.goto("/ticket")
    page.fill("[name=number]", ticket.number)
    page.fill("[name=code]", ticket.code)
    page.keyboard.press("Enter")
    link = page.locator(".attachments a")
    expect(link).to_contain_text("（图片，1 KB）")
    assert axe.violations(page, "body") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_popup() as opened:
        link.click()
    picture = opened.value.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.naturalWidth") == 1
