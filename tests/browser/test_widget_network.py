"""What becomes of a message when the network fails: kept, shown, sent again, never lost or doubled."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

SAY = "**/api/v1/chat/*/messages"


@pytest.fixture
def widget(page: Page) -> Widget:
    """The open panel on the demo page."""
    return Widget(page).visit().open()


def said_to(site: Site, widget: Widget) -> list[str]:
    """Return what the hall has heard of the citizen."""
    conversation = widget.page.evaluate("() => JSON.parse(localStorage['onedoor.conversation'])")
    messages = site.application.desk.messages_after(conversation)
    return [message.text for message in messages if message.sender == "citizen"]


def test_without_network_a_message_is_kept_and_sent_when_the_network_is_back(
    widget: Widget, site: Site
) -> None:
    widget.page.context.set_offline(True)
    widget.field.fill("身份证丢了咋整")
    widget.field.press("Enter")
    expect(widget.log.get_by_text("未发出", exact=True)).to_be_visible()
    expect(widget.panel.get_by_text("现在连不上智能客服")).to_be_visible()
    widget.page.context.set_offline(False)
    expect(widget.said_by("bot")).to_have_count(2)
    expect(widget.log.get_by_text("未发出")).to_have_count(0)
    assert said_to(site, widget) == widget.texts() == ["身份证丢了咋整"]


def test_several_messages_written_without_network_arrive_in_order(
    widget: Widget, site: Site
) -> None:
    widget.page.context.set_offline(True)
    for number, text in enumerate(("身份证丢了咋整", "要多少钱"), start=1):
        widget.field.fill(text)
        widget.field.press("Enter")
        expect(widget.log.get_by_text("未发出", exact=True)).to_have_count(number)
    widget.page.context.set_offline(False)
    expect(widget.said_by("bot")).to_have_count(3)
    assert said_to(site, widget) == widget.texts() == ["身份证丢了咋整", "要多少钱"]


def test_a_message_whose_answer_was_lost_is_not_doubled(widget: Widget, site: Site) -> None:
    lost: list[Route] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort("connectionreset")

    widget.page.route(SAY, lose_first_answer)
    widget.ask("身份证丢了咋整")
    expect(widget.said_by("bot")).to_have_count(2)
    assert said_to(site, widget) == widget.texts() == ["身份证丢了咋整"]
    assert len(lost) == 1


def test_a_message_that_was_not_sent_before_a_reload_is_sent_after_it(
    widget: Widget, site: Site
) -> None:
    widget.page.route(SAY, lambda route: route.abort("connectionfailed"))
    widget.field.fill("身份证丢了咋整")
    widget.field.press("Enter")
    expect(widget.log.get_by_text("未发出", exact=True)).to_be_visible()
    widget.page.unroute(SAY)
    widget.page.reload()
    expect(widget.said_by("bot")).to_have_count(2)
    assert said_to(site, widget) == widget.texts() == ["身份证丢了咋整"]


def test_the_citizen_may_send_it_again_at_once(widget: Widget, site: Site) -> None:
    widget.page.route(SAY, lambda route: route.abort("connectionfailed"))
    widget.field.fill("身份证丢了咋整")
    widget.field.press("Enter")
    again = widget.log.get_by_role("button", name="现在重发")
    expect(again).to_be_visible()
    widget.page.unroute(SAY)
    again.click()
    expect(widget.said_by("bot")).to_have_count(2)
    assert said_to(site, widget) == ["身份证丢了咋整"]


def test_when_the_hall_is_down_the_panel_says_where_else_to_go(page: Page) -> None:
    page.route("**/api/v1/**", lambda route: route.abort("connectionrefused"))
    widget = Widget(page).visit()
    widget.launcher.click()
    expect(widget.panel.get_by_role("link", name="网页问答")).to_have_attribute(
        "href", page.url.replace("/demo", "/chat")
    )
    expect(widget.panel.get_by_role("link", name="拨打 12345")).to_be_visible()
    page.unroute("**/api/v1/**")
    widget.panel.get_by_role("button", name="再试一次").click()
    expect(widget.log.get_by_role("list", name="大家常问")).to_be_visible()
    expect(widget.panel.get_by_role("link", name="拨打 12345")).to_have_count(0)
