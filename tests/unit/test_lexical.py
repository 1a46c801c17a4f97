"""What the words of a question say about each subject."""

import pytest

from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.retrieval.lexical import LONG_NAME, LexicalIndex
from knowledge_base.retrieval.queries import Phrasings


def _subject(name: str, *others: str) -> Subject:
    return Subject(name, SubjectKind.ITEM, name, name, "gongan", (name, *others))


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    """Three subjects, and phrases that ask for a fee."""
    subjects = [_subject("身份证", "居民身份证换领"), _subject("户口簿"), _subject("养老保险")]
    return LexicalIndex(subjects, Phrasings({}, {"fee": ("{x}多少钱",)}))


@pytest.mark.parametrize(
    ("question", "length"),
    [
        ("补身份证", 3),
        ("身份证丢了", 3),
        ("我要居民身份证换领", 7),
        ("居民身份证换领和身份证一样吗", 7),
        ("身份", 0),
        ("", 0),
    ],
)
def test_the_longest_name_in_a_question_counts_by_its_length(
    index: LexicalIndex, question: str, length: int
) -> None:
    named = index.named(question)

    assert named[0] == pytest.approx(min(1, length / LONG_NAME))
    assert not named[1:].any()


def test_each_question_has_its_own_row_of_scores(index: LexicalIndex) -> None:
    scores = index.scores(["户口簿丢了", "多少钱", "养老保险"])

    assert scores.argmax(axis=1).tolist() == [1, 0, 2]
    assert (scores > 0).sum(axis=1).tolist() == [1, 0, 1]


def test_what_is_asked_of_a_matter_needs_no_explanation(index: LexicalIndex) -> None:
    assert index.explained("户口簿，多少钱")[1] == pytest.approx(1)
    assert index.explained("多少钱").tolist() == [0, 0, 0]


def test_words_that_no_subject_has_lessen_what_is_explained(index: LexicalIndex) -> None:
    whole, half = index.explained("户口簿"), index.explained("户口簿骆驼")

    assert 0 < half[1] < whole[1]
    assert half[0] == half[2] == 0
