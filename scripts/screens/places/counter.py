"""What a clerk sees while somebody stands at the window."""

from playwright.sync_api import Page, expect

from scripts.screens.places.ways import Go, Place, at
from scripts.screens.stage import ITEM, Stage


def _slip(page: Page, stage: Stage) -> None:
    page.goto(f"/counter/items/{ITEM}?reason=lost&age=minor")
    page.locator(".ticks input").first.check()
    page.locator("#slip").click()
    page.wait_for_url("**/slips/*")


def _asked_at_the_counter(page: Page, stage: Stage) -> None:
    page.goto(f"/counter/items/{ITEM}?reason=lost")
    page.fill("#question", "要多少钱")
    page.press("#question", "Enter")
    expect(page.locator("#answer")).to_contain_text("40元")


def _counter(query: str, *, opened: bool = False) -> Go:
    def go(page: Page, _stage: Stage) -> None:
        page.goto("/counter/")
        page.locator("#search").press_sequentially(query)
        expect(page.locator("#search-state")).not_to_be_empty()
        if opened:
            page.keyboard.press("Enter")
            expect(page.locator("#card-title")).to_be_focused()

    return go


COUNTER = (
    Place("counter", "窗口查询", "群众站在面前，敲几个字母就打开事项。", at("/counter/")),
    Place(
        "counter-found",
        "窗口查询：查到了",
        "名称、拼音、首字母、错字、编码都查得到。",
        _counter("sfz"),
    ),
    Place("counter-none", "窗口查询：没有", "没有就说没有，告诉您接着怎么办。", _counter("xyzabc")),
    Place(
        "counter-card",
        "窗口卡片",
        "按群众的情况勾材料，打印，问一句。",
        _counter("sfz", opened=True),
    ),
    Place(
        "counter-asked",
        "窗口：问一句",
        "按卡片上选的情况答，不和卡片打架。",
        _asked_at_the_counter,
    ),
    Place("counter-slip", "还缺材料单", "交给群众：还缺哪几样、送到哪、几点开门。", _slip),
)
