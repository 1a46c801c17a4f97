"""Faults of the legal basis and of what a wording rests on."""

import re
from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, swapped
from knowledge_base.model.guide import LegalBasis

NUMBER = re.compile(r"\d{2,}(?=号)")
REPEALED = (
    ("中华人民共和国合同法", "第四十四条", "依法成立的合同，自成立时生效。"),
    (
        "中华人民共和国物权法",
        "第九条",
        "不动产物权的设立、变更、转让和消灭，经依法登记，发生效力。",
    ),
    ("中华人民共和国婚姻法", "第八条", "要求结婚的男女双方必须亲自到婚姻登记机关进行结婚登记。"),
    ("中华人民共和国继承法", "第五条", "继承开始后，按照法定继承办理。"),
    ("中华人民共和国收养法", "第十五条", "收养应当向县级以上人民政府民政部门登记。"),
    ("中华人民共和国民法通则", "第十一条", "十八周岁以上的公民是成年人。"),
    ("中华人民共和国担保法", "第四十一条", "以规定的财产抵押的，应当办理抵押物登记。"),
    ("中华人民共和国公司登记管理条例", "第二条", "公司设立、变更、终止，应当办理登记。"),
    ("个体工商户条例", "第八条", "申请登记为个体工商户，应当向经营场所所在地登记机关申请。"),
    ("中华人民共和国企业法人登记管理条例", "第三条", "申请企业法人登记，经登记主管机关审核。"),
)
"""Laws that the Civil Code (2021-01-01) and the regulation on market entities (2022-03-01) and 755 (2022-11-01) ended."""


@FAULTS("依据的法已经废止")
def repealed_law(site: Site) -> Change | None:
    """An article of a law is cited that is no longer in force."""
    law, article, text = site.pick(REPEALED)
    row = LegalBasis(law, article, text, id=site.row_id())
    return changed(site.guide, f"legal_basis.{row.id}", legal_basis=(*site.guide.legal_basis, row))


@FAULTS("常见问题的依据是已经废止的法")
def faq_on_repealed(site: Site) -> Change | None:
    """A question rests on a law that is no longer in force."""
    law, article, _ = site.pick(REPEALED)
    rows = site.guide.faq
    if not rows:
        return None
    row = site.pick(rows)
    name = site.pick((law, law.removeprefix("中华人民共和国")))
    return changed(
        site.guide, f"faq.{row.id}", faq=swapped(rows, row, replace(row, basis=name + article))
    )


@FAULTS("依据没写第几条，或写得没有内容")
def article_left_out(site: Site) -> Change | None:
    """The legal basis names no article."""
    rows = [row for row in site.guide.legal_basis if row.article.startswith("第")]
    if not rows:
        return None
    row = site.pick(rows)
    broken = site.pick(
        (
            replace(row, article=""),
            replace(row, article="有关条款"),
            replace(row, article="相关规定", text="按相关法律法规执行。"),
        )
    )
    return changed(
        site.guide,
        f"legal_basis.{row.id}",
        legal_basis=swapped(site.guide.legal_basis, row, broken),
    )


@FAULTS("依据的那一条在法里没有")
def article_beyond(site: Site) -> Change | None:
    """An article is cited with a number beyond the last one of its law."""
    rows = [row for row in site.guide.legal_basis if row.article.startswith("第")]
    if not rows:
        return None
    row = site.pick(rows)
    beyond = site.pick(("第一千五百条", "第一千三百零二条", "第二千零八条"))
    return changed(
        site.guide,
        f"legal_basis.{row.id}",
        legal_basis=swapped(site.guide.legal_basis, row, replace(row, article=beyond)),
    )


@FAULTS("文号与别处写的同一部法不一样")
def number_differs(site: Site) -> Change | None:
    """A law bears another number than in the other guides that cite it."""
    for row in site.guide.legal_basis:
        others = [
            guide
            for guide in site.others()
            if any((b.law, b.number) == (row.law, row.number) for b in guide.legal_basis)
        ]
        match = NUMBER.search(row.number)
        if not others or match is None or len(set(match[0][-2:])) < 2:
            continue
        turned = row.number[: match.end() - 2] + match[0][:-3:-1] + row.number[match.end() :]
        return replace(
            changed(
                site.guide,
                f"legal_basis.{row.id}",
                legal_basis=swapped(site.guide.legal_basis, row, replace(row, number=turned)),
            ),
            beside=tuple(("guide", guide.item.code) for guide in others),
        )
    return None


@FAULTS("同一条依据列了两遍")
def basis_twice(site: Site) -> Change | None:
    """The same article of the same law stands twice."""
    row = site.pick(site.guide.legal_basis)
    again = replace(row, id=site.row_id())
    return changed(
        site.guide, f"legal_basis.{again.id}", legal_basis=(*site.guide.legal_basis, again)
    )
