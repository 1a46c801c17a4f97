"""The direct line: one or two statements, a list, or the whole matter in a sentence; never cut, no case told twice."""

import re
from collections.abc import Sequence

import pytest

from knowledge_base.answering import direct
from knowledge_base.answering.views import ENDED, View
from knowledge_base.model.asking import Ask, AskType
from knowledge_base.model.choice import Choice, Likely
from knowledge_base.model.element import Element
from knowledge_base.model.guide import Guide
from knowledge_base.model.situation import Answers
from knowledge_base.model.statement import StatementKind
from tests.knowledge_kit import ID_CARD, shipped, wording
from tests.unit.test_views import situations

CARD = shipped().guides[ID_CARD]
BESIDE = 0.25
UNFINISHED = re.compile(r"[。；，：]{2}|^[。；，：]|[{}]|（）")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for every shipped guide."""
    if "guide" in metafunc.fixturenames:
        guides = shipped().guides.values()
        metafunc.parametrize("guide", guides, ids=[guide.item.code for guide in guides])


def view(guide: Guide, answers: Answers) -> View:
    """Return the guide seen in a situation."""
    return View(guide, shipped(), answers, wording())


def said(
    shares: Sequence[tuple[str, float]], asked: AskType = AskType.YES_NO, **case: str
) -> direct.Said:
    """Return what is said where these statements of the identity card are likely, best first."""
    seen = view(CARD, case)
    by_id = {statement.id: statement for statement in seen.statements}
    likely = tuple(Likely(by_id[id_], share) for id_, share in shares)
    found = direct.say(Choice(Ask("", asked), likely, 0.9), seen, BESIDE)
    assert found is not None
    return found


def ids(found: direct.Said) -> list[str]:
    """Return the statements of the direct line."""
    return [statement.id for statement in found.statements]


def test_a_statement_alone_is_said_alone() -> None:
    found = said([("qqz5", 0.9), ("crfp", 0.05)])

    assert found.line == "领证可以由他人代领，代领人带自己的身份证和领证回执。"
    assert (ids(found), found.beside, found.element) == (["qqz5"], (), Element.AGENT)


def test_two_short_statements_of_about_the_same_worth_are_said_together() -> None:
    found = said([("qqz5", 0.5), ("result", 0.4)])

    assert ids(found) == ["qqz5", "result"]
    assert len(found.line) <= direct.LONGEST_LINE


def test_a_second_statement_for_which_there_is_no_room_stands_beside_the_line() -> None:
    found = said([("summary", 0.5), ("mg4b", 0.4)])

    assert ids(found) == ["summary"]
    assert [statement.id for statement in found.beside] == ["mg4b"]


def test_what_says_the_same_is_not_said_twice() -> None:
    found = said([("bb99", 0.5), ("bws3", 0.4)], age="minor")

    assert ids(found) == ["bb99"]
    assert found.beside == ()


def test_what_does_not_hold_in_the_case_is_not_said() -> None:
    found = said([("k37v", 0.6), ("s3tt", 0.3)], reason="lost")

    assert ids(found) == ["s3tt"]


def test_one_row_is_said_where_it_is_meant_and_all_rows_where_none_is() -> None:
    one = said([("xwh8", 0.8), ("gjzh", 0.1)])
    every = said([("xwh8", 0.3), ("gjzh", 0.3), ("j565", 0.3)], AskType.WHAT)

    assert (ids(one), one.all_of) == (["xwh8"], None)
    assert every.all_of is StatementKind.MATERIAL
    assert set(ids(every)) == {row.id for row in CARD.materials}


def test_who_asks_for_a_list_gets_all_of_it() -> None:
    brought, gone = said([("materials", 0.7), ("gjzh", 0.3)]), said([("steps", 0.7)])

    assert brought.all_of is StatementKind.MATERIAL
    assert brought.line == direct.materials(view(CARD, {}))
    assert set(ids(brought)) == {row.id for row in CARD.materials}
    assert gone.all_of is StatementKind.STEP
    assert gone.line.startswith("1. ")


def test_who_may_mean_the_whole_matter_is_told_it() -> None:
    assert said([("materials", 0.4), ("whole", 0.3)]).line == direct.whole(view(CARD, {}))
    assert said([("materials", 0.6), ("whole", 0.2)]).all_of is StatementKind.MATERIAL


def test_of_fees_for_cases_that_nobody_told_no_single_one_is_said() -> None:
    shares = [("k37v", 0.9), ("sktx", 0.05)]

    assert set(ids(said(shares, AskType.HOW_MUCH))) == {row.id for row in CARD.fee.rows}
    assert ids(said(shares, AskType.HOW_MUCH, reason="expired")) == ["k37v"]


def test_the_whole_matter_is_a_sentence_of_where_with_what_for_how_much_and_how_long() -> None:
    found = said([("whole", 0.9), ("summary", 0.05)], reason="lost")

    assert found.line == direct.whole(view(CARD, {"reason": "lost"}))
    for told in ("居民户口簿", "派出所户籍窗口", "每证40元", "60天"):
        assert told in found.line
    assert "每证20元" not in found.line


def test_what_another_ask_was_answered_with_is_not_said_again() -> None:
    seen = view(CARD, {})
    by_id = {statement.id: statement for statement in seen.statements}
    likely = (Likely(by_id["qqz5"], 0.6), Likely(by_id["gktm"], 0.3))
    choice = Choice(Ask("", AskType.YES_NO), likely, 0.9)

    assert direct.say(choice, seen, BESIDE, [by_id["qqz5"]]) is None
    again = direct.say(choice, seen, BESIDE, [by_id["gktm"]])
    assert again is not None
    assert ids(again) == ["qqz5"]


def test_the_whole_matter_is_never_said_beside_something_else() -> None:
    found = said([("qqz5", 0.5), ("whole", 0.45)])

    assert ids(found) == ["qqz5"]
    assert found.beside == ()


def test_a_statement_of_an_open_case_names_the_case() -> None:
    assert said([("gktm", 0.9)]).line.startswith("到期换新：")
    assert said([("gktm", 0.9)], reason="expired").line.startswith("有效期满前")


def test_a_statement_that_names_its_case_itself_does_not_name_it_twice() -> None:
    assert said([("bws3", 0.9)]).line.count("未满16周岁") == 1


def test_materials_are_named_and_what_depends_on_the_case_comes_last() -> None:
    line = direct.materials(view(CARD, {"reason": "lost"}))

    assert line.startswith("要带居民户口簿、居民身份证申领登记表。")
    assert line.index("居住证") > line.index("看情况")
    assert "原居民身份证" not in line


def test_more_names_than_fit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "LONGEST_LINE", 12)

    line = direct.materials(view(CARD, {"reason": "lost", "age": "minor"}))

    assert "居民户口簿等4样" in line


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("带身份证原件去窗口", "带身份证原件去窗口办", True),
        ("带身份证原件去窗口", "工作日上午九点开门", False),
        ("不收费", "不收费。", True),
    ],
)
def test_texts_of_the_same_pairs_of_characters_say_the_same(
    one: str, other: str, same: bool
) -> None:
    assert (direct.alike(one, other) >= direct.ALIKE) is same


def test_an_element_that_is_tapped_is_said_whole_in_every_situation(guide: Guide) -> None:
    for answers in situations(guide):
        seen = view(guide, answers)
        holding = {s.element for s in seen.statements if s.text and seen.stands(s)}
        holding |= ENDED if seen.ending else set()
        for element in Element:
            found = direct.say_element(element, seen)

            assert bool(found.line) is (element in holding | {Element.MATERIALS}), element
            assert not UNFINISHED.search(found.line)
            assert all(s.when.holds(answers) is not False for s in found.statements)


def test_the_whole_matter_is_told_of_every_guide_in_every_situation(guide: Guide) -> None:
    for answers in situations(guide):
        line = direct.whole(view(guide, answers))

        assert line.endswith("。")
        assert not UNFINISHED.search(line), line


def test_no_statement_is_cut(guide: Guide) -> None:
    seen = view(guide, {})
    for statement in seen.statements:
        if statement.text and statement.kind is not StatementKind.VENUE:
            text = statement.text.replace(direct.SAMPLE, "").rstrip("。；")

            assert text in direct.sentence(statement, seen)


TRUCKS, LIGHT = shipped().guides["232018001000-01"], {"dunwei": "xiao"}


def asked_of_trucks(kind: StatementKind, answers: Answers) -> direct.Said | None:
    """Return what is said where the last statement of this kind about lorries is likely."""
    seen = view(TRUCKS, answers)
    first = next(s for s in reversed(seen.statements) if s.kind is kind)
    return direct.say(Choice(Ask("", AskType.WHAT), (Likely(first, 0.9),), 0.9), seen, BESIDE)


@pytest.mark.parametrize(
    "kind",
    [StatementKind.ALL_MATERIALS, StatementKind.WHOLE, StatementKind.STEP, StatementKind.LIMIT],
)
def test_where_the_matter_ends_that_is_said_whatever_was_asked_of_how_it_is_done(
    kind: StatementKind,
) -> None:
    found = asked_of_trucks(kind, LIGHT)

    assert found is not None and found.line.startswith("使用总质量4.5吨及以下")
    assert (ids(found), found.beside, found.element) == (["djvc"], (), Element.CONDITIONS)


def test_where_the_matter_ends_it_is_said_to_taps_and_in_one_sentence_too() -> None:
    seen = view(TRUCKS, LIGHT)

    assert direct.whole(seen) == direct.say_element(Element.MATERIALS, seen).line
    assert direct.say_whole(seen).line == direct.whole(seen)
    assert direct.say_element(Element.CONTACT, seen).line.startswith("由同江市交通运输局负责")


def test_what_ends_the_matter_is_said_once() -> None:
    seen = view(TRUCKS, LIGHT)
    ended = direct.say_whole(seen)
    fee = next(s for s in seen.statements if s.kind is StatementKind.FEE)
    choice = Choice(Ask("", AskType.WHAT), (Likely(fee, 0.9),), 0.9)

    assert direct.say(choice, seen, BESIDE, set(ended.statements)) is None


def test_a_faq_is_answered_where_the_matter_has_ended() -> None:
    found = asked_of_trucks(StatementKind.FAQ, {**LIGHT, "shixiang": "xiao_zheng"})

    assert found is not None and found.line.startswith("先到窗口把这台车的道路运输证注销")


def test_a_paper_that_is_waived_in_this_situation_is_not_said_to_be_brought() -> None:
    seen = view(shipped().guides["232009017000-02"], {"channel": "online"})
    card = next(s for s in seen.statements if s.id == "p8hf")

    assert direct.sentence(card, seen).startswith("居民身份证：您这种情况不用交（")
