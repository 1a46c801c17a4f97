"""The widget on the whole installation: the same talk through the dialogue engine, and without it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.widget_kit import Widget
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.rasa]


def test_the_talk_goes_on_when_the_dialogue_engine_dies(browser: Browser, stack: Stack) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    widget = Widget(context.new_page()).visit(f"{stack.hall_url}/demo").open()
    widget.ask_for_materials()
    widget.tap("满16周岁")
    expect(widget.said_by("bot").last).to_contain_text("丢了补办，满16周岁")
    stack.kill("bot")
    answer = widget.ask("那要多少钱").first
    expect(answer).to_contain_text("40元")
    expect(answer.locator(".source")).to_contain_text("居民身份证申领、换领、补领")
    context.close()
    stack.wait_ready()
