"""What a message is about: the matter in talk, another one, or nothing that is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from knowledge_base.answering import pipeline, subject
from knowledge_base.answering.base import Turn
from knowledge_base.model.context import Context, Frame
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject
from tests.answering_kit import HUKOU, ID_CARD, ROW, Found, Sure, base_of, hit, subject_of, talk


@dataclass(frozen=True)
class Finding:
    """What retrieval says to a message, best first, and how surely the guide in talk answers it."""

    first: Guide | Subject
    probability: float = 0.9
    explains: float = 0.5
    in_talk_explains: float = 0.5
    answered: float = 0.1


def settled(said: str, found: Finding, context: Context | None = None) -> Turn:
    """Return the turn after settling what it is about; the matter in talk is looked at in any case."""
    turn = Turn(said, context or Context())
    key = turn.context.frame.key if turn.context.frame else ""
    others = (one for one in (ID_CARD, HUKOU, ROW) if one != found.first)
    rest = [hit(o, found.in_talk_explains if subject_of(o).key == key else 0.0) for o in others]
    hits = (hit(found.first, found.explains), *rest)
    base = base_of(Found(hits, found.probability), Sure(found.answered))
    pipeline.read(turn, base)
    subject.search(turn, base)
    subject.settle(turn, base)
    return turn


def key(turn: Turn) -> str:
    """Return what a turn is about."""
    return turn.subject.key if turn.subject else ""


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("不是身份证，是户口本", "户口本"),
        ("不是身份证,是户口本", "户口本"),
        ("没让你办身份证，我要办户口本", "户口本"),
        ("不是问身份证，我问的是户口本", "户口本"),
        ("我问的是户口本，不是身份证", "户口本"),
        ("不对，户口本", "户口本"),
        ("说错了，户口本丢了", "户口本丢了"),
        ("你理解错了，户口本", "户口本"),
        ("不对", "不对"),
    ],
)
def test_after_a_correction_only_what_is_meant_is_looked_for(said: str, wanted: str) -> None:
    finder = Found()
    turn = Turn(said, talk())
    pipeline.read(turn, base_of())
    subject.search(turn, base_of(finder))

    assert finder.looked == [wanted]


@pytest.mark.parametrize("said", ["不是本地户口能办吗", "不是身份证，是户口本"])
def test_nothing_is_a_correction_before_anything_was_understood(said: str) -> None:
    assert subject.wanted(said, Context()) == said


def test_a_correction_leaves_the_matter_in_talk() -> None:
    turn = settled("不是身份证，是户口本", Finding(HUKOU), talk(reason="lost"))

    assert (turn.guide, turn.follows_up, dict(turn.answers)) == (HUKOU, False, {})


def test_a_correction_that_tells_another_case_stays_with_the_matter() -> None:
    found = Finding(HUKOU, probability=0.1)

    turn = settled("说错了，是过期了", found, talk(reason="lost"))

    assert (turn.guide, turn.answers) == (ID_CARD, {"reason": "expired"})


@pytest.mark.parametrize("said", ["多少钱", "那在哪办", "得几天呢"])
def test_what_names_nothing_stays_with_the_matter_and_its_case(said: str) -> None:
    turn = settled(said, Finding(HUKOU, probability=0.4), talk(reason="lost"))

    assert (turn.guide, turn.follows_up) == (ID_CARD, True)
    assert turn.answers == {"reason": "lost"}


def test_an_ellipsis_stays_even_where_another_matter_is_found_for_sure() -> None:
    turn = settled("那到期的呢", Finding(HUKOU, probability=0.9), talk(reason="lost"))

    assert (turn.guide, turn.answers) == (ID_CARD, {"reason": "expired"})


def test_another_matter_that_is_named_is_the_new_one_without_the_old_case() -> None:
    turn = settled("户口本丢了咋办", Finding(HUKOU, probability=0.6), talk(reason="expired"))

    assert (turn.guide, turn.follows_up) == (HUKOU, False)
    assert turn.answers == {"reason": "lost"}


def test_another_matter_found_for_sure_is_the_new_one_though_it_is_not_named() -> None:
    said = "本本没了得补一个"

    assert settled(said, Finding(HUKOU, probability=0.9), talk()).guide == HUKOU
    assert settled(said, Finding(HUKOU, probability=0.6), talk()).guide == ID_CARD


def test_another_matter_that_explains_far_more_is_the_new_one() -> None:
    said, limit = "本本没了得补一个", base_of().thresholds.foreign
    found = Finding(HUKOU, probability=0.6, explains=0.9, in_talk_explains=0.9 - limit - 0.1)

    assert settled(said, found, talk()).guide == HUKOU


def test_what_the_guide_in_talk_surely_answers_stays_with_it() -> None:
    said = "上面地址能不能改"

    assert settled(said, Finding(HUKOU, answered=0.9), talk()).guide == ID_CARD
    assert settled(said, Finding(HUKOU, answered=0.1), talk()).guide == HUKOU


def test_naming_the_matter_in_talk_stays_with_it() -> None:
    turn = settled("身份证上户口地址咋改", Finding(HUKOU, probability=0.99), talk())

    assert (turn.guide, turn.follows_up) == (ID_CARD, True)


def test_of_two_named_matters_the_one_named_more_fully_is_meant() -> None:
    said = "身份证丢了，居民户口簿补发要啥"

    assert settled(said, Finding(HUKOU, probability=0.5), talk()).guide == HUKOU


def test_a_matter_that_the_citizen_already_has_is_not_asked_about() -> None:
    assert subject.mention_length("户口本有，身份证没办过", subject_of(HUKOU)) == 0
    assert subject.mentions("户口本丢了", subject_of(HUKOU), base_of().thresholds)


@pytest.mark.parametrize(
    ("said", "length"), [("户口本丢了", 3), ("居民户口簿补发要啥", 7), ("结婚证丢了", 0)]
)
def test_the_longest_name_that_is_said_counts(said: str, length: int) -> None:
    assert subject.mention_length(said, subject_of(HUKOU)) == length


def test_a_row_without_a_guide_is_remembered_like_an_item() -> None:
    turn = settled("多少钱", Finding(HUKOU, probability=0.4), talk(ROW))

    assert (key(turn), turn.guide, turn.follows_up) == (ROW.key, None, True)


def test_from_a_row_without_a_guide_one_comes_to_a_guide_by_naming_it() -> None:
    turn = settled("身份证多少钱", Finding(ID_CARD), talk(ROW))

    assert (turn.guide, turn.follows_up) == (ID_CARD, False)


def test_the_matter_before_is_looked_at_as_well() -> None:
    context = Context((*talk(ID_CARD).frames, *talk(ROW).frames))

    assert subject.matters(context) == (ID_CARD.item.code, ROW.key)


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("身份证丢了", {"reason": "lost"}),
        ("孩子身份证找不着了", {"reason": "lost", "age": "minor"}),
        ("身份证多少钱", {}),
        ("孩子身份证过期了", {"reason": "expired"}),
    ],
)
def test_the_case_is_read_from_the_words_as_far_as_its_questions_apply(
    said: str, answers: Mapping[str, str]
) -> None:
    assert settled(said, Finding(ID_CARD)).answers == answers


def test_a_matter_that_is_published_no_more_is_forgotten() -> None:
    gone = Context((Frame("232009999000-01"),))

    turn = settled("多少钱", Finding(HUKOU, probability=0.4), gone)

    assert (turn.guide, turn.follows_up) == (HUKOU, False)


def test_where_nothing_is_found_nothing_is_settled() -> None:
    turn = Turn("啊", talk())
    base = base_of(Found())
    for step in (pipeline.read, subject.search, subject.settle):
        step(turn, base)

    assert (turn.hit, turn.guide) == (None, None)
