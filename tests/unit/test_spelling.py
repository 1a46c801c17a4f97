"""Pinyin typed among Chinese becomes the words of the base."""

import pytest

from knowledge_base.retrieval.spelling import Speller
from knowledge_base.text import normalise

NAMES = ("身份证", "户口本", "营业执照", "低保", "住院报销")
WORDINGS = (
    "身份证补办多少钱",
    "户口本丢了怎么办",
    "住院报销要什么材料",
    "去医院住院",
    "低保怎么申请",
)


@pytest.fixture(scope="module")
def speller() -> Speller:
    """A speller that knows five services."""
    return Speller(NAMES, WORDINGS)


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("sfz补办多少钱", "身份证补办多少钱"),
        ("shenfenzheng丢了", "身份证丢了"),
        ("SFZ丢了", "身份证丢了"),
        ("补办身份证多少qian", "补办身份证多少钱"),
        ("住yuan报销", "住院报销"),
        ("yyzz怎么注销", "营业执照怎么注销"),
        ("hukouben丢了", "户口本丢了"),
        ("shen fen zheng", "身份证"),
        ("Shen Fen Zheng diu le", "身份证丢了"),
        ("shenfen zheng 丢了", "身份证 丢了"),
    ],
)
def test_pinyin_of_known_words_is_restored(speller: Speller, typed: str, restored: str) -> None:
    assert speller.restore(normalise(typed)) == restored


@pytest.mark.parametrize("typed", ["身份证丢了咋整", "app打不开", "ok", "etc怎么办", "my app", ""])
def test_what_is_no_pinyin_of_the_base_stays(speller: Speller, typed: str) -> None:
    assert speller.restore(normalise(typed)) == normalise(typed)


def test_two_letters_are_too_few_for_initials(speller: Speller) -> None:
    assert speller.restore("db咋申请") == "db咋申请"


def test_a_speller_that_knows_nothing_changes_nothing() -> None:
    assert Speller((), ()).restore("sfz丢了shenfen") == "sfz丢了shenfen"


def test_both_runs_of_one_question_are_restored(speller: Speller) -> None:
    assert speller.restore("sfz和hukouben") == "身份证和户口本"
