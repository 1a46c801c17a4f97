"""Everything a guide says becomes a statement that can be read out of context."""

import re
from dataclasses import replace

import pytest

from knowledge_base.model.catalogue import MISSING, WHOLE
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Agent, Guide, Online, Visits, rows_of
from knowledge_base.model.handling import Exclusion, Waiver
from knowledge_base.model.statement import Statement, StatementKind
from knowledge_base.stating import COMPOSED_STATEMENTS, derive_statements, statement_ids
from tests.knowledge_kit import ID_CARD, shipped, subjects, wording

UNFINISHED = re.compile(r"[{}]|None|[。；，]{2}|^[。；，：]|[，：、]$")
"""A gap that nothing filled, a field that is not there, doubled or dangling marks."""
FIELD_OF = {
    StatementKind.MATERIAL: Element.MATERIALS,
    StatementKind.STEP: Element.STEPS,
    StatementKind.FEE: Element.FEE,
    StatementKind.LIMIT: Element.TIME_LIMIT,
    StatementKind.VENUE: Element.PLACE,
    StatementKind.CLAUSE: Element.LEGAL_BASIS,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for every shipped guide."""
    if "guide" in metafunc.fixturenames:
        guides = shipped().guides.values()
        metafunc.parametrize("guide", guides, ids=[guide.item.code for guide in guides])


def stated(guide: Guide) -> tuple[Statement, ...]:
    """Return what a guide says."""
    return derive_statements(guide, shipped(), wording().statement)


def said(guide: Guide) -> dict[str, str]:
    """Return the text of each statement."""
    return {statement.id: statement.text for statement in stated(guide)}


def test_every_row_is_a_statement_with_its_own_id_and_case(guide: Guide) -> None:
    found = {statement.id: statement for statement in stated(guide)}

    for _, row in rows_of(guide):
        assert row.id in found, row
        assert found[row.id].when == getattr(row, "when", found[row.id].when)


def test_no_two_statements_have_the_same_id(guide: Guide) -> None:
    ids = [statement.id for statement in stated(guide)]

    assert len(ids) == len(set(ids))


def test_every_statement_may_be_labelled_and_the_whole_and_what_is_missing_too(
    guide: Guide,
) -> None:
    assert {s.id for s in stated(guide)} | {WHOLE, MISSING} <= statement_ids(guide)


def test_every_text_is_whole(guide: Guide) -> None:
    stated_rows = [s.text for s in stated(guide) if not s.is_composed]
    unfinished = [text for text in stated_rows if not text or UNFINISHED.search(text)]

    assert unfinished == []


def test_every_statement_stands_under_the_element_of_its_field(guide: Guide) -> None:
    for statement in stated(guide):
        assert statement.element is FIELD_OF.get(statement.kind, statement.element)


def test_every_guide_says_what_it_is_how_often_one_comes_who_is_asked_and_what_it_costs(
    guide: Guide,
) -> None:
    kinds = {statement.kind for statement in stated(guide)}

    assert {StatementKind.SUMMARY, StatementKind.VISITS, StatementKind.HOTLINE} <= kinds
    assert kinds & {StatementKind.FEE, StatementKind.FEE_NOTE}
    assert kinds & {StatementKind.MATERIAL, StatementKind.NO_MATERIALS}


def test_a_material_is_told_with_its_count_and_how_to_get_it() -> None:
    texts = said(shipped().guides[ID_CARD])

    assert texts["xwh8"] == "要带原居民身份证（原件1份）。领新证时交回。"
    assert texts["sc7r"].startswith("需要时带居住证")


def test_how_to_get_a_material_is_not_told_twice() -> None:
    assert said(shipped().guides[ID_CARD])["j565"].count("窗口现场打印") == 1


def test_a_material_is_worded_by_all_its_names_and_a_faq_by_its_questions() -> None:
    guide = shipped().guides[ID_CARD]
    wordings = {statement.id: statement.wordings for statement in stated(guide)}

    assert {"居民户口簿", "户口本"} <= set(wordings["gjzh"])
    for faq in guide.faq:
        assert wordings[faq.id] == (faq.question, *faq.variants)


def test_a_field_that_stands_alone_is_told_as_a_sentence() -> None:
    texts = said(shipped().guides[ID_CARD])

    assert texts["result"] == "办完拿到的是居民身份证"
    assert texts["statutory"].startswith("按规定最长60天。")
    assert texts["hotline"] == "由同江市公安局负责，可以打12345问"


@pytest.mark.parametrize(
    ("changed", "statement", "text"),
    [
        ({"visits": Visits(0)}, "visits", "不用跑腿。"),
        ({"visits": Visits(2)}, "visits", "最多跑2次。"),
        ({"materials": ()}, "no_materials", "不需要提交材料"),
        ({"agent": Agent("不可以")}, "agent", "不能代办，要本人到场"),
        ({"online": Online("全程网办")}, "depth", "可以全程网上办，不用到现场"),
    ],
)
def test_what_a_field_says_by_its_value_is_told_in_words(
    changed: dict[str, object], statement: str, text: str
) -> None:
    guide = replace(shipped().guides[ID_CARD], **changed)  # type: ignore[arg-type]

    assert said(guide)[statement] == text


def test_what_a_guide_leaves_open_is_not_stated() -> None:
    guide = replace(shipped().guides[ID_CARD], online=Online(), agent=Agent())

    assert {"depth", "agent"}.isdisjoint(said(guide))


def test_every_subject_with_a_guide_ends_with_what_is_made_of_several_rows() -> None:
    ends = [s.statements[-len(COMPOSED_STATEMENTS) :] for s in subjects(shipped()) if s.statements]

    assert len(ends) == len(shipped().guides)
    assert all(s.is_composed and not s.text for end in ends for s in end)


def test_how_to_complain_and_object_is_stated_and_worded_as_people_ask() -> None:
    found = {s.id: s for s in stated(shipped().guides[ID_CARD])}
    remedies = [found[row.id] for row in shipped().guides[ID_CARD].redress.remedies]

    assert found["complaint"].text == "对办事不满意，可以打12345投诉。"
    assert "怎么投诉" in found["complaint"].wordings
    assert [s.text.split("：")[0] for s in remedies] == ["行政复议", "行政诉讼"]
    assert {s.kind for s in remedies} == {StatementKind.FAQ}


def test_an_alternative_and_a_waiver_are_told_with_the_material() -> None:
    row = replace(shipped().guides[ID_CARD].materials[0], any_of="one")
    other = replace(row, material="shehui_baozhangka", id="zzzz", any_of="one")
    later = replace(row, any_of="", waived=Waiver("容缺", later_days=5), note="")
    texts = said(replace(shipped().guides[ID_CARD], materials=(row, other)))

    assert "也可以用社会保障卡代替，任选一样就行。" in texts[row.id]
    assert said(replace(shipped().guides[ID_CARD], materials=(later,)))[row.id].endswith(
        "一时拿不出的可以先受理，5个工作日内补交。"
    )


def test_what_the_clock_leaves_out_is_told_with_the_limit_and_by_itself() -> None:
    limits = replace(shipped().guides[ID_CARD].time_limit, excluded=(Exclusion("鉴定", id="zzzz"),))
    texts = said(replace(shipped().guides[ID_CARD], time_limit=limits))

    assert texts["statutory"].endswith("鉴定的时间不算在内。")
    assert texts["zzzz"] == "鉴定的时间不算在办理时限里。"
