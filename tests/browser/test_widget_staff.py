"""A person takes over: the ticket, who speaks, the clerk's reply."""

import re
import time

import pytest
from playwright.sync_api import Page, Request, expect

from service_desk.staff import Clerk, Role
from tests.browser.conftest import Site
from tests.browser.widget_kit import Widget
from tests.desk_kit import clerk_of

pytestmark = pytest.mark.browser

WITHIN_SECONDS = 2.0
TICKET = re.compile(r"TJ\d{8}-\w{5}")


@pytest.fixture
def widget(page: Page) -> Widget:
    """The open panel on the demo page."""
    return Widget(page).visit().open()


@pytest.fixture(scope="module")
def clerk(site: Site) -> Clerk:
    """Somebody who may see every department's tickets."""
    return clerk_of(site.application.desk, "", "widget-admin", Role.ADMIN)


def handed_over(widget: Widget) -> str:
    """Ask for a person and return the ticket's number."""
    widget.ask("身份证丢了咋整")
    widget.human.click()
    expect(widget.panel.get_by_text("正在等工作人员答复")).to_be_visible()
    number = TICKET.search(widget.said_by("bot").last.inner_text())
    assert number
    return number[0]


def test_a_clerks_reply_is_seen_within_two_seconds(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    desk = site.application.desk
    desk.take_over(number, clerk)
    expect(widget.panel.get_by_text("工作人员正在与您对话")).to_be_visible()
    replied = time.monotonic()
    desk.reply(number, clerk, "您好，带户口簿来就行。")
    expect(widget.said_by("staff")).to_contain_text("带户口簿来就行")
    assert time.monotonic() - replied < WITHIN_SECONDS
    widget.field.fill("好的谢谢")
    widget.field.press("Enter")
    widget.rest()
    expect(widget.own("好的谢谢")).to_have_count(1)


def test_a_reply_to_a_closed_panel_is_announced_on_the_launcher(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    widget.panel.get_by_role("button", name="关闭").click()
    site.application.desk.reply(number, clerk, "可以加急。")
    expect(widget.launcher).to_have_accessible_name("智能客服，有 1 条新消息")
    widget.launcher.click()
    expect(widget.said_by("staff")).to_contain_text("可以加急")
    widget.panel.get_by_role("button", name="关闭").click()
    expect(widget.launcher).to_have_accessible_name("智能客服")


def test_who_waits_for_a_person_still_gets_the_reply_after_a_reload(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    widget.page.reload()
    expect(widget.panel.get_by_text("正在等工作人员答复")).to_be_visible()
    site.application.desk.reply(number, clerk, "可以委托家人代办。")
    expect(widget.said_by("staff")).to_contain_text("可以委托家人代办")


def test_while_the_bot_speaks_nobody_polls(widget: Widget) -> None:
    widget.ask("身份证丢了咋整")
    asked: list[Request] = []
    widget.page.on("request", lambda request: asked.append(request))
    widget.page.wait_for_timeout(2500)
    assert asked == []
