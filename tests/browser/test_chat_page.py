"""The chat as a plain form in a browser without scripts: on phones, by keyboard, in a frame of another site."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from werkzeug.serving import make_server

from hall.app import create_app
from hall.bootstrap import Application
from service_desk.staff import Role
from tests.browser import axe
from tests.browser.conftest import PATIENCE_MS, NewContext, Site, listening
from tests.conftest import OpenHall
from tests.desk_kit import WANTS_A_PERSON, clerk_of

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
SMALL_PHONE = {"width": 320, "height": 568}
DESK = {"width": 1280, "height": 800}
LARGE = "() => document.documentElement.style.fontSize = '125%'"
SIZES = [(PHONE, False), (SMALL_PHONE, True), (DESK, False)]


def ask(page: Page | FrameLocator, text: str) -> None:
    page.get_by_label("您想问什么").fill(text)
    page.get_by_role("button", name="发送").click()


def is_in_sight(part: Locator) -> bool:
    box, size = part.bounding_box(), part.page.viewport_size
    assert size is not None
    return box is not None and 0 <= box["y"] < size["height"] - 20


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """A phone whose browser runs no script."""
    return new_context(viewport=PHONE, java_script_enabled=False).new_page()


def test_one_asks_chooses_rates_and_calls_a_person_without_any_script(phone: Page) -> None:
    phone.goto("/chat")
    ask(phone, "补办身份证要什么材料")
    latest = phone.locator("#latest")
    assert is_in_sight(latest.get_by_text("补办身份证要什么材料", exact=True))
    latest.get_by_role("button", name="丢了补办").click()
    expect(latest).to_contain_text("丢了补办")
    expect(latest.get_by_role("link", name="打开告知单 / 打印")).to_have_attribute(
        "href", "/items/232009001000-01/checklist?reason=lost"
    )
    latest.get_by_role("group", name="这条答复有用吗").get_by_role("button", name="没解决").click()
    answer = phone.locator(".message", has_text="您觉得“没解决”")
    assert is_in_sight(answer.locator(".rated"))
    answer.get_by_role("button", name="转人工").click()
    expect(phone.locator("#latest")).to_contain_text("工单")
    expect(phone.get_by_role("status")).to_contain_text("正在等工作人员答复")


def test_what_is_half_written_stays_whatever_is_tapped(phone: Page) -> None:
    phone.goto("/chat")
    ask(phone, "补办身份证要多少钱")
    field = phone.get_by_label("您想问什么")
    field.fill("我还想问在哪办")
    phone.get_by_role("button", name="有用", exact=True).click()
    expect(field).to_have_value("我还想问在哪办")
    phone.locator("#latest").get_by_role("button", name="到期换新").click()
    expect(field).to_have_value("我还想问在哪办")
    expect(phone.locator("#latest")).to_contain_text("按您说的情况（到期换新）")


def test_by_keyboard_the_field_of_a_long_talk_is_four_keys_away(phone: Page) -> None:
    phone.goto("/chat")
    for question in ("你好", "补办身份证要多少钱", "在哪办", "要几天", "要什么材料", "护照怎么办"):
        ask(phone, question)
    expect(phone.get_by_text("更早的")).to_be_visible()
    expect(phone.get_by_text("在哪办", exact=True)).to_be_hidden()
    phone.goto("/chat")
    for key in ("Tab", "Enter", "Tab", "Enter"):  # over the header, then to the field
        phone.keyboard.press(key)
    phone.keyboard.type("医保卡丢了")
    expect(phone.get_by_label("您想问什么")).to_have_value("医保卡丢了")


def test_what_staff_wrote_is_marked_as_new_and_in_sight(phone: Page, site: Site) -> None:
    phone.goto("/chat")
    ask(phone, WANTS_A_PERSON)
    number = phone.locator("#latest").inner_text().split("工单 ")[1][:16]
    boss = clerk_of(site.application.desk, "", f"boss-{number}", Role.ADMIN)
    site.application.desk.reply(number, boss, "带上户口簿就行。")
    phone.get_by_role("button", name="看看有没有新消息").click()
    expect(phone.locator("#latest .new-mark")).to_have_text("新消息")
    assert is_in_sight(phone.get_by_text("带上户口簿就行。"))


def test_a_refused_text_stands_in_sight_with_its_reason(phone: Page) -> None:
    phone.goto("/chat")
    ask(phone, "你好")
    phone.get_by_label("您想问什么").fill("   ")
    phone.get_by_role("button", name="发送").click()
    assert is_in_sight(phone.get_by_role("alert"))


def test_a_browser_that_keeps_no_cookie_says_so_and_keeps_the_text(
    new_context: NewContext,
) -> None:
    context = new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/chat")
    context.clear_cookies()
    ask(page, "身份证丢了咋整")
    expect(page.get_by_role("alert")).to_contain_text("Cookie")
    expect(page.get_by_label("您想问什么")).to_have_value("身份证丢了咋整")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#latest")).to_contain_text("居民身份证")


@pytest.mark.parametrize(("viewport", "large"), SIZES)
def test_nothing_keeps_anybody_out_at_any_size(
    new_context: NewContext, viewport: dict[str, int], large: bool
) -> None:
    axe.install()
    page = new_context(viewport=viewport, reduced_motion="reduce").new_page()

    def look() -> None:
        if large:
            page.evaluate(LARGE)
        assert axe.violations(page, "body") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.goto("/chat")
    look()
    for question in ("补办身份证要什么材料", "营业执照怎么办", "哪些事最多跑一次", WANTS_A_PERSON):
        ask(page, question)
        look()
    page.get_by_role("button", name="没解决").first.click()
    for folded in page.locator("details").all():
        folded.evaluate("node => node.open = true")
    look()
    page.get_by_label("您想问什么").fill("  ")
    page.get_by_role("button", name="发送").click()
    look()


@pytest.fixture
def other_site() -> Iterator[str]:
    """Another site that shows a chat in a frame; localhost and 127.0.0.1 are two sites to a browser."""
    app = Flask("framing")

    @app.get("/")
    def home() -> str:
        frame = f'<iframe src="{request.args["hall"]}/chat" title="智能客服" height="640"></iframe>'
        return f'<!doctype html><html lang="zh-CN"><title>某某局</title>{frame}</html>'

    with listening(app) as url:
        yield url.replace("127.0.0.1", "localhost")


@contextmanager
def over_tls(application: Application) -> Iterator[str]:
    """Yield the address of a hall that listens with a certificate of its own making."""
    app = create_app(application)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context="adhoc")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def framed(browser: Browser, other_site: str) -> Iterator[Callable[[str], FrameLocator]]:
    """Open the other site's page with the chat of this hall in it."""
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()

    def open_in(hall: str) -> FrameLocator:
        page.goto(f"{other_site}/?hall={hall}")
        return page.frame_locator("iframe")

    yield open_in
    context.close()


