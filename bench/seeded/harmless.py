"""Harmless edits of guides: what an editor changes every day, and no inspection should stop at."""

import re
from dataclasses import replace
from datetime import timedelta

from bench.seeded.site import HARMLESS, Change, Site, changed, swapped, texts_of
from knowledge_base.model.guide import TimeLimit
from knowledge_base.model.handling import Trips, Waiver
from knowledge_base.model.situation import When

LINE = re.compile(r"12\d{3}")
YUAN = re.compile(r"\d+(?=元)")


@HARMLESS("简介加一句平常话")
def summary_reworded(site: Site) -> Change | None:
    """The summary ends with a friendly sentence."""
    said = site.pick(
        (
            "拿不准的先打12345问。",
            "有不明白的，问窗口就行。",
            "先看清下面的材料再出门。",
            "下面把要带的和怎么办都写清楚了。",
        )
    )
    return changed(site.guide, "summary", summary=site.guide.summary + said)


@HARMLESS("步骤换个说法")
def step_reworded(site: Site) -> Change | None:
    """A step says a little more."""
    row = site.pick(site.guide.steps)
    said = site.pick(
        ("有疑问当场问工作人员。", "记得核对姓名和号码。", "填写时字迹要清楚。", "请核对后签字。")
    )
    return changed(
        site.guide,
        f"steps.{row.id}",
        steps=swapped(site.guide.steps, row, replace(row, detail=row.detail + said)),
    )


@HARMLESS("新写一条正确的常见问题")
def new_question(site: Site) -> Change | None:
    """A question that no other item has is answered as the guide says."""
    guide, name = site.guide, site.guide.item.name
    line = next((n for n in guide.contact.hotlines if LINE.fullmatch(n)), "12345")
    question, variants, answer = site.pick(
        (
            (
                f"{name}办到哪一步了怎么查？",
                (f"{name}进度咋查", f"查一查{name}办到哪儿了"),
                f"打{line}，报受理单上的编号就能查到。",
            ),
            (
                f"{name}填错了怎么改？",
                (f"{name}表格写错字咋办", f"{name}信息填错能改不"),
                "还没受理的，跟窗口说一声，当场改；已经受理的，尽快联系窗口更正。",
            ),
            (
                f"办{name}前先问谁？",
                (f"{name}有不懂的问谁", f"{name}打哪个电话问"),
                f"先打{line}问清楚再出门。",
            ),
        )
    )
    return changed(guide, "faq", faq=(*guide.faq, site.faq(question, variants, answer)))


@HARMLESS("承诺时限缩短，处处一致")
def promise_shorter(site: Site) -> Change | None:
    """The promised limit is made shorter and no text says another one."""
    limits = site.guide.time_limit
    if not limits.statutory or limits.statutory.unit != "工作日" or limits.statutory.amount < 6:
        return None
    if limits.promised or "工作日" in texts_of(
        (limits.notes, site.guide.faq, site.guide.steps, site.guide.summary)
    ):
        return None
    promised = TimeLimit(limits.statutory.amount - site.pick((1, 2, 3)), "工作日")
    new = replace(limits, promised=promised, kind="承诺件")
    return changed(site.guide, "time_limit.promised", time_limit=new)


@HARMLESS("收费标准调整，处处一致")
def fee_raised(site: Site) -> Change | None:
    """An amount changes that stands in no other text of the guide."""
    guide = site.guide
    for row in guide.fee.rows:
        match = YUAN.search(row.amount)
        if match is None or texts_of(guide).count(f"{match[0]}元") != 1:
            continue
        amount = row.amount.replace(match[0], str(int(match[0]) + site.pick((5, 10))))
        rows = swapped(guide.fee.rows, row, replace(row, amount=amount))
        return changed(guide, f"fee.{row.id}", fee=replace(guide.fee, rows=rows))
    return None


@HARMLESS("写明办理时间")
def hours_told(site: Site) -> Change | None:
    """The hours say more."""
    note = site.note(
        "法定节假日不办公。", "中午有人值班，可以交件。", "周六上午照常受理。", "月底人多，早点来。"
    )
    return changed(site.guide, "hours", hours=(*site.guide.hours, note))


