"""The widget on another site's page: other origin, strict policy, hostile styles and scripts, old browsers."""

from collections.abc import Iterator

import pytest
from flask import Flask, request
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.conftest import NewContext, Site, listening
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="{charset}"><title>某某局</title>
<link rel="stylesheet" href="/{styles}.css">
<script src="/{library}.js"></script></head>
<body><h1>某某局</h1><script src="{hall}/widget.js" data-hall="{hall}" async></script>
<script src="{hall}/widget.js" data-hall="{hall}" async></script></body></html>"""
STYLES = {
    "site": """html {font-size: 62.5%} * {color: red !important; font-size: 8px !important}
button, textarea, div, p {display: none !important} body {line-height: 1; letter-spacing: 1em}""",
    "plain": "",
    "unset": "* {all: unset !important}",
    "hidden": """:not(html) {display: none !important; opacity: 0 !important; visibility: hidden !important;
transform: translate(-900px) !important; filter: blur(9px) !important; position: static !important}""",
    "filter": "body {filter: grayscale(1); min-height: 3000px}",
    "transform": "body {transform: translateX(2000px) scale(.5); min-height: 3000px}",
    "zoom": "body {zoom: 3; min-height: 3000px}",
}
LIBRARIES = {
    "none": "",
    "prototype": """function $A(iterable) {
  if (!iterable) return [];
  if ("toArray" in Object(iterable)) return iterable.toArray();
  var length = iterable.length || 0, results = new Array(length);
  while (length--) results[length] = iterable[length];
  return results;
}
Array.from = $A;
Function.prototype.bind = function (context) {
  var method = this, first = $A(arguments).slice(1);
  return function () { return method.apply(context, first.concat($A(arguments))); };
};
Object.assign(Array.prototype, {
  toJSON: function () { return "[" + this.join(", ") + "]"; },
  toArray: function () { return [].concat(this); },
  entries: function () { return this.toArray(); },
  reduce: function () { return this.length > 1 ? this : this[0]; },
  each: function (run) { for (var i = 0; i < this.length; i++) run(this[i], i); return this; },
  first: function () { return this[0]; }, last: function () { return this[this.length - 1]; },
});
Object.assign(String.prototype, {
  toJSON: function () { return "'" + this + "'"; },
  strip: function () { return this.trim(); }, toArray: function () { return this.split(""); },
});
Object.assign(Element.prototype, {
  remove: function () { this.parentNode.removeChild(this); return this; },
  scrollTo: function () { window.scroll(0, 0); return this; },
  select: function () { return []; }, update: function () { return this; },
});""",
}
"""`prototype` does what Prototype.js 1.6 and 1.7 do to built-in objects."""
NOT_CONSTRUCTABLE = (
    "delete Document.prototype.adoptedStyleSheets; window.CSSStyleSheet = undefined;"
)
NO_COMPONENTS = "delete Element.prototype.attachShadow;"


@pytest.fixture(scope="module")
def other_site(site: Site) -> Iterator[str]:
    """Another site, whose policy allows the hall's script and API and nothing inline."""
    app = Flask("other")
    policy = (
        f"default-src 'none'; script-src 'self' {site.url}; connect-src {site.url}; "
        f"style-src 'self' {site.url}; base-uri 'none'; require-trusted-types-for 'script'"
    )

    @app.get("/")
    def home() -> tuple[bytes, dict[str, str]]:
        given = {"styles": "plain", "library": "none", "charset": "utf-8"} | request.args.to_dict()
        text = PAGE.format(hall=site.url, **given).encode(given["charset"])
        kind = f"text/html; charset={given['charset']}"
        return text, {"Content-Security-Policy": policy, "Content-Type": kind}

    @app.get("/<name>.css")
    def styles(name: str) -> tuple[str, dict[str, str]]:
        return STYLES[name], {"Content-Type": "text/css"}

    @app.get("/<name>.js")
    def library(name: str) -> tuple[str, dict[str, str]]:
        return LIBRARIES[name], {"Content-Type": "text/javascript"}

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


