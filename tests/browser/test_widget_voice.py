"""Reading aloud and asking by voice: the browser's engines are stubbed, for headless Chromium has none."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import axe
from tests.browser.conftest import NewContext
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  speak: (one) => window.said.push(one.text), cancel: () => window.said.splice(0),
}});
window.SpeechRecognition = class {
  constructor() { window.ear = this; }
  start() {}
  stop() { this.onend(); }
  abort() { this.onend(); }
};
"""
NO_SPEECH = """
delete window.speechSynthesis; delete window.SpeechSynthesisUtterance;
delete window.SpeechRecognition; delete window.webkitSpeechRecognition;
"""


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    """A visitor on a phone that speaks and listens."""
    context = new_context(viewport={"width": 360, "height": 640})
    context.add_init_script(SPEECH)
    return context


def said(widget: Widget) -> list[str]:
    """Return what the browser was given to read and has not been told to stop."""
    lines: list[str] = widget.page.evaluate("() => window.said")
    return lines


def heard(widget: Widget, text: str) -> None:
    """Let the browser understand what was said."""
    widget.page.evaluate("text => ear.onresult({results: [[{transcript: text}]]})", text)


def turn(widget: Widget, name: str) -> None:
    """Turn something on or off in the menu."""
    widget.more.click()
    widget.panel.get_by_role("button", name=name).click()
    widget.more.click()


def test_nothing_is_read_or_heard_until_it_is_turned_on(context: BrowserContext) -> None:
    widget = Widget(context.new_page()).visit().open()
    widget.ask("身份证丢了咋整")
    assert said(widget) == []
    expect(widget.panel.get_by_role("button", name="说话", exact=True)).to_have_count(0)


def test_answers_are_read_until_the_panel_is_closed(context: BrowserContext) -> None:
    widget = Widget(context.new_page()).visit().open()
    turn(widget, "朗读答复")
    answer = widget.ask("身份证丢了咋整").first
    lines = said(widget)
    assert lines and lines[0] in answer.inner_text()
    assert not any("http" in line for line in lines)
    widget.panel.get_by_role("button", name="关闭").click()
    assert said(widget) == []
    widget.page.reload()
    widget.open()
    assert said(widget) == []
    widget.ask("要多少钱")
    assert said(widget) != []


def test_what_is_spoken_waits_in_the_field_to_be_checked(context: BrowserContext) -> None:
    widget = Widget(context.new_page()).visit().open()
    turn(widget, "说话提问")
    speak = widget.panel.locator(".speak")
    widget.field.fill("您好，")
    speak.click()
    expect(speak).to_have_attribute("aria-pressed", "true")
    expect(speak).to_have_text("正在听，说完点一下")
    heard(widget, "身份证丢了咋整")
    speak.click()
    expect(speak).to_have_text("说话")
    expect(widget.field).to_have_value("您好，身份证丢了咋整")
    assert widget.texts() == []
    widget.send.click()
    widget.answered("您好，身份证丢了咋整")


def test_a_refused_microphone_is_told_and_typing_goes_on(context: BrowserContext) -> None:
    widget = Widget(context.new_page()).visit().open()
    turn(widget, "说话提问")
    widget.field.fill("身份证")
    widget.panel.locator(".speak").click()
    widget.page.evaluate("() => { ear.onerror({error: 'not-allowed'}); ear.onend(); }")
    expect(widget.panel.get_by_role("alert")).to_contain_text("没有使用麦克风的权限")
    expect(widget.field).to_have_value("身份证")
    axe.install()
    widget.more.click()
    assert axe.violations(widget.page) == []


def test_closing_the_panel_closes_the_ear(context: BrowserContext) -> None:
    widget = Widget(context.new_page()).visit().open()
    turn(widget, "说话提问")
    widget.panel.locator(".speak").click()
    widget.panel.get_by_role("button", name="关闭").click()
    widget.open()
    assert widget.page.evaluate("() => ear.onresult") is None
    expect(widget.panel.locator(".speak")).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_can_neither_is_offered_neither(new_context: NewContext) -> None:
    context = new_context()
    context.add_init_script(NO_SPEECH)
    widget = Widget(context.new_page()).visit().open()
    widget.more.click()
    names = widget.panel.locator(".menu button").all_inner_texts()
    assert names == ["清空对话"]
