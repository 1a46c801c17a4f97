"""How near a text is to others: by the words they share, by sense, and for whom the nearest speaks."""

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge_base.retrieval.comparison import (
    Passages,
    Postings,
    Rarity,
    Speakers,
    TextReader,
    Texts,
    Words,
)
from knowledge_base.retrieval.lexicon import keys_of
from tests.retrieval_kit import Characters

LINES = ("身份证丢了", "户口簿丢了", "交多少钱")


@pytest.fixture
def reader() -> TextReader:
    """Reads texts by how rare their tokens are among three lines."""
    return TextReader(Rarity(LINES), Characters())


def compared(lines: Sequence[str], reader: TextReader) -> Texts:
    """Return lines ready to be compared."""
    return Texts(Passages(lines, reader.encoder), reader.rarity)


def test_rarity_after_a_change_is_that_of_the_texts_that_are_left() -> None:
    changed = Rarity(LINES).changed(LINES[:1], ["骆驼丢了"])
    afresh = Rarity([*LINES[1:], "骆驼丢了"])

    for text in (*LINES, "骆驼"):
        assert changed.words(text).weights.tolist() == afresh.words(text).weights.tolist()


def test_a_row_scores_by_each_word_it_shares_as_often_as_it_is_said() -> None:
    rows = Postings.of(
        [
            Words(keys_of(["甲", "乙"]), np.array([1, 2], np.float32)),
            Words(keys_of([]), np.zeros(0, np.float32)),
            Words(keys_of(["乙"]), np.array([5], np.float32)),
        ]
    )

    assert rows.scores(Words.counted(["乙", "甲", "乙", "丁"])).tolist() == [5, 0, 10]
    assert rows.scores(Words.counted([])).tolist() == [0, 0, 0]


def test_a_table_without_rows_scores_nothing() -> None:
    assert Postings.of([]).scores(Words.counted(["甲"])).tolist() == []


def test_a_text_is_nearest_to_itself(reader: TextReader) -> None:
    near = compared(LINES, reader).near(reader.read("户口簿丢了"))

    assert near[:, 1] == pytest.approx([1, 1])
    assert near[0, 1] > near[0, 0] > near[0, 2] == 0


def test_a_text_that_is_left_out_is_near_to_nothing_just_this_once(reader: TextReader) -> None:
    texts, said = compared(LINES, reader), reader.read("户口簿丢了")

    assert texts.near(said, without="户口簿丢了")[:, 1].tolist() == [0, 0]
    assert texts.near(said)[:, 1] == pytest.approx([1, 1])


def test_no_texts_are_near_to_nothing(reader: TextReader) -> None:
    none, speakers = compared([], reader), Passages([], reader.encoder).speakers([], 2)

    assert none.near(reader.read("户口簿丢了")).shape == (2, 0)
    assert speakers.best(none.near(reader.read("丢了"))).tolist() == [[0, 0], [0, 0]]


def test_the_nearest_of_its_texts_speaks_for_a_thing() -> None:
    near = np.array([[0.2, 0.9, -0.5], [0.4, 0.1, 0.3]], dtype=np.float32)
    speakers = Speakers([(0, 0), (0, 1), (2, 2), (3, 0)], size=4)

    found = speakers.best(near)

    assert found[0] == pytest.approx([0.9, 0, 0, 0.2])
    assert found[1] == pytest.approx([0.4, 0, 0.3, 0.4])
