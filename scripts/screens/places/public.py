"""What a citizen finds on the website."""

from playwright.sync_api import Page, expect

from scripts.screens.places.ways import Place, at, dark
from scripts.screens.stage import ITEM, Stage


def _saved_list(page: Page, _stage: Stage) -> None:
    page.goto(f"/items/{ITEM}?reason=lost")
    page.get_by_role("button", name="生成我的一次性告知单").click()
    page.wait_for_url("**/l/*")


def _ticked_list(page: Page, stage: Stage) -> None:
    _saved_list(page, stage)
    page.locator("input.box").first.check()


def _case_chosen(page: Page, _stage: Stage) -> None:
    page.goto(f"/items/{ITEM}")
    page.locator("#q-reason-lost").check()
    expect(page.locator("#case-state")).to_contain_text("处有变化")


PUBLIC = (
    Place("front", "首页", "先问一句；不想打字的，从常问的事、按办的事、按部门找。", at("/")),
    Place(
        "search-answered",
        "首页提问：答上了",
        "第一句就是答案；下面是选情况、看指南、拿告知单。",
        at("/search?q=身份证丢了咋整"),
    ),
    Place(
        "search-element",
        "首页提问：只问一样",
        "问多少钱就先说多少钱。",
        at("/search?q=补护照多少钱"),
    ),
    Place(
        "search-unknown",
        "首页提问：不知道",
        "不知道就说不知道，告诉您问谁。",
        at("/search?q=养骆驼要办证吗"),
    ),
    Place("items", "全部事项", "按名称、拼音首字母、部门、对象、主题找。", at("/items")),
    Place("items-none", "全部事项：没找到", "拿这个名称直接去问。", at("/items?q=养骆驼")),
    Place("one-visit", "“一次办”清单", "材料备齐、最多跑一次的事。", at("/one-visit?q=sfz")),
    Place(
        "item", "办事指南", "谁去、去哪、带什么、多少钱、多久；其余折起来。", at(f"/items/{ITEM}")
    ),
    Place("item-case", "办事指南：选了情况", "当场换成您的情况，变了的地方标出来。", _case_chosen),
    Place(
        "item-opened",
        "办事指南：点开一段",
        "从答复里的链接来，直接打开要看的那段。",
        at(f"/items/{ITEM}#place"),
    ),
    Place("list", "一次性告知单", "按您的情况列出要带的材料，备好一样勾一样。", _ticked_list),
    Place(
        "list-unsaved",
        "一次性告知单：还没保存",
        "打印时保存，带二维码。",
        at(f"/items/{ITEM}/checklist"),
    ),
    Place(
        "item-dark", "办事指南：深色", "跟随手机，或者右上角自己选。", dark(at(f"/items/{ITEM}"))
    ),
    Place("list-gone", "告知单的旧网址", "过期的短链接也告诉您接着怎么办。", at("/l/aaaaaaaa")),
    Place(
        "item-none",
        "还没有指南的服务",
        "说清还没有，告诉您找谁问，也可以当场问一句。",
        at("/items/232009002000"),
    ),
    Place(
        "item-old",
        "旧的指南网址",
        "停用了就说停用了，给出现在的指南。",
        at("/items/232009001000-77"),
    ),
    Place("not-found", "打不开的网址", "一句话说清，给出能走的路。", at("/items/000000000000-99")),
)
