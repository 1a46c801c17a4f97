"""Faults of situations, endings and of what an item is classed as."""

from dataclasses import replace
from typing import Any

from bench.seeded.site import FAULTS, Change, Site, changed, swapped
from knowledge_base.model.guide import Faq, Guide, GuideMaterial, Step
from knowledge_base.model.situation import Ending, SituationOption, SituationQuestion, When

LICENCE = "行政许可"
IDLE: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("您怎么知道这项业务的？", "方便我们统计。", ("朋友介绍", "网上看到")),
    ("您以前来过窗口吗？", "了解一下情况。", ("来过", "头一回来")),
    ("您是上午来还是下午来？", "方便安排。", ("上午", "下午")),
    ("您住城里还是乡下？", "了解您的情况。", ("城里", "乡下")),
)


def _question(site: Site) -> SituationQuestion:
    ask, why, labels = site.pick(IDLE)
    options = tuple(
        SituationOption(name, label, (label,))
        for name, label in zip(("one", "two"), labels, strict=True)
    )
    return SituationQuestion("idle_" + site.row_id(), ask, why, options)


@FAULTS("问了一个什么也不改变的情形")
def idle_question(site: Site) -> Change | None:
    """A situation is asked for that changes nothing."""
    new = _question(site)
    return changed(site.guide, "situations", situations=(*site.guide.situations, new))


@FAULTS("情形只改了一句常见问题")
def question_for_faq(site: Site) -> Change | None:
    """A situation is asked for that changes one sentence only."""
    guide, new = site.guide, _question(site)
    row = site.pick(guide.faq)
    if row.when.choices:
        return None
    told: Faq = replace(row, when=When(((new.id, (new.options[0].id,)),)))
    return changed(
        guide,
        "situations",
        situations=(*guide.situations, new),
        faq=swapped(guide.faq, row, told),
    )


@FAULTS("条件里用了不存在的选项")
def unknown_option(site: Site) -> Change | None:
    """A row hangs on an option that was renamed."""
    guide = site.guide
    rows = [row for row in guide.materials if row.when.choices]
    if not rows:
        return None
    row = site.pick(rows)
    question, options = row.when.choices[0]
    broken = When(((question, (*options[1:], options[0] + "_old")), *row.when.choices[1:]))
    return changed(
        guide,
        f"materials.{row.id}",
        materials=swapped(guide.materials, row, replace(row, when=broken)),
    )


@FAULTS("有一行在哪种情形都不会出现")
def never_shown(site: Site) -> Change | None:
    """A row hangs on a question that is not asked in its case."""
    guide = site.guide
    for question in guide.situations:
        if not question.when.choices:
            continue
        first, needed = question.when.choices[0]
        above = next(q for q in guide.situations if q.id == first)
        rest = tuple(o.id for o in above.options if o.id not in needed)
        papers = [row for row in guide.materials if not row.when.choices and not row.any_of]
        if rest and papers:
            when = When(((first, rest[:1]), (question.id, (question.options[0].id,))))
            row = site.pick(papers)
            return changed(
                guide,
                f"materials.{row.id}",
                materials=swapped(guide.materials, row, replace(row, when=when)),
            )
    return None


def _ended(guide: Guide) -> list[Ending]:
    return [row for row in guide.endings if len(row.when.choices) == 1]


@FAULTS("到此为止的情形还列着材料")
def papers_after_end(site: Site) -> Change | None:
    """A case ends the matter, and papers or steps stand there for it alone."""
    guide = site.guide
    ends = _ended(guide)
    if not ends:
        return None
    when = site.pick(ends).when
    if site.chance.random() < 0.5:
        material = site.pick(sorted(site.catalogue.materials))
        row = GuideMaterial(material, 1, 0, when=when, id=site.row_id())
        return changed(guide, f"materials.{row.id}", materials=(*guide.materials, row))
    step = Step("提交材料", "带齐材料到窗口提交申请。", when, site.row_id())
    return changed(guide, f"steps.{step.id}", steps=(*guide.steps, step))


@FAULTS("不用办、不能办的情形没有结束，照样列材料")
def end_left_out(site: Site) -> Change | None:
    """What ends the matter is said in a condition, and the papers go on."""
    guide = site.guide
    ends = _ended(guide)
    if not ends:
        return None
    end = site.pick(ends)
    said = site.note(*_SAID[end.kind])
    return changed(
        guide,
        "endings",
        endings=tuple(row for row in guide.endings if row is not end),
        conditions=(*guide.conditions, replace(said, when=end.when)),
    )


_SAID = {
    "not_needed": ("这种情况不用办。", "属于这种情形的，无需办理。", "这类的不需要办证。"),
    "not_eligible": (
        "这种情况不符合条件，不能办。",
        "属于这种情形的不予受理。",
        "这种情况办不了。",
    ),
    "elsewhere": ("这种情况不在这里办。", "不归本窗口办理，到别处办。", "这种情况本地不能办。"),
}


@FAULTS("“改办那件事”指到没有的事项，或者指着自己")
def end_goes_nowhere(site: Site) -> Change | None:
    """An ending sends to an item that is not there, or to itself."""
    guide = site.guide
    if not guide.endings:
        return None
    end = site.pick(guide.endings)
    wrong = site.pick((guide.item.code, "232099999000-01"))
    return changed(
        guide, f"endings.{end.id}", endings=swapped(guide.endings, end, replace(end, go_to=wrong))
    )


@FAULTS("行政许可没有一条常见问题")
def licence_without_faq(site: Site) -> Change | None:
    """A licence has no questions."""
    guide = site.guide
    return changed(guide, "faq", faq=()) if guide.item.type == LICENCE else None


@FAULTS("许可的流程缺了受理、审查、决定")
def licence_steps(site: Site) -> Change | None:
    """The steps of a licence lack what the law makes of it."""
    guide = site.guide
    if guide.item.type != LICENCE or guide.time_limit.kind == "即办件":
        return None
    steps = (
        Step("咨询", site.pick(("先打电话问清楚。", "到窗口问一问。")), id=site.row_id()),
        Step("提交", site.pick(("把材料交到窗口。", "在网上交材料。")), id=site.row_id()),
    )
    return changed(guide, "steps", steps=steps)


@FAULTS("服务对象与事项不符")
def wrong_audience(site: Site) -> Change | None:
    """A matter of persons is for companies, or the other way."""
    guide = site.guide
    name, audience = guide.item.name, guide.item.audience
    if audience == ("person",) and any(
        w in name
        for w in (
            "身份证",
            "户口",
            "婚",
            "老",
            "残疾",
            "失业",
            "生育",
            "护照",
            "驾驶证",
            "居民",
            "个人",
        )
    ):
        wrong = ("enterprise",)
    elif audience == ("enterprise",) and any(w in name for w in ("企业", "公司", "单位", "用人")):
        wrong = ("person",)
    else:
        return None
    return changed(guide, "item.audience", item=replace(guide.item, audience=wrong))


@FAULTS("指南缺了必备的要素")
def element_missing(site: Site) -> Change | None:
    """One of the elements that every guide must have is empty."""
    guide = site.guide
    empty: dict[str, dict[str, Any]] = {
        "steps": {"steps": ()},
        "conditions": {"conditions": ()},
        "legal_basis": {"legal_basis": ()},
        "result": {"result": replace(guide.result, name="")},
        "summary": {"summary": ""},
        "online": {"online": replace(guide.online, depth="")},
    }
    field = site.pick(sorted(empty))
    return changed(guide, field, **empty[field])
