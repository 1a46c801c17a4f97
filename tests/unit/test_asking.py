"""A message is read as up to three asks, by its question words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.building import asker
from knowledge_base.errors import GuideError
from knowledge_base.model.asking import Ask, AskType
from knowledge_base.policy_texts import POLICY
from knowledge_base.retrieval.asking import MOST_ASKS, AskReader
from knowledge_base.text import prepared

READER = asker()


def asks(said: str) -> list[tuple[str, str]]:
    """Return what a message asks, each with its type."""
    return [(ask.text, ask.type.value) for ask in READER.read(prepared(said)).asks]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("补身份证要多少钱", "howmuch"),
        ("护照办下来得几天", "howlong"),
        ("周六上班不", "when"),
        ("要几张照片", "howmany"),
        ("居住证在哪办", "where"),
        ("这个归谁管", "who"),
        ("为啥不给办", "why"),
        ("有哪些种类", "which"),
        ("结婚登记需要哪些材料", "which"),
        ("哪些人能领", "who"),
        ("办准生证要带啥", "what"),
        ("驾照过期了咋整", "how"),
        ("我妈72岁了还能办吗", "yesno"),
        ("能不能让别人替我办", "yesno"),
        ("你们电话多少", "phone"),
    ],
)
def test_one_question_word_is_one_ask(said: str, kind: str) -> None:
    assert [found for _, found in asks(said)] == [kind]


def test_two_asks_stand_in_the_order_in_which_they_were_asked() -> None:
    assert asks("补身份证要带啥，一共多少钱？") == [
        ("补身份证要带啥", "what"),
        ("一共多少钱", "howmuch"),
    ]


def test_three_asks_are_told_apart() -> None:
    assert [kind for _, kind in asks("谁能领这个补贴，在哪个窗口办，要带啥材料")] == [
        "who",
        "where",
        "what",
    ]


def test_speech_without_punctuation_is_cut_where_a_question_begins() -> None:
    found = asks("身份证丢了上哪补要多少钱几天能拿着")

    assert [kind for _, kind in found] == ["where", "howmuch", "howlong"]
    assert "".join(text for text, _ in found) == "身份证丢了上哪补要多少钱几天能拿着"


def test_what_is_told_before_an_ask_is_no_ask_and_stays_in_the_whole() -> None:
    asking = READER.read(prepared("我妈瘫痪三年了，去不了窗口，残疾证能上门办吗"))

    assert [ask.type for ask in asking.asks] == [AskType.YES_NO]
    assert "瘫痪三年" in asking.whole


def test_two_questions_of_the_same_type_stay_two_and_one_put_twice_is_one() -> None:
    assert len(asks("要户口本吗，还要照片吗")) == 2
    assert len(asks("户口本丢了咋办啊，到底咋整啊")) == 1


@pytest.mark.parametrize("said", ["身份证补办", "丢了", "我家孩子满月了"])
def test_what_has_no_question_word_is_one_ask_as_a_whole(said: str) -> None:
    asking = READER.read(prepared(said))

    assert asking.asks == (Ask(asking.whole, AskType.OTHER),)


def test_a_short_ask_is_read_with_what_was_told_before_it() -> None:
    assert asks("户口迁过来，多久？") == [("户口迁过来多久", "howlong")]


def test_a_short_ask_after_an_ask_stands_by_itself() -> None:
    assert asks("谁能办，在哪办，要带啥") == [
        ("谁能办", "who"),
        ("在哪办", "where"),
        ("要带啥", "what"),
    ]


def test_a_particle_after_a_question_word_is_no_ask_of_its_own() -> None:
    assert asks("你们中午开门吗") == [("你们中午开门吗", "when")]


def test_no_more_asks_are_read_than_a_reply_can_hold() -> None:
    many = "身份证在哪办，要带什么材料，一共多少钱，得几天能拿着，能不能代办"

    assert len(asks(many)) == MOST_ASKS


@pytest.mark.parametrize("said", ["", "？", "，，，"])
def test_what_says_nothing_is_one_empty_ask(said: str) -> None:
    assert len(asks(said)) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("\nhowmuch:", "\nhow_dear:"), "howmuch: 缺少这一类"),
        (lambda text: f"{text}\nelse:\n  - 咋\n", "else: 没有这一类问法"),
    ],
    ids=["missing", "unknown"],
)
def test_a_type_that_is_missing_or_unknown_is_named_with_its_file(
    tmp_path: Path, change: Callable[[str], str], fault: str
) -> None:
    path = tmp_path / "asking.yml"
    path.write_text(change((POLICY / "asking.yml").read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(GuideError) as raised:
        AskReader.load(path)

    assert fault in str(raised.value)
    assert str(path) in str(raised.value)
