"""The widget for everybody: keyboard, large type, small screens, zoom, no scripts, screen readers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import NewContext
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 320, "height": 568}
KEYBOARDS_UP = [{"width": 360, "height": 370}, {"width": 320, "height": 370}]
HALF = 185
"""Of 370 pixels."""
DESK_AT_200_PERCENT = {"width": 640, "height": 400}


@pytest.fixture
def widget(page: Page) -> Widget:
    """The open panel on the demo page."""
    return Widget(page).visit().open()


def sizes_of(controls: Locator) -> Iterator[dict[str, Any]]:
    """Yield the boxes of the controls that are shown."""
    for control in controls.all():
        box = control.bounding_box()
        if box and box["width"]:
            width, height = round(box["width"]), round(box["height"])
            yield {"name": control.inner_text(), "width": width, "height": height}


def overflow(page: Page) -> int:
    """Return by how many pixels the widget is wider than its place."""
    return int(
        page.evaluate(
            """() => {
              const {shadowRoot} = document.querySelector("onedoor-chat");
              const scroll = shadowRoot.querySelector(".scroll");
              const panel = shadowRoot.querySelector(".panel");
              return Math.max(scroll.scrollWidth - scroll.clientWidth,
                              panel.scrollWidth - panel.clientWidth,
                              document.documentElement.scrollWidth - window.innerWidth);
            }"""
        )
    )


def test_by_keyboard_alone_from_the_launcher_to_an_option_and_back(page: Page) -> None:
    widget = Widget(page).visit()
    widget.launcher.focus()
    page.keyboard.press("Enter")
    expect(widget.field).to_be_focused()
    widget.rest()
    page.keyboard.type("身份证申请材料")
    page.keyboard.press("Enter")
    widget.answered("身份证申请材料")
    expect(widget.field).to_be_focused()
    option = widget.log.get_by_role("list", name="请选择").get_by_role("button").first
    chosen = option.inner_text()
    for _ in range(30):
        if option.evaluate("node => node.matches(':focus')"):
            break
        page.keyboard.press("Shift+Tab")
    expect(option).to_be_focused()
    page.keyboard.press("Enter")
    widget.answered(chosen)
    assert widget.focused().startswith("article|message bot")
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_shift_enter_writes_a_second_line(widget: Widget) -> None:
    widget.field.press_sequentially("身份证丢了")
    widget.field.press("Shift+Enter")
    widget.field.press_sequentially("咋整")
    assert widget.field.input_value() == "身份证丢了\n咋整"
    widget.field.press("Enter")
    expect(widget.own("咋整")).to_have_text("身份证丢了\n咋整")


def test_enter_that_chooses_a_word_of_the_input_method_sends_nothing(widget: Widget) -> None:
    widget.field.fill("shenfenzheng")
    widget.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert widget.field.input_value() == "shenfenzheng"
    assert widget.texts() == []


def test_keys_typed_in_the_panel_are_not_the_pages_shortcuts(widget: Widget) -> None:
    widget.page.evaluate(
        "() => document.addEventListener('keydown', () => { document.title = '快捷键'; })"
    )
    widget.field.press_sequentially("s/?")
    assert widget.page.title() == "智能客服演示页"


def test_asking_before_clearing_holds_the_focus_and_gives_it_back(widget: Widget) -> None:
    asked = widget.ask_to_clear()
    expect(asked.get_by_role("button", name="不清空")).to_be_focused()
    for _ in range(3):
        widget.page.keyboard.press("Tab")
        assert asked.locator(":focus").count() == 1
    widget.page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(widget.panel).to_be_visible()
    expect(widget.more).to_be_focused()


def test_escape_closes_the_menu_before_the_panel(widget: Widget) -> None:
    widget.more.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.more).to_have_attribute("aria-expanded", "true")
    widget.page.keyboard.press("Tab")
    widget.page.keyboard.press("Escape")
    expect(widget.more).to_have_attribute("aria-expanded", "false")
    expect(widget.more).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()


def test_on_a_small_phone_the_panel_fills_the_screen_and_keeps_the_focus(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=SMALL_PHONE).new_page()
    widget = Widget(page).visit().open()
    assert widget.panel.bounding_box() == {"x": 0, "y": 0, **SMALL_PHONE}
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    widget.ask_for_materials()
    assert overflow(page) <= 0
    for _ in range(25):
        page.keyboard.press("Tab")
        assert widget.panel.locator(":focus").count() == 1


@pytest.mark.parametrize("viewport", [SMALL_PHONE, DESK_AT_200_PERCENT])
def test_large_type_fits_and_every_target_is_large(
    new_context: NewContext, viewport: dict[str, int]
) -> None:
    page = new_context(viewport=viewport).new_page()
    widget = Widget(page).visit().open()
    widget.panel.get_by_role("button", name="大字").click()
    widget.ask_for_materials()
    size = (
        widget.said_by("bot")
        .last.locator("p")
        .first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    )
    assert 20 <= size <= 24
    small = [
        box
        for box in sizes_of(widget.panel.locator("button, textarea, summary"))
        if box["height"] < 60 or box["width"] < 60
    ]
    assert small == []
    assert overflow(page) <= 0
    assert widget.scroll.evaluate("node => node.clientHeight") >= 120


@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
@pytest.mark.parametrize("viewport", KEYBOARDS_UP, ids=["360", "320"])
def test_with_the_keyboard_up_half_of_the_panel_is_talk_and_nothing_is_cut(
    new_context: NewContext, viewport: dict[str, int], elder: bool
) -> None:
    page = new_context(viewport=viewport).new_page()
    widget = Widget(page).visit().open()
    if elder:
        widget.elder.click()
    widget.ask_for_materials()
    assert widget.scroll.evaluate("node => node.clientHeight") >= HALF
    widget.human.click()
    expect(widget.panel.get_by_text("正在等工作人员答复。")).to_be_visible()
    assert widget.scroll.evaluate("node => node.clientHeight") >= HALF
    assert overflow(page) <= 0
    for control in widget.panel.locator(
        ".tools > button, .foot button:not([hidden]), textarea"
    ).all():
        expect(control).to_be_in_viewport(ratio=1)
        assert control.evaluate("node => node.scrollWidth <= node.clientWidth")
    widget.field.fill("我想问一问身份证丢了以后怎么补办，" * 20)
    assert widget.scroll.evaluate("node => node.clientHeight") >= HALF


def test_a_keyboard_laid_over_the_page_makes_the_panel_small(new_context: NewContext) -> None:
    context = new_context(viewport={"width": 360, "height": 640})
    context.add_init_script(
        """window.keyboard = Object.assign(new EventTarget(), {height: 640, offsetTop: 0, scale: 1});
        Object.defineProperty(window, "visualViewport", {value: window.keyboard});"""
    )
    page = context.new_page()
    widget = Widget(page).visit().open()
    page.evaluate(
        """() => {
          Object.assign(window.keyboard, {height: 370, offsetTop: 30});
          window.keyboard.dispatchEvent(new Event("resize"));
        }"""
    )
    assert widget.panel.bounding_box() == {"x": 0, "y": 30, "width": 360, "height": 370}
    assert widget.scroll.evaluate("node => node.clientHeight") >= HALF


@pytest.mark.parametrize("width", [360, 1280])
def test_large_type_leaves_the_reader_at_his_line(new_context: NewContext, width: int) -> None:
    view = {"width": width, "height": 640}
    page = new_context(viewport=view, reduced_motion="reduce").new_page()
    widget = Widget(page).visit().open()
    widget.ask_for_materials()
    widget.ask("身份证怎么办理流程")
    row = widget.log.get_by_role("listitem").filter(has_text="居民户口簿").first
    below = """node => node.getBoundingClientRect().top -
      node.getRootNode().querySelector(".scroll").getBoundingClientRect().top"""
    distance = row.evaluate(below)
    widget.scroll.evaluate("(node, distance) => { node.scrollTop += distance }", distance)
    for _ in range(2):
        widget.elder.click()
        assert abs(row.evaluate(below)) <= 2


def test_large_type_is_remembered(widget: Widget) -> None:
    elder = widget.panel.get_by_role("button", name="大字")
    elder.click()
    widget.page.reload()
    expect(elder).to_have_attribute("aria-pressed", "true")
    elder.click()
    widget.page.reload()
    expect(elder).to_have_attribute("aria-pressed", "false")


def test_ordinary_targets_are_large_enough_for_a_thumb(widget: Widget) -> None:
    widget.ask_for_materials()
    controls = widget.panel.locator("button, textarea, summary")
    assert [box for box in sizes_of(controls) if box["height"] < 44 or box["width"] < 44] == []


def test_who_wants_less_motion_gets_none(new_context: NewContext) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    widget = Widget(page).visit().open()
    moving = widget.said_by("bot").first.evaluate("n => getComputedStyle(n).animationName")
    assert moving == "none"
    assert widget.scroll.evaluate("n => getComputedStyle(n).scrollBehavior") == "auto"


def test_without_scripts_a_link_leads_to_the_plain_form(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/demo")
    page.get_by_role("link", name="智能客服（网页问答）").click()
    page.get_by_label("您想问什么").fill("身份证丢了咋整")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#latest")).to_contain_text("居民身份证申领、换领、补领")


def test_new_answers_are_read_out_once_and_old_ones_are_not(widget: Widget) -> None:
    expect(widget.log).to_have_attribute("aria-live", "polite")
    widget.ask("身份证丢了咋整")
    widget.page.evaluate(
        """() => {
          window.added = [];
          const log = document.querySelector("onedoor-chat").shadowRoot.querySelector("[role=log]");
          const observer = new MutationObserver((changes) => changes.forEach((change) =>
            change.addedNodes.forEach((node) => node.matches && window.added.push(node.className))));
          observer.observe(log, {childList: true});
        }"""
    )
    widget.ask("要多少钱")
    assert widget.page.evaluate("() => window.added") == ["message citizen", "message bot answered"]


class TestAxe:
    """axe finds nothing in any state of the panel."""

    @pytest.fixture(autouse=True)
    def installed(self) -> None:
        axe.install()

    def test_closed_and_open_and_asking(self, page: Page) -> None:
        widget = Widget(page).visit()
        assert axe.violations(page, "html") == []
        widget.open()
        assert axe.violations(page, "html") == []
        widget.more.click()
        assert axe.violations(page) == []
        widget.panel.get_by_role("button", name="清空对话").click()
        assert axe.violations(page) == []

    @pytest.mark.parametrize("elder", [False, True])
    @pytest.mark.parametrize("colours", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
    def test_a_real_talk(
        self, new_context: NewContext, elder: bool, colours: dict[str, str]
    ) -> None:
        widget = Widget(new_context(**colours).new_page()).visit().open()
        if elder:
            widget.elder.click()
        widget.ask_for_materials()
        assert axe.violations(widget.page) == []

    def test_unsent_and_offline(self, widget: Widget) -> None:
        widget.page.context.set_offline(True)
        widget.field.fill("身份证丢了咋整")
        widget.field.press("Enter")
        expect(widget.log.get_by_text("未发出", exact=True)).to_be_visible()
        assert axe.violations(widget.page) == []

    def test_a_refused_message(self, widget: Widget) -> None:
        widget.field.fill("问" * 1001)
        widget.send.click()
        expect(widget.panel.get_by_role("alert")).to_contain_text("1000 个字以内")
        assert axe.violations(widget.page) == []
