"""Laws and what guides rest on: how they are cited, found, compared, and what a change touches."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.laws.articles import articles_in, number_of
from knowledge_base.laws.citing import Citations, parts_of
from knowledge_base.laws.comparing import measures_in
from knowledge_base.laws.findings import LawFinding, law_findings, newly_wrong
from knowledge_base.laws.listing import Laws
from knowledge_base.laws.register import Register, key_of
from knowledge_base.loading.laws import load_laws
from knowledge_base.loading.source import Faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.model.guide import LegalBasis
from knowledge_base.model.law import AMENDED, NOT_YET, REPEALED, Law, LawArticle
from tests.knowledge_kit import ID_CARD, MARRIAGE, shipped, small_catalogue, with_guides

ON = date(2026, 12, 1)
CARD_LAW = "中华人民共和国居民身份证法"


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二百零九", 209),
        ("一千二百六十", 1260),
        ("33", 33),
        ("二〇", 20),
    ],
)
def test_a_numeral_is_read_in_either_writing(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("第十四条、第十六条", (14, 16)),
        ("第四十六条至第四十八条", (46, 47, 48)),
        ("第二十六条第一款第三项", (26,)),
        ("附件", ()),
        ("第1条-第9999条", (1, 9999)),
    ],
)
def test_the_articles_of_a_citation_are_read(text: str, articles: tuple[int, ...]) -> None:
    assert articles_in(text) == articles


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "社会保险法第四十五条；失业保险条例第十四条",
            [("社会保险法", (45,)), ("失业保险条例", (14,))],
        ),
        (
            "消费者权益保护法第五十五条、食品安全法第一百四十八条",
            [("消费者权益保护法", (55,)), ("食品安全法", (148,))],
        ),
        ("道路运输条例第二十二条、第二十四条", [("道路运输条例", (22, 24))]),
        ("国办函〔2020〕129号", [("国办函〔2020〕129号", ())]),
        ("", []),
    ],
)
def test_a_basis_in_words_is_taken_apart(text: str, parts: list[object]) -> None:
    assert list(parts_of(text)) == parts


def test_a_law_is_found_by_its_title_however_it_is_written_and_by_its_number() -> None:
    register = Register(shipped().laws)
    for title in (CARD_LAW, "居民身份证法", "《居民身份证法》", "居民身份证法（2011年修正）"):
        found = register.find(title)
        assert found and found.name == CARD_LAW, title
    by_number = register.find("国办函〔2020〕129号")
    assert by_number and by_number.number == "国办函〔2020〕129号"
    assert register.find("身份证法") is None
    assert key_of("《中华人民共和国 民法典》") == "民法典"


def test_every_law_that_a_shipped_guide_rests_on_is_in_the_list() -> None:
    citations = Citations(shipped())
    assert [one.title for one in citations.all if one.is_basis and one.law is None] == []
    assert sum(one.is_basis for one in citations.all) >= 400


def test_the_shipped_guides_rest_on_nothing_repealed_missing_or_renumbered() -> None:
    found = law_findings(shipped(), ON)
    assert {one.rule for one in found} <= {"clause-unlike"}


def test_an_article_of_another_matter_is_told_to_be_looked_at() -> None:
    """Article 7 of the law on farm machines is about research; the guide means what article 3 says."""
    guides = shipped().guides
    unlike = [one for one in law_findings(shipped(), ON) if one.rule == "clause-unlike"]
    assert ("农机购置与应用补贴", "中华人民共和国农业机械化促进法") in {
        (guides[one.key].item.name, one.law) for one in unlike
    }


def _with_law(catalogue: Catalogue, law: Law) -> Catalogue:
    return replace(catalogue, laws={**catalogue.laws, law.name: law})


def _with_basis(clause: LegalBasis) -> Catalogue:
    guide = small_catalogue().guides[ID_CARD]
    changed = replace(guide, legal_basis=(clause,))
    return with_guides(small_catalogue(), {ID_CARD: changed})


def _rules(catalogue: Catalogue) -> list[str]:
    return [one.rule for one in law_findings(catalogue, ON, {("guide", ID_CARD)})]


def _changed(**fields: object) -> tuple[LawFinding, ...]:
    """Return what changing the law on identity cards makes wrong."""
    before = small_catalogue()
    law = replace(before.laws[CARD_LAW], **fields)  # type: ignore[arg-type]  # the fields of a law
    return newly_wrong(before, _with_law(before, law), CARD_LAW, ON)


def test_a_repealed_law_lists_every_item_that_rests_on_it_and_says_what_took_its_place() -> None:
    found = _changed(status=REPEALED, changed_on=date(2026, 11, 1), replaced_by="新法")
    cited = Citations(small_catalogue()).by_law[CARD_LAW]
    assert len(found) == len(cited) > 1
    assert {one.rule for one in found} == {"law-repealed"}
    assert found[0].severity == "error"
    assert "自2026-11-01起废止" in found[0].text
    assert "《新法》" in found[0].text


def test_a_repeal_to_come_lists_its_items_beforehand_and_is_no_fault_before_its_day() -> None:
    day = date(2027, 3, 1)
    coming = _changed(status=REPEALED, changed_on=day)
    assert {one.rule for one in coming} == {"law-repealed"}
    law = replace(small_catalogue().laws[CARD_LAW], status=REPEALED, changed_on=day)
    then = _with_law(small_catalogue(), law)
    assert "law-repealed" not in {one.rule for one in law_findings(then, ON)}
    assert "law-repealed" in {one.rule for one in law_findings(then, day)}


def test_an_amendment_touches_only_those_who_were_checked_before_it() -> None:
    checked = small_catalogue().guides[ID_CARD].checked_on
    assert not _changed(changed_on=checked)
    assert not _changed(changed_on=date(2027, 1, 1))
    later = _changed(changed_on=date(2026, 11, 30))
    assert {one.rule for one in later} == {"law-amended"}
    assert len(_changed(status=AMENDED, changed_on=None)) == len(later)


def test_an_amendment_of_some_articles_touches_those_who_cite_them() -> None:
    cited = Citations(small_catalogue()).by_law[CARD_LAW]
    number = cited[0].articles[0]
    touched = _changed(changed_on=date(2026, 11, 30), changed_articles=(f"第{number}条",))
    assert {one.path for one in touched} == {
        one.path for one in cited if number in one.articles or not one.articles
    }
    assert len(touched) < len(cited)


def test_a_law_that_is_not_yet_in_force_is_no_basis() -> None:
    assert {one.rule for one in _changed(status=NOT_YET, in_force_on=None)} == {"law-not-in-force"}
    assert {one.rule for one in _changed(in_force_on=date(2027, 1, 1))} == {"law-not-in-force"}


def test_a_law_that_the_list_does_not_have_is_told() -> None:
    assert _rules(_with_basis(LegalBasis("身份证管理办法", "第三条", "怎么管", id="b1"))) == [
        "law-unknown"
    ]


def test_an_article_beyond_the_last_one_is_told() -> None:
    assert "article-missing" in _rules(_with_basis(LegalBasis(CARD_LAW, "第九十条", "怎么管")))


def test_a_figure_that_the_clause_does_not_say_is_told() -> None:
    law = Law("试验法", "法律", articles=(LawArticle("第三条", "应当自受理之日起三十日内办结。"),))
    for said, expected in (("受理后30日内办结。", []), ("受理后60日内办结。", ["clause-differs"])):
        catalogue = _with_law(_with_basis(LegalBasis("试验法", "第三条", said, id="b1")), law)
        assert [rule for rule in _rules(catalogue) if rule != "clause-unlike"] == expected


def test_another_number_of_the_same_law_is_told() -> None:
    name = "居住证暂行条例"
    law = shipped().laws[name]
    assert law.number == "国务院令第663号"
    clause = LegalBasis(name, "", "规定居住证。", number="国务院令第636号", id="b1")
    assert _rules(_with_basis(clause)) == ["law-number-differs"]
    assert _rules(_with_basis(replace(clause, number="2015年发布"))) == []


def test_without_a_list_of_laws_nothing_is_compared() -> None:
    assert law_findings(replace(shipped(), laws={}), ON) == ()


def test_figures_are_the_same_in_either_writing() -> None:
    assert measures_in("三十日、二个月") == measures_in("30天、2月")
    assert measures_in("十个工作日") == {(10, "日")}


def test_the_list_is_read_by_title_number_and_status() -> None:
    laws = Laws(shipped())
    assert laws.all[0].items >= laws.all[1].items > 0
    assert [row.law.name for row in laws.found("国务院令第663号")] == ["居住证暂行条例"]
    assert all(row.law.status == REPEALED for row in laws.found("", REPEALED))
    marriage = laws.one("婚姻登记条例")
    assert marriage and MARRIAGE in {one.guide.item.code for one in marriage.citations}


def test_laws_of_the_country_and_of_the_province_are_one_list(tmp_path: Path) -> None:
    for place, name in (("national", "甲法"), ("city", "乙条例"), ("city", "甲法")):
        folder = tmp_path / place / "laws"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "some.yml").open("a", encoding="utf-8") as file:
            file.write(f"- {{name: {name}, kind: 法律, in_force_on: 2020-01-01}}\n")
    faults = Faults()
    found = load_laws(tmp_path / "city", faults)
    assert found["甲法"].in_force_on == date(2020, 1, 1)
    assert list(found) == ["甲法", "乙条例"]
    assert len(faults.found) == 1
    assert "法规重复" in faults.found[0]