RUN_AGAIN = """src => new Promise((done, failed) => {
  const script = document.createElement("script");
  const policy = trustedTypes.createPolicy("site", {createScriptURL: (address) => address});
  Object.assign(script, {src: policy.createScriptURL(src), onload: done, onerror: failed});
  document.head.append(script);
})"""


def test_the_script_may_run_again_at_any_time(page: Page, other_site: str, site: Site) -> None:
    heard = complaints(page)
    widget = Widget(page).visit(other_site).open()
    widget.ask("身份证丢了咋整")
    page.evaluate(RUN_AGAIN, f"{site.url}/widget.js")
    page.evaluate("() => document.querySelector('onedoor-chat').remove()")
    page.evaluate(RUN_AGAIN, f"{site.url}/widget.js")
    assert page.locator("onedoor-chat").count() == 1
    assert widget.texts() == ["身份证丢了咋整"]
    assert heard == []


def test_it_stays_when_the_page_replaces_its_body(page: Page, other_site: str) -> None:
    heard = complaints(page)
    widget = Widget(page).visit(other_site).open()
    widget.field.fill("身份证丢")
    page.evaluate("() => { document.body = document.createElement('body'); }")
    expect(widget.panel).to_be_visible()
    assert widget.field.input_value() == "身份证丢"
    widget.ask("身份证丢了咋整")
    assert heard == []


def test_it_comes_back_when_the_page_is_emptied(page: Page, other_site: str) -> None:
    widget = Widget(page).visit(other_site)
    page.evaluate("() => document.documentElement.replaceChildren(document.createElement('body'))")
    widget.open().ask("身份证丢了咋整")
    page.evaluate("() => document.documentElement.replaceWith(document.createElement('html'))")
    expect(widget.panel).to_be_visible()
    widget.ask("要多少钱")


@pytest.mark.parametrize("styles", [name for name in STYLES if name != "plain"])
def test_no_style_of_the_page_hides_or_moves_it(page: Page, other_site: str, styles: str) -> None:
    widget = Widget(page).visit(f"{other_site}/?styles={styles}")
    expect(widget.launcher).to_be_in_viewport(ratio=1)
    widget.open()
    expect(widget.panel).to_be_in_viewport(ratio=1)
    box = widget.panel.bounding_box()
    assert box and (box["x"] + box["width"], box["y"] + box["height"]) == (1260, 780)
    assert widget.field.evaluate("node => getComputedStyle(node).fontSize") == "16px"
    widget.ask("身份证丢了咋整")


def test_it_works_beside_a_library_that_replaces_built_in_functions(
    page: Page, other_site: str
) -> None:
    heard = complaints(page)
    widget = Widget(page).visit(f"{other_site}/?library=prototype").open()
    answer = widget.ask("身份证丢了咋整").first
    answer.get_by_role("button", name="有用", exact=True).click()
    expect(answer.get_by_text("谢谢您的反馈")).to_be_visible()
    page.reload()
    expect(widget.own("身份证丢了咋整")).to_be_visible()
    expect(widget.log.get_by_role("button", name="有用", exact=True)).to_have_count(0)
    assert heard == []


def test_its_chinese_is_whole_on_a_page_in_gbk(page: Page, other_site: str) -> None:
    widget = Widget(page).visit(f"{other_site}/?charset=gbk").open()
    assert page.evaluate("() => document.characterSet") == "GBK"
    expect(widget.panel.get_by_role("heading", name="智能客服").first).to_be_visible()
    widget.ask("身份证丢了咋整")
    assert widget.texts() == ["身份证丢了咋整"]


def test_the_sites_styles_stay_outside_and_its_own_inside(page: Page, other_site: str) -> None:
    widget = Widget(page).visit(f"{other_site}/?styles=site").open()
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