@HARMLESS("多要一份复印件，或者少要一份")
def copies_changed(site: Site) -> Change | None:
    """The number of copies of a paper changes."""
    rows = [row for row in site.guide.materials if row.copies and "份" not in row.note]
    if not rows:
        return None
    row = site.pick(rows)
    papers = swapped(site.guide.materials, row, replace(row, copies=row.copies + 1))
    return changed(site.guide, f"materials.{row.id}", materials=papers)


@HARMLESS("重新核对，换了日期和版本")
def checked_again(site: Site) -> Change | None:
    """The guide was looked through again."""
    day = site.on - timedelta(days=site.pick((1, 3, 7)))
    custody = replace(
        site.guide.custody,
        owner="综合窗口负责人",
        review_on=site.on + timedelta(days=site.pick((90, 180, 300))),
    )
    return changed(site.guide, "checked_on", checked_on=day, custody=custody)


@HARMLESS("选项多一种市民的说法")
def option_said(site: Site) -> Change | None:
    """An option has another wording of its own."""
    guide = site.guide
    if not guide.situations:
        return None
    question = site.pick(guide.situations)
    option = site.pick(question.options)
    new = replace(option, say=(*option.say, f"{option.label}这种"))
    asked = replace(question, options=swapped(question.options, option, new))
    return changed(
        guide, f"situations.{question.id}", situations=swapped(guide.situations, question, asked)
    )


@HARMLESS("换了常见问题的次序")
def questions_reordered(site: Site) -> Change | None:
    """The questions stand in another order."""
    faq = list(site.guide.faq)
    site.chance.shuffle(faq)
    return changed(site.guide, "faq", faq=tuple(faq))


@HARMLESS("换了材料的次序")
def papers_reordered(site: Site) -> Change | None:
    """The papers stand in another order."""
    return changed(site.guide, "materials", materials=tuple(reversed(site.guide.materials)))


@HARMLESS("条件加一句说明")
def condition_added(site: Site) -> Change | None:
    """A condition is said in another sentence."""
    note = site.note(
        "申请人所填的内容要真实。", "提供的证件要在有效期内。", "同一件事不用在两个窗口各交一次。"
    )
    return changed(site.guide, "conditions", conditions=(*site.guide.conditions, note))


@HARMLESS("表格可以现场领，或者承诺代替")
def commitment_accepted(site: Site) -> Change | None:
    """A paper may be replaced by a written commitment, told where it belongs."""
    rows = [
        row
        for row in site.guide.materials
        if not (row.waived or row.any_of or row.note) and row.necessity == "必要"
    ]
    if not rows:
        return None
    row = site.pick(rows)
    waived = Waiver("告知承诺", "签告知承诺书的可以不交。")
    papers = swapped(site.guide.materials, row, replace(row, waived=waived))
    return changed(site.guide, f"materials.{row.id}", materials=papers)


@HARMLESS("写明某种情形跑几趟")
def trips_told(site: Site) -> Change | None:
    """The trips of one situation are told apart."""
    guide = site.guide
    if guide.visits.max != 1 or guide.visits.rows or guide.endings:
        return None
    if guide.online.depth == "全程网办" or "趟" in texts_of(guide.faq):
        return None
    question = next((q for q in guide.situations if not q.when.choices), None)
    if question is None:
        return None
    when = When(((question.id, (question.options[0].id,)),))
    row = Trips(guide.visits.max, ("交材料",), "材料带齐。", when, site.row_id())
    return changed(guide, "visits.rows", visits=replace(guide.visits, rows=(row,)))


@HARMLESS("标点和空格整理")
def punctuation(site: Site) -> Change | None:
    """A sentence is cut in two."""
    rows = [row for row in site.guide.steps if row.detail.count("，") >= 2]
    if not rows:
        return None
    row = site.pick(rows)
    told = replace(row, detail=row.detail.replace("，", "；", 1))
    return changed(site.guide, f"steps.{row.id}", steps=swapped(site.guide.steps, row, told))


@HARMLESS("关键词多一个自己的说法")
def keyword_added(site: Site) -> Change | None:
    """A keyword is added that nobody else has."""
    item = site.guide.item
    word = item.name + site.pick(("手续", "流程", "窗口", "怎么弄"))
    return changed(site.guide, "item.keywords", item=replace(item, keywords=(*item.keywords, word)))
