"""Every page and state: its name, whose it is, what it is for, and the way there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from playwright.sync_api import Page, expect

from scripts.screens.stage import (
    ADMIN,
    CHECKER,
    CLERK,
    ITEM,
    MANAGER,
    REVIEWER,
    WRITER,
    Stage,
    log_in,
)

Go: TypeAlias = Callable[[Page, Stage], None]


@dataclass(frozen=True)
class Place:
    """A page in one state.

    Args:
        name: of its pictures.
        title: as the document calls it.
        purpose: what it is for, in a sentence of its users.
        go: leads a fresh page there.
        login: of the member of staff who is there; empty for a citizen.
        part: what axe looks at.
    """

    name: str
    title: str
    purpose: str
    go: Go
    login: str = ""
    part: str = "html"


def at(address: str) -> Go:
    """Return the way to an address."""

    def go(page: Page, _stage: Stage) -> None:
        page.goto(address)

    return go


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


def _dark(go: Go) -> Go:
    def gone(page: Page, stage: Stage) -> None:
        page.emulate_media(color_scheme="dark")
        go(page, stage)

    return gone


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


def _closing(page: Page, stage: Stage) -> None:
    log_in(page, CLERK)
    page.goto("/console/tickets?state=all")
    page.locator(f'.pick input[value="{stage.waiting}"]').check()
    page.locator("#close-picked").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办结")


def _counter(query: str, *, opened: bool = False) -> Go:
    def go(page: Page, _stage: Stage) -> None:
        page.goto("/counter/")
        page.locator("#search").press_sequentially(query)
        expect(page.locator("#search-state")).not_to_be_empty()
        if opened:
            page.keyboard.press("Enter")
            expect(page.locator("#card-title")).to_be_focused()

    return go


def _staff(login: str, address: str) -> Go:
    def go(page: Page, stage: Stage) -> None:
        log_in(page, login)
        page.goto(address.format(**vars(stage)))

    return go


def _of_clerk(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, _staff(CLERK, address), CLERK)


def _of_admin(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, _staff(ADMIN, address), ADMIN)


def _of_reviewer(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, _staff(REVIEWER, address), REVIEWER)


def _of_editor(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, _staff(WRITER, address), WRITER)


def _of_checker(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, _staff(CHECKER, address), CHECKER)


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
        "item-dark", "办事指南：深色", "跟随手机，或者右上角自己选。", _dark(at(f"/items/{ITEM}"))
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
        _dark(_widget("补护照多少钱")),
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
CONSOLE = (
    _of_clerk("canned", "常用语", "各部门存各的，答复时按“/”就找。", "/console/canned"),
    Place("login", "登录服务台", "坐席、管理者和管理员的入口。", at("/console/login")),
    _of_clerk("tickets", "工单", "谁在等、等到几点，一眼看清。", "/console/tickets?state=open"),
    _of_clerk(
        "tickets-none",
        "工单：没有符合的",
        "说清是筛选条件没对上，不是没有工单。",
        "/console/tickets?q=没有这个",
    ),
    Place("closing", "工单：一起办结", "先说清告诉谁、说什么、哪几件办不了。", _closing, CLERK),
    _of_clerk(
        "ticket-waiting",
        "工单：等答复",
        "对话、问题、指南、联系方式在一页。",
        "/console/tickets/{waiting}",
    ),
    _of_clerk(
        "ticket-answered-staff", "工单：答复过", "补充、回电、办结。", "/console/tickets/{answered}"
    ),
    _of_admin("unanswered", "待补知识", "没答上来的问题，问得多的在前。", "/console/unanswered"),
    _of_clerk("reports", "指南纠错", "窗口报来的错处。", "/console/reports"),
    _of_clerk(
        "materials",
        "材料目录",
        "每份材料一条：谁出具、几个事项要、有没有电子证照。",
        "/console/knowledge/materials",
    ),
    _of_clerk(
        "materials-none",
        "材料目录：没找到",
        "没有就说没有，换个叫法再找。",
        "/console/knowledge/materials?q=养骆驼",
    ),
    _of_clerk(
        "material",
        "材料目录：一份材料",
        "有效期、电子证照、数据共享，哪些事项在要。",
        "/console/knowledge/materials/CL-0018",
    ),
    _of_clerk(
        "materials-replaceable",
        "材料目录：可以免交的",
        "数据共享和电子证照能替代哪些，能少交多少处。",
        "/console/knowledge/materials/replaceable",
    ),
    _of_clerk(
        "materials-without-basis",
        "材料目录：没有写明法律依据的",
        "按部门、事项列出，补上依据或者取消。",
        "/console/knowledge/materials/without-basis?department=gongan",
    ),
    _of_clerk("account", "我的账号", "密码、两步验证、在哪里登录着。", "/console/account"),
    _of_admin("clerks", "账号", "谁能进来，什么角色。", "/console/clerks"),
    _of_admin("clerk-new", "新建账号", "临时密码只显示一次。", "/console/clerks/new"),
    _of_admin("audit", "审计", "谁在什么时候做了什么。", "/console/audit"),
    _of_admin(
        "audit-check", "核验审计记录", "一按就知道记录有没有被动过。", "/console/audit/check"
    ),
    _of_admin(
        "knowledge-said",
        "当时的答复",
        "某个时间、某个窗口是怎么答的，依据第几版，谁批准的。",
        f"/console/knowledge/said?item={ITEM}&door=counter&q-reason=lost",
    ),
    _of_clerk(
        "knowledge-preview",
        "预览",
        "草稿、某一版、将来某天，各处会怎么答。",
        f"/console/knowledge/preview?item={ITEM}&door=wechat&element=materials",
    ),
    _of_admin(
        "refused", "没有权限或没有这一页", "说清为什么，找谁。", "/console/tickets/TJ20260101-AAAAA"
    ),
)
KNOWLEDGE = (
    _of_editor(
        "knowledge",
        "全部知识",
        "指南、材料、地点、部门、说法、提示语，按名称和部门找。",
        "/console/knowledge",
    ),
    _of_editor(
        "knowledge-edit",
        "修改一份指南",
        "按页面填，自动保存，旁边就是市民会看到的答复。",
        "/console/knowledge/drafts/{draft}",
    ),
    _of_editor(
        "knowledge-situations",
        "一份指南的情形",
        "每个选项让哪些行出现，选了没有分别的会标出来。",
        "/console/knowledge/drafts/{draft}/situations",
    ),
    _of_reviewer(
        "knowledge-waiting",
        "知识待办",
        "等我批准、核对、退回给我的，哪天生效，哪些超时。",
        "/console/knowledge/waiting",
    ),
    _of_reviewer(
        "knowledge-version",
        "一个版本",
        "市民会看到哪句变了，逐项对照，经过，现在能做什么。",
        "/console/knowledge/versions/{submitted}",
    ),
    _of_checker(
        "knowledge-check",
        "部门核对",
        "逐项选“对”或“不对”，发出就交回审核人员。",
        "/console/knowledge/versions/{checked}/check",
    ),
    _of_reviewer(
        "knowledge-history",
        "一条记录的所有版本",
        "谁写的、谁批准的，点开看改了什么。",
        f"/console/knowledge/records/guide/{ITEM}",
    ),
    _of_reviewer(
        "knowledge-review",
        "到期复查",
        "快到日子的指南，还对就点一下。",
        "/console/knowledge/review",
    ),
    _of_reviewer(
        "knowledge-publications",
        "发布情况",
        "批准以后每个渠道什么时候换成新的。",
        "/console/knowledge/publications",
    ),
)
MANAGING = (
    Place(
        "statistics",
        "统计",
        "第一句说清大局，每个数点开就是清单。",
        _staff(MANAGER, "/console/statistics"),
        MANAGER,
    ),
    Place(
        "statistics-questions",
        "统计：一个数背后的问题",
        "隐去个人信息的问题、答的第一句、什么时候、从哪来。",
        _staff(MANAGER, "/console/statistics/questions"),
        MANAGER,
    ),
    Place(
        "tickets-manager",
        "工单：管理者看到的",
        "看得到列表，看不到对话。",
        _staff(MANAGER, "/console/tickets?state=open"),
        MANAGER,
    ),
)
PLACES = (*PUBLIC, *TALKING, *COUNTER, *CONSOLE, *KNOWLEDGE, *MANAGING)
