"""What a guide rests on: laws that hold, articles that are there."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.rule import (
    ITEM_ELEMENTS,
    PERMIT_LAW,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.laws.register import key_of
from knowledge_base.model.guide import Guide

ARTICLE = re.compile(r"第([零一二两三四五六七八九十百千]{1,9}|\d{1,4})条")
OF_ARTICLES = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则)(?:（[^（）]{0,20}）)?$")
"""Laws and regulations, which have articles; notices and opinions need not."""
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING
IN_FORCE = f"{ITEM_ELEMENTS}（设定依据现行有效）"


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
        if not row.article.strip() and OF_ARTICLES.search(key_of(row.law)):
            yield Found(f"legal_basis.{row.id}.article", f"《{row.law}》没有写第几条")
        elif "条" in row.article and not ARTICLE.search(row.article):
            yield Found(
                f"legal_basis.{row.id}.article", f"条款“{row.article}”写得不对，要像“第十条”"
            )
        if not row.text.strip():
            yield Found(f"legal_basis.{row.id}.text", f"《{row.law}》{row.article}没有写内容")


@family.rule("basis-twice", "同一条依据说法不同", IN_FORCE, Severity.HINT, "核对原文，各处写成一样")
def basis_twice(guide: Guide, context: Context) -> Iterator[Found]:
    """One article is not cited twice with two texts in one guide."""
    seen: dict[tuple[str, str], str] = {}
    for row in guide.legal_basis:
        key = (key_of(row.law), row.article)
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
