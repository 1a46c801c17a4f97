"""Every example of `web_widget/examples.yml`: shown, escaped, without fault for axe, in both type sizes."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, Route, expect

from knowledge_base.model.answer import Answer, AnswerStatus
from tests.browser import axe
from tests.browser.conftest import NewContext, Site
from tests.browser.widget_kit import Widget

pytestmark = pytest.mark.browser

EXAMPLES: list[dict[str, Any]] = yaml.safe_load(
    Path("web_widget/examples.yml").read_text(encoding="utf-8")
)
KINDS = {"text", "materials", "steps", "facts", "list", "link"}
NOW = "2026-11-23T09:30:00+08:00"


def reply_of(example: dict[str, Any]) -> dict[str, Any]:
    """Return the example as the hall would send it."""
    messages = [
        {"id": number, "created_at": NOW, **message}
        for number, message in enumerate(example["messages"], start=1)
    ]
    for message in messages:
        if "answer" in message:
            message["answer"] = completed(message["answer"])
    greeting = {"text": "您好。", "notice": "", "options": []}
    speaker = example.get("speaker", "bot")
    return {"messages": messages, "speaker": speaker, "greeting": greeting}


def completed(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer with every field of the contract."""
    blocks = [{"title": "", **block} for block in answer.get("blocks", [])]
    return Answer.from_dict({**answer, "blocks": blocks}).to_dict()


def shown(page: Page, example: dict[str, Any]) -> Widget:
    """Show an example in the panel."""
    body = json.dumps(reply_of(example))

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    page.route("**/api/v1/chat/**", answer)
    widget = Widget(page).visit().open()
    expect(widget.log.locator(".message")).to_have_count(len(example["messages"]) + 1)
    return widget


def test_the_examples_show_every_status_and_every_kind_of_block() -> None:
    answers = [m["answer"] for e in EXAMPLES for m in e["messages"] if "answer" in m]
    assert {answer["status"] for answer in answers} == set(AnswerStatus)
    assert {b["kind"] for answer in answers for b in answer.get("blocks", [])} == KINDS


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    axe.install()


@pytest.mark.parametrize(
    ("elder", "scheme"),
    [(False, "light"), (True, "light"), (False, "dark")],
    ids=["ordinary", "elder", "dark"],
)
@pytest.mark.parametrize("example", EXAMPLES, ids=[e["name"] for e in EXAMPLES])
def test_axe_finds_nothing_and_nothing_runs(
    new_context: NewContext, example: dict[str, Any], elder: bool, scheme: str
) -> None:
    context = new_context(
        viewport={"width": 360, "height": 720}, reduced_motion="reduce", color_scheme=scheme
    )
    widget = shown(context.new_page(), example)
    if elder:
        widget.panel.get_by_role("button", name="大字").click()
    for more in widget.log.locator("summary").all():
        more.click()
    assert axe.violations(widget.page) == []
    assert widget.page.title() == "智能客服演示页"
    assert widget.scroll.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_words_that_look_like_markup_are_shown_as_they_are(page: Page) -> None:
    example = next(e for e in EXAMPLES if e["name"] == "像代码的话")
    widget = shown(page, example)
    expect(widget.log).to_contain_text("<script>document.title='被改了'</script>")
    expect(widget.log).to_contain_text("<b>材料</b>")
    assert widget.log.locator("script, img, b, i, u, s").count() == 0


def test_a_link_that_would_run_a_script_is_no_link(page: Page) -> None:
    example = next(e for e in EXAMPLES if e["name"] == "一次性告知")
    widget = shown(page, example)
    expect(widget.log.get_by_text("不该能点")).to_be_visible()
    assert widget.log.get_by_role("link", name="不该能点").count() == 0
    expect(widget.log.get_by_role("link", name="打开清单（可打印")).to_have_attribute(
        "rel", "noopener noreferrer"
    )


def test_files_from_staff_are_links_with_their_kind_and_size(page: Page, site: Site) -> None:
    example = next(e for e in EXAMPLES if e["name"] == "工作人员的附件")
    files = shown(page, example).log.get_by_role("list", name="附件")
    form = files.get_by_role("link", name="申请表.pdf（PDF，178 KB）")
    expect(form).to_have_attribute("href", f"{site.url}/attachments/0123456789abcdef")
    expect(form).to_have_attribute("target", "_blank")
    expect(form).to_have_attribute("rel", "noopener noreferrer")
    expect(files.get_by_role("link")).to_have_count(2)
    expect(files).to_contain_text("打不开的.png（图片，1 KB）")


@pytest.mark.parametrize("width", [320, 360, 416, 1280])
def test_no_answer_to_a_common_question_stands_in_a_narrow_column(
    new_context: NewContext, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 720}, reduced_motion="reduce").new_page()
    widget = shown(page, next(e for e in EXAMPLES if e["name"] == "直接答复和收起的细节"))
    for more in widget.log.locator(".folded > summary").all():
        more.click()
    for elder in (False, True):
        if elder:
            widget.elder.click()
        for said in widget.log.locator("dd").all():
            row = said.locator("xpath=..")
            characters = said.evaluate(
                "n => n.clientWidth / parseFloat(getComputedStyle(n).fontSize)"
            )
            assert characters >= 9, row.inner_text()


def test_a_page_may_decide_its_colours(new_context: NewContext, site: Site) -> None:
    page = new_context(color_scheme="dark").new_page()
    ground = "node => getComputedStyle(node).backgroundColor"

    def themed(route: Route) -> None:
        theme = route.request.url.split("?")[1]
        script = f'<script src="{site.url}/widget.js" data-theme="{theme}"></script>'
        route.fulfill(body=script, content_type="text/html")

    page.route("**/themed?*", themed)
    seen = {
        theme: Widget(page).visit(f"/themed?{theme}").scroll.evaluate(ground)
        for theme in ("auto", "light", "dark")
    }
    assert seen["auto"] == seen["dark"] != seen["light"]
    page.emulate_media(color_scheme="light")
    assert Widget(page).scroll.evaluate(ground) == seen["dark"]
    assert Widget(page).visit("/themed?auto").scroll.evaluate(ground) == seen["light"]
