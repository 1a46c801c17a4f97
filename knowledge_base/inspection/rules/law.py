"""What a guide rests on: laws that hold, articles that are there."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.amounts import spelt_value
from knowledge_base.inspection.laws import short_name
from knowledge_base.inspection.overview import squeezed
from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    PERMIT_LAW,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Guide

ARTICLE = re.compile(r"第([零一二两三四五六七八九十百千]{1,9}|\d{1,4})条")
CITED = re.compile(
    r"《?([\u4e00-\u9fa5]{2,30}?(?:法典|法|条例|办法|规定|通则|总则))》?(?:（[^（）]{0,40}）)?(第[零一二两三四五六七八九十百千\d]{1,9}条)?"
)
OF_ARTICLES = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则)(?:（[^（）]{0,20}）)?$")
"""Laws and regulations, which have articles; notices and opinions need not."""
WAS = re.compile(r"原|已废止|废止|旧|代替|取代|以前")
LEAST_SHARED = 0.2
"""Of the pairs of characters in a summary of an article, the share that stands in the article."""
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING
REPEALED = f"{ITEM_ELEMENTS}（设定依据现行有效）"


@family.alone(
    "basis-article",
    "依据没有条款",
    ITEM_ELEMENTS,
    WARNING,
    "写第几条；整份文件都是依据的写“全文”或者附件名",
)
def basis_article(guide: Guide) -> Iterator[Found]:
    """Each law is cited with its article and what it says."""
    for row in guide.legal_basis:
        if not row.article.strip() and OF_ARTICLES.search(short_name(row.law)):
            yield Found(f"legal_basis.{row.id}.article", f"《{row.law}》没有写第几条")
        elif "条" in row.article and not ARTICLE.search(row.article):
            yield Found(
                f"legal_basis.{row.id}.article", f"条款“{row.article}”写得不对，要像“第十条”"
            )
        if not row.text.strip():
            yield Found(f"legal_basis.{row.id}.text", f"《{row.law}》{row.article}没有写内容")


@family.rule(
    "law-repealed", "依据已废止", REPEALED, ERROR, "换成代替它的法律和条款，内容也要重新核对"
)
def law_repealed(guide: Guide, context: Context) -> Iterator[Found]:
    """No guide rests on a law that no longer holds."""
    for row in guide.legal_basis:
        if why := context.laws.repealed(row.law):
            yield Found(f"legal_basis.{row.id}.law", f"《{row.law}》不再有效：{why}")
    for number, source in enumerate(guide.sources):
        if (why := context.laws.repealed(source)) and not WAS.search(source):
            yield Found(f"sources.{number}", f"来源“{source}”不再有效：{why}")
    for path, name, _ in _cited(guide, context):
        if why := context.laws.repealed(name):
            yield Found(path, f"这里引用的《{name}》不再有效：{why}")


@family.rule("law-article", "依据的条款不存在", REPEALED, ERROR, "核对条款号")
def law_article(guide: Guide, context: Context) -> Iterator[Found]:
    """No article is cited that the law does not have."""
    cited = [(f"legal_basis.{r.id}.article", r.law, r.article) for r in guide.legal_basis]
    for path, name, article in (*cited, *_cited(guide, context)):
        last = context.laws.articles(name)
        for number in map(_number, ARTICLE.findall(article)):
            if last is not None and not 0 < number <= last:
                yield Found(path, f"《{short_name(name)}》只有 {last} 条，没有第 {number} 条")


@family.rule(
    "basis-text",
    "依据内容对不上",
    REPEALED,
    WARNING,
    "对照原文：条款号写错了，或者这一条说的是别的事",
)
def basis_text(guide: Guide, context: Context) -> Iterator[Found]:
    """What is told of an article shares words with it, where its text is known."""
    for row in guide.legal_basis:
        known = context.laws.text(row.law, row.article)
        mine, theirs = _pairs(row.text), _pairs(known)
        if known and mine and len(mine & theirs) < LEAST_SHARED * len(mine):
            told = f"《{row.law}》{row.article}说的像是别的事：{known[:40]}"
            yield Found(f"legal_basis.{row.id}.text", told)


@family.rule("basis-twice", "同一条依据说法不同", REPEALED, Severity.HINT, "核对原文，各处写成一样")
def basis_twice(guide: Guide, context: Context) -> Iterator[Found]:
    """One article is not cited twice with two texts in one guide."""
    seen: dict[tuple[str, str], str] = {}
    for row in guide.legal_basis:
        key = (short_name(row.law), row.article)
        if key in seen and seen[key] == row.text:
            yield Found(f"legal_basis.{row.id}", f"《{row.law}》{row.article}列了两次")
        seen.setdefault(key, row.text)


@family.alone("permit-faq", "许可没有常见问题", "专项检查清单", WARNING, "写市民问得最多的")
def permit_faq(guide: Guide) -> Iterator[Found]:
    """A permit has at least one question and answer."""
    if guide.item.type == "行政许可" and not guide.faq:
        yield Found("faq", "行政许可没有常见问题")


@family.alone(
    "permit-steps",
    "许可流程缺环节",
    f"{PERMIT_LAW}第四章",
    Severity.HINT,
    "写清申请（受理）、审查、决定、送达或者发证",
)
def permit_steps(guide: Guide) -> Iterator[Found]:
    """The steps of a permit are acceptance, examination, decision and delivery."""
    if guide.item.type != "行政许可":
        return
    said = "".join(step.name + step.detail for step in guide.steps)
    stages = {
        "受理": r"受理|申请|申报|提交|递交|收件|交材料|报名|填",
        "审查": r"审查|审核|核查|核实|核验|查验|审|核对|勘验|检验|检查|考试|比对",
        "决定": r"决定|批准|许可|准予|登记|通过|核准|同意|合格|签发|制",
        "送达": r"送达|办结|发证|领|取|颁发|发给|邮寄|下载|发放|核发|通知|发",
    }
    missing = [name for name, words in stages.items() if not re.search(words, said)]
    if missing:
        yield Found("steps", f"流程里看不到：{'、'.join(missing)}")


@family.alone(
    "result-validity",
    "结果没有有效期",
    ITEM_ELEMENTS,
    Severity.HINT,
    "证照写有效期；没有期限的写“长期有效”",
)
def result_validity(guide: Guide) -> Iterator[Found]:
    """A licence says how long it holds."""
    name = guide.result.name.partition("（")[0]
    if name.endswith(("证", "证书", "执照", "许可证", "批文")) and not guide.result.validity:
        yield Found("result.validity", f"“{name}”没有写有效期")


@family.alone(
    "result-delivery", "结果怎么拿", ITEM_ELEMENTS, WARNING, "写在哪里领、能不能寄、有没有电子的"
)
def result_delivery(guide: Guide) -> Iterator[Found]:
    """Whoever gets something knows how."""
    if guide.result.name and not (
        guide.result.delivery or guide.result.serving or guide.result.post.ways
    ):
        yield Found("result.delivery", f"没有写“{guide.result.name}”怎么拿到")


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text."""
    plain = squeezed(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _cited(guide: Guide, context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield the laws that sentences name, each with its place and article."""
    for path, text in context.overview.texts_of(guide):
        if path.endswith(".law") or WAS.search(text):
            continue
        for name, article in CITED.findall(text):
            yield path, name, article


def _number(spelt: str) -> int:
    if spelt.isdigit():
        return int(spelt)
    thousands, _, rest = spelt.rpartition("千")
    return (spelt_value(thousands) * 1000 if thousands else 0) + spelt_value(rest.replace("零", ""))
