"""Faults of limits (时限) and of how a matter is classed by them."""

from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, texts_of
from knowledge_base.model.guide import TimeLimit

DAYS = ("工作日", "自然日")
BETWEEN = 3
"""How far apart two numbers of days are at least, for one to contradict the other."""


@FAULTS("承诺时限比法定时限长")
def promise_longer(site: Site) -> Change | None:
    """The promised limit is longer than the statutory one, in the same unit or in another."""
    limits = site.guide.time_limit
    if not limits.statutory or limits.statutory.unit not in DAYS or limits.kind == "即办件":
        return None
    days = limits.statutory.amount
    longer = site.pick(
        (
            TimeLimit(days + site.pick((2, 5, 10)), limits.statutory.unit),
            TimeLimit(days * 2, limits.statutory.unit),
            TimeLimit(days // 20 + 2, "月"),
        )
    )
    return changed(
        site.guide, "time_limit", time_limit=replace(limits, promised=longer, kind="承诺件")
    )


@FAULTS("即办件却要好几天，或者当场办结却写成承诺件")
def wrong_class(site: Site) -> Change | None:
    """The kind of handling does not fit the promised limit."""
    limits = site.guide.time_limit
    if limits.statutory and limits.statutory.unit not in DAYS:
        return None
    days = limits.statutory.amount if limits.statutory else 5
    promised, kind = site.pick(
        ((TimeLimit(max(days - 1, 2), "工作日"), "即办件"), (TimeLimit(0, "即办"), "承诺件"))
    )
    if limits.statutory and promised.amount > limits.statutory.amount:
        return None
    return changed(
        site.guide, "time_limit", time_limit=replace(limits, promised=promised, kind=kind)
    )


@FAULTS("时限的说明与时限的天数不一样")
def limit_note_disagrees(site: Site) -> Change | None:
    """The sentence beside the limit names other days than the limit."""
    limits = site.guide.time_limit
    main = limits.promised or limits.statutory
    if main is None or main.unit != "工作日" or main.amount < 2:
        return None
    other = main.amount + site.pick((BETWEEN, 5, 7))
    note = site.note(
        f"从受理那天算起，{other}个工作日内办结。",
        f"资料齐全的，{other}个工作日出结果。",
        f"受理后{other}个工作日办完，节假日顺延。",
    )
    return changed(
        site.guide, "time_limit.notes", time_limit=replace(limits, notes=(*limits.notes, note))
    )


@FAULTS("时限写成0天或没有单位")
def limit_empty(site: Site) -> Change | None:
    """The limit has no days, or no unit."""
    limits = site.guide.time_limit
    if limits.statutory is None or limits.statutory.unit not in DAYS:
        return None
    broken = site.pick((replace(limits.statutory, amount=0), replace(limits.statutory, unit="")))
    return changed(site.guide, "time_limit.statutory", time_limit=replace(limits, statutory=broken))


@FAULTS("各环节的时限加起来超过总时限")
def step_limits_exceed(site: Site) -> Change | None:
    """One step alone, or two together, take longer than the whole."""
    guide, limits = site.guide, site.guide.time_limit
    main = limits.promised or limits.statutory
    if main is None or main.unit not in DAYS or main.amount < 2:
        return None
    steps = [step for step in guide.steps if not step.when.choices]
    if len(steps) < 3:
        return None
    days = main.amount // 2 + 1
    slow = {steps[1].id: days, steps[2].id: days} if days >= 2 else {steps[1].id: main.amount + 3}
    timed = tuple(
        replace(step, limit=TimeLimit(slow[step.id], main.unit)) if step.id in slow else step
        for step in guide.steps
    )
    return changed(guide, "steps", steps=timed)


@FAULTS("简介说当天能拿，时限却要很多天")
def summary_faster(site: Site) -> Change | None:
    """The summary promises at once what the limit says takes days."""
    guide = site.guide
    main = guide.time_limit.promised or guide.time_limit.statutory
    if main is None or main.unit not in DAYS or main.amount < 5:
        return None
    said = site.pick(("当天就能拿到。", "立等可取。", "交了材料当场办结。", "现场十分钟就办好。"))
    return changed(guide, "summary", summary=guide.summary + said)


@FAULTS("常见问题说的天数与时限不一样")
def faq_limit(site: Site) -> Change | None:
    """A question says other days than the limit."""
    guide = site.guide
    main = guide.time_limit.promised or guide.time_limit.statutory
    if main is None or main.unit not in DAYS or main.amount < 2:
        return None
    other = main.amount + site.pick((BETWEEN, 5, 10, 15))
    if f"{other}{main.unit}" in texts_of(guide).replace("个", ""):
        return None
    name = guide.item.name
    faq = site.faq(
        site.pick((f"{name}要多长时间？", f"{name}几天能下来？", f"交完{name}的材料等多少天？")),
        (f"{name}等几天", f"{name}啥时候能办完"),
        site.pick(
            (
                f"从受理起{other}个{main.unit}内办结。",
                f"一般要{other}个{main.unit}，请耐心等。",
                f"办理时限是{other}个{main.unit}。",
            )
        ),
        "time_limit",
    )
    return changed(guide, "faq", faq=(*guide.faq, faq))
