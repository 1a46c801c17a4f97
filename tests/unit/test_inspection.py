"""The rules of the inspection: each finds its fault in a sound guide, and nothing in a sound one."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge_base.inspection import RULES, SEVERITIES, Finding, Severity, inspect
from knowledge_base.inspection.amounts import limits_of_handling, money_in, spelled, trips_in
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import Fee, Guide, GuideMaterial, LegalBasis, TimeLimit
from knowledge_base.model.handling import Authority, Confirmed, Custody, Post, Trips, Waiver
from knowledge_base.model.note import Note
from knowledge_base.model.situation import Ending, SituationOption, SituationQuestion, When
from tests.knowledge_kit import ID_CARD, MARRIAGE, RESIDENCE, shipped, small_catalogue, with_guides

ON = date(2026, 12, 1)
Change = Callable[[Guide], Guide]
QUESTION = SituationQuestion(
    "who",
    "是谁来办？",
    "",
    (SituationOption("me", "本人"), SituationOption("other", "别人")),
)
OTHER = When((("who", ("other",)),))


def found_in(change: Change, code: str = ID_CARD) -> list[Finding]:
    """Return what is found in a guide after a change, and was not before."""
    before = small_catalogue()
    after = with_guides(before, {**before.guides, code: change(before.guides[code])})
    known = {(f.rule, f.path, f.text) for f in look(before, code)}
    return [f for f in look(after, code) if (f.rule, f.path, f.text) not in known]


def look(catalogue: Catalogue, code: str) -> tuple[Finding, ...]:
    return inspect(catalogue, ON, [("guide", code)])


def item(**values: Any) -> Change:
    return lambda g: replace(g, item=replace(g.item, **values))


def part(of: str, /, **values: Any) -> Change:
    return lambda g: replace(g, **{of: replace(getattr(g, of), **values)})


def guide(**values: Any) -> Change:
    return lambda g: replace(g, **values)


def first(of: str, /, **values: Any) -> Change:
    """Change the first row of a list of rows."""

    def change(g: Guide) -> Guide:
        one, *rest = getattr(g, of)
        rows: Any = (replace(one, **values), *rest)
        return replace(g, **{of: rows})

    return change


def added(name: str, row: Any) -> Change:
    def change(g: Guide) -> Guide:
        rows: Any = (*getattr(g, name), row)
        return replace(g, **{name: rows})

    return change


def both(*changes: Change) -> Change:
    def change(g: Guide) -> Guide:
        for one in changes:
            g = one(g)
        return g

    return change


def answered(text: str, element: str = "faq") -> Change:
    return first("faq", answer=text, element=element, when=When())


def limited(amount: int, unit: str = "工作日", note: str = "") -> Change:
    return part("time_limit", statutory=TimeLimit(amount, unit, note), promised=None, kind="承诺件")


FREE = part("fee", charged=False, rows=(), notes=(), reductions=(), payment=())
CASES: tuple[tuple[str, Change], ...] = (
    ("item-code", item(code="1")),
    ("aliases", item(aliases=("一个",))),
    ("audience", item(audience=("alien",))),
    ("item-type", item(type="行政好事")),
    ("audience-theme", item(audience=("person",), themes=("法人注销",))),
    ("authority-code", guide(authority=Authority(code="12441500196720244X3442199806003"))),
    ("contact", part("contact", hotlines=())),
    ("department-known", item(department="nowhere")),
    ("entry-known", item(catalog_code="999999999999")),
    ("venue-known", part("place", venues=("nowhere",))),
    ("elements", guide(conditions=())),
    ("summary", guide(summary=" ")),
    ("hotlines", part("contact", hotlines=("0454-1234567",))),
    ("faq-count", lambda g: replace(g, faq=g.faq[:2])),
    ("faq-variants", first("faq", variants=("一种",))),
    ("row-ids", first("steps", id="")),
    ("blank-words", first("steps", detail="")),
    ("question-used", lambda g: replace(g, situations=(*g.situations, QUESTION))),
    ("question-options", lambda g: replace(g, situations=(replace(QUESTION, options=()),))),
    ("condition-known", first("conditions", when=OTHER)),
    (
        "question-no-material",
        both(added("situations", QUESTION), added("conditions", Note("请人办。", OTHER, "zz01"))),
    ),
    (
        "options-alike",
        both(
            added("situations", QUESTION),
            added("conditions", Note("都行。", When((("who", ("me", "other")),)), "zz01")),
        ),
    ),
    (
        "never-true",
        both(
            added("situations", QUESTION),
            added("situations", replace(QUESTION, id="kin", when=OTHER)),
            added(
                "conditions",
                Note("碰不到。", When((("who", ("me",)), ("kin", ("me",)))), "zz01"),
            ),
        ),
    ),
    (
        "rows-after-ending",
        both(
            added("situations", QUESTION),
            added("endings", Ending("not_eligible", "别人不能办。", OTHER, id="zz01")),
            added("materials", GuideMaterial("hukoubu", 1, when=OTHER, id="zz02")),
        ),
    ),
    (
        "ending-missing",
        both(
            added("situations", QUESTION), added("conditions", Note("别人不能办。", OTHER, "zz01"))
        ),
    ),
    (
        "ending-always",
        added("endings", Ending("not_eligible", "谁也不行。", When(), id="zz01")),
    ),
    (
        "ending-self",
        both(
            added("situations", QUESTION),
            added("endings", Ending("elsewhere", "去那儿。", OTHER, go_to=ID_CARD, id="zz01")),
        ),
    ),
    (
        "ending-target",
        both(
            added("situations", QUESTION),
            added("endings", Ending("elsewhere", "去那儿。", OTHER, go_to="nowhere", id="zz01")),
        ),
    ),
    ("necessary-softened", first("materials", necessity="必要", note="没有也行。")),
    ("optional-case", first("materials", necessity="非必要", note="", when=When(), waived=None)),
    ("necessity-known", first("materials", necessity="看着办")),
    ("later-waiver", first("materials", necessity="容缺后补", note="后补。", waived=None)),
    ("no-copies", first("materials", original=0, copies=0, form="", necessity="必要")),
    ("many-copies", first("materials", copies=12)),
    ("form-copies", first("materials", form="口头", original=1)),
    ("any-of-alone", first("materials", any_of="任一")),
    (
        "any-of-in-note",
        first("materials", necessity="非必要", note="和户口簿任选一样。", any_of=""),
    ),
    ("same-material", lambda g: added("materials", replace(g.materials[0], id="zz01"))(g)),
    ("material-known", first("materials", material="nothing")),
    ("catch-all", first("materials", note="还要带其他有关材料。")),
    ("waiver-shared", first("materials", material="hukoubu", waived=Waiver("电子证照"))),
    ("limit-kind", part("time_limit", promised=TimeLimit(3, "工作日"), kind="即办件")),
    ("limit-kind-other", part("time_limit", promised=None, statutory=None, kind="承诺件")),
    (
        "promised-longer",
        part(
            "time_limit",
            statutory=TimeLimit(5, "工作日"),
            promised=TimeLimit(1, "月"),
            kind="承诺件",
        ),
    ),
    ("limit-amount", limited(0)),
    ("limit-missing", part("time_limit", statutory=None, promised=None, notes=(), kind="")),
    (
        "permit-limit",
        both(item(type="行政许可"), part("time_limit", statutory=None, promised=None)),
    ),
    ("permit-unit", both(item(type="行政许可"), limited(20, "自然日"))),
    ("limit-own-note", limited(10, note="自受理之日起20个工作日内办结。")),
    ("limit-in-words", both(limited(10), answered("收件后三十个工作日内办结。", "time_limit"))),
    (
        "at-once-words",
        part(
            "time_limit",
            promised=TimeLimit(0, "即办"),
            kind="即办件",
            notes=(Note("5个工作日内办结。", id="zz01"),),
        ),
    ),
    ("trips-over-max", part("visits", max=1, rows=(Trips(2, when=OTHER, id="zz01"),))),
    ("trips-case", part("visits", max=1, rows=(Trips(1, id="zz01"),))),
    ("visit-reason", part("visits", max=1, note="", rows=())),
    (
        "no-visit-way",
        both(
            part("visits", max=0, rows=()),
            part("online", channels=()),
            part("result", post=Post()),
        ),
    ),
    ("all-online-visits", both(part("online", depth="全程网办"), part("visits", max=1, rows=()))),
    ("not-online-visits", both(part("online", depth="不可网办"), part("visits", max=0, rows=()))),
    ("online-channels", part("online", depth="全程网办", channels=())),
    (
        "collection-trip",
        both(
            limited(10),
            part("visits", max=1, rows=()),
            part("result", delivery="窗口领取", post=Post()),
        ),
    ),
    ("visits-own-note", part("visits", max=1, note="交材料一次，取证一次，共跑2次。", rows=())),
    ("visits-in-words", both(part("visits", max=1, rows=()), answered("要跑三趟。", "one_visit"))),
    ("agent-words", part("agent", allowed="可以", notes=(Note("必须本人到场。", id="zz01"),))),
    ("fee-rows", part("fee", charged=True, rows=())),
    ("fee-all-free", part("fee", charged=True, rows=(Fee("工本费", "不收费", "甲", id="zz01"),))),
    ("fee-basis", part("fee", charged=True, rows=(Fee("工本费", "每证20元", "", id="zz01"),))),
    ("fee-vague", part("fee", charged=True, rows=(Fee("工本费", "按规定", "甲", id="zz01"),))),
    ("fee-payment-free", both(FREE, part("fee", payment=("微信",)))),
    ("fee-own-note", both(FREE, part("fee", notes=(Note("工本费每本10元。", id="zz01"),)))),
    ("fee-in-words", both(FREE, answered("要交工本费20元。", "fee"))),
    ("faq-materials", lambda g: added("faq", replace(g.faq[0], id="zz01", answer="不是。"))(g)),
    ("alias-taken", lambda g: item(aliases=(*g.item.aliases[:5], "结婚登记"))(g)),
    ("confirmed-known", guide(custody=Custody(confirmed=(Confirmed("无", ON, "岗"),)))),
    ("basis-article", first("legal_basis", article="")),
    ("law-repealed", first("legal_basis", law="中华人民共和国物权法")),
    ("article-missing", first("legal_basis", law="中华人民共和国民法典", article="第一千三百条")),
    (
        "agent-in-words",
        both(part("agent", allowed="不可以"), answered("可以委托别人代办。", "agent")),
    ),
    ("agent-in-words", both(part("agent", allowed="可以"), answered("不能代办。", "agent"))),
    (
        "online-in-words",
        both(part("online", depth="不可网办"), answered("可以网上申请。", "online")),
    ),
    (
        "appointment-in-words",
        both(part("access", appointment="不用预约"), guide(summary="要提前预约。")),
    ),
    ("post-in-words", both(part("result", serving=("邮寄送达",)), guide(summary="结果不能邮寄。"))),
    ("verified-placeholder", guide(verified=True, summary="电话待核实。")),
    ("permit-steps", both(item(type="行政许可"), lambda g: replace(g, steps=g.steps[:0]))),
    ("result-validity", part("result", name="某某证", validity="")),
    ("result-delivery", part("result", delivery="", serving=(), post=Post())),
    ("empty-words", part("result", delivery="另行通知")),
    ("vague-words", first("conditions", text="视情况确定能不能办。")),
    ("official-words", first("conditions", text="申请人须持上述材料。")),
    ("long-sentence", guide(summary="很" * 120)),
    ("stub", guide(summary="待补充")),
    ("broken-text", guide(summary="带身份证，，去窗口。")),
    ("said-twice", lambda g: added("conditions", replace(g.conditions[0], id="zz01"))(g)),
    ("to-verify", guide(summary="多少钱（待主管部门核实）。")),
    ("private-number", guide(summary="打13812345678找人。")),
    ("local-number", guide(summary="打0454-2922345问。")),
    ("foreign-site", guide(summary="见 https://example.com 。")),
    ("old-office", guide(summary="到国土资源局办。")),
    ("until-before-from", guide(effective_until=date(2020, 1, 1))),
    ("expired", guide(effective_from=date(2020, 1, 1), effective_until=date(2026, 11, 30))),
    ("not-yet", guide(effective_from=date(2027, 1, 1))),
    ("checked-ahead", guide(checked_on=date(2027, 1, 1))),
    ("review-due", guide(checked_on=date(2026, 1, 1))),
    ("deadline-over", guide(summary="请在截止到2025年6月30日前来办。")),
)


@pytest.mark.parametrize(("rule", "change"), CASES, ids=[rule for rule, _ in CASES])
def test_each_rule_finds_its_fault(rule: str, change: Change) -> None:
    found = found_in(change)

    assert rule in {one.rule for one in found}, [(f.rule, f.text) for f in found]


def test_there_are_rules_enough_each_with_source_severity_and_hint() -> None:
    assert len(RULES) >= 40
    for id_, rule in RULES.items():
        assert rule.id == id_
        assert rule.name
        assert rule.source
        assert rule.hint
        assert rule.severity in SEVERITIES


def test_no_rule_finds_an_error_in_what_is_shipped_and_none_warns_of_half_of_it() -> None:
    catalogue = shipped()

    found = inspect(catalogue, ON)

    assert [f for f in found if f.severity is Severity.ERROR] == []
    warned = {f.key for f in found if f.severity is Severity.WARNING and f.kind == "guide"}
    assert len(warned) <= len(catalogue.guides) // 2


def test_words_for_staff_hold_no_name_of_a_field() -> None:
    told = [f.text for _, change in CASES for f in found_in(change)]

    assert told
    for text in told:
        assert not re.search("[a-z]+_[a-z_]+|any_of|waived", text), text


def test_one_record_is_looked_at_alone() -> None:
    found = inspect(small_catalogue(), ON, [("guide", ID_CARD), ("guide", "gone")])

    assert {(f.kind, f.key) for f in found} == {("guide", ID_CARD)}


def test_one_question_has_one_answer_in_two_guides() -> None:
    catalogue = small_catalogue()
    asked = catalogue.guides[ID_CARD].faq[0]
    change = first("faq", question=asked.question, answer="不是那样。")

    assert "two-answers" in {f.rule for f in found_in(change, MARRIAGE)}


def test_a_way_to_ask_does_not_take_another_items_questions() -> None:
    name = small_catalogue().guides[ID_CARD].item.aliases[0]

    found = found_in(first("faq", variants=(name, "还有一种问法")), MARRIAGE)

    assert "stolen-wording" in {f.rule for f in found}


def test_one_fee_costs_the_same_everywhere() -> None:
    fee = next(r for r in small_catalogue().guides[ID_CARD].fee.rows if "20元" in r.amount)
    dearer = part("fee", charged=True, rows=(replace(fee, amount="每证35元"),))

    assert "fee-across" in {f.rule for f in found_in(dearer, RESIDENCE)}


def test_an_article_that_speaks_of_something_else_is_found() -> None:
    law = "中华人民共和国居民身份证法"
    row = LegalBasis(law, "第十一条", "种粮农民凭账本领取生产者补贴。", id="zz01")

    assert "clause-unlike" in {f.rule for f in found_in(added("legal_basis", row))}
    right = replace(row, text="有效期满、姓名变更或者证件严重损坏的，应当申请换领新证。")
    assert "clause-unlike" not in {f.rule for f in found_in(added("legal_basis", right))}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("repealed-in-words", "按照《婚姻法》，到登记处办。"),
        ("article-in-words", "依据民法典第一千三百条办理。"),
    ],
)
def test_laws_that_sentences_name_are_held_against_the_list(rule: str, said: str) -> None:
    assert rule in {f.rule for f in found_in(guide(summary=said))}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("三十个工作日", "30个工作日"),
        ("一百二十元", "120元"),
        ("第十条", "第十条"),
        ("跑两趟", "跑2趟"),
    ],
)
def test_numbers_before_a_unit_are_read_in_digits(text: str, said: str) -> None:
    assert spelled(text) == said


def test_sentences_say_limits_money_and_trips() -> None:
    assert list(limits_of_handling("受理后五天内办完，公示7天。")) == [(5, "自然日")]
    assert money_in("每证20元，照相十五元") == (20, 15)
    assert trips_in("共跑两次") == (2,)
    assert trips_in("一次都不用跑") == (0,)


OLD: tuple[tuple[str, Change], ...] = (
    ("limit-missing", part("time_limit", statutory=None, promised=None, notes=(), kind="")),
    (
        "visits-own-note",
        part("visits", max=1, rows=(), note="到窗口一趟；要核实的，可能多跑一趟。"),
    ),
    (
        "ending-missing",
        both(
            added("situations", QUESTION),
            added("conditions", Note("别人从事普通货运的，不用办许可证。", OTHER, "zz01")),
            first("materials", when=When((("who", ("me", "other")),))),
        ),
    ),
    ("necessary-softened", first("materials", necessity="必要", note="和社保卡带一样就行。")),
    ("all-online-visits", both(part("online", depth="全程网办"), part("visits", max=1, rows=()))),
)
"""Kinds of faults that once stood in shipped guides, as they were worded."""


@pytest.mark.parametrize(("rule", "change"), OLD, ids=[rule for rule, _ in OLD])
def test_faults_that_once_were_shipped_are_found(rule: str, change: Change) -> None:
    assert rule in {one.rule for one in found_in(change)}


def test_two_arbitrations_are_of_one_type() -> None:
    before = small_catalogue()
    named = {ID_CARD: "劳动人事争议仲裁", MARRIAGE: "农村土地仲裁"}
    renamed = {code: item(name=name)(before.guides[code]) for code, name in named.items()}
    renamed[ID_CARD] = item(type="行政裁决")(renamed[ID_CARD])

    found = inspect(with_guides(before, {**before.guides, **renamed}), ON)

    assert {f.key for f in found if f.rule == "type-across"} == set(named)