def test_over_https_one_talks_in_the_frame_of_a_named_site(
    open_hall: OpenHall, other_site: str, framed: Callable[[str], FrameLocator]
) -> None:
    hall = open_hall(public_url="https://127.0.0.1", chat_frame_ancestors=(other_site,))
    with over_tls(hall) as url:
        frame = framed(url)
        ask(frame, "补办身份证要多少钱")
        expect(frame.locator("#latest")).to_contain_text("每证40元")
        ask(frame, "在哪办")
        expect(frame.locator("#latest")).to_contain_text("派出所")
        expect(frame.locator(".site-header")).to_have_count(0)


def test_without_https_the_frame_says_why_nothing_can_be_sent_and_leads_out(
    open_hall: OpenHall, other_site: str, framed: Callable[[str], FrameLocator]
) -> None:
    hall = open_hall(chat_frame_ancestors=(other_site,))
    with listening(create_app(hall)) as url:
        frame = framed(url)
        ask(frame, "补办身份证要多少钱")
        expect(frame.get_by_role("alert")).to_contain_text("不让这里发消息")
        expect(frame.get_by_label("您想问什么")).to_have_value("补办身份证要多少钱")
        way_out = frame.get_by_role("link", name="在新窗口打开", exact=False)
        expect(way_out.last).to_have_attribute("target", "_blank")


def test_a_site_that_is_not_named_frames_nothing(
    open_hall: OpenHall, framed: Callable[[str], FrameLocator]
) -> None:
    with listening(create_app(open_hall())) as url:
        frame = framed(url)
        expect(frame.get_by_label("您想问什么")).to_have_count(0)
