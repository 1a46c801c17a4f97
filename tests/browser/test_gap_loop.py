"""From a question to knowledge in Chromium: asked, grouped, answered, approved, asked again, closed with the effect."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hall.app import create_app
from hall.bootstrap import Application, assemble
from hall.settings import Settings
from knowledge_base.store.engine import connect
from service_desk.staff import CENTRE, Role
from tests.browser import axe
from tests.browser.conftest import listening
from tests.conftest import TRAINED
from tests.console_kit import PASSWORD, fresh_code, hired
from tests.desk_kit import Clock, desk_on
from tests.knowledge_kit import ID_CARD, copy_models, small_knowledge

pytestmark = pytest.mark.browser

QUESTION = "身份证上的字磨没了坐火车会被拦吗"
WORDINGS = "身份证字磨没了坐火车拦不拦\n身份证字看不清坐火车能被拦吗\n身份证磨得看不清字坐火车拦吗\n身份证磨花了坐火车让进站不"
ANSWER = "字迹看不清的身份证请尽快换领，换领期间可以先办临时身份证。"
WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def hall(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[Application]:
    """A hall over three guides that can be asked, with an editor and a reviewer."""
    engine = connect(settings.database_url)
    kb = small_knowledge(engine, copy_models(TRAINED, tmp_path / "index"))
    given = replace(settings, index_dir=tmp_path / "index")
    opened = assemble(given, engine, kb, desk_on(engine, clock), clock)
    hired(opened.desk, "zhaomin", "赵敏", "gongan", Role.CLERK, Role.EDITOR)
    hired(opened.desk, "sunyue", "孙悦", CENTRE, Role.CLERK, Role.REVIEWER)
    yield opened
    opened.close()


@pytest.fixture
def address(hall: Application) -> Iterator[str]:
    """Where the hall is served."""
    with listening(create_app(hall)) as url:
        yield url


def opened(browser: Browser, address: str) -> Page:
    """Return a page of somebody of their own, on a phone."""
    size = {"width": 360, "height": 740}
    context = browser.new_context(base_url=address, locale="zh-CN", viewport=size)  # type: ignore[arg-type]
    return context.new_page()


def entered(browser: Browser, address: str, hall: Application, login: str) -> Page:
    """Return a page in which somebody is logged in."""
    page = opened(browser, address)
    page.goto("/console/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    if login == "sunyue":
        page.wait_for_url("**/console/code")
        clerk = next(c for c in hall.desk.accounts.clerks() if c.login == login)
        page.fill("#code", fresh_code(hall.desk, clerk))
        page.keyboard.press("Enter")
    page.wait_for_url("**/console/tickets")
    return page


def ask(citizen: Page) -> None:
    """Ask the question in the chat."""
    citizen.goto("/chat")
    citizen.fill("#text", QUESTION)
    citizen.get_by_role("button", name="发送").click()
    citizen.wait_for_url("**/chat#latest")


def await_contract(reviewer: Page) -> None:
    """Look again until the questions of the version were asked."""
    for _second in range(60):
        if "逐个问一遍" not in reviewer.inner_text("main"):
            return
        reviewer.wait_for_timeout(1000)
        reviewer.reload()


def test_a_question_becomes_knowledge_and_its_effect_is_measured(
    browser: Browser, address: str, hall: Application
) -> None:
    axe.install()
    citizen = opened(browser, address)
    ask(citizen)
    assert ANSWER not in citizen.inner_text("main")
    citizen.get_by_role("button", name="没解决").click()
    expect(citizen.get_by_text("您觉得“没解决”")).to_be_visible()
    editor = entered(browser, address, hall, "zhaomin")
    editor.goto("/console/unanswered")
    assert axe.violations(editor, "body") == []
    editor.get_by_role("link", name=QUESTION).click()
    editor.get_by_label("办事指南", exact=True).select_option(ID_CARD)
    editor.get_by_role("button", name="选好了").click()
    assert axe.violations(editor, "body") == []
    assert not editor.evaluate(WIDE)
    editor.get_by_label("别的问法，一行一个").fill(WORDINGS)
    editor.get_by_label("答复", exact=True).fill(ANSWER)
    editor.get_by_role("button", name="写进草稿").click()
    editor.wait_for_url("**/console/knowledge/drafts/*")
    editor.get_by_role("button", name="提交审核").first.click()
    expect(editor.get_by_role("status").first).to_contain_text("已提交，等待审核")
    reviewer = entered(browser, address, hall, "sunyue")
    reviewer.goto("/console/knowledge/waiting")
    reviewer.get_by_role("link", name="居民身份证申领").first.click()
    await_contract(reviewer)
    reviewer.locator("summary", has_text="批准发布").click()
    for box in reviewer.get_by_label("我看过这些变化").all():
        box.check()
    reviewer.get_by_role("button", name="确定批准").click()
    expect(reviewer.locator(".flash.ok")).to_contain_text("已批准并发布", timeout=30_000)
    hall.kb.reload_if_due()
    ask(citizen)
    expect(citizen.locator("article").last).to_contain_text(ANSWER)
    editor.goto("/console/unanswered?state=all")
    editor.get_by_role("link", name=QUESTION).click()
    expect(editor.get_by_text("1 个问法，答上 1 个")).to_be_visible()
    expect(editor.locator(".badge.filled")).to_have_text("已补上")
    assert axe.violations(editor, "body") == []
    editor.goto("/console/unanswered")
    expect(editor.get_by_text("还没有答不上来的问题")).to_be_visible()
