"""How a guide is worded: vague, official, unfinished, or with the name of an office that is no more."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.places import texts_of
from knowledge_base.inspection.rule import (
    GUIDE_LAYOUT,
    OWN,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide

EMPTY_WORDS = re.compile(
    r"^(?:无|略|同上|暂无|按规定|按有关规定|按相关规定|依法办理|依规办理|视情况|视情况而定|视具体情况而定|"
    r"另行通知|以通知为准|按要求|待定|详见附件|见附件|详见办事指南|其他|/|-+)[。.]?$"
)
VAGUE = re.compile(
    r"视情况|视具体情况|另行通知|按(?:有关|相关)规定(?:办理|执行|提供|提交)|酌情|若干[天日份次]|适时"
)
OFFICIAL = re.compile(
    r"(?<!的)予以|兹有|上述(?:人员|材料)|该等|依据有关规定|按照有关规定|贯彻|切实|鉴于|拟申请|申请人须|需持|须持|"
    r"之规定|应予|逾期不予|(?<!地|以|对|买|卖)方可(?!能|以)|特此|前款|本办法|相对人|行政机关"
)
STUB = re.compile(
    r"TODO|TBD|FIXME|XXX|待补充|待完善|××号|示例文字|此处填写|请填写|lorem", re.IGNORECASE
)
BROKEN = re.compile(
    "\ufffd|&nbsp;|&lt;|&gt;|&amp;|<br|</|锟斤拷|烫烫|\\?{3,}|？{3,}|。。|，，|、、|[，、]。"
)
UNVERIFIED = "待主管部门核实"
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]{1,80})")
PAIRS = ("（）", "“”", "《》", "()")
LONGEST_CLAUSE, LONGEST_SENTENCE = 50, 110
OLD_NAMES = {
    "工商局": "市场监督管理局",
    "工商行政管理局": "市场监督管理局",
    "质监局": "市场监督管理局",
    "质量技术监督局": "市场监督管理局",
    "食品药品监督管理局": "市场监督管理局",
    "食药监局": "市场监督管理局",
    "国税局": "税务局",
    "地税局": "税务局",
    "国家税务局": "税务局",
    "地方税务局": "税务局",
    "国土资源局": "自然资源局",
    "国土局": "自然资源局",
    "劳动局": "人力资源和社会保障局",
    "劳动和社会保障局": "人力资源和社会保障局",
    "人事局": "人力资源和社会保障局",
    "卫生局": "卫生健康局",
    "计生局": "卫生健康局",
    "卫生和计划生育局": "卫生健康局",
    "卫计局": "卫生健康局",
    "计划生育局": "卫生健康局",
    "环保局": "生态环境局",
    "环境保护局": "生态环境局",
    "农业局": "农业农村局",
    "畜牧局": "农业农村局",
    "安监局": "应急管理局",
    "安全生产监督管理局": "应急管理局",
    "旅游局": "文化和旅游局",
    "文化局": "文化和旅游局",
    "公安消防大队": "消防救援大队",
    "公安消防": "消防救援",
    "民政局老龄办": "卫生健康局",
}
"""Offices that the reforms of 2018 and before renamed or joined everywhere."""
WAS = re.compile(r"原|以前|过去|旧|改名|更名|合并|并入|划归|曾")
family = Family()


@family.alone(
    "empty-words",
    "空话",
    "专项检查含糊用语清单",
    Severity.WARNING,
    "写出具体内容；没有就把这一行删掉",
)
def empty_words(guide: Guide) -> Iterator[Found]:
    """No field says nothing in words."""
    for path, text in texts_of(guide):
        if EMPTY_WORDS.match(text.strip()):
            yield Found(path, f"“{text}”等于没写")


@family.alone(
    "vague-words",
    "含糊用语",
    "专项检查含糊用语清单",
    Severity.WARNING,
    "写清什么情况、多少、以什么为准、问谁",
)
def vague_words(guide: Guide) -> Iterator[Found]:
    """No sentence leaves it open what holds."""
    for path, text in texts_of(guide):
        if not path.startswith("legal_basis") and (found := VAGUE.search(text)):
            yield Found(path, f"“{found[0]}”说得含糊：{text[:40]}")


@family.alone("official-words", "公文腔", GUIDE_LAYOUT, Severity.HINT, "换成跟人当面说的话")
def official_words(guide: Guide) -> Iterator[Found]:
    """Nobody is addressed like a file."""
    for path, text in texts_of(guide):
        if not path.startswith(("legal_basis", "redress")) and not path.endswith(
            (".basis", "body")
        ):
            if found := OFFICIAL.search(text):
                yield Found(path, f"“{found[0]}”像公文，不像跟人说话：{text[:40]}")


@family.alone("long-sentence", "句子太长", GUIDE_LAYOUT, Severity.HINT, "拆成几句，一句一件事")
def long_sentence(guide: Guide) -> Iterator[Found]:
    """A sentence can be read aloud in one breath."""
    for path, text in texts_of(guide):
        if path.startswith(("legal_basis", "redress")) or path.endswith((".basis", "sample")):
            continue
        for sentence in re.split(r"[。；！？]", text):
            clauses = re.split(r"[，：、（）]", sentence)
            if len(sentence) > LONGEST_SENTENCE or max(map(len, clauses)) > LONGEST_CLAUSE:
                yield Found(path, f"这一句有 {len(sentence)} 个字，念不下来：{sentence[:30]}……")


@family.alone("stub", "没写完", OWN, Severity.ERROR, "补上内容")
def stub(guide: Guide) -> Iterator[Found]:
    """Nothing that was only meant to be filled in is left."""
    for path, text in texts_of(guide):
        if found := STUB.search(text):
            yield Found(path, f"“{found[0]}”像是没写完：{text[:40]}")


@family.alone("broken-text", "乱码、符号重复", OWN, Severity.WARNING, "照原文重新输入这一句")
def broken_text(guide: Guide) -> Iterator[Found]:
    """No text carries signs of another program, or twice the same stop."""
    for path, text in texts_of(guide):
        if found := BROKEN.search(text):
            yield Found(path, f"有乱码或重复的符号“{found[0]}”：{text[:40]}")
        for pair in PAIRS:
            if text.count(pair[0]) != text.count(pair[1]):
                yield Found(path, f"符号“{pair}”没有成对：{text[:40]}")


@family.alone("said-twice", "同一句写了两遍", OWN, Severity.WARNING, "删掉一处")
def said_twice(guide: Guide) -> Iterator[Found]:
    """No two rows of a section say the same in the same situation."""
    for name in ("conditions", "steps", "faq", "legal_basis"):
        seen: set[object] = set()
        for row in getattr(guide, name):
            said = _gist(name, row)
            if said in seen:
                yield Found(f"{name}.{row.id}", "和上面一行一样")
            seen.add(said)


@family.alone(
    "to-verify", "等主管部门核实", OWN, Severity.TO_VERIFY, "请主管部门核实后改成确切的话"
)
def to_verify(guide: Guide) -> Iterator[Found]:
    """Local facts that are not confirmed are known as such."""
    for path, text in texts_of(guide):
        if UNVERIFIED in text:
            yield Found(path, f"还没有核实：{text[:60]}")


@family.alone(
    "unverified", "整份没有核实", OWN, Severity.TO_VERIFY, "请主管部门逐项核对，核对过再勾“已核实”"
)
def unverified(guide: Guide) -> Iterator[Found]:
    """The department has confirmed the guide."""
    if not guide.verified:
        yield Found("verified", "主管部门还没有核实过这份指南")


@family.alone(
    "private-number",
    "手机号码",
    "个人信息保护法",
    Severity.ERROR,
    "换成单位的办公电话，核实后写在办理地点",
)
def private_number(guide: Guide) -> Iterator[Found]:
    """No number of a person stands in a guide."""
    for path, text in texts_of(guide):
        if MOBILE.search(text):
            yield Found(path, "写了手机号码，可能是个人的")


@family.alone(
    "local-number",
    "正文里的本地电话",
    OWN,
    Severity.WARNING,
    "本地电话只写在部门和办理地点里，一处改处处改",
)
def local_number(guide: Guide) -> Iterator[Found]:
    """Local numbers stand at the department or the place, once."""
    for path, text in texts_of(guide):
        if found := LANDLINE.search(text):
            yield Found(path, f"正文里写了电话 {found[0]}，换号时会漏改")


@family.alone(
    "foreign-site",
    "不是政府网站",
    STANDARDISED,
    Severity.WARNING,
    "核对网址，换成政府网站或者国家平台",
)
def foreign_site(guide: Guide) -> Iterator[Found]:
    """Addresses lead to sites of the state."""
    for path, text in texts_of(guide):
        for site in ADDRESS.findall(text):
            if not site.endswith((".gov.cn", ".12333.gov.cn", ".122.gov.cn", ".org.cn")):
                yield Found(path, f"网址 {site} 不是政府网站")


@family.rule(
    "old-office",
    "机构旧名",
    "机构改革后的名称",
    Severity.WARNING,
    "换成现在的名称；要提旧名的写“原某某局”",
)
def old_office(guide: Guide, context: Context) -> Iterator[Found]:
    """No office is called by a name it no longer has."""
    former = {n: d.name for d in context.catalogue.departments.values() for n in d.former_names}
    names = {**OLD_NAMES, **former}
    for path, text in context.overview.texts_of(guide):
        if path.startswith(("legal_basis", "faq")) and path.endswith(
            (".question", ".law", ".basis")
        ):
            continue
        for old, new in names.items():
            if len(old) > 2 and old in text and old not in new and not WAS.search(text):
                yield Found(path, f"“{old}”是旧名，现在叫“{new}”")
                break


def _gist(name: str, row: object) -> object:
    fields = {
        "conditions": ("text", "when"),
        "steps": ("name", "detail", "when"),
        "faq": ("question", "when"),
        "legal_basis": ("law", "article", "text"),
    }
    return tuple(getattr(row, field) for field in fields[name])
