"""The item itself: its code, whom it serves, who answers for it, and how one reaches them."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.rule import (
    GUIDE_LAYOUT,
    ITEM_ELEMENTS,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide

TYPES = frozenset(
    "行政许可 行政处罚 行政强制 行政征收 行政给付 行政检查 行政确认 行政奖励 行政裁决 其他行政权力 公共服务".split()
)
AGENTS = frozenset({"可以", "不可以", "部分可以"})
DEPTHS = frozenset({"全程网办", "网上申报", "网上预约", "不可网办"})
OF_PERSONS = frozenset(
    "生育收养 户籍办理 婚姻登记 离职退休 死亡殡葬 出境入境 优待抚恤 旅游观光".split()
)
OF_ENTERPRISES = frozenset("法人注销 投资审批 招标拍卖 海关口岸 融资信贷 商务贸易 检验检疫".split())
CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-6][0-9A-Z]{12}(?:\d{2})?")
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.alone("item-type", "事项类型", ITEM_ELEMENTS, ERROR, "在事项类型里选一个")
def item_type(guide: Guide) -> Iterator[Found]:
    """The type is one of the eleven."""
    if guide.item.type not in TYPES:
        yield Found("item.type", f"“{guide.item.type}”不是事项类型")


@family.alone("choices", "代办、网办深度的选项", ITEM_ELEMENTS, WARNING, "在给出的几项里选")
def choices(guide: Guide) -> Iterator[Found]:
    """What is chosen from a list is on it."""
    if guide.agent.allowed and guide.agent.allowed not in AGENTS:
        yield Found(
            "agent.allowed", f"能不能代办写了“{guide.agent.allowed}”，要选可以、不可以或部分可以"
        )
    if guide.online.depth and guide.online.depth not in DEPTHS:
        yield Found(
            "online.depth", f"网办深度写了“{guide.online.depth}”，要选{'、'.join(sorted(DEPTHS))}"
        )


@family.alone(
    "audience-theme", "服务对象与主题", ITEM_ELEMENTS, WARNING, "核对主题，或者核对服务对象"
)
def audience_theme(guide: Guide) -> Iterator[Found]:
    """What is for persons has no theme of enterprises, and the other way round."""
    themes, audience = set(guide.item.themes), set(guide.item.audience)
    if audience == {"person"} and (wrong := themes & OF_ENTERPRISES):
        yield Found("item.themes", f"只面向个人，主题却是企业的“{min(wrong)}”")
    if audience == {"enterprise"} and (wrong := themes & OF_PERSONS):
        yield Found("item.themes", f"只面向企业，主题却是个人的“{min(wrong)}”")
    if not themes:
        yield Found("item.themes", "没有选主题，按主题找不到它")


@family.alone("authority-code", "实施编码", ITEM_ELEMENTS, WARNING, "照实施清单抄 31 位编码")
def authority_code(guide: Guide) -> Iterator[Found]:
    """The code has 31 signs, and its first 18 are a social credit code."""
    code = guide.authority.code
    if code and not CODE.fullmatch(code):
        yield Found(
            "authority.code", f"实施编码“{code}”要 31 位（办理项 33 位），现有 {len(code)} 位"
        )
    elif code and _check_sign(code[:17]) != code[17]:
        yield Found("authority.code", "实施编码前 18 位（统一社会信用代码）的校验位不对")


@family.alone(
    "contact",
    "咨询和投诉电话",
    GUIDE_LAYOUT,
    WARNING,
    "咨询、投诉各写一个打得通的号码，至少写 12345",
)
def contact(guide: Guide) -> Iterator[Found]:
    """One can ask and one can complain."""
    if not guide.contact.hotlines:
        yield Found("contact.hotlines", "没有写咨询电话")
    if not guide.redress.lines:
        yield Found("redress.lines", "没有写投诉电话")


@family.alone(
    "redress", "救济途径", ITEM_ELEMENTS, Severity.HINT, "写行政复议、行政诉讼或者这件事该走的途径"
)
def redress(guide: Guide) -> Iterator[Found]:
    """One knows what to do against a decision."""
    powers = TYPES - {"公共服务"}
    if guide.item.type in powers and not guide.redress.remedies:
        yield Found("redress.remedies", "没有写不服怎么办")


@family.rule("department-known", "部门不存在", ITEM_ELEMENTS, ERROR, "选现有的部门", binding=True)
def department_known(guide: Guide, context: Context) -> Iterator[Found]:
    """The department is one of the city's."""
    if guide.item.department not in context.catalogue.departments:
        yield Found("item.department", f"没有部门“{guide.item.department}”")


@family.rule("entry-known", "目录没有这一条", ITEM_ELEMENTS, ERROR, "在基本目录里选", binding=True)
def entry_known(guide: Guide, context: Context) -> Iterator[Found]:
    """The item belongs to a row of the catalogue."""
    if guide.item.catalog_code not in context.catalogue.entries:
        yield Found("item.catalog_code", f"目录里没有“{guide.item.catalog_code}”")


@family.rule(
    "entry-department",
    "与目录部门不同",
    STANDARDISED,
    Severity.HINT,
    "核对由哪个部门办，两处改成一样",
)
def entry_department(guide: Guide, context: Context) -> Iterator[Found]:
    """Guide and catalogue name the same department."""
    entry = context.catalogue.entries.get(guide.item.catalog_code)
    if entry and entry.department != guide.item.department and not guide.authority.joint:
        if guide.item.department not in entry.co_departments:
            yield Found("item.department", f"基本目录写的是“{entry.department}”")


@family.rule("venue-known", "办理地点不存在", GUIDE_LAYOUT, ERROR, "选现有的办理地点", binding=True)
def venue_known(guide: Guide, context: Context) -> Iterator[Found]:
    """Every place is one of the city's."""
    for venue in guide.place.venues:
        if venue not in context.catalogue.venues:
            yield Found("place.venues", f"没有办理地点“{venue}”")


def _check_sign(first: str) -> str:
    """Return the 18th sign of a unified social credit code (GB 32100-2015)."""
    total = sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(first))
    return SIGNS[(31 - total % 31) % 31]
