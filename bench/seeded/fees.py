"""Faults of fees (收费)."""

import re
from dataclasses import replace

from bench.seeded.site import FAULTS, Change, Site, changed, swapped, texts_of

YUAN = re.compile(r"\d+(?=元)")


@FAULTS("写着不收费，别处又要钱")
def free_but_paid(site: Site) -> Change | None:
    """The guide says that it costs nothing, and asks for money somewhere else."""
    guide = site.guide
    if guide.fee.charged or "元" in texts_of((guide.fee, guide.summary, guide.steps)):
        return None
    sum_ = site.pick((5, 10, 20, 40, 60))
    said = site.pick(
        (f"领证时交工本费{sum_}元。", f"现场缴纳手续费{sum_}元。", f"每份收{sum_}元成本费。")
    )
    if site.chance.random() < 0.5:
        notes = (*guide.fee.notes, site.note(said))
        return changed(guide, "fee.notes", fee=replace(guide.fee, notes=notes))
    last = guide.steps[-1]
    return changed(
        guide, "steps", steps=swapped(guide.steps, last, replace(last, detail=last.detail + said))
    )


@FAULTS("收费没有写依据")
def fee_without_basis(site: Site) -> Change | None:
    """A fee has no basis."""
    rows = [row for row in site.guide.fee.rows if row.basis and YUAN.search(row.amount)]
    if not rows:
        return None
    row = site.pick(rows)
    fee = replace(site.guide.fee, rows=swapped(site.guide.fee.rows, row, replace(row, basis="")))
    return changed(site.guide, "fee.rows", fee=fee)


@FAULTS("收费标准说得含糊")
def fee_vague(site: Site) -> Change | None:
    """The amount of a fee is no amount and says nobody who knows it."""
    rows = [row for row in site.guide.fee.rows if YUAN.search(row.amount)]
    if not rows:
        return None
    row = site.pick(rows)
    vague = site.pick(("按规定收取", "按有关标准执行", "视情况而定", "另行通知", "若干元"))
    fee = replace(
        site.guide.fee, rows=swapped(site.guide.fee.rows, row, replace(row, amount=vague))
    )
    return changed(site.guide, "fee.rows", fee=fee)


@FAULTS("勾了收费，却没有收费项目；或者反过来")
def fee_rows_missing(site: Site) -> Change | None:
    """The tick and the rows do not fit together."""
    fee = site.guide.fee
    broken = replace(fee, rows=()) if fee.charged and site.chance.random() < 0.5 else None
    broken = broken or replace(fee, charged=not fee.charged)
    return changed(site.guide, "fee", fee=broken)


@FAULTS("常见问题说的金额与收费不一样")
def faq_fee(site: Site) -> Change | None:
    """A question says another amount than the fee, or that it is free."""
    guide = site.guide
    rows = [row for row in guide.fee.rows if YUAN.search(row.amount)]
    if len(rows) != 1 or len(guide.fee.rows) > 2:
        return None
    match = YUAN.search(rows[0].amount)
    assert match
    other = int(match[0]) + site.pick((5, 10, 15, 50))
    if f"{other}元" in texts_of(guide):
        return None
    name = guide.item.name
    faq = site.faq(
        site.pick((f"{name}多少钱？", f"{name}得花多少钱？", f"{name}怎么收费？")),
        (f"{name}贵不贵", f"{name}要交几个钱"),
        site.pick(
            (
                f"{rows[0].name}{rows[0].amount.replace(match[0], str(other))}。",
                f"收{other}元，{rows[0].name}，窗口刷卡、扫码都行。",
            )
        ),
        "fee",
    )
    return changed(guide, "faq", faq=(*guide.faq, faq))


@FAULTS("简介说免费，明细却收费")
def summary_free(site: Site) -> Change | None:
    """The summary says that it is free although there is a fee."""
    guide = site.guide
    if not any(YUAN.search(row.amount) for row in guide.fee.rows):
        return None
    if any("不收" in row.amount for row in guide.fee.rows):
        return None
    said = site.pick(("全程免费。", "不收任何费用。", "办这件事不要钱。"))
    return changed(guide, "summary", summary=guide.summary + said)


@FAULTS("不收费却写了缴费方式")
def free_with_payment(site: Site) -> Change | None:
    """A matter that costs nothing has ways to pay."""
    fee = site.guide.fee
    if fee.charged or fee.payment:
        return None
    ways = site.pick((("网上缴费",), ("现金", "手机支付"), ("银行代收",)))
    return changed(site.guide, "fee.payment", fee=replace(fee, payment=ways))
