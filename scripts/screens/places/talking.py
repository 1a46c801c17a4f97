"""Where a citizen talks: /chat, the widget, the answer to a ticket."""

from playwright.sync_api import Page, expect

from scripts.screens.places.ways import Go, Place, at, dark
from scripts.screens.stage import Stage


def _read_answer(page: Page, stage: Stage) -> None:
    page.goto("/ticket")
    page.fill("[name=number]", stage.answered)
    page.fill("[name=code]", stage.code)
    page.locator("main form button").first.click()
    page.get_by_text(stage.answered).first.wait_for()


def _chat(*said: str) -> Go:
    def go(page: Page, _stage: Stage) -> None:
        page.goto("/chat")
        for text in said:
            page.fill("#text", text)
            page.get_by_role("button", name="发送").click()
            page.get_by_text(text).first.wait_for()

    return go


def _widget(*said: str) -> Go:
    def go(page: Page, _stage: Stage) -> None:
        page.goto("/demo")
        page.get_by_role("button", name="智能客服").click()
        expect(page.get_by_role("log").locator(".message").first).to_be_visible()
        for text in said:
            page.get_by_label("您想问什么").fill(text)
            page.get_by_label("您想问什么").press("Enter")
            expect(page.locator("onedoor-chat .citizen", has_text=text).last).to_be_visible()
            expect(page.locator("onedoor-chat .thinking")).to_be_empty()

    return go


def _widget_menu(page: Page, stage: Stage) -> None:
    _widget()(page, stage)
    page.locator("onedoor-chat").get_by_role("button", name="更多").click()


def _widget_large(page: Page, stage: Stage) -> None:
    _widget("身份证丢了咋整")(page, stage)
    page.locator("onedoor-chat").get_by_role("button", name="大字").click()


TALKING = (
    Place("chat", "网页问答", "不用脚本的对话，老手机和读屏软件也能用。", at("/chat")),
    Place(
        "chat-answered",
        "网页问答：答复",
        "和网站窗口一样的答复、选项和下一步。",
        _chat("身份证丢了咋整"),
    ),
    Place("ticket", "查工单答复", "凭编号和查询码，在任何手机上看。", at("/ticket")),
    Place("ticket-answered", "查工单答复：看到了", "工作人员的答复、何时答的。", _read_answer),
    Place("demo", "网站上的提问窗口：收着", "右下角一个按钮，不挡正文。", at("/demo")),
    Place(
        "widget",
        "提问窗口：打开",
        "先说能问什么、别写什么，常问的点一下。",
        _widget(),
        part="onedoor-chat",
    ),
    Place(
        "widget-answered",
        "提问窗口：答复",
        "答案在第一句，问材料的还能拿告知单、看指南。",
        _widget("身份证丢了咋整"),
        part="onedoor-chat",
    ),
    Place(
        "widget-large",
        "提问窗口：大字",
        "读到哪里还在哪里，选一次就记住。",
        _widget_large,
        part="onedoor-chat",
    ),
    Place(
        "widget-dark",
        "提问窗口：深色",
        "夜里不刺眼。",
        dark(_widget("补护照多少钱")),
        part="onedoor-chat",
    ),
    Place(
        "widget-menu",
        "提问窗口：更多",
        "朗读、说话、清空，都要自己点开。",
        _widget_menu,
        part="onedoor-chat",
    ),
)
