"""The pages about versions in Chromium: by keyboard alone, on a phone, in both palettes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hall.bootstrap import Application
from knowledge_base.lifecycle.checks import Request
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.states import State
from service_desk.staff import CENTRE, Role
from tests.browser import axe
from tests.browser.conftest import listening
from tests.console_kit import PASSWORD, fresh_code, hired
from tests.desk_kit import Clock
from tests.knowledge_kit import ID_CARD, RESIDENCE, small_catalogue
from tests.lifecycle_kit import REVIEWER, submitted

pytestmark = pytest.mark.browser

WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def hall(console_hall: Application, clock: Clock) -> Application:
    """A hall with three guides in force, and somebody who approves."""
    publish_files(console_hall.record.store, small_catalogue(), clock())
    hired(console_hall.desk, "sunyue", "孙悦", CENTRE, Role.CLERK, Role.EDITOR, Role.REVIEWER)
    hired(console_hall.desk, "zhaolei", "赵磊", "gongan", Role.CLERK, Role.CHECKER)
    return console_hall


@pytest.fixture
def version(hall: Application) -> int:
    """A version that waits for approval."""
    return submitted(hall.record)


@pytest.fixture
def address(console_app: Flask, hall: Application) -> Iterator[str]:
    """Where the hall is served."""
    with listening(console_app) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a phone; it must end without a complaint."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def enter(page: Page, hall: Application, login: str) -> None:
    """Log somebody in."""
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


def test_a_reviewer_approves_by_keyboard_alone(page: Page, hall: Application, version: int) -> None:
    enter(page, hall, "sunyue")
    page.get_by_role("link", name="知识", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="待办", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/knowledge/waiting")
    page.get_by_role("link", name="居民身份证申领").first.focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="批准发布").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("批注（可以不写）").first).to_be_focused()
    page.keyboard.type("同意")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已批准并发布")
    assert hall.record.versions.version(version).state is State.PUBLISHED


def test_a_department_answers_on_a_phone_by_keyboard(
    page: Page, hall: Application, version: int, clock: Clock
) -> None:
    due = clock().date()
    token = hall.record.checks.ask(version, Request("gongan", due), REVIEWER)
    enter(page, hall, "zhaolei")
    page.goto(f"/console/knowledge/checks/{token}")
    for field in page.get_by_role("radio", name="对", exact=True).all():
        field.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="发出答复").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("都对，交回审核人员")


def test_every_page_fits_a_phone_and_axe_finds_nothing(
    page: Page, hall: Application, version: int, clock: Clock
) -> None:
    checked = submitted(
        hall.record, lambda g: replace(g, summary="长" * 300 + "a" * 80), key=RESIDENCE
    )
    hall.record.checks.ask(checked, Request("zhengwu", clock().date(), "看收费"), REVIEWER)
    clock.forward(days=100)
    axe.install()
    enter(page, hall, "sunyue")
    for path in (
        "tickets",
        "knowledge/waiting",
        f"knowledge/versions/{version}",
        f"knowledge/versions/{checked}",
        f"knowledge/versions/{checked}/check",
        f"knowledge/records/guide/{ID_CARD}",
        "knowledge/review",
        "knowledge/publications",
    ):
        page.goto(f"/console/{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe.violations(page, "html") == [], (path, scheme)
        assert not page.evaluate(WIDE), path
