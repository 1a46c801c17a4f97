"""Elements that a guide has to have, and how much of each."""

from collections.abc import Iterator

from knowledge_base.inspection.rule import (
    GUIDE_LAYOUT,
    ITEM_ELEMENTS,
    OWN,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import ITEM_CODE, Guide, rows_of

ALIASES_EXPECTED = range(3, 9)
FAQS_EXPECTED = 3
VARIANTS_EXPECTED = 2
AUDIENCES = frozenset({"person", "enterprise"})
NATIONAL_HOTLINES = frozenset(
    "110 119 120 122 12123 12305 12313 12315 12320 12328 12329 12333 12345 12348 12350 12356 12360"
    " 12366 12367 12369 12377 12379 12385 12388 12389 12393 12395 95598 96110".split()
)
"""Lines that are the same everywhere in China, so they may stand in a guide as they are."""
NEEDED = {
    "conditions": "受理条件",
    "steps": "办理流程",
    "legal_basis": "设定依据",
    "sources": "来源",
    "place.venues": "办理地点",
    "online.depth": "网办深度",
    "agent.allowed": "能不能代办",
    "result.name": "办理结果",
}
family = Family()
ERROR = Severity.ERROR


@family.alone(
    "item-code",
    "办理项编码",
    ITEM_ELEMENTS,
    ERROR,
    "写基本编码，加一杠和两位序号",
)
def item_code(guide: Guide) -> Iterator[Found]:
    """The code is that of its row of the catalogue with two more digits."""
    item = guide.item
    if not ITEM_CODE.fullmatch(item.code) or not item.code.startswith(item.catalog_code):
        told = f"办理项编码要写成“{item.catalog_code}-01”的样子，现在是“{item.code}”"
        yield Found("item.code", told)


@family.alone("aliases", "常用叫法个数", OWN, ERROR, "写市民平时的叫法，3 至 8 个")
def aliases(guide: Guide) -> Iterator[Found]:
    """There are neither too few nor too many aliases."""
    if len(guide.item.aliases) not in ALIASES_EXPECTED:
        least, most = ALIASES_EXPECTED.start, ALIASES_EXPECTED.stop - 1
        told = f"常用叫法要 {least} 至 {most} 个，现有 {len(guide.item.aliases)} 个"
        yield Found("item.aliases", told)


@family.alone("audience", "服务对象", ITEM_ELEMENTS, ERROR, "选个人、企业，或者两样都选")
def audience(guide: Guide) -> Iterator[Found]:
    """The audience is one that there is."""
    if not guide.item.audience or set(guide.item.audience) - AUDIENCES:
        yield Found("item.audience", "服务对象没有选，或者写了个人、企业以外的")


@family.alone("elements", "必备要素", GUIDE_LAYOUT, ERROR, "把空着的一项补上")
def elements(guide: Guide) -> Iterator[Found]:
    """No element that every guide has is empty."""
    for path, label in NEEDED.items():
        value = guide
        for name in path.split("."):
            value = getattr(value, name)
        if not value:
            yield Found(path, f"“{label}”不能为空")


@family.alone("summary", "简介", OWN, ERROR, "用一两句话说清这是件什么事、谁来办、去哪儿办")
def summary(guide: Guide) -> Iterator[Found]:
    """There is a summary."""
    if not guide.summary.strip():
        yield Found("summary", "“简介”不能为空")


@family.alone("hotlines", "全国热线", OWN, ERROR, "本地电话写在部门或者办理地点里，核实后再写")
def hotlines(guide: Guide) -> Iterator[Found]:
    """What stands as a national line is one."""
    for path, numbers in (
        ("contact.hotlines", guide.contact.hotlines),
        ("redress.lines", guide.redress.lines),
    ):
        for number in sorted(set(numbers) - NATIONAL_HOTLINES):
            yield Found(path, f"这里只能写全国统一号码，现有“{number}”")


@family.alone("faq-count", "常见问题条数", GUIDE_LAYOUT, ERROR, "写市民问得最多的，至少 3 条")
def faq_count(guide: Guide) -> Iterator[Found]:
    """There are enough questions."""
    if len(guide.faq) < FAQS_EXPECTED:
        yield Found("faq", f"常见问题至少 {FAQS_EXPECTED} 条，现有 {len(guide.faq)} 条")


@family.alone("faq-variants", "问法个数", OWN, ERROR, "写市民还会怎么问，至少 2 种")
def faq_variants(guide: Guide) -> Iterator[Found]:
    """Each question is asked in several ways."""
    for faq in guide.faq:
        if len(faq.variants) < VARIANTS_EXPECTED:
            told = f"“{faq.question}”的其他问法至少 {VARIANTS_EXPECTED} 种"
            yield Found(f"faq.{faq.id}.variants", told)


@family.alone(
    "row-ids", "行编号", OWN, ERROR, "在控制台保存会自动补上；文件运行 python -m hall ids"
)
def row_ids(guide: Guide) -> Iterator[Found]:
    """Every row has an id of its own."""
    seen: dict[str, str] = {}
    for name, row in rows_of(guide):
        if not row.id:
            yield Found(name, "有一行没有编号，运行 python -m hall ids 补上")
        elif row.id in seen:
            yield Found(f"{name}.{row.id}", f"编号“{row.id}”重复：{seen[row.id]} 里已经有了")
        seen.setdefault(row.id, name)


@family.alone("blank-words", "空着的行", OWN, ERROR, "写上内容，用不着就把这一行删掉")
def blank_words(guide: Guide) -> Iterator[Found]:
    """No row says nothing."""
    for name, row in rows_of(guide):
        for field in ("text", "name", "detail", "question", "answer", "law", "amount"):
            if getattr(row, field, None) == "" and not (name == "time_limit" and field == "text"):
                yield Found(f"{name}.{row.id}.{field}", "这一行有一格是空的")
