"""The widget on another site's page: other origin, strict policy, hostile styles, old browsers."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.conftest import NewContext, Site, listening
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh-CN"><head><title>某某局</title>
<link rel="stylesheet" href="/site.css"></head>
<body><h1>某某局</h1><script src="{hall}/widget.js" data-hall="{hall}" async></script>
<script src="{hall}/widget.js" data-hall="{hall}" async></script></body></html>"""
HOSTILE = """html {font-size: 62.5%} * {color: red !important; font-size: 8px !important}
button, textarea, div, p {display: none !important} body {line-height: 1; letter-spacing: 1em}"""
NOT_CONSTRUCTABLE = (
    "delete Document.prototype.adoptedStyleSheets; window.CSSStyleSheet = undefined;"
)
NO_COMPONENTS = "delete Element.prototype.attachShadow;"


@pytest.fixture(scope="module")
def other_site(site: Site) -> Iterator[str]:
    """Another site, whose policy allows the hall's script and API and nothing inline."""
    app = Flask("other")
    policy = (
        f"default-src 'none'; script-src {site.url}; connect-src {site.url}; "
        f"style-src 'self' {site.url}; base-uri 'none'"
    )

    @app.get("/")
    def home() -> tuple[str, dict[str, str]]:
        return PAGE.format(hall=site.url), {"Content-Security-Policy": policy}

    @app.get("/site.css")
    def styles() -> tuple[str, dict[str, str]]:
        return HOSTILE, {"Content-Type": "text/css"}

    with listening(app) as url:
        yield url


def complaints(page: Page) -> list[str]:
    """Collect what the browser complains about from now on."""
    heard: list[str] = []

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error":
            heard.append(said.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_it_works_on_a_page_of_another_origin_with_a_strict_policy(
    page: Page, other_site: str
) -> None:
    heard = complaints(page)
    widget = Widget(page).visit(other_site).open()
    answer = widget.ask("身份证丢了咋整").first
    expect(answer.locator(".source")).to_contain_text("样例数据")
    assert heard == []


def test_two_script_tags_make_one_widget(page: Page, other_site: str) -> None:
    Widget(page).visit(other_site)
    assert page.locator("onedoor-chat").count() == 1


def test_the_sites_styles_stay_outside_and_its_own_inside(page: Page, other_site: str) -> None:
    widget = Widget(page).visit(other_site).open()
    size = widget.field.evaluate("node => getComputedStyle(node).fontSize")
    spacing = widget.field.evaluate("node => getComputedStyle(node).letterSpacing")
    assert (size, spacing) == ("16px", "normal")


def test_without_constructable_style_sheets_the_same_file_is_loaded(
    new_context: NewContext, other_site: str
) -> None:
    context = new_context()
    context.add_init_script(NOT_CONSTRUCTABLE)
    widget = Widget(context.new_page()).visit(other_site).open()
    expect(widget.panel).to_have_css("position", "fixed")
    expect(widget.send).to_have_css("background-color", "rgb(26, 90, 163)")


def test_a_browser_too_old_for_the_panel_gets_a_link_to_the_plain_form(
    new_context: NewContext, other_site: str, site: Site
) -> None:
    context = new_context()
    context.add_init_script(NO_COMPONENTS)
    page = context.new_page()
    page.goto(other_site)
    link = page.get_by_role("link", name="智能客服")
    expect(link).to_have_attribute("href", f"{site.url}/chat")
