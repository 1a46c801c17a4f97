"""The editor in Chromium: it saves by itself, shows the answer, moves rows in place, and loses nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from hall.bootstrap import Application
from service_desk.staff import Role
from tests.browser import axe
from tests.browser.conftest import listening
from tests.console_kit import PASSWORD, hired
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD
from tests.knowledge_pages_kit import publish

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=360, height=740)
FEE = "#f-fee-rows-0-amount"


@pytest.fixture
def page(browser: Browser, console_app: Flask, console_hall: Application) -> Iterator[Page]:
    """An editor of the police who opened the guide of the identity card; it must end without a complaint."""
    publish(console_hall)
    hired(console_hall.desk, "zhaolei", "赵磊", "gongan", Role.EDITOR)
    with listening(console_app) as url:
        context = browser.new_context(base_url=url, locale="zh-CN")
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(page)
        page.goto(f"/console/knowledge?q={ID_CARD}")
        page.get_by_role("button", name="修改").click()
        page.wait_for_url("**/drafts/*")
        yield page
        context.close()
        assert complaints == []


def log_in(page: Page) -> None:
    page.goto("/console/login")
    enter(page)
    page.wait_for_url("**/console/knowledge")


def enter(page: Page) -> None:
    page.get_by_label("登录名").fill("zhaolei")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def unfold(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="这一页的内容").get_by_role("link", name=name).click()


def test_a_fee_is_changed_saved_by_itself_and_seen_in_the_answer(page: Page) -> None:
    page.get_by_label("问哪方面").select_option("收费")
    unfold(page, "收费")
    page.locator(FEE).fill("每证21元")

    expect(page.locator("#saved")).to_have_text("已保存 09:30")
    expect(page.locator("#preview-body")).to_contain_text("每证21元")
    page.reload()
    expect(page.locator(FEE)).to_have_value("每证21元")


def test_a_fault_appears_at_its_field_and_at_the_top_without_a_reload(page: Page) -> None:
    unfold(page, "申请材料")
    page.locator("#f-materials-0-copies").fill("两份")

    expect(page.locator("#f-materials-0-copies-told")).to_contain_text("要填数字")
    page.locator("#faults").get_by_role("link", name="申请材料第1行").click()
    expect(page.locator("#f-materials-0-copies")).to_be_in_viewport()
    page.locator("#f-materials-0-copies").fill("1")
    expect(page.locator("#faults")).not_to_contain_text("申请材料第1行")


def test_a_row_is_added_and_moved_in_place_and_gets_the_focus(page: Page) -> None:
    unfold(page, "办理流程")
    rows = page.locator("#f-steps > .row")
    before = rows.count()
    page.get_by_role("button", name="加一行：办理流程").click()

    expect(rows).to_have_count(before + 1)
    expect(page.locator(f"#f-steps-{before}-name")).to_be_focused()
    page.keyboard.type("回访")
    page.get_by_role("button", name=f"上移：办理流程第{before + 1}行").click()
    expect(page.locator(f"#f-steps-{before - 1}-name")).to_have_value("回访")


def test_a_session_that_ends_while_writing_goes_on_after_logging_in_beside(
    page: Page, console_hall: Application
) -> None:
    unfold(page, "收费")
    clock = console_hall.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=30)
    page.locator(FEE).fill("每证22元")
    way = page.get_by_role("link", name="在新窗口重新登录")
    with page.context.expect_page() as opened:
        way.click()
    enter(opened.value)
    opened.value.wait_for_url("**/drafts/*")

    page.locator(FEE).fill("每证23元")

    expect(page.locator("#saved")).to_have_text("已保存 10:00")
    opened.value.reload()
    expect(opened.value.locator(FEE)).to_have_value("每证23元")


def test_everybody_can_use_the_pages_of_the_editor(page: Page) -> None:
    axe.install()
    draft = page.url
    for path in (
        draft,
        f"{draft}/situations",
        f"{draft}/discard",
        "/console/knowledge",
        "/console/knowledge/new",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe.violations(page, "body") == [], (path, scheme)
        page.emulate_media(color_scheme="light")
