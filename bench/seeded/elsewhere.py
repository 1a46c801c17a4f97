"""Faults between records: names, wordings and questions that another one has, and dates that are over."""

from dataclasses import replace
from datetime import timedelta

from bench.seeded.site import FAULTS, Change, Site, changed
from knowledge_base.model.catalogue import Asked, LabelledQuestion
from knowledge_base.model.handling import Confirmed
from knowledge_base.store.kinds import GUIDE


@FAULTS("别名是另一件事的名字")
def alias_taken(site: Site) -> Change | None:
    """An item is called what another item is called."""
    guide, other = site.guide, site.others()[0]
    name = site.pick((other.item.name, *other.item.aliases))
    item = replace(guide.item, aliases=(*guide.item.aliases[:-1], name))
    found = changed(guide, "item.aliases", item=item)
    return replace(found, beside=((GUIDE, other.item.code),))


@FAULTS("关键词把别的事抢过来")
def keyword_taken(site: Site) -> Change | None:
    """A keyword of an item is the name of another one."""
    guide, other = site.guide, site.others()[0]
    name = site.pick((other.item.name, *other.item.aliases))
    item = replace(guide.item, keywords=(*guide.item.keywords, name))
    return replace(changed(guide, "item.keywords", item=item), beside=((GUIDE, other.item.code),))


@FAULTS("两个事项把同一个问题答得不一样")
def answered_differently(site: Site) -> Change | None:
    """An item answers the very question of another one in another way."""
    guide = site.guide
    others = [other for other in site.others() if other.faq]
    other = others[0]
    row = site.pick(other.faq)
    said = site.pick(
        ("不行，办不了。", "可以，直接来办就行。", "不用，什么都不用带。", "要本人来，谁也替不了。")
    )
    new = replace(row, id=site.row_id(), answer=said, when=type(row.when)(), basis="")
    found = changed(guide, f"faq.{new.id}", faq=(*guide.faq, new))
    return replace(found, beside=((GUIDE, other.item.code),))


@FAULTS("相似问就是别的事项的常见问题")
def variant_taken(site: Site) -> Change | None:
    """A wording of a question is the question of another item."""
    guide = site.guide
    other = next(other for other in site.others() if other.faq)
    if not guide.faq:
        return None
    taken = site.pick(other.faq).question
    row = site.pick(guide.faq)
    new = replace(row, variants=(*row.variants, taken))
    found = changed(guide, f"faq.{row.id}", faq=tuple(new if r is row else r for r in guide.faq))
    return replace(found, beside=((GUIDE, other.item.code),))


@FAULTS("市民说法写到了别的事项名下", of="phrasing")
def phrasing_taken(site: Site) -> Change | None:
    """What citizens say of one matter stands under another as well."""
    others = [key for key in sorted(site.catalogue.phrasings) if key != site.key]
    other = site.catalogue.phrasings[site.pick(others)]
    source = site.pick(other.asked)
    asked = (*site.value.asked, Asked(source.elements, (site.pick(source.texts),)))
    return Change(
        replace(site.value, asked=asked),
        "asked",
        (("phrasing", other.code), (GUIDE, site.key), (GUIDE, other.code)),
    )


@FAULTS("约定问题指着已经没有的内容", of="questions")
def label_dangling(site: Site) -> Change | None:
    """A labelled question is answered by a row that is gone."""
    gone = LabelledQuestion(
        site.pick(("这个要带啥", "得多久能办完", "去哪儿弄")), ((site.row_id() + "z",),)
    )
    return Change(
        replace(site.value, labelled=(*site.value.labelled, gone)), "labelled", ((GUIDE, site.key),)
    )


@FAULTS("本地不办的事里列着正在办的事", of="not_covered")
def covered_after_all(site: Site) -> Change | None:
    """Something is called not covered that has a guide."""
    guide = site.pick([g for _, g in sorted(site.catalogue.guides.items())])
    name = site.pick((guide.item.name, guide.item.aliases[0]))
    return Change(
        replace(site.value, aliases=(*site.value.aliases, name)),
        "aliases",
        ((GUIDE, guide.item.code),),
    )


@FAULTS("部门的服务地点不存在，或者没有电话", of="department")
def department_empty(site: Site) -> Change | None:
    """A department has no line, or sits at a place that is not there."""
    field, wrong = site.pick((("hotline", ""), ("venue", "lao_dating"), ("hotline", "1234")))
    return Change(replace(site.value, **{field: wrong}), field)


@FAULTS("目录条目归一个没有的部门", of="entry")
def entry_department(site: Site) -> Change | None:
    """A row of the catalogue belongs to a department that is not there."""
    return Change(
        replace(site.value, department=site.pick(("gongshang", "guotu", ""))), "department"
    )


@FAULTS("指南归的部门与目录不一样，或者没有这个部门")
def guide_department(site: Site) -> Change | None:
    """A guide belongs to another department than its row of the catalogue, or to none that is there."""
    item = site.guide.item
    entry = site.catalogue.entries.get(item.catalog_code)
    if entry is None or entry.department != item.department:
        return None
    others = sorted(site.catalogue.departments.keys() - {item.department})
    wrong = site.pick((site.pick(others), "gongshang"))
    found = changed(site.guide, "item.department", item=replace(item, department=wrong))
    return replace(found, beside=(("entry", item.catalog_code),))


@FAULTS("已经过了最后执行的日子")
def expired(site: Site) -> Change | None:
    """The guide stands there although its last day is over."""
    day = site.on - timedelta(days=site.pick((1, 20, 90, 400)))
    began = min(site.guide.effective_from, day - timedelta(days=300))
    return changed(site.guide, "effective_until", effective_from=began, effective_until=day)


@FAULTS("还没到执行的日子")
def too_early(site: Site) -> Change | None:
    """The guide is shown before its first day."""
    day = site.on + timedelta(days=site.pick((3, 31, 90, 365)))
    return changed(site.guide, "effective_from", effective_from=day)


@FAULTS("很久没有核对，或者过了复核的日子")
def not_reviewed(site: Site) -> Change | None:
    """Nobody has looked at the guide for years, or its day of review is over."""
    guide = site.guide
    if site.chance.random() < 0.5:
        day = site.on - timedelta(days=site.pick((800, 1100, 1500)))
        return changed(guide, "checked_on", checked_on=day)
    review = site.on - timedelta(days=site.pick((2, 30, 200)))
    return changed(guide, "custody", custody=replace(guide.custody, review_on=review))


@FAULTS("确认过的内容已经没有了")
def confirmed_gone(site: Site) -> Change | None:
    """Somebody confirmed a fact that is no longer in the guide."""
    guide = site.guide
    one = Confirmed(site.row_id() + "q", site.on - timedelta(days=9), "窗口负责人")
    custody = replace(guide.custody, confirmed=(*guide.custody.confirmed, one))
    return changed(guide, "custody.confirmed", custody=custody)
