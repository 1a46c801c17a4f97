"""The nearest wordings of a text: best name, best FAQ, and the subjects that are compared in any case."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge_base.model.qa import QaEntry, Subject, SubjectKind
from knowledge_base.retrieval.encoder import Vectors
from knowledge_base.retrieval.nearest import (
    CELLS,
    FEWEST_IN_A_CELL,
    Wording,
    WordingIndex,
)

FAQ = QaEntry("q1", "i", "c", "faq", "过期了怎么办", ("过期了还能用吗",), faq_id="f1")
STANDARD = QaEntry("q2", "i", "c", "fee", "补办多少钱")
CARD = Subject(
    "card", SubjectKind.ITEM, "c", "身份证", "gongan", ("身份证", "身份卡"), entries=(FAQ, STANDARD)
)
HUKOU = Subject(
    "hukou", SubjectKind.ITEM, "h", "户口", "gongan", ("户口",), asked=((("fee",), "上户多少钱"),)
)


def _unit(rows: NDArray[np.floating]) -> Vectors:
    vectors: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return vectors


def wordings(subjects: Sequence[Subject]) -> list[list[Wording]]:
    return [list(subject.wordings) for subject in subjects]


@pytest.fixture
def large() -> tuple[WordingIndex, Vectors]:
    """So many wordings that FAISS divides them into cells: a hundred of each of 60 subjects."""
    drawn = np.random.default_rng(0)
    centres = drawn.normal(size=(60, 32)).repeat(100, axis=0)
    vectors = _unit(centres + drawn.normal(scale=0.3, size=centres.shape))
    subjects = [
        Subject(str(at), SubjectKind.ITEM, str(at), str(at), "d", tuple(map(str, range(100))))
        for at in range(60)
    ]
    assert len(vectors) >= CELLS * FEWEST_IN_A_CELL
    return WordingIndex(wordings(subjects), vectors), vectors


def test_a_standard_question_is_no_wording() -> None:
    assert wordings([CARD, HUKOU]) == [
        [("身份证", None), ("身份卡", None), ("过期了怎么办", FAQ), ("过期了还能用吗", FAQ)],
        [("户口", None), ("上户多少钱", None)],
    ]


def test_each_subject_gives_back_its_own_texts_and_vectors() -> None:
    index = WordingIndex(wordings([CARD, HUKOU]), np.eye(6, dtype=np.float32))

    assert index.of(1)[0] == ["户口", "上户多少钱"]
    assert index.vectors_of([1, 0]).argmax(axis=1).tolist() == [4, 5, 0, 1, 2, 3]


def test_names_and_faqs_of_a_subject_are_told_apart() -> None:
    index = WordingIndex(wordings([CARD, HUKOU]), np.eye(6, dtype=np.float32))
    text = _unit(np.array([[3, 0, 1, 2, 0, 1]], dtype=np.float32))

    found = index.search(text)

    assert found.names[0].tolist() == pytest.approx([text[0, 0], text[0, 5]])
    assert found.faqs[0].tolist() == pytest.approx([text[0, 3], 0])
    faq, cosine = found.best_faq[0]
    assert (faq, cosine) == (FAQ, text[0, 3])
    assert 1 not in found.best_faq


def test_the_best_faq_is_the_best_of_all_texts() -> None:
    index = WordingIndex(wordings([CARD, HUKOU]), np.eye(6, dtype=np.float32))
    texts = _unit(np.array([[0, 0, 1, 0, 1, 0], [0, 0, 0, 9, 1, 0]], dtype=np.float32))

    faq, cosine = index.search(texts).best_faq[0]
    assert (faq, cosine) == (FAQ, texts[1, 3])


def test_in_a_large_base_each_wording_still_finds_itself(
    large: tuple[WordingIndex, Vectors],
) -> None:
    index, vectors = large

    found = index.search(vectors[::50])

    assert found.names.argmax(axis=1).tolist() == [at // 2 for at in range(120)]
    assert found.names.max(axis=1) == pytest.approx(1, abs=1e-5)


def test_far_subjects_are_compared_only_where_they_are_kept(
    large: tuple[WordingIndex, Vectors],
) -> None:
    index, vectors = large
    far = int((vectors[0] @ vectors.T).reshape(60, 100).max(axis=1).argmin())

    found, kept = index.search(vectors[:1]), index.search(vectors[:1], keep=[far])

    assert found.names[0, far] == 0
    expected = (vectors[far * 100 : far * 100 + 100] @ vectors[0]).max()
    assert kept.names[0, far] == pytest.approx(max(0, expected), abs=1e-6)
