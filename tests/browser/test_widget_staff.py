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


def test_twenty_staff_messages_after_the_first_reply_all_come_within_two_seconds(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    desk = site.application.desk
    desk.reply(number, clerk, "第一条答复，请看。")
    expect(widget.said_by("staff")).to_have_count(1)
    waits = []
    for n in range(20):
        said = time.monotonic()
        desk.reply(number, clerk, f"补充第{n}条。")
        expect(widget.said_by("staff").filter(has_text=f"补充第{n}条。")).to_be_visible()
        waits.append(time.monotonic() - said)
    assert [wait for wait in waits if wait > WITHIN_SECONDS] == []


def test_the_closing_of_a_ticket_appears_in_the_open_panel(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    desk = site.application.desk
    desk.reply(number, clerk, "带户口簿来就行。")
    expect(widget.said_by("staff")).to_have_count(1)
    desk.close(number, clerk)
    expect(widget.said_by("system").last).to_contain_text("已办结")


def test_the_panel_opens_at_the_first_message_that_nobody_has_seen(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    widget.panel.get_by_role("button", name="关闭").click()
    for n in range(3):
        site.application.desk.reply(number, clerk, f"答复第{n}条。" + "请带好材料。" * 60)
    expect(widget.launcher).to_have_accessible_name("智能客服，有 3 条新消息")
    widget.launcher.click()
    mark = widget.log.get_by_text("以下是新消息")
    expect(mark).to_be_in_viewport()
    expect(widget.said_by("staff").first).to_be_in_viewport()
    expect(widget.said_by("staff").last).not_to_be_in_viewport()
    widget.ask("好的，身份证多少钱")
    expect(mark).to_have_count(0)


def test_what_came_while_the_page_was_gone_is_announced_after_a_reload(
    widget: Widget, site: Site, clerk: Clerk
) -> None:
    number = handed_over(widget)
    widget.panel.get_by_role("button", name="关闭").click()
    widget.page.goto("about:blank")
    site.application.desk.reply(number, clerk, "可以邮寄。")
    widget.page.goto("/demo")
    expect(widget.launcher).to_have_accessible_name("智能客服，有 1 条新消息")
    widget.launcher.click()
    expect(widget.log.get_by_text("以下是新消息")).to_be_in_viewport()


def test_two_tabs_opened_before_the_first_word_share_the_talk_and_its_ticket(
    page: Page, site: Site, clerk: Clerk
) -> None:
    one = Widget(page).visit().open()
    other = Widget(page.context.new_page()).visit().open()
    number = handed_over(one)
    expect(other.log).to_contain_text(number)
    other.ask("护照怎么办")
    site.application.desk.reply(number, clerk, "带户口簿来就行。")
    for tab in (one, other):
        tab.page.bring_to_front()
        expect(tab.said_by("staff")).to_contain_text("带户口簿来就行")
        expect(tab.own("护照怎么办")).to_have_count(1)


def test_while_the_bot_speaks_nobody_polls(widget: Widget) -> None:
    widget.ask("身份证丢了咋整")
    asked: list[Request] = []
    widget.page.on("request", lambda request: asked.append(request))
    widget.page.wait_for_timeout(2500)
    assert asked == []
