"""What a clerk writes outlives every step, reload and session; the list says when it stopped updating."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from service_desk.services import ServiceDesk
from tests.browser import test_console as console
from tests.console_kit import PASSWORD
from tests.desk_kit import Clock

pytestmark = pytest.mark.browser

address, desk, number = console.address, console.desk, console.number

WRITTEN = "请带户口簿，\n周一到周五都能办。"
SLOW_POLL_MS = 20_000


@pytest.fixture
def context(browser: Browser, address: str, desk: ServiceDesk) -> Iterator[BrowserContext]:
    """A browser in which the administrator is logged in."""
    opened = browser.new_context(base_url=address, locale="zh-CN")
    log_in(opened.new_page(), desk)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Its page."""
    return context.pages[0]


def log_in(page: Page, desk: ServiceDesk) -> None:
    page.goto("/console/login")
    enter(page, desk)
    page.wait_for_url("**/console/tickets")


def enter(page: Page, desk: ServiceDesk) -> None:
    page.get_by_label("登录名").fill("sunyue")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/console/code")
    page.locator("#code").fill(console.code_of(desk))
    page.keyboard.press("Enter")


def test_a_half_written_reply_survives_taking_over_and_a_reload(page: Page, number: str) -> None:
    page.goto(f"/console/tickets/{number}")
    box = page.get_by_label("答复市民")
    box.fill(WRITTEN)
    page.get_by_role("button", name="接入对话").click()
    expect(page.get_by_text("已接入，市民现在看到您在线")).to_be_visible()
    expect(box).to_have_value(WRITTEN)
    expect(box).to_be_focused()
    page.reload()
    expect(box).to_have_value(WRITTEN)


def test_a_reply_that_was_sent_is_no_draft_and_the_clerk_writes_on(page: Page, number: str) -> None:
    page.goto(f"/console/tickets/{number}")
    box = page.get_by_label("答复市民")
    box.fill(WRITTEN)
    page.get_by_role("button", name="发送答复").click()
    expect(page.get_by_text("答复已发出")).to_be_visible()
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    page.reload()
    expect(box).to_have_value("")


def test_a_session_that_ends_while_writing_loses_nothing(
    page: Page, number: str, desk: ServiceDesk, clock: Clock
) -> None:
    page.goto(f"/console/tickets/{number}")
    page.get_by_label("答复市民").fill(WRITTEN)
    clock.forward(minutes=21)
    page.get_by_role("button", name="发送答复").click()
    expect(page.get_by_label("没有发出的内容")).to_have_value(WRITTEN)
    enter(page, desk)
    page.wait_for_url(f"**/console/tickets/{number}")
    expect(page.get_by_label("答复市民")).to_have_value(WRITTEN)
    page.get_by_role("button", name="发送答复").click()
    expect(page.get_by_text("答复已发出")).to_be_visible()
    assert [reply.message.text for reply in desk.replies(number)] == [WRITTEN]


def test_the_list_says_when_the_session_ended_and_it_stopped_updating(
    page: Page, number: str, clock: Clock
) -> None:
    clock.forward(minutes=21)
    said = page.get_by_role("alert")
    expect(said).to_contain_text("这一页已停止更新", timeout=SLOW_POLL_MS)
    said.get_by_role("link", name="重新登录").click()
    expect(page.get_by_role("heading", name="登录服务台")).to_be_visible()


def test_the_list_says_since_when_the_network_keeps_it_from_updating(
    page: Page, context: BrowserContext, number: str
) -> None:
    context.set_offline(True)
    said = page.get_by_role("alert")
    expect(said).to_contain_text("网络中断，这一页从", timeout=SLOW_POLL_MS)
    context.set_offline(False)
    expect(said).to_be_hidden(timeout=2 * SLOW_POLL_MS)
