"""Exact ways to an item: codes however they are put, names misspelt, rare characters."""

import pytest

from knowledge_base.lookup import Lookup
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.text import normalise


def subject(key: str, *names: str, catalog_code: str = "") -> Subject:
    return Subject(key, SubjectKind.ITEM, catalog_code or key[:12], names[0], "gongan", names)


ID_CARD = subject("232009001000-01", "居民身份证申领、换领、补领", "身份证")
MARRIAGE = subject("232011001000-01", "结婚登记", "结婚证")
VILLAGE = subject("232011008000-01", "𠮷林村村务公开", "䶮家屯公墓", "㛃水码头登记")
NATIONAL = subject("11230881MB1A2345X4232009", "户口迁移登记", catalog_code="000109003000")
LOOKUP = Lookup((ID_CARD, MARRIAGE, VILLAGE, NATIONAL))


@pytest.mark.parametrize(
    "typed",
    [
        "232009001000-01",
        "23200900100001",
        "2320 0900 1000 01",
        "２３２００９００１０００－０１",
        "232009001000—01",
        "232009001000",
        "9001000",
        "事项编码：232009001000-01",
        "实施编码 232009001000-01",
    ],
)
def test_a_code_finds_its_item_whole_or_in_part_whatever_stands_between(typed: str) -> None:
    assert LOOKUP.keys(normalise(typed), 8)[0] == ID_CARD.key


@pytest.mark.parametrize("typed", ["11230881mb1a2345x4232009", "MB1A2345", "000109003000"])
def test_both_codes_of_an_item_lead_to_it_letters_or_not(typed: str) -> None:
    assert LOOKUP.keys(normalise(typed), 8) == (NATIONAL.key,)


def test_the_item_whose_code_begins_so_comes_before_one_that_holds_it() -> None:
    assert LOOKUP.keys("232009", 8) == (ID_CARD.key, NATIONAL.key)


@pytest.mark.parametrize("typed", ["2026年", "130", "13812345678", "20路车"])
def test_other_figures_are_no_code(typed: str) -> None:
    assert LOOKUP.keys(typed, 8) == ()


@pytest.mark.parametrize(
    "typed", ["身分证", "身份正", "身证份", "森份增", "senfenzeng", "sen fen zeng", "shenfenzhen"]
)
def test_a_name_misspelt_is_read_as_the_name(typed: str) -> None:
    assert LOOKUP.meant(typed) == "身份证"
    assert LOOKUP.keys(typed, 8) == (ID_CARD.key,)


@pytest.mark.parametrize("typed", ["身份证", "结婚证", "身份", "shenfenzheng", "护照", "x", "？"])
def test_what_is_no_slip_is_read_as_it_stands(typed: str) -> None:
    assert LOOKUP.meant(typed) == ""


@pytest.mark.parametrize("typed", ["𠮷林村", "䶮家屯", "龑家屯", "㛃水", "𠮷"])
def test_rare_characters_are_found_where_they_stand(typed: str) -> None:
    assert LOOKUP.named(normalise(typed)) == (VILLAGE.key,)
