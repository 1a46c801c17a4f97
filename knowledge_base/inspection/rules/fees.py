"""What it costs, and whether every place says the same."""

import re
from collections.abc import Iterator

from knowledge_base.inspection.amounts import money_in
from knowledge_base.inspection.overview import squeezed
from knowledge_base.inspection.rule import (
    GUIDE_LAYOUT,
    ITEM_ELEMENTS,
    STANDARDISED,
    Context,
    Family,
    Found,
    Severity,
)
from knowledge_base.model.guide import Fee, Guide

FREE = re.compile(r"不收|免收|免费|不要钱|不交钱|停征")
SAYS_FREE = re.compile(
    r"^(?:[^，。；]{0,10})(?:不收费|不收任何费用|不收钱|免费办|不要钱|不花钱|一分钱不(?:收|用|花))"
)
CHARGES = re.compile(
    r"(?:工本费|手续费|登记费|收费|收取|收|交|缴|每[证本副张件])[^，。；不免]{0,8}\d{1,6}(?:\.\d{1,2})?元"
)
OTHERS_PAY = re.compile(
    r"补贴|补助|罚|发给|领|待遇|奖|资助|报销|限额|押金|违约|税|邮|快递|照相|体检|检测|翻译|公证|保险费|缴费|档次|诉讼|受理费|租金|注册资本|以下|以上|贷款|保费|参保"
)
VAGUE = re.compile(
    r"^(?:按规定|按有关规定|按相关规定|视情况|面议|另行通知|依规定)(?:收取|收费|执行)?。?$"
)
family = Family()
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@family.alone(
    "fee-rows",
    "收费与收费项目",
    ITEM_ELEMENTS,
    ERROR,
    "收费的写项目、标准、依据；不收费的删掉收费项目",
)
def fee_rows(guide: Guide) -> Iterator[Found]:
    """What is charged has rows, what is free has none."""
    if guide.fee.charged != bool(guide.fee.rows):
        yield Found("fee.charged", "收费的要有收费项目，不收费的不能有")


@family.alone("fee-all-free", "收费却都不收", STANDARDISED, WARNING, "改成不收费，把这句话写进说明")
def fee_all_free(guide: Guide) -> Iterator[Found]:
    """Something of what is charged costs money."""
    rows = guide.fee.rows
    if guide.fee.charged and rows and all(_is_free(row) for row in rows):
        yield Found("fee.charged", "写了收费，可每个项目都不收钱")


@family.alone("fee-basis", "收费没有依据", ITEM_ELEMENTS, WARNING, "写收费依据的文件名和文号")
def fee_basis(guide: Guide) -> Iterator[Found]:
    """Each fee says by which rule."""
    for row in guide.fee.rows:
        if not row.basis.strip():
            yield Found(f"fee.rows.{row.id}.basis", f"“{row.name}”没有写收费依据")


@family.alone(
    "fee-vague",
    "收费标准含糊",
    GUIDE_LAYOUT,
    WARNING,
    "写多少钱；定不下来的写以谁公布的为准、到哪里问",
)
def fee_vague(guide: Guide) -> Iterator[Found]:
    """Each fee says how much, or who knows."""
    for row in guide.fee.rows:
        if VAGUE.match(row.amount):
            yield Found(
                f"fee.rows.{row.id}.amount", f"“{row.name}”的标准“{row.amount}”没说清多少钱"
            )


@family.alone(
    "fee-payment-free", "不收费却写了缴费方式", ITEM_ELEMENTS, WARNING, "不收费的不写缴费方式"
)
def fee_payment_free(guide: Guide) -> Iterator[Found]:
    """What is free has no way to pay."""
    if not guide.fee.charged and guide.fee.payment:
        yield Found("fee.payment", "写了不收费，又写了缴费方式")
    if not guide.fee.charged and guide.fee.reductions:
        yield Found("fee.reductions", "写了不收费，又写了谁可以减免")


