"""The console in Chromium: live messages, the keyboard, phones, and nothing a policy forbids."""

from collections.abc import Iterator
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hall.bootstrap import Application
from service_desk.model import Speaker
from service_desk.services import ServiceDesk
from service_desk.staff import Role
from tests.browser import axe
from tests.browser.conftest import listening
from tests.console_kit import PASSWORD, fresh_code, hired
from tests.desk_kit import TALK, asked_for_a_person, hear

pytestmark = pytest.mark.browser

PAGES = [
    "tickets",
    "tickets/{number}",
    "reports",
    "unanswered",
    "canned",
    "clerks",
    "clerks/new",
    "audit",
    "audit/check",
    "password",
    "account",
    "clerks/sunyue",
]

TOO_WIDE = """
document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth).map(e => e.outerHTML.slice(0, 100))
"""


@pytest.fixture
def desk(console_hall: Application) -> ServiceDesk:
    """The desk of the hall, with an administrator."""
    hired(console_hall.desk, "sunyue", "孙悦", "", Role.ADMIN)
    return console_hall.desk


@pytest.fixture
def number(desk: ServiceDesk) -> str:
    """The number of a ticket."""
    return asked_for_a_person(desk)


@pytest.fixture
def address(console_app: Flask) -> Iterator[str]:
    """Where the hall is served."""
    with listening(console_app) as url:
        yield url


def code_of(desk: ServiceDesk) -> str:
    """Return a code of the administrator's app."""
    return fresh_code(desk, next(c for c in desk.accounts.clerks() if c.login == "sunyue"))


@pytest.fixture
def page(browser: Browser, address: str, desk: ServiceDesk) -> Iterator[Page]:
    """A page on which the administrator logged in by keyboard; it must end without a complaint."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/console/")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type("sunyue")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/code")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(code_of(desk))
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/tickets")
    yield page
    context.close()
    assert complaints == []


def test_a_citizens_message_appears_without_a_reload(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.goto(f"/console/tickets/{number}")
    hear(desk, "<b>还有人吗</b>")
    expect(page.get_by_role("log")).to_contain_text("<b>还有人吗</b>", timeout=4000)
    expect(page.locator(".message")).to_have_count(2)
    page.wait_for_timeout(2500)
    expect(page.locator(".message")).to_have_count(2)


def test_a_clerk_takes_over_and_replies_by_keyboard_alone(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.reload()
    page.get_by_role("link", name="孩子上户口要啥").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("答复市民")).to_be_focused()
    page.get_by_role("button", name="接入对话").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已接入")
    assert desk.speaker(TALK) is Speaker.STAFF
    seen = desk.messages_after(TALK)[-1].id
    page.get_by_label("答复市民").focus()
    page.keyboard.type("请带出生医学证明")
    page.keyboard.press("Enter")
    page.keyboard.type("和户口簿")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text("和户口簿")
    (reply,) = desk.messages_after(TALK, seen)
    assert reply.text.splitlines() == ["请带出生医学证明", "和户口簿"]


def test_a_change_by_somebody_else_is_pointed_out(
    page: Page, desk: ServiceDesk, number: str
) -> None:
    page.goto(f"/console/tickets/{number}")
    page.get_by_label("答复市民").fill("写到一半")
    desk.take_over(number, hired(desk, "zhaolei", "赵磊", "gongan"))
    expect(page.get_by_text("工单状态有变化，这一页已更新")).to_be_visible(timeout=4000)
    expect(page.get_by_text("赵磊正在和市民对话")).to_be_visible()
    expect(page.get_by_label("您没有发出的内容")).to_have_value("写到一半")
    desk.return_to_bot(number, next(c for c in desk.accounts.clerks() if c.login == "zhaolei"))
    expect(page.get_by_label("答复市民")).to_have_value("写到一半", timeout=4000)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(
    page: Page, desk: ServiceDesk, number: str, width: int
) -> None:
    desk.reports.report("232009003000-01", "新生儿落户", "materials", "缺" * 200, "3号窗口")
    desk.note_unanswered("问" * 300)
    hear(desk, "a" * 400)
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(f"/console/{path.format(number=number)}")
        too_wide = page.evaluate(TOO_WIDE)
        assert too_wide == [], path


def test_every_field_has_a_name_every_id_is_used_once_and_every_page_has_one_heading(
    page: Page, number: str
) -> None:
    for path in PAGES:
        page.goto(f"/console/{path.format(number=number)}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        nameless = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]"
            ".filter(f => !f.labels.length).map(f => f.name)"
        )
        assert nameless == [], path
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), path


def test_the_console_works_without_scripts(
    browser: Browser, address: str, desk: ServiceDesk, number: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/console/login")
    page.fill("#login", "sunyue")
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.fill("#code", code_of(desk))
    page.click("button.primary")
    page.goto(f"/console/tickets/{number}")
    page.fill("#text", "请带户口簿")
    page.click("text=发送答复")
    assert "请带户口簿" in page.inner_text(".log")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_roles_are_ticked_and_the_audit_is_checked_by_keyboard_on_a_phone(
    page: Page, desk: ServiceDesk, scheme: Literal["light", "dark"]
) -> None:
    axe.install()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/console/clerks/new")
    assert axe.violations(page, "body") == []
    page.get_by_label("审核").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("审核")).to_be_checked()
    page.goto("/console/audit")
    page.get_by_role("link", name="核验记录").click()
    assert axe.violations(page, "body") == []
    page.get_by_role("button", name="开始核验").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("记录完整")
    assert axe.violations(page, "body") == []
