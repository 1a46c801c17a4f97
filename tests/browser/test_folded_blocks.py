"""An answer whose details are folded: at the widget and the plain form on a phone, and at the counter."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from knowledge_base.model.answer import Answer, AnswerStatus, Block, BlockItem, Citation, Option
from tests.browser import axe
from tests.browser.conftest import NewContext, Site
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
SMALL_PHONE = {"width": 320, "height": 568}
DIRECT = "不能代补，要本人到派出所：补领要当场照相、按指纹。"
OVERDUE = "身份证过期了没换，会不会罚款？"
NO_FINE = "不罚款，但过期的证不能用来坐车、住店，请尽早换。"
STEP = "到任意派出所户籍窗口取号。"
NEIGHBOUR = "临时居民身份证办理"
ANSWER = Answer(
    AnswerStatus.ANSWERED_GUIDE,
    f"{DIRECT}\n· 带居民户口簿，原件1份\n给多大的人办？",
    blocks=(
        Block("text", items=(BlockItem(DIRECT),)),
        Block("list", items=(BlockItem("带居民户口簿，原件1份"),)),
        Block("steps", "办理流程", (BlockItem(STEP, label="取号"),), folded=True),
        Block("facts", "大家常问", (BlockItem(NO_FINE, label=OVERDUE),), folded=True),
        Block("text", items=(BlockItem("给多大的人办？"),)),
    ),
    options=(Option("age.adult", "满16周岁", "满16周岁"),),
    alternatives=(Option("232009002000-01", NEIGHBOUR, "临时身份证"),),
    citations=(Citation("232009001000-01", 1, "agent", "2026-11-01", "公安部令"),),
    notice="《居民身份证申领、换领、补领》第1版。样例数据，待主管部门核实",
)


@pytest.fixture(autouse=True)
def answered_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer whatever is asked with the folded answer."""
    monkeypatch.setattr(site.application.kb, "answer_turn", lambda *_, **__: (ANSWER,))
    monkeypatch.setattr(site.application.kb, "ask", lambda *_, **__: ANSWER)


@pytest.fixture
def phone(new_context: NewContext) -> Iterator[Page]:
    """A page on a phone."""
    yield new_context(viewport=PHONE, reduced_motion="reduce").new_page()


def is_above(first: Locator, second: Locator) -> bool:
    """Whether one part ends before the other begins, and neither is a narrow column."""
    one, other = first.bounding_box(), second.bounding_box()
    assert one is not None and other is not None
    return one["y"] + one["height"] <= other["y"] and min(one["width"], other["width"]) > 150


def test_in_the_widget_details_open_under_their_title_by_keyboard(phone: Page) -> None:
    axe.install()
    answer = Widget(phone).visit().open().ask("能替我爸补身份证吗").first
    steps = answer.locator("summary", has_text="办理流程")
    expect(answer.get_by_text(DIRECT)).to_be_visible()
    expect(answer.get_by_text(STEP)).to_be_hidden()
    steps.focus()
    phone.keyboard.press("Enter")
    expect(answer.get_by_text(STEP)).to_be_visible()
    assert axe.violations(phone) == []


def test_in_the_widget_the_question_stands_over_its_options_and_the_source_comes_last(
    phone: Page,
) -> None:
    answer = Widget(phone).visit().open().ask("能替我爸补身份证吗").first
    question = answer.get_by_text("给多大的人办？")
    option = answer.get_by_role("button", name="满16周岁")
    tops = [part.bounding_box() for part in (question, option, answer.locator(".source"))]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    neighbour = answer.get_by_role("button", name=NEIGHBOUR)
    expect(neighbour).to_be_hidden()
    answer.get_by_text("不是这个？").click()
    expect(neighbour).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, SMALL_PHONE])
@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
def test_in_the_widget_a_frequent_question_stands_above_its_answer(
    new_context: NewContext, viewport: dict[str, int], elder: bool
) -> None:
    page = new_context(viewport=viewport).new_page()
    widget = Widget(page).visit().open()
    if elder:
        widget.panel.get_by_role("button", name="大字").click()
    answer = widget.ask("能替我爸补身份证吗").first
    answer.locator("summary", has_text="大家常问").click()
    assert is_above(answer.get_by_text(OVERDUE), answer.get_by_text(NO_FINE))
    assert widget.scroll.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_without_scripts_details_open_too(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/chat")
    page.get_by_label("您想问什么").fill("能替我爸补身份证吗")
    page.get_by_role("button", name="发送").click()
    latest = page.locator("#latest")
    expect(latest.locator(".direct")).to_have_text(re.compile(DIRECT))
    expect(latest.get_by_text(OVERDUE)).to_be_hidden()
    latest.locator("summary", has_text="大家常问").click()
    assert is_above(latest.get_by_text(OVERDUE), latest.get_by_text(NO_FINE))
    expect(latest.get_by_role("button", name=NEIGHBOUR)).to_be_hidden()
    latest.get_by_text("不是这个？").click()
    expect(latest.get_by_role("button", name=NEIGHBOUR)).to_be_visible()


def test_at_the_counter_details_open_by_keyboard(page: Page) -> None:
    page.goto("/counter/")
    page.keyboard.press("Alt+w")
    page.keyboard.type("能替我爸补身份证吗")
    page.keyboard.press("Enter")
    shown = page.locator("#answer")
    expect(shown.get_by_text(DIRECT)).to_be_visible()
    expect(shown.get_by_text(STEP)).to_be_hidden()
    shown.locator("summary", has_text="办理流程").focus()
    page.keyboard.press("Enter")
    expect(shown.get_by_text(STEP)).to_be_visible()
