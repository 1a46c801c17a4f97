"""Faults of words: vague, left over, private, of an office that is gone."""

from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, swapped, texts_of

GONE = (
    "工商局", "质监局", "食药监局", "国税局", "地税局", "国土资源局", "国土局", "卫计委", "卫生局", "计生局", "安监局", "环保局",
    "文广新局", "农业局", "扶贫办", "公安消防大队", "行政服务中心", "劳动和社会保障局", "人事局", "林业局", "教育局",
)  # fmt: skip
"""Offices that were merged or renamed in 2018 and after."""


@FAULTS("步骤或条件说得含糊")
def vague_words(site: Site) -> Change | None:
    """A step or a condition says nothing that one can act on."""
    guide = site.guide
    said = site.pick(
        (
            "按规定办理。",
            "视情况而定。",
            "具体另行通知。",
            "按相关规定执行。",
            "符合有关规定的其他条件。",
            "等候通知。",
        )
    )
    if site.chance.random() < 0.5:
        row = site.pick(guide.steps)
        return changed(
            guide, f"steps.{row.id}", steps=swapped(guide.steps, row, replace(row, detail=said))
        )
    return changed(guide, "conditions", conditions=(*guide.conditions, site.note(said)))


@FAULTS("让人去一个已经没有的机关")
def office_gone(site: Site) -> Change | None:
    """A text sends to an office that was merged or renamed."""
    guide, office = site.guide, site.pick(GONE)
    said = site.pick(
        (
            f"先到{office}盖章。",
            f"材料交到{office}窗口。",
            f"由{office}审核后再来。",
            f"问{office}要一份复印件。",
        )
    )
    if site.chance.random() < 0.5:
        return changed(
            guide,
            "place.notes",
            place=replace(guide.place, notes=(*guide.place.notes, site.note(said))),
        )
    row = site.pick(guide.steps)
    return changed(
        guide,
        f"steps.{row.id}",
        steps=swapped(guide.steps, row, replace(row, detail=row.detail + said)),
    )


@FAULTS("留着没填完的空")
def left_over(site: Site) -> Change | None:
    """What an editor meant to fill in was published."""
    guide = site.guide
    said = site.pick(
        (
            "（此处待补充）",
            "XXX窗口",
            "联系人：____",
            "【请填写】",
            "某某科室办理",
            "见附件1（略）",
            "lorem ipsum",
            "测试测试",
        )
    )
    row = site.pick(guide.steps)
    return changed(
        guide,
        f"steps.{row.id}",
        steps=swapped(guide.steps, row, replace(row, detail=row.detail + said)),
    )


@FAULTS("写进了个人的手机号、身份证号")
def private_data(site: Site) -> Change | None:
    """A text gives away somebody's number."""
    guide = site.guide
    said = site.pick(
        (
            "有事找小王13845612378。",
            "可以加负责人微信，手机139 4567 1234。",
            "填表样式：张三，身份证号230881199003070019。",
            "例：李梅，11010519491231002X，已办。",
            "费用转到卡号6222020903001483077。",
        )
    )
    if site.chance.random() < 0.5:
        notes = (*guide.contact.notes, site.note(said))
        return changed(guide, "contact.notes", contact=replace(guide.contact, notes=notes))
    row = site.pick(guide.faq) if guide.faq else None
    if row is None:
        return None
    return changed(
        guide, f"faq.{row.id}", faq=swapped(guide.faq, row, replace(row, answer=row.answer + said))
    )


@FAULTS("标着已核实，里面还写着待核实")
def verified_too_soon(site: Site) -> Change | None:
    """The guide is called verified, and says of itself that it is not."""
    guide = site.guide
    if "待主管部门核实" not in texts_of(guide) or guide.verified:
        return None
    return changed(guide, "verified", verified=True)


@FAULTS("常见问题没有答复")
def faq_empty(site: Site) -> Change | None:
    """A question has no answer, or one that answers nothing."""
    guide = site.guide
    if not guide.faq:
        return None
    row = site.pick(guide.faq)
    said = site.pick(("", "无", "同上", "。", "详见办事指南"))
    return changed(guide, f"faq.{row.id}", faq=swapped(guide.faq, row, replace(row, answer=said)))


@FAULTS("同一个问题问了两遍")
def faq_twice(site: Site) -> Change | None:
    """A guide asks the same thing twice and answers it in two ways."""
    guide = site.guide
    if not guide.faq:
        return None
    row = site.pick(guide.faq)
    said = site.pick(("请到窗口咨询。", "可以的，带身份证来。", "不可以。", "先打电话问一下再来。"))
    again = replace(row, id=site.row_id(), answer=said)
    return changed(guide, f"faq.{again.id}", faq=(*guide.faq, again))