@family.alone(
    "fee-payment",
    "收费没有缴费方式",
    ITEM_ELEMENTS,
    Severity.TO_VERIFY,
    "向主管部门核实后，写窗口怎么交、网上能不能交",
)
def fee_payment(guide: Guide) -> Iterator[Found]:
    """What is charged says how to pay."""
    if (
        guide.fee.charged
        and not guide.fee.payment
        and any(money_in(r.amount) for r in guide.fee.rows)
    ):
        yield Found("fee.payment", "收费事项没有写怎么交钱、能不能网上交")


@family.alone(
    "fee-own-note",
    "收费与自己的说明不符",
    STANDARDISED,
    WARNING,
    "核对收不收费，两处改成一样；只对一种情形的勾上情形",
)
def fee_own_note(guide: Guide) -> Iterator[Found]:
    """The notes do not say the opposite of whether it is charged."""
    for note in guide.fee.notes:
        if guide.fee.charged and SAYS_FREE.match(note.text) and not note.when.choices:
            if _costs_everybody(guide):
                yield Found(f"fee.notes.{note.id}", f"写了收费，说明又说“{note.text[:30]}”")
        if not guide.fee.charged and CHARGES.search(note.text) and not OTHERS_PAY.search(note.text):
            yield Found(f"fee.notes.{note.id}", f"写了不收费，说明又说“{note.text[:30]}”")


@family.rule("fee-in-words", "别处写的收费不同", STANDARDISED, WARNING, "核对收费，都改成一样")
def fee_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """Summary, steps and answers say of the fee what stands there."""
    amounts = {a for row in guide.fee.rows for a in money_in(row.amount)}
    amounts |= {
        a for note in (*guide.fee.notes, *guide.fee.reductions) for a in money_in(note.text)
    }
    for path, text in context.overview.texts_of(guide):
        if not path.startswith(("summary", "steps", "faq", "visits")) or path.endswith(
            (".basis", ".question")
        ):
            continue
        yield from _of_sentence(guide, path, text, amounts)


def _of_sentence(guide: Guide, path: str, text: str, amounts: set[float]) -> Iterator[Found]:
    asks_fee = _is_about_fee(guide, path)
    for sentence in re.split(r"[。；]", text):
        others = OTHERS_PAY.search(sentence)
        said = money_in(sentence)
        if not guide.fee.charged and CHARGES.search(sentence) and not others:
            yield Found(path, f"收费那里写不收费，这里又说“{sentence[:40]}”")
        elif guide.fee.charged and said and (asks_fee or CHARGES.search(sentence)) and not others:
            if amounts and (strange := [a for a in said if a not in amounts]):
                yield Found(path, f"这里写 {strange[0]:g} 元，收费标准里没有这个数")
        if asks_fee and SAYS_FREE.match(sentence) and not others and _costs_everybody(guide):
            yield Found(path, f"收费那里写收费，这里又说“{sentence[:40]}”")


@family.rule(
    "fee-across", "同一收费两处标准不同", STANDARDISED, WARNING, "核对标准，各事项改成一样"
)
def fee_across(guide: Guide, context: Context) -> Iterator[Found]:
    """One fee costs the same in every guide."""
    for row in guide.fee.rows:
        mine = money_in(row.amount)
        by_amount = context.overview.fees[squeezed(row.name)]
        others = {a: c for a, c in by_amount.items() if a != squeezed(row.amount) and money_in(a)}
        usual = len(by_amount[squeezed(row.amount)])
        for amount, codes in others.items():
            if mine and money_in(amount) != mine and len(codes) >= usual:
                other = context.catalogue.guides[min(codes)].item.name
                told = f"“{row.name}”这里写“{row.amount}”，《{other}》写的是“{amount}”"
                yield Found(f"fee.rows.{row.id}.amount", told)
                break


def _is_free(row: Fee) -> bool:
    return bool(FREE.search(row.amount)) and not money_in(row.amount)


def _costs_everybody(guide: Guide) -> bool:
    """Whether every fee is money, so that nobody pays nothing."""
    rows = guide.fee.rows
    return bool(rows) and not any(_is_free(row) or FREE.search(row.amount) for row in rows)


def _is_about_fee(guide: Guide, path: str) -> bool:
    id_ = path.split(".")[1] if "." in path else ""
    return path == "summary" or any(f.id == id_ and f.element == "fee" for f in guide.faq)
