"""The console of those who answer and administer."""

from playwright.sync_api import Page, expect

from scripts.screens.places.ways import Place, at, staff
from scripts.screens.stage import ADMIN, CLERK, ITEM, Stage, log_in


def _closing(page: Page, stage: Stage) -> None:
    log_in(page, CLERK)
    page.goto("/console/tickets?state=all")
    page.locator(f'.pick input[value="{stage.waiting}"]').check()
    page.locator("#close-picked").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办结")


def _of_clerk(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, staff(CLERK, address), CLERK)


def _of_admin(name: str, title: str, purpose: str, address: str) -> Place:
    return Place(name, title, purpose, staff(ADMIN, address), ADMIN)


CONSOLE = (
    _of_clerk("canned", "常用语", "各部门存各的，答复时按“/”就找。", "/console/canned"),
    Place("login", "登录服务台", "全体工作人员的入口。", at("/console/login")),
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
